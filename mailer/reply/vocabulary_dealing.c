/* Words for what passes between who writes and who reads: the two of them, and what is given. */
#include "reply/vocabulary_parts.h"

const struct word_group dealing_groups[] = {
	{.meaning = MEANS_DEALING,
		.words =
			"you your yours us our ours me my answer answers answered answering reply "
			"replies replied replying respond responds responding response responses "
			"statement statements report reports letter letters comment comments "
			"position figures data information documents list results findings "
			"publish published publishing publication send sent sending provide "
			"provided providing submit submitted share shared disclose disclosed "
			"release released issue issued deliver delivered complete completed finish "
			"finished done ready follow follows details feedback decision online"},
	{.meaning = MEANS_DEALING,
		.words =
			"ihnen ihr ihre ihren ihrer ihrem ihres uns unser unsere unseren unserer "
			"unserem unseres mein meine meinen meiner antwort antworten rückmeldung "
			"stellungnahme schreiben bescheid bericht berichte zahlen unterlagen daten "
			"liste auskunft ergebnisse ergebnis veröffentlicht veröffentlichung "
			"vorgelegt übermittelt zugesandt gesendet geschickt mitgeteilt beantwortet "
			"erledigt abgeschlossen fertig informiert benachrichtigt bereitgestellt"},
	{.meaning = MEANS_DEALING,
		.words = "vous votre vos notre nos réponse réponses rapport courrier précisions "
			 "éléments informations données liste publié publiée publiés publiées "
			 "envoyé "
			 "envoyée envoyés envoyées adressé adressée adressés transmis transmise "
			 "communiqué communiquée communiqués rendu rendue remis remise fourni "
			 "fournis achevé achevée terminé terminée"},
	{.meaning = MEANS_DEALING,
		.words = "nuestra nuestro nuestras nuestros respuesta respuestas informe datos "
			 "información documentos lista publicado publicada publicados publicadas "
			 "enviado enviada enviados enviadas remitido remitida entregado entregada "
			 "ustedes vostra vostro vostre nostra nostro nostre nostri risposta "
			 "risposte "
			 "rapporto relazione dati pubblicato pubblicata pubblicati inviata inviato "
			 "trasmessa trasmesso nossa nosso resposta relatório publicado"},
	{.meaning = MEANS_DEALING,
		.words = "u uw ons onze antwoord reactie rapport gepubliceerd gestuurd verzonden "
			 "państwu państwa odpowiedź raport вам вас ваш наш ответ отчет отчёт "
			 "опубликован направлен ni vårt vår vores dere svar rapport"},
	{.words = NULL},
};

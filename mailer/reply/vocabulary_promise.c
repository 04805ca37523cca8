/* Words of those who are going to do something, or ask for time to do it. */
#include "reply/vocabulary_parts.h"

const struct word_group promise_groups[] = {
	{.meaning = MEANS_INTENT,
		.words = "ll expect expects expecting aim aims aiming intend intends plan "
			 "plans planning hope hopes hoping going commit commits committed "
			 "undertake undertakes promise promises need needs extension extend "
			 "extends extended revert anticipate anticipates endeavour endeavor "
			 "request requests target targeting scheduled propose proposes grace "
			 "postpone postponement defer grant granted seek seeking allow "
			 "eta intention intending pledge pledges bear patience"},
	{.meaning = MEANS_INTENT | MEANS_BARE,
		.words = "will shall should glad happy pleased planned foreseen due follows "
			 "expected goes "
			 "comes postponed deferred delayed"},
	{.meaning = MEANS_INTENT,
		.words = "werde sage gebe schreibe antworten antworte antwortet beantworten "
			 "erhalten erhält "
			 "bekommen bekommt senden sendet schicken schickt melden melde "
			 "meldet planen beabsichtigen hoffen erwarten versprechen bitten "
			 "bittet erbitten beantragen benötigen benötigt brauchen verlängern "
			 "verlängerung fristverlängerung fristverschiebung aufschub liefern "
			 "zukommen rechnen wollen möchten können hören berichten berichte "
			 "veröffentlichen vorlegen legen übermitteln übersenden zusenden "
			 "informieren äußern gewähren wünschen geben teilen nachreichen "
			 "zugehen abschließen stellen reichen übergeben nehmen schlagen "
			 "ersuchen ersucht erstreckung gedulden geduld"},
	{.meaning = MEANS_INTENT | MEANS_BARE,
		.words = "werden wird vorgesehen geplant soll sollen kommen kommt geht gehen folgt "
			 "folgen "
			 "erfolgt erfolgen erscheint verzögert verschiebt"},
	{.meaning = MEANS_INTENT,
		.words = "laisser laissez donnez accordez accorder attendons comptons prévoyons "
			 "prévoit "
			 "espérons espère engageons prolongation prorogation besoin allons "
			 "souhaitons demandons sollicitons enverra enverrons fera publiera "
			 "arrivera partira répondra donnera aura adressera communiquera "
			 "fournira reviens revenons envoyons répondons écrivons réponds envoie "
			 "transmets transmettons patience patienter "
			 "propose "
			 "proposons envisageons reporter repousser"},
	{.meaning = MEANS_INTENT | MEANS_BARE, .words = "sera seront prévu prévue prévus prévues"},
	{.meaning = MEANS_INTENT,
		.words = "previsto prevista esperamos espero prevemos prevé comprometemos vamos "
			 "prórroga "
			 "ampliación "
			 "aplazamiento necesitamos solicitamos tiempo rogamos pedimos "
			 "propone proponemos ampliar enviamos respondemos contestamos "
			 "remitimos mandamos entregamos respondo contesto remito paciencia"},
	{.meaning = MEANS_MOVE,
		.words = "move moved shift shifted push pushed verlegen "
			 "verschieben reporter repousser "
			 "aplazar aplace spostare adiar"},
	{.meaning = MEANS_ASK, .words = "ask asking give take time like let"},
	/* Italian, Portuguese, Dutch, Polish, Russian, the languages of the north, Arabic; most of
	 * them say it with the end of the verb (clause.c). */
	{.meaning = MEANS_INTENT,
		.words = "inviamo spero speriamo rispondiamo mandiamo rispondo pazienza prevediamo "
			 "chiediamo "
			 "contiamo proroga pedimos esperamos prorrogação ontvangt ontvangen hoort "
			 "krijgt verneemt "
			 "reageren antwoorden beantwoorden verwachten verzoeken uitstel "
			 "sturen streven odpowiemy udzielimy odpowiedzi prześlemy przekażemy "
			 "otrzymają planujemy prosimy potrzebujemy ответим предоставим "
			 "направим пришлем пришлём сообщим дадим опубликуем получите "
			 "планируем просим svarar skickar återkommer räknar svarer sender "
			 "forventer سوف"},
	{.meaning = MEANS_INTENT | MEANS_BARE,
		.words = "får wordt zullen zal zostanie będzie будет будут kommer ska vil skal"},
	/* "The answer", with which a notice of when it comes begins. */
	{.meaning = MEANS_REPLY,
		.words = "answer reply response antwort rückmeldung stellungnahme réponse "
			 "respuesta contestación "
			 "risposta resposta antwoord odpowiedź svar ответ"},
	{.words = NULL},
};

#include <string.h>

#include "base/str.h"
#include "reply/acknowledgement.h"
#include "reply/phrases.h"
#include "reply/words.h"

enum {
	SENTENCE_MAX = 500,
	LOOKED_AT = 1500, /* bytes: what a program says of itself, it says soon */
	/* Weights of the signs that a program wrote an acknowledgement, or just thanks. */
	ENOUGH_FOR_RECEIPT = 3,
	ENOUGH_FOR_THANKS = 5,
};

/* ---- "This is an automatic reply": a pointing word, a word for a mail, and "automatic" */

static const char *const automatic[] = {"autom*", "auto-*", "autoreply", "autoresponse",
	"auto reply", "автомат*", "otomatik*", "αυτόματ*", "αυτοματ*", "*تلقائي*", "*אוטומטי*",
	"*自動*", "*自动*", "*자동*", NULL};
static const char *const mails[] = {"message*", "e-mail*", "email*", "mail", "mails", "reply",
	"response", "acknowledg*", "notification", "confirmation", "answer", "nachricht*",
	"antwort*", "rückantwort", "antwortmail", "e-mail-antwort", "*bestätigung", "mitteilung",
	"réponse", "courriel", "courrier", "accusé", "mensaje", "respuesta", "correo", "acuse",
	"messaggio", "risposta", "conferma", "mensagem", "resposta", "bericht", "antwoord*",
	"*bevestiging", "meddelande", "svar", "*bekräftelse", "meddelelse", "besked", "melding",
	"kvittering", "bekreftelse", "bekræftelse", "viesti", "vastaus", "kuittaus", "wiadomość",
	"odpowiedź", "potwierdzenie", "zpráva", "odpověď", "potvrzení", "správa", "üzenet",
	"válasz*", "mesaj*", "yanıt*", "ileti*", "e-posta*", "mesajul", "răspuns*", "сообщени*",
	"письм*", "ответ*", "уведомлени*", "повідомлен*", "лист*", "відповідь", "μήνυμα",
	"απάντηση", "*رسالة*", "*رد*", "*הודעה*", "*תשובה*", "*מענה*", "*メール*", "*返信*",
	"*メッセージ*", "*送信*", "*邮件*", "*郵件*", "*回复*", "*回覆*", "*消息*", "*메일*",
	"*메시지*", "*회신*", "*응답*", NULL};
static const char *const pointing[] = {"this", "dies", "diese", "dieses", "diesem", "hierbei",
	"ceci", "cet", "cette", "ce", "c'est", "este", "esta", "esto", "éste", "ésta", "questo",
	"questa", "isto", "dit", "deze", "detta", "det här", "dette", "denne", "tämä", "to jest",
	"ta", "niniejsz*", "tato", "toto", "toto je", "ez", "bu", "acest", "aceasta", "это",
	"данное", "настоящее", "это", "це", "цей", "αυτό", "αυτή", "*هذه*", "*هذا*", "זו", "זה",
	"זוהי", "הודעה זו", "*本*", "*此*", "*这*", "*這*", "*この*", "*이*", NULL};
/* Of the mails, those that answer one. */
static const char *const answers[] = {"reply", "response", "acknowledg*", "*antwort*",
	"*bestätigung", "réponse", "accusé", "respuesta", "acuse", "risposta", "resposta",
	"antwoord*", "*bevestiging", "svar", "kvittering", "bekreftelse", "bekræftelse", "vastaus",
	"kuittaus", "odpowiedź", "odpověď", "válasz*", "yanıt*", "răspuns*", "ответ*", "відповідь",
	"απάντηση", "*رد*", "*תשובה*", "*מענה*", "*返信*", "*回复*", "*回覆*", "*회신*", "*응답*",
	NULL};
/* What denies it. */
static const char *const denying[] = {"not a", "not an", "isn't", "kein", "keine", "keinen",
	"pas un", "pas une", "no es", "non è", "não é", "geen", "inte ett", "inte en", "ikke en",
	"ikke et", "nie jest", "není", "не автом*", "değil", "*不是*", NULL};

/* What may begin such a sentence instead of a pointing word. */
static bool begins_with_it(const char *sentence)
{
	static const char *const starts[] = {"autom", "auto-", "auto ", "autor", "автом", "otomat",
		"自動", "自动", "자동", NULL};

	while (*sentence && strchr("*_-([#= ", *sentence))
		sentence++;
	return words_begins(sentence, starts) != NULL;
}

/* Whether the words around a stem for "automatic" make it one of a mail: one that points to it
 * before, and a word for a mail on either side, both near. */
static bool is_of_mail(const char *sentence, const char *stem)
{
	enum { BEFORE = 70, BEHIND = 60 };
	char near[BEFORE + BEHIND + 1];
	size_t at = (size_t)(stem - sentence), before = at < BEFORE ? at : BEFORE;
	size_t n = strnlen(stem, BEHIND);

	memcpy(near, stem - before, before);
	near[before] = '\0';
	if (!words_any(near, pointing) && !begins_with_it(sentence))
		return false;
	memcpy(near + before, stem, n);
	near[before + n] = '\0';
	return words_any(near, mails) != NULL;
}

static bool is_automatic(const char *sentence)
{
	static const char *const stems[] = {"autom", "auto-", "autor", "auto r", "автом", "otomat",
		"αυτόμ", "αυτομ", "تلقائ", "אוטומט", "自動", "自动", "자동", NULL};

	for (const char *const *s = stems; *s; s++)
		for (const char *p = sentence; (p = strstr(p, *s)) != NULL; p++)
			if (is_of_mail(sentence, p))
				return true;
	return false;
}

/* ---- "Your request has been received": somebody's mail, and that it came */

static const char *const yours[] = {"message", "e-mail", "email", "enquiry", "inquiry", "request",
	"query", "correspondence", "letter", "submission", "ticket", "case", "incident", "feedback",
	"comment*", "complaint", "nachricht", "anfrage", "mail", "schreiben", "anliegen",
	"mitteilung", "zuschrift", "brief", "demande", "courriel", "courrier", "requête",
	"sollicitation", "réclamation", "mensaje", "correo", "solicitud", "consulta", "petición",
	"escrito", "comunicación", "messaggio", "richiesta", "segnalazione", "comunicazione",
	"mensagem", "solicitação", "contacto", "contato", "bericht", "vraag", "verzoek", "aanvraag",
	"meddelande", "ärende", "fråga", "mejl", "henvendelse", "besked", "melding", "forespørsel",
	"forespørgsel", "viesti*", "yhteydenotto*", "pyyntö*", "wiadomość", "zgłoszenie", "pismo",
	"zpráv*", "dotaz*", "požadav*", "üzenet*", "megkeresés*", "mesaj*", "başvuru*", "talep*",
	"talebiniz*", "обращени*", "письм*", "сообщени*", "запрос*", "заявк*", "звернення",
	"μήνυμα", "αίτημα", "*פניית*", "*הודעת*", "*رسالت*", "*طلب*", "*問い合わせ*", "*問合せ*",
	"*メール*", "*邮件*", "*郵件*", "*来信*", "*请求*", "*咨询*", "*문의*", "*메일*", NULL};
static const char *const came[] = {"received", "receipt", "got your", "acknowledg*", "has arrived",
	"registered", "logged", "recorded", "been created", "been opened", "been assigned",
	"been raised", "been submitted", "erhalten", "eingegangen", "eingang", "empfangen",
	"registriert", "aufgenommen", "angelegt", "erfasst", "reçu*", "réception", "enregistré*",
	"parvenu*", "transmis*", "recibid*", "recibo", "recepción", "registrad*", "ricevut*",
	"ricezione", "registrat*", "in carico", "recebid*", "recebemos", "receção", "recebimento",
	"ontvangen", "ontvangst", "geregistreerd", "mottagit*", "mottaget", "mottagen",
	"registrerats", "tagit emot", "modtaget", "mottatt", "registreret", "registrert",
	"vastaanot*", "rekisteröity", "saapunut", "otrzymal*", "otrzyman*", "zarejestrowan*",
	"przyjęt*", "wpłynęł*", "přijat*", "obdrže*", "zaevidov*", "megkapt*", "beérkez*",
	"rögzít*", "alındı", "alınmıştır", "ulaştı", "ulaşmıştır", "oluşturul*", "получен*",
	"получили", "зарегистрирован*", "принят*", "отримано", "отримали", "λάβαμε", "ελήφθη",
	"*התקבל*", "*استلام*", "*استلمنا*", "*تلقينا*", "*受け付*", "*受付*", "*承り*", "*受信*",
	"*收到*", "*접수*", NULL};
/* The same in one phrase, as it opens an acknowledgement. */
static const char *const thanks[] = {"thank you for contacting", "thanks for contacting",
	"thank you for reaching out", "thank you for getting in touch", "thank you for your e-mail",
	"thank you for your email", "thank you for your message", "thank you for your enquiry",
	"thank you for your inquiry", "thank you for your request",
	"thank you for your correspondence", "thanks for your message", "thanks for your email",
	"thanks for reaching out", "danke für ihre", "dank für ihre", "danke, dass sie",
	"merci de nous avoir", "merci pour votre", "merci de votre", "gracias por contactar",
	"gracias por su", "gracias por ponerse", "grazie per averci", "grazie per la sua",
	"obrigado por contactar", "obrigado por entrar", "agradecemos o seu contacto",
	"bedankt voor uw", "dank u voor uw", "tack för ditt", "tack för att du", "tak for din",
	"takk for din", "kiitos viestistä*", "kiitos yhteydenot*", "dziękujemy za", "děkujeme za",
	"köszönjük", "спасибо за", "благодарим за", "お問い合わせありがとう",
	"お問い合わせいただき", "ご連絡ありがとう", "メールありがとう", "感谢您的来信",
	"感谢您的邮件", "感谢您的咨询", "문의해 주셔서", NULL};

/* What shops and accounts are asked for is no mail. */
static const char *const of_trade[] = {"password", "order", "payment", "purchase", "booking",
	"reservation", "invoice", "parcel", "subscription", "account", "sign in", "log in",
	"bestellung", "zahlung", "passwort", "rechnung", "buchung", "konto", "commande", "paiement",
	"mot de passe", "facture", "contraseña", "pago", "factura", "ordine", "pagamento", NULL};

/* ---- what speaks of a machine besides */

static const char *const numbers[] = {"ticket", "ticket id", "case", "case id", "reference", "ref",
	"incident", "tracking", "request number", "request id", "enquiry number", "ticketnummer",
	"*vorgang*", "*aktenzeichen*", "*nummer", "dossier", "référence", "numéro", "n°", "número",
	"nº", "caso", "expediente", "folio", "numero", "pratica", "protocollo", "protocolo",
	"processo", "kenmerk", "referentie", "ärende*", "diarie*", "*nummer", "referanse*",
	"tunnus*", "numer", "numerem", "sygnatura", "číslo", "číslem", "száma", "numara*", "номер*",
	"№", "αριθμός", "*番号*", "*编号*", "*編號*", "*工单*", "*번호*", NULL};

/* A number that a system gave: of three digits or more that are no year, or behind "#". */
static bool has_given_number(const char *s, bool in_brackets)
{
	for (const char *p = s; *p; p++) {
		size_t n = strspn(p, "0123456789");
		if (n == 0)
			continue;
		char before = p > s ? p[-1] : ' ';
		bool year = n == 4 && (str_starts(p, "19") || str_starts(p, "20"));
		if (before == '#' || (n >= 3 && !year && (!in_brackets || before == '(')))
			return true;
		p += n - 1;
	}
	return false;
}

static const char *const no_answer[] = {"do not reply", "don't reply", "not reply to this",
	"do not respond", "don't respond", "no need to reply", "no need to respond",
	"not monitored", "unmonitored", "unattended", "cannot receive", "not accept replies",
	"replies to this", "cannot be answered", "not be answered", "nicht auf diese",
	"nicht antworten", "antworten sie nicht", "nicht beantwortet werden", "nicht gelesen",
	"nicht überwacht", "ne pas répondre", "pas y répondre", "ne répondez pas",
	"n'est pas surveillée", "n'est pas consultée", "no responda*", "no conteste*",
	"no responder", "non rispondere", "non rispondete", "não responda*", "não responder",
	"niet op dit", "niet op deze", "niet beantwoorden", "niet te beantwoorden", "svara inte",
	"inte svara", "kan inte besvaras", "ikke svar*", "ikke besvares", "älä vastaa",
	"nie odpowiada*", "neodpovídejte", "ne válaszolj*", "yanıtlamayın*", "не отвечайте",
	"*לא להשיב*", "*عدم الرد*", "*返信しない*", "*返信はでき*", "*返信いただい*", "*返信でき*",
	"*勿回复*", "*勿回覆*", "*不要回复*", "*회신하지*", NULL};

/* Nobody reads what is sent to the address: a person would not say so of himself. */
static const char *const unread[] = {"mailbox is no longer", "inbox is no longer",
	"address is no longer", "account is no longer", "adresse wird nicht mehr",
	"postfach wird nicht mehr", "adresse n'est plus", "dirección ya no", "indirizzo non è più",
	"adres is niet meer", "not monitored", "unmonitored", "unattended", "not attended",
	"nicht überwacht", "nicht gelesen", "n'est pas surveillée", "n'est pas consultée",
	"n'est pas relevée", "no se supervisa", "no es atendid*", "non è presidiat*",
	"não é monitorad*", "wordt niet gelezen", "läses inte", "overvåges ikke", NULL};

/* How an acknowledgement's subject begins. */
static const char *const subjects[] = {"support ticket", "request received", "ticket received",
	"ticket created", "ticket opened", "case created", "case received", "case opened",
	"new ticket", "new request", "support request", "message received", "email received",
	"enquiry received", "acknowledg", "confirmation of receipt", "receipt confirmation",
	"we have received", "we've received", "we received", "your request", "your ticket",
	"your enquiry", "your inquiry", "your message", "your email", "thank you for contacting",
	"thank you for", "thanks for contacting", "eingangsbestätigung", "empfangsbestätigung",
	"eingang ihrer", "bestätigung ihrer", "ihre anfrage", "ihre nachricht", "ihr anliegen",
	"ihr ticket", "accusé de réception", "accuse de reception", "confirmation de réception",
	"votre demande", "votre message", "acuse de recibo", "confirmación de recepción",
	"hemos recibido", "su solicitud", "conferma di ricezione", "conferma ricezione",
	"la sua richiesta", "aviso de receção", "confirmação de", "recebemos",
	"ontvangstbevestiging", "uw bericht", "uw vraag", "uw aanvraag", "mottagningsbekräftelse",
	"bekräftelse", "kvittering", "bekreftelse", "potwierdzenie", "potvrzení", "visszaigazolás",
	"подтверждение", "ваше обращение", "受付", "お問い合わせ", NULL};

/* "[Acme #4711]", "Re:" and the like go before it. */
static bool is_subject(const char *subject)
{
	while (*subject == ' ' || *subject == '[') {
		const char *close = *subject == '[' ? strchr(subject, ']') : subject;
		if (close == NULL)
			return words_begins(subject + 1, subjects) != NULL;
		if (words_begins(subject + 1, subjects)) /* "[Request received] ..." */
			return true;
		subject = close + 1;
	}
	if (str_starts(subject, "re: "))
		subject += 4;
	return words_begins(subject, subjects) != NULL;
}

/* Who answers to the matter has read the mail, and is none. */
static const char *const to_the_matter[] = {"our answer", "our position", "our view",
	"our comments", "we decline", "we refuse", "we reject", "we agree", "we disagree",
	"we do not agree", "we will not", "we cannot", "we regret", "we have read", "i have read",
	"have looked", "have discussed", "discussed it", "have spoken", "have decided",
	"has decided", "have passed it", "passed it on", "demand", "demands", "unsere antwort",
	"unsere stellungnahme", "*lehnen", "gelesen und", "besprochen", "beschlossen",
	"notre réponse est", "nous refusons", "notre position", "nous avons lu", "avons décidé",
	"nuestra respuesta es", "nuestra posición", "rechazamos", "hemos decidido", "hemos leído",
	NULL};

/* A ticket is opened by a system, a form confirms what a person typed. */
static const char *const of_a_ticket[] = {"ticket has been", "case has been", "incident has been",
	"ticket wurde", "ticket was created", "ticket is created", "just confirming",
	"view request", "ticket a été", "ticket ha sido", NULL};

/* What the sentences say. */
struct said {
	bool automatic, automatic_answer, unread, receipt, filed, thanks, number, no_answer,
		of_a_ticket;
};

/* All that is looked for in a sentence; the bits are in the order of the lists. */
enum {
	AUTOMATIC = 1 << 0,
	DENYING = 1 << 1,
	ANSWERS = 1 << 2,
	YOURS = 1 << 3,
	CAME = 1 << 4,
	THANKS = 1 << 5,
	OF_TRADE = 1 << 6,
	NUMBERS = 1 << 7,
	NO_ANSWER = 1 << 8,
	UNREAD = 1 << 9,
	OF_A_TICKET = 1 << 10,
};
static struct phrases signs = {.lists = {automatic, denying, answers, yours, came, thanks, of_trade,
				       numbers, no_answer, unread, of_a_ticket}};

static void listen(const char *sentence, size_t n, struct said *said)
{
	uint32_t has = phrases_in(&signs, sentence, n);
	bool receipt = (has & YOURS) && (has & CAME) && !(has & OF_TRADE);
	/* In a sentence that says what came, the number may stand in brackets. */
	bool number = ((has & NUMBERS) || receipt) && has_given_number(sentence, !(has & NUMBERS));

	if ((has & AUTOMATIC) && !(has & DENYING) && is_automatic(sentence)) {
		said->automatic = true;
		/* "Please do not reply" is not about this mail. */
		said->automatic_answer |= (has & ANSWERS) && !(has & NO_ANSWER);
	}
	said->receipt |= receipt;
	said->filed |= number && (has & CAME);
	said->thanks |= (has & THANKS) != 0;
	said->number |= number;
	said->no_answer |= (has & NO_ANSWER) != 0;
	said->unread |= (has & UNREAD) != 0;
	said->of_a_ticket |= (has & OF_A_TICKET) != 0;
}

static int weigh(const struct said *said, const char *subject, const struct circumstances *c)
{
	/* "A case has been created: #4711" says both. */
	int ticket =
		said->number && said->of_a_ticket ? 3 : 2 * (said->number || said->of_a_ticket);

	return ticket + (said->unread ? 3 : 2 * said->no_answer) + 2 * is_subject(subject) +
	       c->unanswerable + c->generated + c->bulk + c->null_sender;
}

const char *acknowledgement_mark(
	const char *subject, const char *text, const struct circumstances *c)
{
	char sentence[SENTENCE_MAX];
	struct said said = {.automatic = false};

	size_t n;

	for (const char *p = text;
		p - text < LOOKED_AT && (n = words_sentence(&p, sentence, sizeof sentence)) > 0;)
		listen(sentence, n, &said);
	/* "Thank you for your request. It has been registered under the number 4711." */
	said.receipt = said.receipt || (said.filed && said.thanks);
	bool receipt = said.receipt || said.thanks;
	if (c->null_sender && (c->answer || said.automatic || receipt))
		return "an answer from an empty return path (RFC 3834 4)";
	if ((said.automatic && (c->answer || receipt)) || (said.automatic_answer && c->generated))
		return "the text says that it is automatic";
	if (!(receipt || (c->answer && (said.no_answer || said.unread))) ||
		words_any(text, to_the_matter))
		return NULL;
	bool only_thanks = said.thanks && !said.receipt;
	return weigh(&said, subject, c) >= (only_thanks ? ENOUGH_FOR_THANKS : ENOUGH_FOR_RECEIPT)
		       ? "the words of an acknowledgement, and other signs of a program"
		       : NULL;
}

#include <string.h>

#include "reply/absence.h"
#include "reply/phrases.h"
#include "reply/words.h"

static const char *const away[] = {"out of the office", "out of office", "on vacation",
	"on holiday*", "on leave", "annual leave", "parental leave", "maternity leave",
	"paternity leave", "sick leave", "sabbatical", "business trip", "currently away", "am away",
	"be away", "is no longer with", "i no longer work", "no longer works at",
	"no longer works for", "has left the company", "has left the organi*", "i have left",
	"limited access to", "intermittent access", "sporadic access", "restricted access",
	"reduced access", "little access", "no access to e*", "office is closed",
	"offices are closed", "office will be closed", "offices will be closed",
	"büro ist geschlossen", "büros sind geschlossen", "betriebsferien", "bureaux sont fermés",
	"bureau est fermé", "oficina está cerrada", "oficinas están cerradas", "ufficio è chiuso",
	"uffici sono chiusi", "kantoor is gesloten", "kontoret är stängt", "kontoret er lukket",
	"will be back", "upon my return", "when i return", "until i return", "nicht im büro",
	"nicht im haus", "außer haus", "im urlaub", "abwesend", "bin wieder", "elternzeit",
	"mutterschutz", "dienstreise", "geschäftsreise", "nicht erreichbar", "absent", "absente",
	"en congé*", "de retour", "en vacances", "en déplacement", "fuera de la oficina",
	"de vacaciones", "de baja", "ausente", "fuori ufficio", "fuori sede", "in ferie", "assente",
	"de férias", "fora do escritório", "ausente", "afwezig", "met vakantie", "op vakantie",
	"met verlof", "niet op kantoor", "semester", "tjänstledig", "föräldraledig",
	"inte på kontoret", "ferie", "på ferie", "orlov", "permisjon", "ute av kontoret",
	"ikke på kontoret", "lomalla", "poissa", "poza biurem", "na urlopie", "nieobecn*",
	"dovolen*", "mimo kancelář*", "nepřítom*", "szabadság*", "házon kívül", "în concediu",
	"izinde*", "ofis dışında*", "в отпуск*", "отсутству*", "командировк*", "у відпустці",
	"відсутн*", "σε άδεια", "εκτός γραφείου", "λείπω", "*خارج المكتب*", "*إجازة*", "*בחופש*",
	"*מחוץ למשרד*", "*休暇*", "*不在*", "*出張*", "*休假*", "*出差*", "*不在办公室*", "*휴가*",
	"*부재*", NULL};

/* What is written in an absence and nowhere else: who to ask meanwhile, and when one is back. */
static const char *const meanwhile[] = {"limited access", "intermittent access", "sporadic access",
	"restricted access", "reduced access", "little access", "no access to", "urgent*",
	"emergenc*", "in my absence", "during my absence", "upon my return", "on my return",
	"when i return", "i will return", "i return", "return to the office", "returning on",
	"back in the office", "back on", "be forwarded", "been forwarded", "not forwarded",
	"not be read", "not read", "not checking", "dringend*", "meiner abwesenheit",
	"meine vertretung", "wieder erreichbar", "wieder im büro", "wieder da", "weitergeleitet",
	"eilig*", "mon absence", "urgence*", "urgent", "mon retour", "de retour le", "mi ausencia",
	"urgente*", "urgencia*", "mi regreso", "mia assenza", "urgenz*", "mio ritorno",
	"minha ausência", "meu regresso", "urgência", "mijn afwezigheid", "terug op", "spoed*",
	"min frånvaro", "brådskande", "hastesag*", "haster", "kiireelli*", "mojej nieobecności",
	"piln*", "naléhav*", "sürgős*", "acil*", "моего отсутствия", "срочн*", "терміново",
	"επείγον*", "*緊急*", "*お急ぎ*", "*紧急*", "*急事*", "*דחוף*", "*للأمور العاجلة*",
	"*급한*", NULL};

/* Who writes about these has read the letter. */
static const char *const of_the_matter[] = {"your letter", "your question*", "your demand*",
	"our answer", "our response", "our position", "we will answer", "we will respond",
	"we will reply", "ihr schreiben", "ihrem schreiben", "ihren brief", "ihre fragen",
	"ihre forderung*", "unsere antwort", "votre lettre", "vos questions", "vos demandes",
	"notre réponse", "su carta", "sus preguntas", "sus demandas", "nuestra respuesta",
	"la vostra lettera", "a vossa carta", "uw brief", NULL};

/* Who has gone for good needs no "until". */
static const char *const gone_for_good[] = {"i no longer work", "no longer works at",
	"no longer works for", "is no longer with", "am no longer with", "no longer employed",
	"has left the company", "has left the organi*", "left the company", "i have left",
	"nicht mehr bei uns", "nicht mehr im unternehmen", "nicht mehr tätig", "ne travaille plus",
	"ne fait plus partie", "ya no trabaj*", "no trabaja más", "non lavora più",
	"não trabalha mais", "werkt niet meer", "arbetar inte längre", "nie pracuje już",
	"больше не работа*", NULL};

static const char *const until[] = {"until", "reopen*", "wieder geöffnet", "rouvr*", "till",
	"through", "bis", "jusqu'au", "jusqu’au", "hasta", "fino al", "fino a", "até", "tot", "t/m",
	"till och med", "frem til", "indtil", "til og med", "asti", "saakka", "do dnia", "-ig",
	"până", "до", "μέχρι", "*まで*", "*至*", "*حتى*", "*עד*", "*까지*", NULL};

/* What else stands in such a mail. */
static const char *const courtesy[] = {"thank*", "contact*", "call", "phone", "reach", "return*",
	"back", "repl*", "respond*", "answer*", "get back", "danke", "dank", "wenden", "rufen",
	"melde mich", "antworte*", "erreichen", "zurück", "wieder", "merci", "contacter",
	"contactez", "adresser", "répondrai", "retour", "gracias", "contacte*", "diríjase",
	"responderé", "vuelta", "grazie", "contattare", "risponderò", "ritorno", "obrigad*",
	"contac*", "responderei", "bedankt", "opnemen", "tack", "kontakta", "återkommer", "tak",
	"takk", "kontakt*", "vender tilbage", "kiitos", "vastaan", "dzięk*", "proszę", "odpowiem",
	"děkuj*", "prosím", "köszön*", "teşekkür*", "başvur*", "спасибо", "обращ*", "отвечу",
	"ευχαριστ*", "*返信*", "*連絡*", "*联系*", "*回复*", "*شكرا*", "*תודה*", "*연락*", NULL};

enum { ABSENCE_MAX = 1000, SENTENCE_MAX = 400, GREETING_WORDS = 3 };

enum { AWAY = 1, GONE = 2, MEANWHILE = 4, OF_THE_MATTER = 8 };
static struct phrases text_signs = {.lists = {away, gone_for_good, meanwhile, of_the_matter}};

enum { S_AWAY = 1, S_GONE = 2, S_MEANWHILE = 4, S_UNTIL = 8, S_COURTESY = 16, S_PAST = 32 };

bool absence_says_away(const char *text)
{
	return (phrases_in(&text_signs, text, strlen(text)) & (AWAY | GONE)) != 0;
}

static bool is_greeting(const char *sentence)
{
	size_t words = 1;

	for (const char *p = sentence; *p; p++)
		words += *p == ' ';
	return words <= GREETING_WORDS && strchr(sentence, '?') == NULL;
}

/* Whether no sentence is about anything else, and one tells until when. */
static bool says_nothing_else(const char *text)
{
	static const char *const past[] = {"was", "were", "have been", "war", "waren", "étais",
		"étions", "estaba", "estuve", "ero", "был", "была", NULL};
	static struct phrases set = {
		.lists = {away, gone_for_good, meanwhile, until, courtesy, past}};
	char s[SENTENCE_MAX];
	bool told = false;
	size_t n;

	while ((n = words_sentence(&text, s, sizeof s)) > 0) {
		uint32_t has = phrases_in(&set, s, n);
		bool gone = (has & (S_AWAY | S_GONE)) && !(has & S_PAST) && !strchr(s, '?');

		/* Until a date: "until it is over" may be said of anything. */
		bool dated = (has & S_UNTIL) && s[strcspn(s, "0123456789")];
		told |= gone && (dated || (has & S_GONE));
		if (!gone && !is_greeting(s) && !(has & (S_MEANWHILE | S_COURTESY)))
			return false;
	}
	return told;
}

bool absence_is_all(const char *text)
{
	size_t n = strnlen(text, ABSENCE_MAX);

	if (n == ABSENCE_MAX) /* nobody is absent at length */
		return false;
	uint32_t has = phrases_in(&text_signs, text, n);
	if (!(has & (AWAY | GONE)) || (has & OF_THE_MATTER))
		return false;
	return (has & MEANWHILE) || says_nothing_else(text);
}

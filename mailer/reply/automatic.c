#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "reply/absence.h"
#include "reply/acknowledgement.h"
#include "reply/automatic.h"
#include "reply/words.h"

/* As programs begin the subject of their answers, each before a colon or as the whole subject. */
static const char *const prefixes[] = {"automatic reply", "automatic response", "auto reply",
	"auto-reply", "autoreply", "auto response", "auto-response", "autoresponse", "auto",
	"auto responder", "autoresponder", "automated reply", "automated response",
	"automated acknowledgement", "automatic acknowledgement", "automatic receipt",
	"automatic notification", "out of office", "out-of-office", "out of the office",
	"out of office reply", "out of office autoreply", "out of office auto-reply",
	"out of office response", "out of office notice", "ooo", "away from office",
	"away from the office", "vacation reply", "vacation response", "vacation message",
	"on vacation", "automatische antwort", "automatische antwort (abwesenheit)",
	"automatische rückantwort", "abwesenheitsnotiz", "abwesenheitsmeldung",
	"abwesenheitsnachricht", "abwesenheit", "abwesend", "nicht im büro", "réponse automatique",
	"reponse automatique", "message d'absence", "absence du bureau", "absence", "absent",
	"absente", "absent du bureau", "notification d'absence", "respuesta automática",
	"respuesta automatica", "contestación automática", "fuera de la oficina",
	"fuera de oficina", "ausente de la oficina", "ausente", "ausencia", "risposta automatica",
	"fuori sede", "assente", "fuori ufficio", "assente dall'ufficio", "assenza dall'ufficio",
	"resposta automática", "resposta automatica", "fora do escritório",
	"ausência do escritório", "ausência", "ausência temporária", "automatisch antwoord",
	"automatisch bericht", "afwezig", "afwezigheidsbericht", "niet aanwezig", "autosvar",
	"automatiskt svar", "automatisk svar", "automatisk svar ved fravær", "frånvaro",
	"frånvarande", "fravær", "fraværsmelding", "fraværsbesked", "poissaoloilmoitus", "poissa",
	"automaattinen vastaus", "automatyczna odpowiedź", "odpowiedź automatyczna",
	"autoodpowiedź", "nieobecność", "nieobecność w biurze", "automatická odpověď",
	"automatická odpoveď", "automatická správa", "mimo kancelář", "automatikus válasz",
	"házon kívül", "răspuns automat", "automatski odgovor", "avtomatski odgovor", "автоответ",
	"автоответчик", "автоматический ответ", "автоматична відповідь", "автовідповідь",
	"автоматичен отговор", "αυτόματη απάντηση", "otomatik yanıt", "otomatik cevap",
	"ofis dışında", "رد تلقائي", "الرد التلقائي", "خارج المكتب", "מענה אוטומטי",
	"תשובה אוטומטית", "הודעת היעדרות", "מחוץ למשרד", "自动回复", "自動回覆", "自动答复",
	"自動回复", "自動応答", "自動返信", "不在通知", "不在連絡", "자동 회신", "자동 응답",
	"부재중", "ตอบกลับอัตโนมัติ", "trả lời tự động", "thư trả lời tự động", "balasan otomatis",
	"jawaban otomatis", "jawapan automatik", "balasan automatik", "پاسخ خودکار",
	"پاسخ اتوماتیک", "resposta automàtica", "erantzun automatikoa", "automaatvastus",
	"automaatne vastus", "automātiskā atbilde", "automatinis atsakymas", "samodejni odgovor",
	"sjálfvirkt svar", "автоматски одговор", "аутоматски одговор", "автоматическое уведомление",
	"автоматты жауап", "การตอบกลับอัตโนมัติ", "स्वचालित उत्तर", "स्वत: उत्तर", "távolléti értesítő",
	"távollét", "nepřítomnost", "neprítomnosť", "v nepřítomnosti", "absență", "odsutan",
	"izvan ureda", "отсутствие", "вне офиса", "відсутність", "поза офісом", "извън офиса",
	"εκτός γραφείου", "απουσία", "휴가중", "휴가 중", "休假通知", "外出通知", "不在のお知らせ",
	"休暇のお知らせ", "自動送信", "系统自动回复", "vắng mặt", "sedang cuti", NULL};

/* Whole subjects without a colon are believed only where they say that a program writes. */
static bool names_program(const char *prefix)
{
	/* "Automatic", in any place. */
	static const char *const automatic[] = {"auto", "авто", "аутомат", "αυτόματ", "otomat",
		"avtomat", "samodej", "sjálfvirk", "تلقائي", "خودکار", "אוטומטי", "自动", "自動",
		"자동", "tự động", "อัตโนมัติ", "स्वचालित", "स्वत", NULL};

	for (const char *const *a = automatic; strcmp(prefix, "auto") != 0 && *a; a++)
		if (strstr(prefix, *a))
			return true;
	return false;
}

/* Whether the text behind a prefix shows that it is one: a colon, nothing, or the subject that is
 * answered. */
static bool ends_prefix(const char *prefix, const char *rest)
{
	while (*rest == ' ')
		rest++;
	return *rest == ':' || *rest == ']' || str_starts(rest, "\xef\xbc\x9a") ||
	       str_starts(rest, "re:") || str_starts(rest, "aw:") ||
	       (*rest == '\0' && names_program(prefix));
}

enum { PREFIXES = sizeof prefixes / sizeof *prefixes - 1 };

/* The prefixes by their first byte: number of the first one with it, plus 1, and of the next ones.
 */
static uint16_t first_with[256], next_with[PREFIXES];

static void index_prefixes(void)
{
	static bool done;

	for (size_t i = PREFIXES; i > 0 && !done; i--) {
		uint16_t *first = &first_with[(unsigned char)*prefixes[i - 1]];
		next_with[i - 1] = *first;
		*first = (uint16_t)i;
	}
	done = true;
}

static const char *prefix_of(const char *subject)
{
	index_prefixes();
	for (size_t i = first_with[(unsigned char)*subject]; i > 0; i = next_with[i - 1]) {
		const char *p = prefixes[i - 1];
		if (str_starts(subject, p) && ends_prefix(p, subject + strlen(p)))
			return p;
	}
	return NULL;
}

const char *automatic_subject(const char *subject)
{
	const char *prefix = prefix_of(subject), *close;

	/* "[Auto-Reply] ...", "[acme #4711] AutoReply: ..." */
	while (prefix == NULL && *subject == '[' && (close = strchr(subject, ']')) != NULL) {
		prefix = prefix_of(subject + 1);
		for (subject = close + 1; *subject == ' '; subject++)
			continue;
		if (prefix == NULL)
			prefix = prefix_of(subject);
	}
	return prefix;
}

/* Whether a subject is nothing but such a beginning, which people write as well: "Absence". */
static bool is_bare_prefix(const char *subject)
{
	index_prefixes();
	for (size_t i = first_with[(unsigned char)*subject]; i > 0; i = next_with[i - 1])
		if (strcmp(subject, prefixes[i - 1]) == 0)
			return true;
	return false;
}

/* A header that only automatic answers have; value: folded beginning of its value, NULL for any. */
struct mark {
	const char *name, *value;
};

static const struct mark marks[] = {
	{"Auto-Submitted", "auto-replied"},
	{"X-Autoreply", NULL},
	{"X-Auto-Reply", NULL},
	{"X-Autorespond", NULL},
	{"X-Autoresponder", NULL},
	{"X-Auto-Reply-From", NULL},
	{"X-Autogenerated", "reply"},
	{"X-Autoreply-From", NULL},
	{"X-Mail-Autoreply", NULL},
	{"X-AutoReply-From", NULL},
	{"X-FC-MachineGenerated", "true"},
	{"X-POST-MessageClass", "9; autoresponder"},
	{"X-Apple-Action", "vacation"},
	{"X-Loop-Autoresponder", NULL},
	{"X-Mailer", "vacation"},
	{"X-Mailer", "autoresponder"},
	{"X-MSG-Autoreply", NULL},
	{"X-Vacation", NULL},
	{"X-Yahoo-Vacation", NULL},
	{"Precedence", "auto_reply"},
	{"X-Precedence", "auto_reply"},
	{"Precedence", "auto-reply"},
	{"Preference", "auto_reply"},
	{"Delivered-To", "autoresponder"},
	{"X-HTTP-UserAgent", "vacation"},
	{"X-Gmail-Vacation", NULL},
	{"X-Amazon-Auto-Reply", "true"},
	/* Mailman: a mail waits for a moderator, or was refused. */
	{"X-List-Administrivia", "yes"},
};

/* "no", "false" and "0" deny what the header's name says. */
static bool denies(const char *value)
{
	return *value == '\0' || str_istarts(value, "no") || str_istarts(value, "false") ||
	       strcmp(value, "0") == 0;
}

static const char *header_mark(struct arena *a, const struct headers *h)
{
	for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
		const struct header *f;

		for (size_t i = 0; (f = headers_next(h, marks[k].name, &i)) != NULL;) {
			const char *value = header_raw(a, f);
			if (marks[k].value ? str_istarts(value, marks[k].value) : !denies(value))
				return arena_printf(a, "%s: %.80s", marks[k].name, value);
		}
	}
	return NULL;
}

static bool has_value(
	struct arena *a, const struct headers *h, const char *name, const char *const *values)
{
	const char *value = headers_raw(a, h, name);

	for (; value && *values; values++)
		if (str_istarts(value, *values))
			return true;
	return false;
}

bool automatic_is_unanswerable(const char *address)
{
	static const char *const locals[] = {"no-reply", "noreply", "no_reply", "no.reply",
		"donotreply", "do-not-reply", "do_not_reply", "do.not.reply", "nicht-antworten",
		"ne-pas-repondre", "nepasrepondre", "noresponder", "no-responder", "sysadmin",
		"mailadmin", "mail-admin", "bounce", "bounces"};

	int first = address ? ascii_lower(*address) : 0;

	for (size_t i = 0; first && i < sizeof locals / sizeof *locals; i++) {
		size_t n = strlen(locals[i]);
		if (*locals[i] == first && strncasecmp(address, locals[i], n) == 0 &&
			strchr("@+-", address[n]))
			return true;
	}
	return false;
}

/* Whether an address is a function's and no person's; NULL is none. */
static bool is_role(const char *address)
{
	static const char *const locals[] = {"info", "information", "contact", "contacts",
		"contactus", "support", "service", "services", "help", "helpdesk", "servicedesk",
		"office", "mail", "post", "hello", "hi", "team", "press", "media", "presse",
		"customercare", "customerservice", "customer.service", "care", "enquiries",
		"inquiries", "feedback", "complaints", "kundenservice", "kundendienst", "kontakt",
		"anfrage", "poststelle", "buero", "contacto", "atencion", "servicio", "soporte",
		"atencionalcliente", "contatto", "contatti", "assistenza", "urp", "segreteria",
		"contato", "atendimento", "suporte", "geral", "klantenservice", "kundtjanst",
		"registrator", "kundeservice", "postmottak", "asiakaspalvelu", "kirjaamo", "biuro",
		"sekretariat", "podatelna", "podpora", "ugyfelszolgalat", "relations", "clients",
		"serviceclient", "accueil", "secretariat", "destek", "bilgi", "iletisim",
		"webmaster", "tickets", "ticket", "desk", "admin", "registry", "reception",
		"correspondence", "correspondance", "ouvidoria"};
	size_t n = address ? strcspn(address, "@+") : 0;
	int first = n ? ascii_lower(*address) : 0;

	for (size_t i = 0; n && i < sizeof locals / sizeof *locals; i++)
		if (*locals[i] == first && strlen(locals[i]) == n &&
			strncasecmp(address, locals[i], n) == 0)
			return true;
	/* "buergerservice", "customer-service" */
	const char *service = n ? strcasestr(address, "service") : NULL;
	return service && (size_t)(service - address) < n;
}

const char *automatic_mark(struct reading *r, const struct headers *h, const struct answer *answer)
{
	static const char *const generated[] = {"auto-", NULL};
	static const char *const bulk[] = {"bulk", "junk", "auto", NULL};
	const char *mark = header_mark(&r->arena, h);
	bool list = headers_find(h, "List-Id") || headers_find(h, "List-Post") ||
		    headers_find(h, "List-Unsubscribe");

	if (mark)
		return mark;
	if (list) /* what goes to many is no answer */
		return NULL;
	const struct circumstances c = {
		.answer = r->n_in_reply_to || r->n_references || answer->reply_subject,
		.null_sender = answer->null_sender,
		.generated = has_value(&r->arena, h, "Auto-Submitted", generated),
		.bulk = has_value(&r->arena, h, "Precedence", bulk),
		.unanswerable = automatic_is_unanswerable(r->from.address),
		.role = is_role(r->from.address),
		.desk = answer->desk,
	};
	mark = acknowledgement_mark(answer->subject, answer->text, &c);
	if (mark)
		return mark;
	if (answer->null_sender && absence_says_away(answer->text))
		return "an absence from an empty return path (RFC 3834 4)";
	/* "Jane Roe is out of the office" as a subject is an answer's, too. */
	if ((c.answer || c.generated || absence_says_away(answer->subject) ||
		    is_bare_prefix(answer->subject)) &&
		absence_is_all(answer->text))
		return "the text tells of an absence and nothing else";
	return NULL;
}

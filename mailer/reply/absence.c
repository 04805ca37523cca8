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
	"nicht im büro", "nicht im haus", "außer haus", "im urlaub", "abwesend", "elternzeit",
	"mutterschutz", "dienstreise", "geschäftsreise", "nicht erreichbar", "absent", "absente",
	"en congé*", "en vacances", "en déplacement", "fuera de la oficina", "de vacaciones",
	"de baja", "ausente", "fuori ufficio", "fuori sede", "in ferie", "assente", "de férias",
	"fora do escritório", "ausente", "afwezig", "met vakantie", "op vakantie", "met verlof",
	"niet op kantoor", "semester", "tjänstledig", "föräldraledig", "inte på kontoret", "ferie",
	"på ferie", "orlov", "permisjon", "ute av kontoret", "ikke på kontoret", "poissa",
	"poza biurem", "na urlopie", "nieobecn*", "dovolen*", "mimo kancelář*", "nepřítom*",
	"szabadság*", "házon kívül", "în concediu", "izinde*", "ofis dışında*", "в отпуск*",
	"отсутству*", "командировк*", "у відпустці", "відсутн*", "σε άδεια", "εκτός γραφείου",
	"λείπω", "*خارج المكتب*", "*إجازة*", "*בחופש*", "*מחוץ למשרד*", "*休暇*", "*不在*",
	"*出張*", "*休假*", "*出差*", "*不在办公室*", "*휴가*", "*부재*", "on parental",
	"away from my desk", "away from the office", "away on", "attending a conference",
	"currently travelling", "currently traveling", "not in the office", "bank holiday",
	"public holiday*", "urlaubsbedingt", "im mutterschutz", "auf reisen", "bin außer",
	"krankheitsbedingt", "nicht am arbeitsplatz", "congé maternité", "arrêt maladie",
	"pas au bureau", "hors du bureau", "de permiso", "de viaje", "in viaggio", "in maternità",
	"in malattia", "in congedo", "in trasferta", "em férias", "de licença", "em viagem",
	"in het buitenland", "zwangerschapsverlof", "bortrest", "sjukskriven", "tjänsteresa",
	"på rejse", "bortreist", "sykmeldt", "sygemeldt", "barsel", "vapaalla", "äitiyslomalla",
	"vanhempainvapaalla", "w delegacji", "na zwolnieniu", "macierzyńsk*", "služební cest*",
	"dovolenk*", "mateřsk*", "üzleti út*", "delegație", "concediu", "yıllık izin*", "izinli*",
	"raporlu", "seyahat*", "в декрет*", "больнич*", "відряджен*", "лікарнян*", "διακοπές",
	"απουσιάζω", "εκτός έδρας", "*産休*", "*育休*", "*外出*", "*休業*", "*産前*", "*度假*",
	"*年假*", "*产假*", "*외근*", "*연차*", "*육아휴직*", "*مسافر*", "*غائب*", "*מחוץ לארץ*",
	"*در مرخصی*", "*مرخصی*", "nghỉ phép", "công tác", "đi vắng", "tidak di kantor", "na odmoru",
	"godišnj*", "na dopustu", "odsoten", "в отпуска", "puhkusel", "atvaļinājum*", "atostog*",
	"sedang cuti", "mengambil cuti", "*lomalla", "*ferien", "*urlaub", "on paternity",
	"parental", "maternity", "kraamverlof", "ouderschapsverlof", "semesterledig*", "*lediga",
	"*permisjon", "*orlov", "out sick", "off sick", "off work", "en ole toimistolla", "iznind*",
	"офис закрыт", "офис не работает", "офіс не працює", "zastupuje mě", "biuro jest nieczynne",
	"kancelář je zavřená", "irodánk zárva", "poza domem", NULL};

/* What is written in an absence and nowhere else: who to ask meanwhile, and when one is back. */
static const char *const meanwhile[] = {"limited access", "intermittent access", "sporadic access",
	"restricted access", "reduced access", "little access", "no access to", "urgent*",
	"emergenc*", "in my absence", "during my absence", "upon my return", "on my return",
	"when i return", "i will return", "i return", "return to the office", "returning on",
	"back in the office", "be forwarded", "been forwarded", "not forwarded", "not be read",
	"not read", "not checking", "dringend*", "meiner abwesenheit", "meine vertretung",
	"wieder erreichbar", "wieder im büro", "wieder da", "weitergeleitet", "eilig*",
	"mon absence", "urgence*", "urgent", "mon retour", "mi ausencia", "urgente*", "urgencia*",
	"mi regreso", "mia assenza", "urgenz*", "mio ritorno", "minha ausência", "meu regresso",
	"urgência", "mijn afwezigheid", "terug op", "spoed*", "min frånvaro", "brådskande",
	"hastesag*", "haster", "kiireelli*", "mojej nieobecności", "piln*", "naléhav*", "sürgős*",
	"acil*", "моего отсутствия", "срочн*", "терміново", "επείγον*", "*緊急*", "*お急ぎ*",
	"*紧急*", "*急事*", "*דחוף*", "*للأمور العاجلة*", "*급한*", "as soon as i am back",
	"in the meantime", "no access", "out of reach", "in der zwischenzeit", "vertretungsweise",
	"vertreten", "dans l'intervalle", "pendant mon absence", "durant mon absence",
	"pendant cette période", "pas lus", "mientras tanto", "durante mi ausencia",
	"nel frattempo", "durante la mia", "entretanto", "neste período", "durante minha",
	"in de tussentijd", "niet gelezen", "doorgestuurd", "under tiden", "i mellemtiden",
	"i denne perioden", "läser inte", "leser ikke", "læser ikke", "vidarebefordra*",
	"videresend*", "sillä välin", "w tym czasie", "w międzyczasie", "przekazana",
	"v tomto období", "mezitím", "távollétem", "között nem", "în această perioadă", "acele",
	"bu süre", "в этот период", "на время", "цей період", "на час", "μετά την επιστροφή",
	"*この間*", "*期間中*", "*期间*", "*그동안*", "*عاجل*", "*لفترة*", "*בתקופה זו*", "*فوری*",
	"mendesak", "khẩn cấp", "hitn*", "спешн*", NULL};

/* Who writes about these has read the letter. */
static const char *const of_the_matter[] = {"your letter", "your question*", "your demand*",
	"our answer", "our response", "our position", "we will answer", "we will respond",
	"we will reply", "ihr schreiben", "ihrem schreiben", "ihren brief", "ihre fragen",
	"ihre forderung*", "unsere antwort", "votre lettre", "vos questions", "vos demandes",
	"notre réponse", "su carta", "sus preguntas", "sus demandas", "nuestra respuesta",
	"la vostra lettera", "a vossa carta", "uw brief", "demand", "demands", "we reject",
	"we refuse", "we decline", "we agree", "we disagree", "the answer is", "we cannot answer",
	"answer for", "in his place", "in her place", "on his behalf", "on her behalf",
	"die antwort ist", "wir lehnen", "revendication*", "nous refusons", "rechazamos",
	"rifiutiamo", "recusamos", "in seiner vertretung", "à sa place", "en su lugar", NULL};

/* Who has gone for good needs no "until". */
static const char *const gone_for_good[] = {"i no longer work", "no longer works at",
	"no longer works for", "is no longer with", "am no longer with", "no longer employed",
	"has left the company", "has left the organi*", "left the company", "i have left",
	"nicht mehr bei uns", "nicht mehr im unternehmen", "nicht mehr tätig", "ne travaille plus",
	"ne fait plus partie", "ya no trabaj*", "no trabaja más", "non lavora più",
	"não trabalha mais", "werkt niet meer", "arbetar inte längre", "nie pracuje już",
	"больше не работа*", "no longer employed by", "no longer with the", "left the organi*",
	"has retired", "have retired", "moved on from", "my last day", "has moved on to",
	"nicht mehr beschäftigt", "nicht mehr für", "nicht mehr angestellt",
	"unternehmen verlassen", "ausgeschieden", "im ruhestand", "fais plus partie",
	"fait plus partie", "n'est plus en poste", "quitté la société", "quitté l'entreprise",
	"quitté l'organisation", "quitté mes fonctions", "quitté ses fonctions",
	"ya no forma parte", "ya no pertenec*", "dejado la empresa", "dejado de trabajar",
	"non lavoro più", "non fa più parte", "non faccio più parte", "lasciato l'azienda",
	"lasciato la società", "não trabalho mais", "já não trabalha", "não faz mais parte",
	"não faz parte", "deixou a empresa", "werk niet meer", "niet meer werkzaam",
	"niet meer in dienst", "organisatie verlaten", "bedrijf verlaten", "har slutat",
	"slutat min anställning", "arbetar inte kvar", "er stoppet", "arbejder ikke længere",
	"har sluttet", "jobber ikke lenger", "ei ole enää", "en ole enää", "en työskentele enää",
	"już nie pracuj*", "nie pracuję już", "nie jest już pracownikiem", "už nepracuj*",
	"již nepracuj*", "nie pracuj*", "nem dolgoz*", "már nem dolgoz*", "nu mai lucr*",
	"artık çalışm*", "görevinden ayrıl*", "görevimden ayrıl*", "işten ayrıl*", "уволил*",
	"не работа*", "більше не працю*", "не працює", "звільни*", "δεν εργάζ*", "αποχώρησ*",
	"*退職*", "*离职*", "*離職*", "*퇴사*", "*退社*", "*لم يعد يعمل*", "*لم أعد أعمل*",
	"*אינו עובד עוד*", "*כבר לא עובד*", "*עזב את החברה*", "tidak lagi bekerja",
	"không còn làm việc", "ne radi više", "više ne radi", "не работи вече", NULL};

static const char *const until[] = {"until", "reopen*", "wieder geöffnet", "rouvr*", "till",
	"through", "bis", "jusqu'au", "jusqu’au", "hasta", "fino al", "fino a", "até", "tot", "t/m",
	"till och med", "frem til", "indtil", "til og med", "asti", "saakka", "do dnia", "-ig",
	"până", "до", "μέχρι", "*まで*", "*至*", "*حتى*", "*עד*", "*까지*", "einschließlich", "til",
	"fram till", "do", "έως", "sampai", "hingga", "đến hết", "cho đến", "*تا*", "inclusive",
	"through to", "dopo il", "après le", "ab dem", "od dnia", "до дня", "*以后*", "starting",
	NULL};

/* When one is back. */
static const char *const returning[] = {"return*", "back", "reopen*", "zurück", "wieder", "retour",
	"reviens", "regreso", "vuelta", "vuelvo", "reincorpor*", "rientro", "ritorno", "regresso",
	"retorno", "volto", "terug", "weer aanwezig", "tillbaka", "åter", "tilbage", "tilbake",
	"takaisin", "paluu*", "palaan", "powr*", "wracam", "wrócę", "návrat*", "zpět", "späť",
	"vissza*", "revin", "întoarc*", "dönüş*", "döneceğ*", "верн*", "возвращ*", "поверн*",
	"επιστρ*", "*以降*", "*復帰*", "*返回*", "*回来*", "*복귀*", "*돌아*", "*أعود*", "*العودة*",
	"*אחזור*", "*אשוב*", "kembali", "trở lại", "vratiti", "vraćam", "върна", "retornar*",
	"retornamos", "volver*", "voltar*", "tornerò", "zurückkehren", "de regreso", "après mon",
	"nach meiner", "po powrocie", "po návratu", "после праздников", "*再開*", NULL};

/* What else stands in such a mail. */
static const char *const courtesy[] = {"thank*", "contact*", "call", "phone", "reach", "return*",
	"back", "repl*", "respond*", "answer*", "get back", "danke", "dank", "wenden", "rufen",
	"melde mich", "antworte*", "erreichen", "zurück", "wieder", "merci", "contacter",
	"contactez", "adresser", "répondrai", "retour", "gracias", "contacte*", "diríjase",
	"responderé", "vuelta", "grazie", "contattare", "risponderò", "ritorno", "obrigad*",
	"contac*", "responderei", "bedankt", "opnemen", "tack", "kontakta", "återkommer", "tak",
	"takk", "kontakt*", "vender tilbage", "kiitos", "vastaan", "dzięk*", "proszę", "odpowiem",
	"děkuj*", "prosím", "köszön*", "teşekkür*", "başvur*", "спасибо", "обращ*", "отвечу",
	"ευχαριστ*", "*返信*", "*連絡*", "*联系*", "*回复*", "*شكرا*", "*תודה*", "*연락*",
	"address*", "mailbox", "mail", "e-mail*", "email*", "adresse*", "postfach", "boîte",
	"messagerie", "dirección", "buzón", "indirizzo", "casella", "endereço", "adres*",
	"brievlåda", "adress*", "skrzynk*", "schránk*", "postafiók*", "cím*", "kutusu", "ящик*",
	"адрес*", "скриньк*", "διεύθυνση", "*アドレス*", "*邮箱*", "*信箱*", "*메일*", "*البريد*",
	"*כתובת*", "*お願い*", "*ご不便*", "*ご迷惑*", "*恐れ入り*", "*谢谢*", "*敬请*", "apolog*",
	"sorry", "inconvenien*", "understanding", "entschuldig*", "verständnis", "compréhension",
	"excus*", "disculp*", "comprensión", "scus*", "comprensione", "desculp*", "compreensão",
	"begrip", "förståelse", "forståelse", "ymmärry*", "wyrozumiałość", "pochopen*", "megért*",
	"înțelegere", "anlayış*", "понимание", "розуміння", "κατανόηση", "contat*", "favor",
	"contacto", "contactez", "joindre", "joignable", "bereikbaar", "erreichbar", "disponib*",
	"available", "assist*", "bearbeit*", "process", "handle*", "deal with", "traiter*",
	"tratar*", "atender*", "behandel*", "direct", "directed", "write to", "schreiben", "écrire",
	"escrib*", "scriver*", "escrev*", "skriv*", "pisz*", "pište", "írjon", "yaz*", "пишите",
	"cualquier consulta", "for any", "mails", "mels", "messages", "ответим", "відповімо",
	"odpowiemy", "répondrons", "responderemos", "risponderemo", "antworten", "besvara*",
	"besvare*", "válaszol*", "odpovíme", "yanıtla*", "zastup*", "zastęp*", "remplac*",
	"vertret*", "sustitu*", "sostitu*", "substitu*", "waargenomen", "vervang*", "ersätt*",
	"vikar*", NULL};

enum { ABSENCE_MAX = 1000, SENTENCE_MAX = 400, GREETING_WORDS = 3, SALUTATION_WORDS = 7 };

static struct phrases text_signs = {.lists = {away, gone_for_good}};

enum {
	S_AWAY = 1,
	S_GONE = 2,
	S_MEANWHILE = 4,
	S_UNTIL = 8,
	S_COURTESY = 16,
	S_PAST = 32,
	S_RETURNING = 64,
	S_OF_THE_MATTER = 128,
};

bool absence_says_away(const char *text)
{
	return phrases_in(&text_signs, text, strlen(text)) != 0;
}

/* A salutation, a name, or what stands above it at the end. */
static bool is_greeting(const char *sentence)
{
	static const char *const closings[] = {"kind regards", "all the best", "cheers",
		"many thanks", "best regards", "regards", "best wishes", "warm regards", "yours ",
		"sincerely", "mit freundlichen", "freundliche grüße", "freundliche grüsse",
		"mit besten", "beste grüße", "viele grüße", "cordialement", "bien cordialement",
		"bien à vous", "saludos", "un saludo", "atentamente", "cordiali", "distinti",
		"atenciosamente", "cumprimentos", "com os melhores", "met vriendelijke",
		"vriendelijke groet", "med vänlig", "vänliga", "med venlig", "venlig hilsen",
		"vennlig", "med vennlig", "ystävällisin", "terveisin", "z poważaniem", "pozdrawiam",
		"s pozdravem", "s pozdravom", "üdvözlettel", "cu stimă", "cu respect",
		"с уважением", "з повагою", "saygılarımla", "με εκτίμηση", "敬具", "此致",
		"감사합니다", NULL};
	size_t words = 1, n = strlen(sentence);

	for (const char *p = sentence; *p; p++)
		words += *p == ' ';
	while (n && sentence[n - 1] == ' ')
		n--;
	if (strchr(sentence, '?'))
		return false;
	return words <= (n && sentence[n - 1] == ',' ? SALUTATION_WORDS : GREETING_WORDS) ||
	       words_begins(sentence, closings);
}

/* "24." in "until 24. October": the number of a day, not the end of a sentence. */
static bool ends_with_day(const char *s, size_t n)
{
	size_t digits = 0;

	while (n && (s[n - 1] == ' ' || s[n - 1] == '.'))
		n--;
	while (digits < n && s[n - 1 - digits] >= '0' && s[n - 1 - digits] <= '9')
		digits++;
	return digits == 1 || digits == 2;
}

/* The next sentence, or part of one up to a semicolon, as words_sentence(). */
static size_t next_clause(const char **text, char clause_r[SENTENCE_MAX])
{
	const char *begin = *text;
	size_t n = words_sentence(text, clause_r, SENTENCE_MAX);
	const char *semicolon = memchr(clause_r, ';', n), *end = strchr(begin, ';');

	if (semicolon && semicolon > clause_r && end) {
		n = (size_t)(semicolon - clause_r);
		clause_r[n] = '\0';
		*text = end + 1;
		return n;
	}
	for (size_t more = 1; more && ends_with_day(clause_r, n) && n + 2 < SENTENCE_MAX;
		n += more) {
		clause_r[n++] = ' ';
		more = words_sentence(text, clause_r + n, SENTENCE_MAX - n);
	}
	return n;
}

/* Somebody who can be asked instead: an address, or a number to call. */
static bool names_contact(const char *sentence)
{
	enum { PHONE_DIGITS = 7 };
	size_t digits = 0;

	for (const char *p = sentence; *p; p++)
		digits += *p >= '0' && *p <= '9';
	return strchr(sentence, '@') || digits >= PHONE_DIGITS;
}

/* Who adds a "but" to an absence goes on to the matter, and who asks is no program. */
static bool is_personal(const char *sentence, uint32_t has)
{
	static const char *const but[] = {"but", "however", "aber", "jedoch", "mais", "cependant",
		"pero", "ma", "però", "mas", "porém", "maar", "men", "mutta", "ale", "dar", "ama",
		"fakat", "но", "однако", "але", "αλλά", NULL};

	if (strchr(sentence, '?') && !is_greeting(sentence))
		return true;
	return (has & (S_AWAY | S_GONE)) && !(has & (S_MEANWHILE | S_COURTESY | S_RETURNING)) &&
	       words_any(sentence, but);
}

/* "6-17 October", "06 a 20/10": from one day to another. */
static bool has_range(const char *s)
{
	static const char *const between[] = {"-", " - ", "\xe2\x80\x93", " \xe2\x80\x93 ", " a ",
		" al ", " au ", " to ", " tot ", " til ", " do ", NULL};

	for (const char *p = s; *p; p++) {
		if (*p < '0' || *p > '9' || (p[1] >= '0' && p[1] <= '9'))
			continue;
		const char *word = words_begins(p + 1, between);
		const char *next = word ? p + 1 + strlen(word) : p;
		if (word && *next >= '0' && *next <= '9')
			return true;
	}
	return false;
}

/* Whether the sentences are about nothing else than an absence, and one tells until when, or that
 * it is for good, or who is to be asked, or what is done meanwhile. */
static bool says_nothing_else(const char *text)
{
	static const char *const past[] = {"was", "were", "have been", "war", "waren", "étais",
		"étions", "estaba", "estuve", "ero", "был", "была", NULL};
	static struct phrases set = {.lists = {away, gone_for_good, meanwhile, until, courtesy,
					     past, returning, of_the_matter}};
	char s[SENTENCE_MAX];
	bool told = false, absent = false, meanwhile_told = false;
	size_t n;

	while ((n = next_clause(&text, s)) > 0) {
		uint32_t has = phrases_in(&set, s, n);
		bool gone = (has & (S_AWAY | S_GONE)) && !(has & S_PAST) && !strchr(s, '?');

		/* "We will answer when we return" is of no matter. */
		if (is_personal(s, has) || ((has & S_OF_THE_MATTER) && !(has & S_RETURNING)))
			return false;
		bool contact = names_contact(s);
		if (!gone && !contact && !is_greeting(s) &&
			!(has & (S_MEANWHILE | S_COURTESY | S_RETURNING)))
			return false;
		/* Until a date: "until it is over" may be said of anything. */
		bool day = s[strcspn(s, "0123456789")];
		bool dated = ((has & (S_UNTIL | S_RETURNING)) && day) || has_range(s);
		absent |= gone;
		told |= gone && (dated || (has & S_GONE));
		meanwhile_told |= contact || (has & S_MEANWHILE) || (day && (has & S_RETURNING));
	}
	return told || (absent && meanwhile_told);
}

bool absence_is_all(const char *text)
{
	size_t n = strnlen(text, ABSENCE_MAX);

	/* Nobody is absent at length. */
	return n < ABSENCE_MAX && absence_says_away(text) && says_nothing_else(text);
}

/*
 * What stands before a quote. Programs write a sentence (who wrote, when) in their user's language,
 * or a block of header fields; both are known by what they are made of: a verb of writing with a
 * date or an address and a colon at the end, or several names of fields in a row.
 */
#include <string.h>

#include "base/str.h"
#include "reply/lines.h"
#include "reply/words.h"

enum {
	SENTENCE_LINES = 6, /* over which an attribution may be broken */
	SENTENCE_BYTES = 600,
	ATTEMPTS = 3000, /* lines that may end one; a mail with more is an attack */
};

/* "wrote", as programs say it. */
static const char *const verbs[] = {"wrote", "writes", "said", "schrieb", "schreibt", "geschrieben",
	"a écrit", "a ecrit", "écrit", "écrivait", "escribió", "escribio", "escribe", "ha escrito",
	"va escriure", "escrigué", "escreveu", "escreve", "ha scritto", "scrive", "scrisse",
	"schreef", "geschreven", "schrijft", "skrev", "skreiv", "skriver", "kirjoitti", "napisał",
	"napisała", "napisał(a)", "napisał/a", "pisze", "napsal", "napsala", "napsal(a)", "napísal",
	"napísala", "napísal(a)", "írta", "a scris", "написал", "написала", "написал(а)",
	"написал(a)", "писал", "писала", "пишет", "пише", "написав", "написала", "написав(ла)",
	"написа", "написао", "напісаў", "je napisao", "je napisala", "je napisal", "napisao je",
	"έγραψε", "έγραψαν", "yazdı", "yazmış", "şunu yazdı", "şunları yazdı", "yazdı:", "parašė",
	"rakstīja", "kirjutas", "كتب", "كتبت", "كتب/ت", "כתב", "כתבה", "כתב/ה", "نوشت", "*写道",
	"*寫道", "*写到", "*写了", "*寫了", "*書きました", "*のメール", "*のメッセージ", "*wrote",
	"*작성", "*님이 작성", "*님의 글", "เขียน", "đã viết", "viết", "menulis", "menuliskan",
	"ने लिखा", NULL};

/* How programs begin the sentence, before a date. */
static const char *const openers[] = {"on ", "am ", "le ", "el ", "il ", "em ", "op ", "den ",
	"dne ", "dnia ", "w dniu ", "em", "pe ", "în ", "la ", "a(z) ", "în data", "в ", "у ",
	"на ", "στις ", "tarihinde", "في ", "ב", "在 ", "在", "于", "於 ", "於", "på ", "ke ",
	"pada ", "vào ", "dana ", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "lun", "mar",
	"mer", "jeu", "ven", "sam", "dim", "mo", "di", "mi", "do", "fr", "sa", "so", "пн", "вт",
	"ср", "чт", "пт", "сб", "вс", "понедельник", "вторник", "сред", "четверг", "пятниц",
	"суббот", "воскресень", "нд", "---- on", "-- on", "*on ", NULL};

/* Ends of a sentence that is addressed to the reader: a person wrote that, not a program. */
static const char *const persons[] = {"you wrote", "you write", "sie schrieben", "sie schreiben",
	"du schriebst", "vous écrivez", "vous avez écrit", "usted escribió", "ustedes escribieron",
	"i wrote", "we wrote", "they wrote", "wrote to us", "wrote to you", "wrote that", NULL};

/* One sentence of several lines with single spaces, folded. */
struct sentence {
	char text[SENTENCE_BYTES + 1];
	size_t n;
};

static bool join(const struct lines *l, size_t from, size_t to, struct sentence *s)
{
	s->n = 0;
	for (size_t i = from; i <= to; i++) {
		size_t n;
		const char *p = line_folded(l, i, &n);

		if (i == to && i > from && n && *p == '>') { /* "<a@b\n> wrote:" */
			p++;
			n--;
		}
		if (s->n + n + 2 > SENTENCE_BYTES)
			return false;
		if (s->n && n)
			s->text[s->n++] = ' ';
		memcpy(s->text + s->n, p, n);
		s->n += n;
	}
	s->text[s->n] = '\0';
	return true;
}

static bool has_digits(const char *p, size_t want)
{
	size_t digits = 0;

	for (; *p && digits < want; p++)
		digits += *p >= '0' && *p <= '9';
	return digits == want;
}

/* "17:21", "17.21", "下午8:45". */
static bool has_time(const char *p)
{
	for (; *p; p++)
		if (p[0] >= '0' && p[0] <= '9' && (p[1] == ':' || p[1] == '.' || p[1] == 'h') &&
			p[2] >= '0' && p[2] <= '5' && p[3] >= '0' && p[3] <= '9' &&
			!(p[4] >= '0' && p[4] <= '9'))
			return true;
	return false;
}

/* The length of the line without what may stand behind the colon; 0 when it has none. */
static size_t before_colon(const char *p, size_t n)
{
	for (;;) {
		/* Marks of direction, which Hebrew and Arabic lines end with: U+200E to U+202E. */
		if (n > 3 && memcmp(p + n - 3, "\xe2\x80", 2) == 0)
			n -= 3;
		else if (n && strchr(" *_-\t", p[n - 1]) != NULL)
			n--;
		else
			break;
	}
	if (n && p[n - 1] == ':')
		return n - 1;
	if (n > 3 && memcmp(p + n - 3, "\xef\xbc\x9a", 3) == 0) /* full width */
		return n - 3;
	return 0;
}

/* "---- On Tue, 22 Dec 2015 ... wrote ----" */
static bool is_dashed(const char *p, size_t n)
{
	return n > 8 && memcmp(p + n - 4, "----", 4) == 0 && memcmp(p, "----", 4) == 0;
}

static bool opens(const struct lines *l, size_t i)
{
	size_t n;
	const char *p = line_folded(l, i, &n);
	char start[200];

	if (n == 0)
		return false;
	if (n > sizeof start - 1)
		n = sizeof start - 1;
	memcpy(start, p, n);
	start[n] = '\0';
	return has_digits(start, 3) &&
	       (words_begins(start, openers) || (*start >= '0' && *start <= '9'));
}

/* "2016-03-03 17:21 GMT+01:00 Some One": a program's sentence without a verb. */
static bool is_verbless(const char *s, size_t n)
{
	bool iso = n > 16 && has_digits(s, 8) && s[0] >= '1' && s[0] <= '2' && has_time(s);

	return iso && (strstr(s, " gmt+") || strstr(s, " gmt-") || strstr(s, " utc+") ||
			      (strchr(s, '@') && before_colon(s, n)));
}

/* How sure it is that a sentence is an attribution. */
enum trust { NONE, WEAK, STRONG };

static enum trust judge(const struct sentence *s)
{
	bool address = strchr(s->text, '@') != NULL;
	bool dated = has_digits(s->text, 3);

	if (is_verbless(s->text, s->n))
		return STRONG;
	if (!before_colon(s->text, s->n) && !is_dashed(s->text, s->n))
		return NONE;
	if (!words_any(s->text, verbs))
		return address && dated && has_time(s->text) && strstr(s->text, ">:") ? STRONG
										      : NONE;
	if (words_any(s->text, persons))
		return WEAK;
	if (address || (dated && has_time(s->text)))
		return STRONG;
	return WEAK;
}

static bool ends_sentence(const struct lines *l, size_t i)
{
	size_t n;
	const char *p = line_folded(l, i, &n);

	return n && strchr(".!?", p[n - 1]) != NULL;
}

static bool may_belong(const struct lines *l, size_t i)
{
	const struct line *line = &l->items[i];

	return (line->kind == LINE_TEXT || line->kind == LINE_BLANK) && !line->code;
}

/* The first line of the attribution that ends in line `end`; count when it ends none. */
static size_t first_line(const struct lines *l, size_t end, enum trust *trust_r)
{
	struct sentence s;
	size_t first = l->count;
	bool torn = l->items[end].kind == LINE_QUOTE; /* then the rest is further up */

	*trust_r = NONE;
	for (size_t k = 0; k < SENTENCE_LINES && k <= end; k++) {
		size_t i = end - k;
		if (k && !may_belong(l, i))
			break;
		bool blank = l->items[i].kind == LINE_BLANK;
		if (k && *trust_r == STRONG && !torn && (blank || ends_sentence(l, i)))
			break;
		if (blank || !join(l, i, end, &s))
			continue;
		enum trust t = judge(&s);
		bool opening = opens(l, i);
		/* A blank line inside is believed only between a date and the rest. */
		if (t > *trust_r || (t != NONE && t == *trust_r && opening)) {
			bool gap = false;
			for (size_t g = i; g < end; g++)
				gap |= l->items[g].kind == LINE_BLANK;
			if (gap && !opening)
				break;
			first = i;
			*trust_r = t;
		}
		if (*trust_r != NONE && opening)
			break;
	}
	return first;
}

static bool may_end(const struct lines *l, size_t i)
{
	size_t n;
	const char *p = line_folded(l, i, &n);

	if (l->items[i].code)
		return false;
	if (l->items[i].kind == LINE_QUOTE) { /* "> wrote:", torn off its address */
		return n < 30 && i > 0 && may_belong(l, i - 1) && before_colon(p, n) &&
		       !memchr(p + 1, '>', n - 1);
	}
	if (l->items[i].kind != LINE_TEXT)
		return false;
	return before_colon(p, n) || is_dashed(p, n) ||
	       (n > 16 && n < 200 && p[0] >= '1' && p[0] <= '2');
}

static bool is_quote_next(const struct lines *l, size_t i)
{
	size_t next = lines_next(l, i + 1);

	return next < l->count && l->items[next].kind == LINE_QUOTE;
}

/* ---- header blocks ---- */

enum field {
	FIELD_NONE,
	FIELD_FROM = 1,
	FIELD_TO = 2,
	FIELD_DATE = 4,
	FIELD_SUBJECT = 8,
	FIELD_OTHER = 16
};

static const struct {
	const char *name;
	enum field field;
} fields[] = {
	{"from", FIELD_FROM},
	{"to", FIELD_TO},
	{"sent", FIELD_DATE},
	{"date", FIELD_DATE},
	{"subject", FIELD_SUBJECT},
	{"cc", FIELD_OTHER},
	{"bcc", FIELD_OTHER},
	{"reply-to", FIELD_OTHER},
	{"reply to", FIELD_OTHER},
	{"importance", FIELD_OTHER},
	{"attachments", FIELD_OTHER},
	{"von", FIELD_FROM},
	{"an", FIELD_TO},
	{"gesendet", FIELD_DATE},
	{"datum", FIELD_DATE},
	{"betreff", FIELD_SUBJECT},
	{"kopie", FIELD_OTHER},
	{"antwort an", FIELD_OTHER},
	{"de", FIELD_FROM},
	{"à", FIELD_TO},
	{"envoyé", FIELD_DATE},
	{"envoyé le", FIELD_DATE},
	{"objet", FIELD_SUBJECT},
	{"sujet", FIELD_SUBJECT},
	{"expéditeur", FIELD_FROM},
	{"destinataire", FIELD_TO},
	{"para", FIELD_TO},
	{"enviado", FIELD_DATE},
	{"enviado el", FIELD_DATE},
	{"enviada em", FIELD_DATE},
	{"enviado em", FIELD_DATE},
	{"fecha", FIELD_DATE},
	{"asunto", FIELD_SUBJECT},
	{"assunto", FIELD_SUBJECT},
	{"data", FIELD_DATE},
	{"da", FIELD_FROM},
	{"a", FIELD_TO},
	{"inviato", FIELD_DATE},
	{"oggetto", FIELD_SUBJECT},
	{"van", FIELD_FROM},
	{"aan", FIELD_TO},
	{"verzonden", FIELD_DATE},
	{"onderwerp", FIELD_SUBJECT},
	{"från", FIELD_FROM},
	{"till", FIELD_TO},
	{"skickat", FIELD_DATE},
	{"ämne", FIELD_SUBJECT},
	{"fra", FIELD_FROM},
	{"til", FIELD_TO},
	{"sendt", FIELD_DATE},
	{"dato", FIELD_DATE},
	{"emne", FIELD_SUBJECT},
	{"lähettäjä", FIELD_FROM},
	{"vastaanottaja", FIELD_TO},
	{"lähetetty", FIELD_DATE},
	{"päivämäärä", FIELD_DATE},
	{"aihe", FIELD_SUBJECT},
	{"od", FIELD_FROM},
	{"do", FIELD_TO},
	{"wysłano", FIELD_DATE},
	{"temat", FIELD_SUBJECT},
	{"dw", FIELD_OTHER},
	{"komu", FIELD_TO},
	{"odesláno", FIELD_DATE},
	{"předmět", FIELD_SUBJECT},
	{"odoslané", FIELD_DATE},
	{"predmet", FIELD_SUBJECT},
	{"feladó", FIELD_FROM},
	{"címzett", FIELD_TO},
	{"elküldve", FIELD_DATE},
	{"dátum", FIELD_DATE},
	{"tárgy", FIELD_SUBJECT},
	{"от", FIELD_FROM},
	{"от кого", FIELD_FROM},
	{"кому", FIELD_TO},
	{"отправлено", FIELD_DATE},
	{"дата", FIELD_DATE},
	{"тема", FIELD_SUBJECT},
	{"копия", FIELD_OTHER},
	{"від", FIELD_FROM},
	{"надіслано", FIELD_DATE},
	{"kimden", FIELD_FROM},
	{"kime", FIELD_TO},
	{"gönderen", FIELD_FROM},
	{"alıcı", FIELD_TO},
	{"gönderilme", FIELD_DATE},
	{"gönderildi", FIELD_DATE},
	{"gönderim zamanı", FIELD_DATE},
	{"tarih", FIELD_DATE},
	{"konu", FIELD_SUBJECT},
	{"bilgi", FIELD_OTHER},
	{"من", FIELD_FROM},
	{"إلى", FIELD_TO},
	{"الى", FIELD_TO},
	{"تاريخ الإرسال", FIELD_DATE},
	{"تم الإرسال", FIELD_DATE},
	{"التاريخ", FIELD_DATE},
	{"الموضوع", FIELD_SUBJECT},
	{"نسخة", FIELD_OTHER},
	{"מאת", FIELD_FROM},
	{"אל", FIELD_TO},
	{"נשלח", FIELD_DATE},
	{"תאריך", FIELD_DATE},
	{"נושא", FIELD_SUBJECT},
	{"עותק", FIELD_OTHER},
	{"发件人", FIELD_FROM},
	{"收件人", FIELD_TO},
	{"发送时间", FIELD_DATE},
	{"发送日期", FIELD_DATE},
	{"日期", FIELD_DATE},
	{"时间", FIELD_DATE},
	{"主题", FIELD_SUBJECT},
	{"抄送", FIELD_OTHER},
	{"寄件者", FIELD_FROM},
	{"寄件人", FIELD_FROM},
	{"收件者", FIELD_TO},
	{"寄件日期", FIELD_DATE},
	{"傳送時間", FIELD_DATE},
	{"主旨", FIELD_SUBJECT},
	{"副本", FIELD_OTHER},
	{"差出人", FIELD_FROM},
	{"宛先", FIELD_TO},
	{"送信日時", FIELD_DATE},
	{"日付", FIELD_DATE},
	{"日時", FIELD_DATE},
	{"件名", FIELD_SUBJECT},
	{"보낸 사람", FIELD_FROM},
	{"받는 사람", FIELD_TO},
	{"보낸 날짜", FIELD_DATE},
	{"날짜", FIELD_DATE},
	{"제목", FIELD_SUBJECT},
	{"참조", FIELD_OTHER},
	{"από", FIELD_FROM},
	{"προς", FIELD_TO},
	{"στάλθηκε", FIELD_DATE},
	{"ημερομηνία", FIELD_DATE},
	{"θέμα", FIELD_SUBJECT},
	{"de la", FIELD_FROM},
	{"către", FIELD_TO},
	{"trimis", FIELD_DATE},
	{"subiect", FIELD_SUBJECT},
};

/* The field that a line of a header block is: "*From:* x", "Von : x". */
static enum field field_of(const struct lines *l, size_t i)
{
	size_t n, end = 0;
	const char *p = line_folded(l, i, &n);

	if (l->items[i].kind != LINE_TEXT || l->items[i].code)
		return FIELD_NONE;
	while (n && (*p == '*' || *p == '_')) {
		p++;
		n--;
	}
	while (end < n && end < 40 && p[end] != ':' &&
		!(n - end > 2 && memcmp(p + end, "\xef\xbc\x9a", 3) == 0))
		end++;
	if (end == n || end == 40)
		return FIELD_NONE;
	while (end && strchr("* _", p[end - 1]))
		end--;
	if (end > 1 && memcmp(p + end - 2, "\xc2\xa0", 2) == 0)
		end -= 2;
	for (size_t k = 0; k < sizeof fields / sizeof *fields; k++)
		if (strlen(fields[k].name) == end && memcmp(fields[k].name, p, end) == 0)
			return fields[k].field;
	return FIELD_NONE;
}

static unsigned kinds_in(unsigned seen)
{
	return (unsigned)__builtin_popcount(seen & 15U);
}

/* The end of the header block that begins at line i (exclusive); i when there is none. */
static size_t block_end(const struct lines *l, size_t i, bool marked)
{
	unsigned seen = FIELD_NONE, continued = 0;
	size_t end = i, k = i;

	for (; k < l->count && k < i + 30; k++) {
		enum field f = field_of(l, k);

		if (f != FIELD_NONE) {
			if (f != FIELD_OTHER && (seen & f))
				break;
			seen |= f;
			end = k + 1;
			continued = 0;
		} else if (l->items[k].kind == LINE_BLANK) {
			/* HTML may put an empty line between two fields, but not two. */
			if (k + 1 >= l->count || field_of(l, k + 1) == FIELD_NONE)
				break;
		} else if (k == i || ++continued > 3 || l->items[k].kind != LINE_TEXT) {
			break;
		}
	}
	bool from = seen & FIELD_FROM,
	     good = from ? kinds_in(seen) >= 3 : kinds_in(seen) >= 3 && (seen & FIELD_SUBJECT);
	return good || (marked && kinds_in(seen) >= 2) ? end : i;
}

/* Words of the line that programs put before a header block or a forwarded mail. */
static const char *const original[] = {"original message", "original email", "original e-mail",
	"original appointment", "forwarded message", "forwarded by", "begin forwarded message",
	"reply message", "originalnachricht", "original-nachricht", "ursprüngliche nachricht",
	"ursprüngliche mail", "weitergeleitete nachricht", "anfang der weitergeleiteten",
	"message d'origine", "message d’origine", "message original", "message initial",
	"message transféré", "message transmis", "début du message", "mensaje original",
	"mensaje reenviado", "inicio del mensaje", "mensagem original", "mensagem encaminhada",
	"messaggio originale", "messaggio inoltrato", "inizio messaggio", "oorspronkelijk bericht",
	"doorgestuurd bericht", "begin doorgestuurd", "ursprungligt meddelande",
	"originalmeddelande", "vidarebefordrat", "opprinnelig melding", "oprindelig meddelelse",
	"videresendt", "alkuperäinen viesti", "välitetty viesti", "oryginalna wiadomość",
	"wiadomość oryginalna", "wiadomość przekazana", "przekazana wiadomość", "původní zpráva",
	"přeposlaná zpráva", "pôvodná správa", "eredeti üzenet", "mesaj original",
	"исходное сообщение", "исходное письмо", "пересылаемое сообщение", "пересланное сообщение",
	"оригинальное сообщение", "вихідне повідомлення", "оригінальне повідомлення",
	"переслане повідомлення", "orijinal ileti", "orijinal mesaj", "özgün ileti", "özgün mesaj",
	"iletilen mesaj", "iletilmiş", "الرسالة الأصلية", "رسالة معاد توجيهها", "הודעה מקורית",
	"הודעה שהועברה", "*原始邮件*", "*原邮件*", "*转发邮件*", "*转发的邮件*", "*原始郵件*",
	"*轉寄郵件*", "*元のメッセージ*", "*転送されたメッセージ*", "*original message*",
	"*원본 메시지*", "*원본 메일*", "*전달된 메시지*", "αρχικό μήνυμα", NULL};

/* What help desks put above the correspondence in the mails that they send. */
static const char *const above[] = {"reply above this line", "your reply above",
	"reply above the line", "please reply above", "write above this line",
	"antworten sie oberhalb", "oberhalb dieser zeile", "au-dessus de cette ligne",
	"por encima de esta línea", "sopra questa riga", NULL};

/* "-----Original Message-----", or "Begin forwarded message:" without dashes. */
static bool is_marker(const struct lines *l, size_t i)
{
	size_t n, dashes = 0, start = 0;
	const char *p = line_folded(l, i, &n);
	char words[120];

	if (l->items[i].kind != LINE_TEXT || l->items[i].code || n < 6 || n > 200)
		return false;
	while (start < n && strchr("-_=*#~ >", p[start]))
		dashes += strchr("-_=#~", p[start++]) != NULL;
	if (dashes < 2 && !before_colon(p, n))
		return false;
	while (n > start && strchr("-_=*#~ :", p[n - 1]))
		n--;
	if (n == start || n - start >= sizeof words)
		return false;
	memcpy(words, p + start, n - start);
	words[n - start] = '\0';
	if (words_any(words, original))
		return true;
	size_t next = lines_next(l, i + 1);
	return dashes >= 5 && next < l->count && field_of(l, next) != FIELD_NONE;
}

static bool is_reply_above(const struct lines *l, size_t i)
{
	size_t n;
	const char *p = line_folded(l, i, &n);
	char words[120];

	if (l->items[i].kind != LINE_TEXT || l->items[i].code || n < 10 || n >= sizeof words ||
		!strchr("#-=*_<[", p[0]))
		return false;
	memcpy(words, p, n);
	words[n] = '\0';
	return words_any(words, above) != NULL;
}

static void mark(struct lines *l, size_t from, size_t to, enum line_kind kind)
{
	for (size_t i = from; i < to; i++)
		l->items[i].kind = (uint8_t)kind;
}

/* Marks a header block or a marker at i; the line after it, or i when there is none. */
static size_t mark_header(struct lines *l, size_t i)
{
	size_t at = i, end;

	if (l->items[i].kind == LINE_RULER) {
		at = lines_next(l, i + 1);
		if (at == l->count)
			return i;
	}
	bool marker = is_marker(l, at);
	if (marker) {
		size_t next = lines_next(l, at + 1);
		end = next < l->count ? block_end(l, next, true) : next;
		if (end == next)
			end = at + 1;
	} else {
		end = block_end(l, at, false);
		if (end == at)
			return i;
	}
	mark(l, i, end, LINE_HEADER);
	return end;
}

void attribution_mark(struct lines *l)
{
	size_t attempts = 0;

	for (size_t i = 0; i < l->count;) {
		enum line_kind kind = (enum line_kind)l->items[i].kind;

		if (is_reply_above(l, i)) {
			l->items[i++].kind = LINE_ABOVE;
			continue;
		}
		size_t next = kind == LINE_TEXT || kind == LINE_RULER ? mark_header(l, i) : i;

		if (next > i) {
			i = next;
			continue;
		}
		if (may_end(l, i) && attempts++ < ATTEMPTS) {
			enum trust trust;
			size_t first = first_line(l, i, &trust);
			/* A weak one needs the quote behind it. */
			if (first < l->count &&
				(trust == STRONG || (trust == WEAK && is_quote_next(l, i))))
				mark(l, first, i + 1, LINE_ATTRIBUTION);
		}
		i++;
	}
}

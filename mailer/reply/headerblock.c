/*
 * The header fields that programs copy above a mail which they quote or forward, and the line that
 * some put before them. A block is known by several names of fields in a row, in any of the
 * languages.
 */
#include <string.h>

#include "base/str.h"
#include "reply/headerfield.h"
#include "reply/lines.h"
#include "reply/words.h"

/* Where the first colon of the n bytes at p is, or one of full width; not far behind the start. */
static bool find_colon(const char *p, size_t n, size_t *at_r)
{
	enum { FAR = 40 };
	size_t end = n < FAR ? n : FAR;
	const char *colon = memchr(p, ':', end), *wide;

	if (colon)
		end = (size_t)(colon - p);
	for (size_t i = 0; (wide = memchr(p + i, 0xef, end - i)) != NULL; i++) {
		i = (size_t)(wide - p);
		if (n - i > 2 && memcmp(wide, "\xef\xbc\x9a", 3) == 0) {
			*at_r = i;
			return true;
		}
	}
	*at_r = end;
	return colon != NULL;
}

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
	if (!find_colon(p, n, &end))
		return FIELD_NONE;
	while (end && strchr("* _", p[end - 1]))
		end--;
	if (end > 1 && memcmp(p + end - 2, "\xc2\xa0", 2) == 0)
		end -= 2;
	return header_field(p, end);
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

/* "17:21", "9.00": a time of day. */
static bool has_time_of_day(const char *p, size_t n)
{
	for (size_t i = 1; i + 2 < n; i++)
		if ((p[i] == ':' || p[i] == '.') && ascii_is_digit(p[i - 1]) && p[i + 1] >= '0' &&
			p[i + 1] <= '5' && ascii_is_digit(p[i + 2]) &&
			!(i + 3 < n && ascii_is_digit(p[i + 3])))
			return true;
	return false;
}

static size_t digits_in(const char *p, size_t n)
{
	size_t digits = 0;

	for (size_t i = 0; i < n; i++)
		digits += ascii_is_digit(p[i]) ? 1 : 0;
	return digits;
}

/*
 * The same by its shape, in languages whose names of fields are not known: four lines or more of a
 * name and a value, of which the first has an address in brackets, another an address, and one a
 * date with a time of day.
 */
static size_t shaped_end(const struct lines *l, size_t i)
{
	enum { FIELDS = 4, FIELDS_MAX = 8, NAME_MAX_BYTES = 36 };
	size_t k = i, addresses = 0, dates = 0;

	for (; k < l->count && k < i + FIELDS_MAX && l->items[k].kind == LINE_TEXT; k++) {
		size_t n, colon;
		const char *p = line_folded(l, k, &n);

		if (l->items[k].code || !find_colon(p, n, &colon) || colon == 0 ||
			colon > NAME_MAX_BYTES || colon + 2 > n || digits_in(p, colon))
			break;
		bool address = memchr(p, '@', n) != NULL;
		if (k == i && !(address && (p[n - 1] == '>' || p[n - 1] == ']')))
			return i;
		addresses += address;
		dates += !address && has_time_of_day(p + colon + 1, n - colon - 1) &&
			 digits_in(p + colon, n - colon) >= 6;
	}
	return k - i >= FIELDS && addresses >= 2 && dates ? k : i;
}

/* Words of the line that programs put before a header block or a forwarded mail. */
static const char *const original[] = {"original email", "original e-mail", "original appointment",
	"forwarded message", "forwarded by", "reply message", "originalnachricht",
	"original-nachricht", "ursprüngliche nachricht", "ursprüngliche mail",
	"weitergeleitete nachricht", "anfang der weitergeleiteten", "message d'origine",
	"message d’origine", "message original", "message initial", "message transféré",
	"message transmis", "début du message", "mensaje original", "mensaje reenviado",
	"inicio del mensaje", "mensagem original", "mensagem encaminhada", "messaggio originale",
	"messaggio inoltrato", "inizio messaggio", "oorspronkelijk bericht", "doorgestuurd bericht",
	"begin doorgestuurd", "ursprungligt meddelande", "originalmeddelande", "vidarebefordrat",
	"opprinnelig melding", "oprindelig meddelelse", "videresendt", "alkuperäinen viesti",
	"välitetty viesti", "oryginalna wiadomość", "wiadomość oryginalna", "wiadomość przekazana",
	"przekazana wiadomość", "původní zpráva", "přeposlaná zpráva", "pôvodná správa",
	"eredeti üzenet", "mesaj original", "исходное сообщение", "исходное письмо",
	"пересылаемое сообщение", "пересланное сообщение", "оригинальное сообщение",
	"вихідне повідомлення", "оригінальне повідомлення", "переслане повідомлення",
	"orijinal ileti", "orijinal mesaj", "özgün ileti", "özgün mesaj", "iletilen mesaj",
	"iletilmiş", "الرسالة الأصلية", "رسالة معاد توجيهها", "הודעה מקורית", "הודעה שהועברה",
	"*原始邮件*", "*原邮件*", "*转发邮件*", "*转发的邮件*", "*原始郵件*", "*轉寄郵件*",
	"*元のメッセージ*", "*転送されたメッセージ*", "*original message*", "*원본 메시지*",
	"*원본 메일*", "*전달된 메시지*", "αρχικό μήνυμα", NULL};

/* What help desks put above the correspondence in the mails that they send. */
static const char *const above[] = {"reply above", "write above", "respond above",
	"above this line", "above the line", "oberhalb dieser zeile", "oberhalb dieser linie",
	"über dieser zeile", "über dieser linie", "au-dessus de cette ligne",
	"au dessus de cette ligne", "encima de esta línea", "sopra questa riga",
	"sopra questa linea", "acima desta linha", "boven deze regel", "boven deze lijn",
	"ovanför den här raden", "ovanför denna rad", "over denne linje*", "yläpuolelle",
	"powyżej tej linii", "nad tento řádek", "nad tímto řádkem", "e sor fölé",
	"deasupra acestei linii", "bu satırın üst*", "выше этой строки", "выше этой линии",
	"над этой чертой", "вище цього рядка", "*この行より上*", "*この線より上*", "*此行上方*",
	"*此线上方*", "*在此行之上*", "*이 줄 위*", NULL};

bool header_is_reply_above(const char *folded, size_t n)
{
	char words[120];

	if (n < 10 || n >= sizeof words)
		return false;
	memcpy(words, folded, n);
	words[n] = '\0';
	return words_any(words, above) != NULL;
}

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
	if (dashes < 2 && !line_before_colon(p, n))
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

/* In signs of its own, or alone below a ruler. */
static bool is_reply_above(const struct lines *l, size_t i)
{
	size_t n;
	const char *p = line_folded(l, i, &n);

	bool below_ruler = i > 0 && l->items[i - 1].kind == LINE_RULER;
	if (l->items[i].kind != LINE_TEXT || l->items[i].code || n == 0 ||
		!(below_ruler || strchr("#-=*_<[", p[0])))
		return false;
	return header_is_reply_above(p, n);
}

/* Whether a block, or a line before one, may begin at line i: what all of them have. */
static bool may_begin(const struct lines *l, size_t i)
{
	size_t n;
	const char *p = line_folded(l, i, &n);

	return n && (strchr("-_=*#~<[> ", p[0]) || memchr(p, ':', n) || memchr(p, 0xef, n) ||
			    (i > 0 && l->items[i - 1].kind == LINE_RULER));
}

size_t header_block_mark(struct lines *l, size_t i)
{
	size_t at = i, end;

	if (l->items[i].kind == LINE_RULER) {
		at = lines_next(l, i + 1);
		if (at == l->count)
			return i;
	}
	if (!may_begin(l, at))
		return i;
	if (is_reply_above(l, at)) {
		lines_mark(l, i, at + 1, LINE_ABOVE);
		return at + 1;
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
			end = shaped_end(l, at);
		if (end == at)
			return i;
	}
	lines_mark(l, i, end, LINE_HEADER);
	return end;
}

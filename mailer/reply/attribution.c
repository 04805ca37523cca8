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
static const char *const verbs[] = {"writes", "said", "schrieb", "schreibt", "geschrieben",
	"a ecrit", "écrit", "écrivait", "escribió", "escribio", "escribe", "ha escrito",
	"va escriure", "escrigué", "escreveu", "escreve", "ha scritto", "scrive", "scrisse",
	"schreef", "geschreven", "schrijft", "skrev", "skreiv", "skriver", "kirjoitti", "napisał",
	"napisała", "pisze", "napsal", "napsala", "napísal", "napísala", "írta", "a scris",
	"написал", "написала", "писал", "писала", "пишет", "пише", "написав", "написа", "написао",
	"напісаў", "je napisao", "je napisala", "je napisal", "napisao je", "έγραψε", "έγραψαν",
	"yazdı", "yazmış", "parašė", "rakstīja", "kirjutas", "كتب", "كتبت", "כתב", "כתבה", "نوشت",
	"*写道", "*寫道", "*写到", "*写了", "*寫了", "*書きました", "*のメール", "*のメッセージ",
	"*wrote", "*작성", "*님의 글", "เขียน", "viết", "menulis", "menuliskan", "ने लिखा", "quoting",
	"zitat von", "citation de", "citando", "citerar", "cytat", "citát", NULL};

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

/* "---- On Tue, 22 Dec 2015 ... wrote ----" */
static bool is_dashed(const char *p, size_t n)
{
	return n > 8 && memcmp(p + n - 3, "---", 3) == 0 && memcmp(p, "---", 3) == 0;
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
			      (strchr(s, '@') && line_before_colon(s, n)));
}

/* "Op ma 6 okt. 2025 om 09:58 schreef Jane Roe <jane@example.com>", without a colon. */
static bool is_ended_by_address(const struct sentence *s)
{
	return s->n && s->text[s->n - 1] == '>' && strchr(s->text, '@') && has_time(s->text) &&
	       has_digits(s->text, 5) && words_any(s->text, verbs);
}

/* How sure it is that a sentence is an attribution. */
enum trust { NONE, WEAK, STRONG };

static enum trust judge(const struct sentence *s)
{
	bool address = strchr(s->text, '@') != NULL;
	bool dated = has_digits(s->text, 3);

	if (is_verbless(s->text, s->n))
		return STRONG;
	if (!line_before_colon(s->text, s->n) && !is_dashed(s->text, s->n))
		return is_ended_by_address(s) ? WEAK : NONE;
	if (!words_any(s->text, verbs)) {
		bool named = strstr(s->text, ">:") != NULL;
		if (dated && has_time(s->text) && is_dashed(s->text, s->n))
			return STRONG;
		if (address && dated && has_time(s->text))
			return named ? STRONG : WEAK;
		return address && named ? WEAK : NONE;
	}
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
		return n < 30 && i > 0 && may_belong(l, i - 1) && line_before_colon(p, n) &&
		       !memchr(p + 1, '>', n - 1);
	}
	if (l->items[i].kind != LINE_TEXT)
		return false;
	return line_before_colon(p, n) || is_dashed(p, n) ||
	       (n && p[n - 1] == '>' && memchr(p, '@', n)) ||
	       (n > 16 && n < 200 && p[0] >= '1' && p[0] <= '2');
}

static bool is_quote_next(const struct lines *l, size_t i)
{
	size_t next = lines_next(l, i + 1);

	return next < l->count && l->items[next].kind == LINE_QUOTE;
}

/* Whether a line is quoted by a sign of its own: "| text", or the sign alone. A table has it at
 * both ends. */
static bool has_sign(const struct lines *l, size_t i, char sign)
{
	size_t n;
	const char *p = line_folded(l, i, &n);

	return l->items[i].kind == LINE_TEXT && n > 0 && p[0] == sign &&
	       (n == 1 || (p[1] == ' ' && p[n - 1] != sign));
}

/*
 * Marks what some programs quote by another sign than ">", below the introduction that ends in line
 * i: false where it does not begin with a few such lines.
 */
static bool mark_signed(struct lines *l, size_t i)
{
	enum { FEWEST = 3 };
	size_t from = lines_next(l, i + 1), to = from, n = 0;
	const char *p = from < l->count ? line_folded(l, from, &n) : "";

	if (n == 0 || strchr("|:}]%", *p) == NULL)
		return false;
	while (to < l->count && has_sign(l, to, *p))
		to++;
	if (to - from < FEWEST)
		return false;
	for (size_t k = from; k < l->count; k++)
		if (has_sign(l, k, *p))
			l->items[k].kind = LINE_QUOTE;
	return true;
}

/* ">>> Jane Roe <jane@example.com> 26.09.2025 09:00 >>>", as GroupWise puts it above what it does
 * not mark. */
static bool is_between_arrows(const struct lines *l, size_t i)
{
	size_t n;
	const char *p = line_folded(l, i, &n);
	char line[200];

	if (n < 16 || n >= sizeof line || memcmp(p, ">>> ", 4) != 0 ||
		memcmp(p + n - 3, ">>>", 3) != 0)
		return false;
	memcpy(line, p, n);
	line[n] = '\0';
	return has_digits(line, 6) && has_time(line);
}

/* `"Jane Roe" ---26.09.2025 09:00:05---Dear Acme, we`: what Notes puts above a header block, with
 * the beginning of the mail. The line above line i that is not blank; i when it is none. */
static size_t above_block(const struct lines *l, size_t i)
{
	size_t k = i, n;
	char line[200];

	while (k && l->items[k - 1].kind == LINE_BLANK)
		k--;
	if (k == 0 || l->items[k - 1].kind != LINE_TEXT)
		return i;
	const char *p = line_folded(l, --k, &n);
	const char *dash = n < sizeof line ? memmem(p, n, "---", 3) : NULL;
	if (dash == NULL)
		return i;
	size_t rest = n - (size_t)(dash + 3 - p);
	const char *second = memmem(dash + 3, rest, "---", 3);
	if (second == NULL)
		return i;
	memcpy(line, dash + 3, rest);
	line[second - dash - 3] = '\0';
	return has_digits(line, 6) && has_time(line) ? k : i;
}

void attribution_mark(struct lines *l)
{
	size_t attempts = 0;

	for (size_t i = 0; i < l->count;) {
		enum line_kind kind = (enum line_kind)l->items[i].kind;

		size_t next = kind == LINE_TEXT || kind == LINE_RULER ? header_block_mark(l, i) : i;
		if (next > i) {
			lines_mark(l, above_block(l, i), i, LINE_HEADER);
			i = next;
			continue;
		}
		if (kind == LINE_QUOTE && is_between_arrows(l, i))
			lines_mark(l, i, i + 1, LINE_HEADER);
		else if (may_end(l, i) && attempts++ < ATTEMPTS) {
			enum trust trust;
			size_t first = first_line(l, i, &trust);
			bool quoted = trust != NONE && (is_quote_next(l, i) || mark_signed(l, i));
			/* A weak one needs the quote behind it. */
			if (first < l->count && (trust == STRONG || quoted))
				lines_mark(l, first, i + 1, LINE_ATTRIBUTION);
		}
		i++;
	}
}

#include <stdint.h>
#include <string.h>

#include "base/str.h"
#include "reply/words.h"

/* The lower case of a two-byte character, when it has two bytes as well. */
static unsigned lower2(unsigned c)
{
	if ((c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x391 && c <= 0x3a9) ||
		(c >= 0x410 && c <= 0x42f))
		return c + 0x20;
	if (c >= 0x400 && c <= 0x40f)
		return c + 0x50;
	/* Latin Extended-A comes in pairs; 0x130 (Turkish I with a dot) is one byte in lower case.
	 */
	if ((c >= 0x100 && c <= 0x137 && c != 0x130) || (c >= 0x14a && c <= 0x177) ||
		(c >= 0x460 && c <= 0x481))
		return c | 1;
	if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e))
		return c & 1 ? c + 1 : c;
	return c;
}

/* Lower case of eight ASCII bytes at once; false when one is beyond ASCII. */
static bool fold_eight(unsigned char *s)
{
	const uint64_t ones = 0x0101010101010101U;
	uint64_t v;

	memcpy(&v, s, sizeof v);
	if (v & ones * 0x80)
		return false;
	/* The high bit of each byte tells whether it is at least 'A', and beyond 'Z'. */
	uint64_t from_a = v + ones * (0x80 - 'A'), beyond_z = v + ones * (0x80 - 'Z' - 1);
	v |= ((from_a ^ beyond_z) & ones * 0x80) >> 2;
	memcpy(s, &v, sizeof v);
	return true;
}

void words_fold_in_place(char *text, size_t n)
{
	unsigned char *s = (unsigned char *)text;

	for (size_t i = 0; i < n; i++) {
		while (n - i >= 8 && fold_eight(s + i))
			i += 8;
		if (i == n)
			break;
		if (s[i] < 0x80) {
			s[i] = (unsigned char)ascii_lower(s[i]);
		} else if (s[i] >= 0xc3 && s[i] <= 0xd2 && i + 1 < n && (s[i + 1] & 0xc0) == 0x80) {
			unsigned c = lower2((unsigned)(s[i] & 31) << 6 | (s[i + 1] & 63U));
			s[i] = (unsigned char)(0xc0 | c >> 6);
			s[++i] = (unsigned char)(0x80 | (c & 63));
		}
	}
}

char *words_fold(struct arena *a, const char *text, size_t n)
{
	char *copy = arena_strndup(a, text, n);

	words_fold_in_place(copy, n);
	return copy;
}

char *words_straighten(char *text)
{
	static const char curly[] = "\xe2\x80\x99";
	char *to = strstr(text, curly);

	for (const char *p = to; p && *p; p++) {
		bool apostrophe = str_starts(p, curly);
		*to++ = apostrophe ? '\'' : *p;
		p += apostrophe ? 2 : 0;
	}
	if (to)
		*to = '\0';
	return text;
}

/* Whether a three-byte character is of a script that puts no spaces between words, or joins them to
 * others: Thai, Han, Kana, Hangul. */
static bool is_spaceless(const unsigned char *p)
{
	return (p[0] == 0xe0 && p[1] >= 0xb8 && p[1] <= 0xbb) || (p[0] == 0xe2 && p[1] >= 0xba) ||
	       (p[0] >= 0xe3 && p[0] <= 0xed) || (p[0] == 0xef && p[1] >= 0xa4 && p[1] <= 0xab);
}

/* Whether the character of n bytes at p may not touch a word: letters and digits. All beyond ASCII
 * are, but for spaces, symbols and punctuation, and where a script has no borders of words. */
static bool is_letter(const unsigned char *p, size_t n)
{
	if (n <= 1)
		return ascii_is_alnum(p[0]) || p[0] >= 0x80;
	if (n == 2)
		return p[0] != 0xc2 || p[1] == 0xaa || p[1] == 0xb5 || p[1] == 0xba;
	if (n == 3)
		return !(is_spaceless(p) || (p[0] == 0xe2 && p[1] <= 0x81) ||
			 (p[0] == 0xef && p[1] == 0xbc && p[2] < 0x90) ||
			 (p[0] == 0xef && p[1] == 0xbc && p[2] >= 0x9a && p[2] <= 0xa0));
	return true;
}

bool words_letter_at(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	size_t n = u[0] < 0xc0 ? 1 : u[0] < 0xe0 ? 2 : u[0] < 0xf0 ? 3 : 4;

	for (size_t i = 1; i < n; i++)
		if ((u[i] & 0xc0) != 0x80)
			return true;
	return is_letter(u, n);
}

bool words_letter_before(const char *text, const char *p)
{
	const unsigned char *u = (const unsigned char *)p - 1;
	size_t n = 1;

	while ((*u & 0xc0) == 0x80 && u > (const unsigned char *)text && n < 4) {
		u--;
		n++;
	}
	return is_letter(u, n);
}

bool words_has(const char *folded, const char *phrase)
{
	size_t n = strlen(phrase);
	bool open_start = n && phrase[0] == '*', open_end = n && phrase[n - 1] == '*';
	char core[128];

	if (open_start) {
		phrase++;
		n--;
	}
	if (open_end)
		n--;
	if (n == 0 || n >= sizeof core)
		return false;
	memcpy(core, phrase, n);
	core[n] = '\0';
	for (const char *p = folded; (p = strstr(p, core)) != NULL; p++) {
		bool before = open_start || p == folded || !words_letter_before(folded, p) ||
			      !words_letter_at(core);
		bool after =
			open_end || !words_letter_at(p + n) || !words_letter_before(core, core + n);
		if (before && after)
			return true;
	}
	return false;
}

const char *words_any(const char *folded, const char *const *phrases)
{
	for (; *phrases; phrases++)
		if (words_has(folded, *phrases))
			return *phrases;
	return NULL;
}

bool words_one_of(const char *word, size_t n, const char *const *words)
{
	for (; *words; words++)
		if (**words == *word && strlen(*words) == n && memcmp(*words, word, n) == 0)
			return true;
	return false;
}

const char *words_begins(const char *folded, const char *const *phrases)
{
	for (; *phrases; phrases++)
		if (**phrases == *folded && str_starts(folded, *phrases))
			return *phrases;
	return NULL;
}

/* The length of what ends a sentence at p: ". ", "!", "?", a full stop of East Asia, an empty line;
 * or 0. */
static size_t sentence_end(const char *p)
{
	switch (*p) {
	case '.': /* "No. 4711" goes on. */
		if (p[1] && ascii_is_space(p[1]) && p[2] >= '0' && p[2] <= '9')
			return 0;
		return p[1] == '\0' || ascii_is_space(p[1]);
	case '!':
	case '?':
		return p[1] == '\0' || ascii_is_space(p[1]);
	case '\n':
		return p[1] == '\n';
	case '\xe3':
		return str_starts(p, "\xe3\x80\x82") ? 3 : 0;
	case '\xef':
		return str_starts(p, "\xef\xbc\x81") || str_starts(p, "\xef\xbc\x9f") ? 3 : 0;
	default:
		return 0;
	}
}

/* Bytes that are a blank, or begin what may end a sentence. */
static const bool special[256] = {['\0'] = true,
	['\t'] = true,
	['\n'] = true,
	['\v'] = true,
	['\f'] = true,
	['\r'] = true,
	[' '] = true,
	['.'] = true,
	['!'] = true,
	['?'] = true,
	[0xe3] = true,
	[0xef] = true};

size_t words_sentence(const char **text, char *sentence_r, size_t size)
{
	const char *p = *text;
	size_t n = 0, end = 0;

	while (ascii_is_space(*p))
		p++;
	while (end == 0) {
		for (; !special[(unsigned char)*p]; p++) {
			sentence_r[n] = *p;
			n += n + 1 < size;
		}
		if (*p == '\0')
			break;
		end = *p == ' ' ? 0 : sentence_end(p);
		char c = ascii_is_space(*p) ? ' ' : *p;
		if (end <= 1 && n + 1 < size && !(c == ' ' && n && sentence_r[n - 1] == ' '))
			sentence_r[n++] = c;
		p++;
	}
	if (end > 1)
		p += end - 1;
	sentence_r[n] = '\0';
	*text = p;
	return n;
}

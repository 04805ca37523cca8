#include <string.h>

#include "reply/anchors.h"
#include "reply/bytes.h"
#include "reply/tokens.h"

enum { LONGEST = 64 }; /* bytes: more than any word of ours has */

enum {
	BEGINNING = 4, /* bytes that tell most words from ours */
	BEGINNINGS = 8192, /* a power of two, many times the number of our words */
};

/* By slot_of(): a word that can be in a date may begin with those bytes, or has no more. One thread
 * only. */
static bool beginnings[BEGINNINGS], briefs[BEGINNINGS], pairs[BEGINNINGS], letters[256];
static bool filled;

/* The first n bytes at p, of BEGINNING at most, the first one lowest. */
static uint32_t first_bytes(const char *p, size_t n)
{
	const unsigned char *u = (const unsigned char *)p;

	if (n >= BEGINNING)
		return u[0] | (uint32_t)u[1] << 8 | (uint32_t)u[2] << 16 | (uint32_t)u[3] << 24;
	return u[0] | (n > 1 ? (uint32_t)u[1] << 8 : 0) | (n > 2 ? (uint32_t)u[2] << 16 : 0);
}

static size_t slot_of(uint32_t first)
{
	return first * UINT32_C(2654435761) >> 19;
}

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Whether one of our words may begin with the n bytes at p. Anything but a letter of ASCII may end
 * a word, and bytes beyond it may belong to one. */
static bool may_begin(const char *p, size_t n)
{
	uint32_t first = first_bytes(p, n);

	if (n >= BEGINNING && beginnings[slot_of(first)])
		return true;
	if (n >= BEGINNING && is_letter(p[1]) && is_letter(p[2])) /* most words */
		return !is_letter(p[3]) && briefs[slot_of(first & 0xffffff)];
	if (n > 2 && briefs[slot_of(first & 0xffffff)])
		return true;
	if (n > 1 && (n == 2 || !is_letter(p[2])) && pairs[slot_of(first & 0xffff)])
		return true;
	return (n == 1 || !is_letter(p[1])) && letters[first & 0xff];
}

static bool is_anchor(const struct word *w)
{
	return w->month || w->weekday || w->unit ||
	       (w->meaning & (MEANS_TODAY | MEANS_TOMORROW | MEANS_END)) != 0;
}

static void note(const char *word, size_t n)
{
	bool *table = n == 1 ? letters : n == 2 ? pairs : n == 3 ? briefs : beginnings;
	uint32_t first = first_bytes(word, n);

	table[n == 1 ? first : slot_of(first)] = true;
}

static void fill(void)
{
	const struct word *w;

	for (size_t i = 0; (w = vocabulary_word(i)) != NULL; i++)
		if (is_anchor(w))
			note(w->text, w->len);
	note("aujourd", strlen("aujourd")); /* "aujourd'hui" is three tokens */
	filled = true;
}

static bool is_anchor_at(const char *text, size_t i, size_t end)
{
	struct token t;

	if (!may_begin(text + i, end - i))
		return false;
	/* Without spaces a text is one word, that would be read again from each of its bytes. */
	if (end - i > LONGEST)
		end = i + LONGEST;
	size_t behind = tokens_take(text, i, end, &t);
	return t.word ? is_anchor(t.word) : behind - i == 7 && memcmp(text + i, "aujourd", 7) == 0;
}

/* Whether the digit at i is the last of its number, with a sign and another number behind it, or
 * with an ending: "31st", "2025年". */
static bool is_numeric_at(const char *text, size_t i, size_t end)
{
	static const char *const endings[] = {"st", "nd", "rd", "th"};

	for (size_t k = 0; k < 4 && end - i > 2; k++)
		if (memcmp(text + i + 1, endings[k], 2) == 0)
			return true;
	if (end - i > 3 && memcmp(text + i + 1, "年", 3) == 0)
		return true;
	return end - i > 2 && (text[i + 1] == '.' || text[i + 1] == '/' || text[i + 1] == '-') &&
	       text[i + 2] >= '0' && text[i + 2] <= '9';
}

size_t anchor_find(const char *text, size_t start, size_t end)
{
	uint64_t in_word = 0; /* the last byte before the step was a letter of ASCII */

	if (!filled)
		fill();
	for (size_t at = start; at < end; at += BYTES_STEP) {
		struct bytes b = bytes_at(text + at, end - at);
		/* Beyond ASCII any byte may begin a word: quotes and spaces are made of such bytes
		 * too. */
		uint64_t words = (b.letter & ~(b.letter << 1 | in_word)) | b.beyond;
		uint64_t numbers = b.digit & ~(b.digit >> 1);
		in_word = b.letter >> (BYTES_STEP - 1);
		for (uint64_t any = words | numbers; any;) {
			unsigned i = bytes_take(&any);
			bool found = words >> i & 1 ? is_anchor_at(text, at + i, end)
						    : is_numeric_at(text, at + i, end);
			if (found)
				return at + i;
		}
	}
	return end;
}

#include <string.h>

#include "reply/anchors.h"
#include "reply/bytes.h"
#include "reply/tokens.h"

enum { LONGEST = 64 }; /* bytes: more than any word of ours has */

enum {
	BEGINNING = 4, /* bytes that tell most words from ours */
	BEGINNINGS = 4096, /* a power of two, many times the number of our words */
};

/* By slot_of(): a word that can be in a date may begin so, or is so short; by its byte, one of a
 * letter. One thread only. */
static bool beginnings[BEGINNINGS], briefs[BEGINNINGS], letters[256];
static bool filled;

/* The slot of the first n bytes at p, of BEGINNING at most. */
static size_t slot_of(const char *p, size_t n)
{
	const unsigned char *u = (const unsigned char *)p;
	uint32_t four = u[0];

	if (n > 1)
		four |= (uint32_t)u[1] << 8;
	if (n > 2)
		four |= (uint32_t)u[2] << 16;
	if (n > 3)
		four |= (uint32_t)u[3] << 24;
	return four * UINT32_C(2654435761) >> 20;
}

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Whether one of our words may begin with the n bytes at p. */
static bool may_begin(const char *p, size_t n)
{
	if (letters[(unsigned char)p[0]] && (n == 1 || !is_letter(p[1])))
		return true;
	bool more = n >= BEGINNING;
	bool is_long = more && is_letter(p[BEGINNING - 2]) && is_letter(p[BEGINNING - 1]);

	if (!is_long && briefs[slot_of(p, more ? BEGINNING - 1 : n)])
		return true;
	return more && beginnings[slot_of(p, BEGINNING)];
}

static bool is_anchor(const struct word *w)
{
	return w->month || w->weekday || w->unit ||
	       (w->meaning & (MEANS_TODAY | MEANS_TOMORROW | MEANS_END)) != 0;
}

static void note(const char *word)
{
	size_t n = strlen(word);
	char start[BEGINNING] = "";

	if (n >= BEGINNING) {
		beginnings[slot_of(word, BEGINNING)] = true;
		return;
	}
	if (n == 1) {
		letters[(unsigned char)word[0]] = true;
		return;
	}
	briefs[slot_of(word, n)] = true;
	/* Anything but a letter may stand behind a word of two bytes. */
	memcpy(start, word, n);
	for (int c = 1; n < BEGINNING - 1 && c < 256; c++) {
		if (c >= 'a' && c <= 'z')
			continue;
		start[n] = (char)c;
		briefs[slot_of(start, n + 1)] = true;
	}
}

static void fill(void)
{
	const struct word *w;

	for (size_t i = 0; (w = vocabulary_word(i)) != NULL; i++)
		if (is_anchor(w))
			note(w->text);
	note("aujourd"); /* "aujourd'hui" is three tokens */
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
 * with an ending: "31st". */
static bool is_numeric_at(const char *text, size_t i, size_t end)
{
	static const char *const endings[] = {"st", "nd", "rd", "th"};

	for (size_t k = 0; k < 4 && end - i > 2; k++)
		if (memcmp(text + i + 1, endings[k], 2) == 0)
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

#include <stdbool.h>
#include <string.h>

#include "reply/vocabulary_parts.h"

enum {
	SLOTS = 4096, /* a power of two, several times as many as words */
	TRAITS = 4096, /* a power of two, many times as many as words */
};

/* One more than what vocabulary_word() takes; 0 is free. One thread only. */
static uint16_t slots[SLOTS];
static bool traits[TRAITS]; /* by trait(): whether a word has it */
static bool filled;

/* What tells most words of a text from ours without reading them: both ends, and the length. */
static size_t trait(const char *p, size_t n)
{
	uint32_t ends = (uint32_t)(unsigned char)p[0] << 8 | (unsigned char)p[n - 1];
	uint32_t second = n > 1 ? (unsigned char)p[1] : 0;

	return ((ends << 8 | second) * UINT32_C(2654435761) + (uint32_t)n * 40503U) >> 20;
}

static uint32_t hash(const char *p, size_t n)
{
	uint32_t h = 2166136261U; /* FNV-1a */

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * 16777619U;
	return h ^ h >> 15;
}

static void fill(void)
{
	const struct word *w;

	for (size_t i = 0; (w = vocabulary_word(i)) != NULL; i++) {
		uint32_t h = hash(w->text, strlen(w->text));
		while (slots[h % SLOTS])
			h++;
		slots[h % SLOTS] = (uint16_t)(i + 1);
		traits[trait(w->text, strlen(w->text))] = true;
	}
	filled = true;
}

const struct word *vocabulary_find(const char *p, size_t n)
{
	if (!filled)
		fill();
	if (n == 0 || !traits[trait(p, n)])
		return NULL;
	for (uint32_t h = hash(p, n); slots[h % SLOTS]; h++) {
		const struct word *w = vocabulary_word(slots[h % SLOTS] - 1);
		if (w->text[0] == p[0] && strncmp(w->text, p, n) == 0 && w->text[n] == '\0')
			return w;
	}
	return NULL;
}

const struct word *vocabulary_word(size_t i)
{
	if (i < calendar_word_count)
		return &calendar_words[i];
	i -= calendar_word_count;
	return i < promise_word_count ? &promise_words[i] : NULL;
}

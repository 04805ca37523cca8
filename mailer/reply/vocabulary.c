#include <stdbool.h>
#include <string.h>

#include "reply/vocabulary_parts.h"

enum {
	WORDS_MAX = 2048,
	SLOTS = 8192, /* a power of two, several times as many as words */
	INTRODUCTIONS_MAX = 255,
	TRAITS = 16384, /* a power of two, many times as many as words */
};

/* One thread only. */
static struct word words[WORDS_MAX];
static size_t count;
static uint16_t slots[SLOTS]; /* index of a word, plus 1; 0 is free */
static uint8_t next_introduction[INTRODUCTIONS_MAX + 1]; /* by number */
static bool traits[TRAITS]; /* by trait(): whether a word has it */

/* What tells most words of a text from ours without reading them: both ends, and the length. */
static size_t trait(const char *p, size_t n)
{
	uint32_t ends = (uint32_t)(unsigned char)p[0] << 8 | (unsigned char)p[n - 1];
	uint32_t second = n > 1 ? (unsigned char)p[1] : 0;

	return ((ends << 8 | second) * UINT32_C(2654435761) + (uint32_t)n * 40503U) >> 18;
}

static uint32_t hash(const char *p, size_t n)
{
	uint32_t h = 2166136261U; /* FNV-1a */

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * 16777619U;
	return h ^ h >> 15;
}

/* The slot of a word, or the free one where it would be. */
static uint16_t *slot_of(const char *p, size_t n)
{
	for (uint32_t h = hash(p, n);; h++) {
		uint16_t *slot = &slots[h % SLOTS];
		const struct word *w = &words[*slot ? *slot - 1 : 0];
		if (*slot == 0 || (w->len == n && memcmp(w->text, p, n) == 0))
			return slot;
	}
}

/* The word, which is added when it is new; NULL when there is no more room. */
static struct word *add(const char *p, size_t n)
{
	uint16_t *slot = slot_of(p, n);

	if (*slot == 0) {
		if (count == WORDS_MAX)
			return NULL;
		words[count] = (struct word){.text = p, .len = (uint8_t)n};
		*slot = (uint16_t)++count;
		traits[trait(p, n)] = true;
	}
	return &words[*slot - 1];
}

/* A word may mean several things, of several groups. */
static void add_group(const struct word_group *g)
{
	for (const char *p = g->words; *p; p += *p == ' ') {
		size_t n = strcspn(p, " ");
		struct word *w = add(p, n);
		p += n;
		if (w == NULL)
			return;
		w->meaning |= g->meaning;
		w->month = g->month ? g->month : w->month;
		w->weekday = g->weekday ? g->weekday : w->weekday;
		w->unit = g->unit ? g->unit : w->unit;
		w->number = g->number ? g->number : w->number;
		w->rank = g->rank ? g->rank : w->rank;
		w->day = g->day ? g->day : w->day;
	}
}

/* Puts introduction number i behind those with the same first word. */
static void add_introduction(size_t i)
{
	const char *p = introductions[i - 1].text;
	struct word *w = add(p, strcspn(p, " "));
	uint8_t *link = w ? &w->introduction : NULL;

	while (link && *link)
		link = &next_introduction[*link];
	if (link)
		*link = (uint8_t)i;
}

static void fill(void)
{
	const struct word_group *const lists[] = {month_groups, span_groups, calendar_groups,
		promise_groups, clause_groups, dealing_groups};

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		for (const struct word_group *g = lists[i]; g->words; g++)
			add_group(g);
	for (size_t i = 1; i <= INTRODUCTIONS_MAX && introductions[i - 1].text; i++)
		add_introduction(i);
}

const struct word *vocabulary_find(const char *p, size_t n)
{
	if (count == 0)
		fill();
	if (n == 0 || !traits[trait(p, n)])
		return NULL;
	const uint16_t *slot = slot_of(p, n);
	return *slot ? &words[*slot - 1] : NULL;
}

const struct word *vocabulary_word(size_t i)
{
	if (count == 0)
		fill();
	return i < count ? &words[i] : NULL;
}

const struct introduction *vocabulary_introduction(size_t i, size_t *next_r)
{
	*next_r = next_introduction[i];
	return &introductions[i - 1];
}

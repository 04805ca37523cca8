#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "reply/phrases.h"
#include "reply/words.h"

enum {
	SLOTS = 4096, /* a power of two, several times as many as phrases */
	SHIFT = 20, /* of a hash of 32 bits to a slot */
};

struct phrase {
	const char *core; /* without '*' */
	uint32_t len;
	uint8_t list;
	bool open_end; /* a word may go on behind it */
	uint16_t next; /* of the same slot: its index plus 1; 0 ends them */
};

struct phrase_index {
	struct phrase *items;
	size_t count, cap;
	/* By the first two bytes: phrases that begin a word, and those that stand anywhere. */
	uint16_t bordered[SLOTS], anywhere[SLOTS];
	uint32_t all; /* a bit for each list */
};

static size_t slot_of(const char *p)
{
	uint32_t two = (uint32_t)(unsigned char)p[0] << 8 | (unsigned char)p[1];

	return two * UINT32_C(2654435761) >> SHIFT;
}

static void add(struct phrase_index *x, const char *text, uint8_t list)
{
	size_t n = strlen(text);
	bool open_start = n && text[0] == '*', open_end = n && text[n - 1] == '*';

	text += open_start;
	n -= (size_t)open_start + open_end;
	if (n < 2 || n > UINT16_MAX) /* of one byte there are none */
		return;
	uint16_t *slots = open_start || !words_letter_at(text) ? x->anywhere : x->bordered;
	uint16_t *slot = &slots[slot_of(text)];
	mem_grow(&x->items, &x->cap, x->count, sizeof *x->items);
	/* Behind what is no letter, a word may begin. */
	x->items[x->count++] = (struct phrase){.core = text,
		.len = (uint32_t)n,
		.list = list,
		.open_end = open_end || !words_letter_before(text, text + n),
		.next = *slot};
	*slot = (uint16_t)x->count;
}

static struct phrase_index *make_index(const struct phrases *set)
{
	struct phrase_index *x = mem_alloc(sizeof *x);

	memset(x, 0, sizeof *x);
	for (uint8_t k = 0; k < PHRASES_LISTS_MAX && set->lists[k]; k++) {
		x->all |= UINT32_C(1) << k;
		for (const char *const *p = set->lists[k]; *p; p++)
			add(x, *p, k);
	}
	return x;
}

/* The lists of those phrases of a slot that stand at p, of which there are n bytes. */
static uint32_t those_at(const struct phrase_index *x, uint16_t slot, const char *p, size_t n)
{
	uint32_t found = 0;

	for (uint16_t i = slot; i; i = x->items[i - 1].next) {
		const struct phrase *f = &x->items[i - 1];
		if (f->len <= n && memcmp(p, f->core, f->len) == 0 &&
			(f->open_end || !words_letter_at(p + f->len)))
			found |= UINT32_C(1) << f->list;
	}
	return found;
}

uint32_t phrases_in(struct phrases *set, const char *folded, size_t n)
{
	uint32_t found = 0;

	if (set->index == NULL)
		set->index = make_index(set);
	const struct phrase_index *x = set->index;
	for (size_t i = 0; i + 1 < n && found != x->all; i++) {
		size_t slot = slot_of(folded + i);
		if (x->anywhere[slot])
			found |= those_at(x, x->anywhere[slot], folded + i, n - i);
		if (x->bordered[slot] == 0)
			continue;
		if (i == 0 || !words_letter_before(folded, folded + i))
			found |= those_at(x, x->bordered[slot], folded + i, n - i);
	}
	return found;
}

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "reply/phrases.h"
#include "reply/words.h"

enum {
	SLOTS = 4096, /* a power of two, several times as many as phrases */
	SHIFT = 20, /* of a hash of 32 bits to a slot */
	SLOT_BYTES = 3, /* by which a slot is told */
	BRIEF_SLOTS = 256, /* of phrases of two bytes, by both */
};

enum kind { BORDERED, ANYWHERE, KINDS };

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
	/* By their first bytes: phrases that begin a word, and those that stand anywhere. */
	uint16_t slots[KINDS][SLOTS];
	uint16_t brief[KINDS][BRIEF_SLOTS]; /* those of fewer bytes than a slot is told by */
	uint8_t first[256]; /* by the first byte: bits of the kinds of phrases */
	uint32_t all; /* a bit for each list */
};

static size_t slot_of(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	uint32_t three = (uint32_t)u[0] << 16 | (uint32_t)u[1] << 8 | u[2];

	return three * UINT32_C(2654435761) >> SHIFT;
}

static size_t brief_slot_of(const char *p)
{
	return ((unsigned char)p[0] * 31U + (unsigned char)p[1]) % BRIEF_SLOTS;
}

static void add(struct phrase_index *x, const char *text, uint8_t list)
{
	size_t n = strlen(text);
	bool open_start = n && text[0] == '*', open_end = n && text[n - 1] == '*';

	text += open_start;
	n -= (size_t)open_start + open_end;
	if (n < 2 || n > UINT16_MAX) /* of one byte there are none */
		return;
	enum kind kind = open_start || !words_letter_at(text) ? ANYWHERE : BORDERED;
	uint16_t *slot = n < SLOT_BYTES ? &x->brief[kind][brief_slot_of(text)]
					: &x->slots[kind][slot_of(text)];
	x->first[(unsigned char)text[0]] |= (uint8_t)(1U << kind);
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
	bool in_word = false; /* a letter of ASCII or a digit is before */

	if (set->index == NULL)
		set->index = make_index(set);
	const struct phrase_index *x = set->index;
	for (size_t i = 0; i + 1 < n && found != x->all; i++) {
		const char *p = folded + i;
		unsigned kinds = x->first[(unsigned char)*p];
		if (in_word)
			kinds &= ~(1U << BORDERED);
		in_word = ascii_is_alnum((unsigned char)*p);
		if (kinds == 0)
			continue;
		size_t slot = slot_of(p), brief = brief_slot_of(p);
		if (kinds & 1U << ANYWHERE)
			found |= those_at(x, x->slots[ANYWHERE][slot], p, n - i) |
				 those_at(x, x->brief[ANYWHERE][brief], p, n - i);
		uint16_t s = x->slots[BORDERED][slot], b = x->brief[BORDERED][brief];
		if ((kinds & 1U << BORDERED) && (s || b) &&
			(i == 0 || !words_letter_before(folded, p)))
			found |= those_at(x, s, p, n - i) | those_at(x, b, p, n - i);
	}
	return found;
}

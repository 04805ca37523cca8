#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "reply/phrases.h"
#include "reply/words.h"

/*
 * The phrases as a tree of bytes: a text is compared with all of them that begin alike at once. The
 * first two bytes lead into the tree by a table; below, the branches of a node are a list.
 */
enum {
	ENTRIES = 1 << 16, /* by the first two bytes */
	/* Bits of a byte: which kinds of phrases begin with it, and, above them, whether it is a
	 * letter of ASCII or a digit, behind which no word begins. */
	BORDERED = 1, /* a phrase that begins a word */
	ANYWHERE = 2, /* one that may begin within a word */
	KINDS = BORDERED | ANYWHERE,
	IN_WORD = 4,
};

struct node {
	uint32_t open; /* lists with a phrase that ends here, behind which a word may go on */
	uint32_t closed; /* lists with one behind which it may not */
	uint32_t child,
		next; /* by which the next byte, and another one instead, is found; 0: none */
	uint32_t below; /* a bit for each of the next bytes, by their last five bits */
	char byte;
};

struct phrase_index {
	struct node *nodes; /* the first is none */
	size_t count, cap;
	uint32_t bordered[ENTRIES], anywhere[ENTRIES];
	uint8_t bytes[256];
	uint32_t all; /* a bit for each list */
};

static size_t entry_of(const char *p)
{
	return (size_t)(unsigned char)p[0] << 8 | (unsigned char)p[1];
}

static uint32_t add_node(struct phrase_index *x, char byte, uint32_t next)
{
	mem_grow(&x->nodes, &x->cap, x->count, sizeof *x->nodes);
	x->nodes[x->count] = (struct node){.byte = byte, .next = next};
	return (uint32_t)x->count++;
}

static uint32_t bit_of(char byte)
{
	return UINT32_C(1) << ((unsigned char)byte & 31U);
}

static uint32_t child_of(const struct phrase_index *x, uint32_t node, char byte)
{
	if (!(x->nodes[node].below & bit_of(byte)))
		return 0;
	uint32_t i = x->nodes[node].child;

	while (i && x->nodes[i].byte != byte)
		i = x->nodes[i].next;
	return i;
}

static void add(struct phrase_index *x, const char *text, uint8_t list)
{
	size_t n = strlen(text);
	bool open_start = n && text[0] == '*', open_end = n && text[n - 1] == '*';

	text += open_start;
	n -= (size_t)open_start + open_end;
	if (n < 2) /* of one byte there are none */
		return;
	/* Before and behind what is no letter, words may end and begin. */
	bool anywhere = open_start || !words_letter_at(text);
	open_end = open_end || !words_letter_before(text, text + n);
	x->bytes[(unsigned char)text[0]] |= anywhere ? ANYWHERE : BORDERED;
	uint32_t *entry = (anywhere ? x->anywhere : x->bordered) + entry_of(text);
	if (*entry == 0)
		*entry = add_node(x, text[1], 0);
	uint32_t node = *entry;
	for (size_t i = 2; i < n; i++) {
		uint32_t child = child_of(x, node, text[i]);
		if (child == 0) {
			child = add_node(x, text[i], x->nodes[node].child);
			x->nodes[node].child = child;
			x->nodes[node].below |= bit_of(text[i]);
		}
		node = child;
	}
	*(open_end ? &x->nodes[node].open : &x->nodes[node].closed) |= UINT32_C(1) << list;
}

static struct phrase_index *make_index(const struct phrases *set)
{
	struct phrase_index *x = mem_alloc(sizeof *x);

	add_node(x, '\0', 0);
	for (unsigned c = 0; c < 0x80; c++)
		x->bytes[c] = ascii_is_alnum((int)c) ? IN_WORD : 0;
	for (uint8_t k = 0; k < PHRASES_LISTS_MAX && set->lists[k]; k++) {
		x->all |= UINT32_C(1) << k;
		for (const char *const *p = set->lists[k]; *p; p++)
			add(x, *p, k);
	}
	return x;
}

/* The lists of the phrases whose first two bytes led to a node and which stand at p. No phrase goes
 * beyond the zero behind the text. */
static uint32_t those_at(const struct phrase_index *x, uint32_t node, const char *p)
{
	uint32_t found = 0;

	for (p += 2; node; node = child_of(x, node, *p++)) {
		const struct node *f = &x->nodes[node];
		found |= f->open;
		if (f->closed && !words_letter_at(p))
			found |= f->closed;
	}
	return found;
}

uint32_t phrases_in(struct phrases *set, const char *folded, size_t n)
{
	uint32_t found = 0;
	unsigned behind = 0; /* BORDERED: the byte before is in a word */

	if (set->index == NULL)
		set->index = make_index(set);
	const struct phrase_index *x = set->index;
	for (const char *p = folded, *end = folded + n; p < end; p++) {
		unsigned byte = x->bytes[(unsigned char)*p], kinds = byte & ~behind & KINDS;
		behind = byte / IN_WORD;
		if (kinds == 0)
			continue;
		size_t entry = entry_of(p);
		if (kinds & ANYWHERE)
			found |= those_at(x, x->anywhere[entry], p);
		uint32_t node = kinds & BORDERED ? x->bordered[entry] : 0;
		if (node && (p == folded || !(p[-1] & 0x80) || !words_letter_before(folded, p)))
			found |= those_at(x, node, p);
		if (found == x->all)
			break;
	}
	return found;
}

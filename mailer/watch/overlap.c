#include <string.h>

#include "reply/words.h"
#include "watch/overlap_parts.h"

/* How many of a demand's triples of words make it quoted. */
static const double quoted_share = 0.6;

/* Hashes of three words in a row. */
struct triple {
	uint64_t last[3];
	size_t seen;
};

static uint64_t triple_next(struct triple *t, const struct word *w)
{
	t->last[0] = t->last[1];
	t->last[1] = t->last[2];
	t->last[2] = word_hash(w->p, w->n);
	if (++t->seen < 3)
		return 0;
	uint64_t h = UINT64_C(0x84222325cbf29ce4);
	for (size_t i = 0; i < 3; i++) {
		h = (h ^ t->last[i]) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 32;
	}
	return h ? h : 1;
}

static void add_text(struct overlap *o, struct arena *a, size_t k, const char *text, bool triples)
{
	size_t n = text ? strlen(text) : 0, at = 0;
	struct triple t = {0};
	struct word w;
	uint64_t beginnings = 0;

	if (n == 0)
		return;
	const char *folded = words_fold(a, text, n);
	for (bool first = true; word_next(folded, n, &at, &w); first = false) {
		uint64_t h = word_stem(&w);
		beginnings = beginnings << 16 | word_beginning(w.p, w.n);
		if (first && triples) {
			o->lead[k] = h;
			o->lead_word[k] = w.p;
			o->lead_len[k] = w.n;
		}
		if (h) {
			struct slot *s = overlap_slot(&o->stems, h);
			s->hash = h;
			s->mask |= UINT64_C(1) << k;
			o->stem_begins[stem_slot(w.p)] = true;
			if (s->count[k] < UINT16_MAX)
				s->count[k]++;
			o->stem_count[k]++;
		}
		h = triple_next(&t, &w);
		if (!triples || h == 0)
			continue;
		struct slot *s = overlap_slot(&o->triples, h);
		s->hash = h;
		o->triple_begins[triple_slot(beginnings)] = true;
		if (!(s->mask >> k & 1)) {
			s->mask |= UINT64_C(1) << k;
			o->triple_count[k]++;
		}
	}
}

struct overlap *overlap_new(struct arena *a, const struct demand *demands, size_t n)
{
	struct overlap *o = arena_alloc(a, sizeof *o);
	size_t bytes = 0, size = 64;

	o->n = n < LABELS_MAX ? n : LABELS_MAX;
	for (size_t k = 0; k < o->n; k++)
		bytes += strlen(demands[k].text ? demands[k].text : "") +
			 strlen(demands[k].title ? demands[k].title : "");
	/* At most one word for each two bytes; half of the slots stay free. */
	while (size < bytes + 2)
		size *= 2;
	o->triples = (struct table){arena_array(a, size, sizeof(struct slot)), size};
	o->stems = (struct table){arena_array(a, size, sizeof(struct slot)), size};
	for (size_t k = 0; k < o->n; k++) {
		if (demands[k].title) {
			o->title_len[k] = strlen(demands[k].title);
			o->title[k] = words_fold(a, demands[k].title, o->title_len[k]);
		}
		add_text(o, a, k, demands[k].text, true);
		add_text(o, a, k, demands[k].title, false);
		o->mean_length += (double)o->stem_count[k] / (double)o->n;
	}
	for (size_t i = 0; i < size; i++)
		if (overlap_bits(o->stems.slots[i].mask) == 1)
			for (size_t k = 0; k < o->n; k++)
				o->unique_count[k] += o->stems.slots[i].mask >> k & 1;
	return o;
}

size_t overlap_count(const struct overlap *o)
{
	return o->n;
}

const char *overlap_title(const struct overlap *o, size_t k, size_t *n_r)
{
	*n_r = o->title_len[k];
	return o->title[k];
}

bool overlap_has_first_word(const struct overlap *o, size_t k, const char *folded, size_t n)
{
	size_t at = 0;
	struct word w;

	while (word_next(folded, n, &at, &w))
		if (w.n == o->lead_len[k] && memcmp(w.p, o->lead_word[k], w.n) == 0)
			return true;
	return false;
}

/* The slot of the three words from `at` on, or NULL. */
static struct slot *triple_at(struct overlap *o, const char *folded, size_t n, size_t at)
{
	struct triple t = {0};
	struct word w;
	uint64_t h = 0;

	for (size_t i = 0; i < 3 && word_next(folded, n, &at, &w); i++)
		h = triple_next(&t, &w);
	struct slot *s = h ? overlap_slot(&o->triples, h) : NULL;
	return s && s->hash ? s : NULL;
}

/* Of a piece that is known to be ours: the one demand that it has words of in a row. */
static uint64_t only_hit(const struct overlap *o, const size_t *hits)
{
	uint64_t mask = 0;

	for (size_t k = 0; k < o->n; k++)
		if (hits[k] > 0)
			mask |= UINT64_C(1) << k;
	for (size_t k = 0; k < o->n; k++)
		if (mask == UINT64_C(1) << k && hits[k] >= 2)
			return mask;
	return 0;
}

void overlap_triples(struct overlap *o, const char *folded, size_t n, size_t hits[LABELS_MAX])
{
	size_t at[3] = {0};
	struct word_scan scan = word_scan_begin(folded, n);
	uint64_t beginnings = 0;

	o->stamp++;
	memset(hits, 0, o->n * sizeof *hits);
	for (size_t words = 1; word_scan_next(&scan, &at[2]); words++) {
		beginnings = beginnings << 16 | word_beginning(folded + at[2], n - at[2]);
		size_t first = at[0];
		at[0] = at[1];
		at[1] = at[2];
		if (words < 3 || !o->triple_begins[triple_slot(beginnings)])
			continue;
		struct slot *s = triple_at(o, folded, n, first);
		if (s == NULL || s->stamp == o->stamp)
			continue;
		s->stamp = o->stamp;
		for (size_t k = 0; k < o->n; k++)
			hits[k] += s->mask >> k & 1;
	}
}

uint64_t overlap_quoted(struct overlap *o, const char *folded, size_t n, bool ours)
{
	size_t hits[LABELS_MAX];
	uint64_t mask = 0;

	overlap_triples(o, folded, n, hits);
	for (size_t k = 0; k < o->n; k++)
		if (o->triple_count[k] >= 2 &&
			(double)hits[k] >= quoted_share * (double)o->triple_count[k])
			mask |= UINT64_C(1) << k;
	return mask || !ours ? mask : only_hit(o, hits);
}

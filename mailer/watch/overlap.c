#include <math.h>
#include <string.h>

#include "base/str.h"
#include "reply/words.h"
#include "watch/labels.h"
#include "watch/overlap.h"
#include "watch/overlap_words.h"

enum {
	SHORT_WORDS = 15, /* a sentence that says one thing */
	QUERY_MAX = 400, /* different words of one text that are looked at */
	STEM_BEGINNINGS = 4096, /* powers of two, many times the numbers of usual demands */
	TRIPLE_BEGINNINGS = 16384,
};

/* BM25's usual constants, and what "clearly" means; found on letters of several campaigns. */
static const double k1 = 1.2, b = 0.75;
static const double least_score = 2.2, lead = 1.6;
static const double quoted_share = 0.6;

/* A slot of a hash table over 64-bit hashes; open addressing, hash 0 is free. */
struct slot {
	uint64_t hash, mask;
	uint64_t stamp; /* the last text in which it was counted */
	uint16_t count[LABELS_MAX]; /* terms: how often in each demand */
};

struct table {
	struct slot *slots;
	size_t size;
};

struct overlap {
	size_t n;
	struct table triples, stems;
	size_t triple_count[LABELS_MAX], stem_count[LABELS_MAX], unique_count[LABELS_MAX];
	uint64_t lead[LABELS_MAX]; /* the stem of a demand's first word: what is to be done; or 0 */
	const char *lead_word[LABELS_MAX];
	size_t lead_len[LABELS_MAX];
	double mean_length;
	uint64_t stamp;
	const char *title[LABELS_MAX]; /* folded */
	size_t title_len[LABELS_MAX];
	/* By hash: what tells most words of a text from all of ours, before they are looked at. */
	bool stem_begins[STEM_BEGINNINGS]; /* first bytes of a stem */
	bool triple_begins[TRIPLE_BEGINNINGS]; /* first two bytes of three words in a row */
};

static struct slot *find(struct table *t, uint64_t hash)
{
	size_t i = (size_t)(hash * UINT64_C(0x9e3779b97f4a7c15) >> 20) & (t->size - 1);

	while (t->slots[i].hash && t->slots[i].hash != hash)
		i = (i + 1) & (t->size - 1);
	return &t->slots[i];
}

/* The slots of what begins so. beginnings: of three words in a row, 16 bits each. */
static inline size_t triple_slot(uint64_t beginnings)
{
	return (size_t)((beginnings << 16) * UINT64_C(0x9e3779b97f4a7c15) >> 50);
}

static inline size_t stem_slot(const char *p)
{
	uint32_t four;

	memcpy(&four, p, sizeof four);
	return (size_t)(four * UINT32_C(2654435761) >> 20);
}

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
			struct slot *s = find(&o->stems, h);
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
		struct slot *s = find(&o->triples, h);
		s->hash = h;
		o->triple_begins[triple_slot(beginnings)] = true;
		if (!(s->mask >> k & 1)) {
			s->mask |= UINT64_C(1) << k;
			o->triple_count[k]++;
		}
	}
}

static size_t popcount(uint64_t mask)
{
	return (size_t)__builtin_popcountll(mask);
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
		if (popcount(o->stems.slots[i].mask) == 1)
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

/* The slot of the three words from `at` on, or NULL. */
static struct slot *triple_at(struct overlap *o, const char *folded, size_t n, size_t at)
{
	struct triple t = {0};
	struct word w;
	uint64_t h = 0;

	for (size_t i = 0; i < 3 && word_next(folded, n, &at, &w); i++)
		h = triple_next(&t, &w);
	struct slot *s = h ? find(&o->triples, h) : NULL;
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

uint64_t overlap_quoted(struct overlap *o, const char *folded, size_t n, bool ours)
{
	size_t hits[LABELS_MAX], at[3] = {0};
	struct word_scan scan = word_scan_begin(folded, n);
	uint64_t mask = 0, beginnings = 0;

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
	for (size_t k = 0; k < o->n; k++)
		if (o->triple_count[k] >= 2 &&
			(double)hits[k] >= quoted_share * (double)o->triple_count[k])
			mask |= UINT64_C(1) << k;
	return mask || !ours ? mask : only_hit(o, hits);
}

struct scores {
	double score[LABELS_MAX];
	size_t unique[LABELS_MAX]; /* shared words that no other demand has */
};

static void score_word(const struct overlap *o, const struct slot *s, struct scores *r)
{
	size_t df = popcount(s->mask);
	double idf = log(1 + ((double)o->n - (double)df + 0.5) / ((double)df + 0.5));

	for (size_t k = 0; k < o->n; k++) {
		if (!(s->mask >> k & 1))
			continue;
		double tf = s->count[k], length = (double)o->stem_count[k] / o->mean_length;
		r->score[k] += idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length));
		r->unique[k] += df == 1;
	}
}

/* Whether a word is the lead of a demand but for its ending: "published" of "publish", but not
 * "public". */
static bool is_form_of(const struct word *w, const struct overlap *o, size_t k)
{
	size_t n = o->lead_len[k] - 1;

	return w->n >= n && memcmp(w->p, o->lead_word[k], n) == 0;
}

/*
 * A short sentence that shares nothing with any demand but the word for what is to be done, of one
 * demand alone ("We refuse to publish anything"), is about that one.
 */
static bool names_the_deed(
	struct overlap *o, const struct scores *r, size_t best, const char *folded, size_t n)
{
	size_t at = 0, words = 0;
	struct word w;
	bool deed = false;

	if (o->lead[best] == 0 || popcount(find(&o->stems, o->lead[best])->mask) != 1)
		return false;
	for (size_t k = 0; k < o->n; k++)
		if (k != best && r->score[k] > 0)
			return false;
	while (word_next(folded, n, &at, &w) && ++words <= SHORT_WORDS)
		deed = deed || (word_stem(&w) == o->lead[best] && is_form_of(&w, o, best));
	return deed && words <= SHORT_WORDS;
}

int overlap_about(
	struct overlap *o, struct arena *a, const char *folded, size_t n, const char **words_r)
{
	struct scores r = {0};
	struct word shared[QUERY_MAX], w;
	uint64_t masks[QUERY_MAX];
	size_t at, count = 0, best = 0, next = 0;
	struct str words = STR_INIT;
	struct word_scan scan = word_scan_begin(folded, n);

	if (o->n < 2)
		return -1;
	o->stamp++;
	while (count < QUERY_MAX && word_scan_next(&scan, &at)) {
		if (n - at < STEM_BEGINNING || !o->stem_begins[stem_slot(folded + at)] ||
			!word_next(folded, n, &at, &w))
			continue;
		uint64_t h = word_stem(&w);
		struct slot *s = h ? find(&o->stems, h) : NULL;
		if (s == NULL || s->hash == 0 || s->stamp == o->stamp)
			continue;
		s->stamp = o->stamp;
		score_word(o, s, &r);
		shared[count] = w;
		masks[count++] = s->mask;
	}
	if (count == 0)
		return -1;
	for (size_t k = 1; k < o->n; k++)
		if (r.score[k] > r.score[best])
			best = k;
	for (size_t k = 0; k < o->n; k++)
		if (k != best && (next == best || r.score[k] > r.score[next]))
			next = k;
	if (next == best)
		next = best == 0 ? 1 : 0;
	double share = (double)r.unique[best] / (double)(o->unique_count[best] + 1);
	bool clear = names_the_deed(o, &r, best, folded, n);
	if (!clear && (r.score[best] < least_score || r.score[best] < lead * r.score[next] ||
			      !((r.unique[best] >= 3 && share >= 0.2) ||
				      (r.unique[best] >= 2 && share >= 0.4))))
		return -1;
	for (size_t i = 0; i < count; i++)
		if (masks[i] >> best & 1)
			str_addf(&words, "%s%.*s", words.len ? ", " : "", (int)shared[i].n,
				shared[i].p);
	*words_r = arena_strndup(a, str_c(&words), words.len);
	str_release(&words);
	return (int)best;
}

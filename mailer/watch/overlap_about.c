/* Which demand the words of a text are about. */
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "watch/overlap_parts.h"

enum {
	SHORT_WORDS = 15, /* a sentence that says one thing */
	QUERY_MAX = 400, /* different words of one text that are looked at */
};

/* BM25's usual constants, and what "clearly" means; found on letters of several campaigns. */
static const double k1 = 1.2, b = 0.75;
static const double least_score = 2.2, lead = 1.6;

/* The score that is clear. A word that only one of few demands has scores less than one of many. */
static double clear_score(const struct overlap *o)
{
	enum { USUAL = 4 }; /* demands */
	double n = (double)o->n;

	return o->n >= USUAL
		       ? least_score
		       : least_score * log(1 + (n - 0.5) / 1.5) / log(1 + (USUAL - 0.5) / 1.5);
}

struct scores {
	double score[LABELS_MAX];
	size_t unique[LABELS_MAX]; /* shared words that no other demand has */
};

static void score_word(const struct overlap *o, const struct slot *s, struct scores *r)
{
	size_t df = overlap_bits(s->mask);
	double idf = log(1 + ((double)o->n - (double)df + 0.5) / ((double)df + 0.5));

	for (size_t k = 0; k < o->n; k++) {
		if (!(s->mask >> k & 1))
			continue;
		double tf = s->count[k], length = (double)o->stem_count[k] / o->mean_length;
		r->score[k] += idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length));
		r->unique[k] += df == 1;
	}
}

/* Whether a word is that for what a demand wants done, but for its ending: "published" of
 * "publish", but not "public". */
static bool is_deed(const struct overlap *o, size_t k, const struct word *w, uint64_t stem)
{
	size_t n = o->lead_len[k] - 1;

	return stem && stem == o->lead[k] && w->n >= n && memcmp(w->p, o->lead_word[k], n) == 0;
}

/* "Please tell us", "whether you": they ask. */
static bool asks_us(const struct word *w)
{
	static const char *const words[] = {
		"please", "kindly", "whether", "bitte", "ob", "veuillez", "favor"};

	for (size_t k = 0; k < sizeof words / sizeof *words; k++)
		if (w->n == strlen(words[k]) && memcmp(w->p, words[k], w->n) == 0)
			return true;
	return false;
}

/* Words that say how somebody stands to a deed, and with what zeal; or nothing but that there is
 * something. */
static bool is_of_will(const struct word *w)
{
	static const char *const beginnings[] = {"refus", "declin", "agree", "accept", "reject",
		"willing", "ready", "able", "unable", "happy", "glad", "want", "wish", "plan",
		"intend", "anything", "nothing", "everything", "something", "already", "soon",
		"later", "never", "always", "today", "gern", "nichts", "alles", "bereits", "schon",
		"niemals", "ablehn", "lehnen", "bereit", "jamais", "rien", "déjà", "nada", "nunca",
		"acept", "rechaz"};

	for (size_t k = 0; k < sizeof beginnings / sizeof *beginnings; k++) {
		size_t n = strlen(beginnings[k]);
		if (w->n >= n && memcmp(w->p, beginnings[k], n) == 0)
			return true;
	}
	return false;
}

/*
 * A short sentence that says nothing but words of one demand, with that for what is to be done, and
 * how they stand to it ("We refuse to publish anything"), is about that one. "We will release a
 * statement" says more.
 */
static bool names_the_deed(
	struct overlap *o, const struct scores *r, size_t best, const char *folded, size_t n)
{
	size_t at = 0, words = 0;
	struct word w;
	bool deed = false;

	if (o->lead[best] == 0 || overlap_bits(overlap_slot(&o->stems, o->lead[best])->mask) != 1)
		return false;
	for (size_t k = 0; k < o->n; k++)
		if (k != best && r->score[k] > 0)
			return false;
	while (word_next(folded, n, &at, &w)) {
		uint64_t stem = word_stem(&w);
		bool is_lead = is_deed(o, best, &w, stem);
		deed = deed || is_lead;
		bool said = stem == 0 || is_lead || is_of_will(&w) ||
			    (overlap_slot(&o->stems, stem)->mask >> best & 1);
		if (++words > SHORT_WORDS || !said || asks_us(&w))
			return false;
	}
	return deed;
}

/* The words that a text shares with demands: which, and with which of them. */
struct shared {
	struct word words[QUERY_MAX];
	uint64_t masks[QUERY_MAX];
	size_t count;
};

/* Whether a text shares three words with a demand, or the one for what is to be done, and has those
 * that are of it alone in one sentence: then fewer of them tell. */
static bool says_it_at_once(const struct overlap *o, const struct shared *s, size_t demand)
{
	enum { ENOUGH = 3 };
	const char *first = NULL, *last = NULL;
	size_t common = 0;
	bool deed = false;

	for (size_t i = 0; i < s->count; i++) {
		common += s->masks[i] >> demand & 1;
		if (s->masks[i] != UINT64_C(1) << demand)
			continue;
		deed = deed || is_deed(o, demand, &s->words[i], word_stem(&s->words[i]));
		first = first ? first : s->words[i].p;
		last = s->words[i].p;
	}
	if (common < ENOUGH && !deed)
		return false;
	for (const char *p = first; p < last; p++)
		if ((*p == '.' || *p == '!' || *p == '?') && (p[1] == ' ' || p[1] == '\n'))
			return false;
	return true;
}

/* Whether a text has four words in a row of a demand, and of no other: "dans la nappe de". */
static bool repeats_a_phrase(struct overlap *o, const char *folded, size_t n, size_t demand)
{
	size_t hits[LABELS_MAX];

	overlap_triples(o, folded, n, hits);
	for (size_t k = 0; k < o->n; k++)
		if (k != demand && hits[k] > 0)
			return false;
	return hits[demand] >= 2;
}

/* Whether the words that a text shares with one demand alone tell that it is about it. */
static bool is_enough(struct overlap *o, const struct scores *r, const struct shared *s,
	size_t demand, const char *folded, size_t n)
{
	size_t unique = r->unique[demand];
	double share = (double)unique / (double)(o->unique_count[demand] + 1);

	if (unique >= 3 && share >= 0.2)
		return true;
	if (unique >= 2 && (share >= 0.4 || (share >= 0.25 && says_it_at_once(o, s, demand))))
		return true;
	return unique >= 1 && repeats_a_phrase(o, folded, n, demand);
}

/* Looks for the words that a text shares with demands, and scores these. */
static void share_words(
	struct overlap *o, const char *folded, size_t n, struct shared *s, struct scores *r)
{
	struct word_scan scan = word_scan_begin(folded, n);
	struct word w;
	size_t at;

	o->stamp++;
	while (s->count < QUERY_MAX && word_scan_next(&scan, &at)) {
		if (n - at < STEM_BEGINNING || !o->stem_begins[stem_slot(folded + at)] ||
			!word_next(folded, n, &at, &w))
			continue;
		uint64_t h = word_stem(&w);
		struct slot *slot = h ? overlap_slot(&o->stems, h) : NULL;
		if (slot == NULL || slot->hash == 0 || slot->stamp == o->stamp)
			continue;
		slot->stamp = o->stamp;
		/* "Kundinnen und Kunden" are one. */
		if (s->count > 0 && s->masks[s->count - 1] == slot->mask &&
			memcmp(s->words[s->count - 1].p, w.p, STEM_BEGINNING) == 0)
			continue;
		score_word(o, slot, r);
		s->words[s->count] = w;
		s->masks[s->count++] = slot->mask;
	}
}

/* The demand with the highest score; the next one's in *next_r. There are two or more. */
static size_t best_of(const struct overlap *o, const struct scores *r, double *next_r)
{
	size_t best = 0;

	for (size_t k = 1; k < o->n; k++)
		if (r->score[k] > r->score[best])
			best = k;
	*next_r = 0;
	for (size_t k = 0; k < o->n; k++)
		if (k != best && r->score[k] > *next_r)
			*next_r = r->score[k];
	return best;
}

/* The shared words of a demand, as a list. */
static const char *list_words(struct arena *a, const struct shared *s, size_t demand)
{
	struct str words = STR_INIT;

	for (size_t i = 0; i < s->count; i++)
		if (s->masks[i] >> demand & 1)
			str_addf(&words, "%s%.*s", words.len ? ", " : "", (int)s->words[i].n,
				s->words[i].p);
	const char *list = arena_strndup(a, str_c(&words), words.len);
	str_release(&words);
	return list;
}

int overlap_about(struct overlap *o, struct arena *a, const char *folded, size_t n, bool named,
	const char **words_r)
{
	struct scores r = {0};
	struct shared s; /* large: only what is counted is set */
	double next;

	if (o->n < 2)
		return -1;
	s.count = 0;
	share_words(o, folded, n, &s, &r);
	if (s.count == 0)
		return -1;
	size_t best = best_of(o, &r, &next);
	bool leads = r.score[best] >= lead * next;
	if (!(named && leads && r.unique[best] > 0) && !names_the_deed(o, &r, best, folded, n) &&
		!(leads && r.score[best] >= clear_score(o) &&
			is_enough(o, &r, &s, best, folded, n)))
		return -1;
	*words_r = list_words(a, &s, best);
	return (int)best;
}

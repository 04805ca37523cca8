#include <math.h>
#include <string.h>

#include "base/str.h"
#include "reply/words.h"
#include "watch/labels.h"
#include "watch/overlap.h"

enum {
	STEM_MAX = 15, /* bytes: five letters of any script that folds */
	STEM_LETTERS = 5,
	WORD_MIN = 4, /* letters; shorter words say little */
	SHORT_WORDS = 15, /* a sentence that says one thing */
	STOPS_SIZE = 1024, /* slots; a power of two, several times the number of stop words */
	QUERY_MAX = 400, /* different words of one text that are looked at */
};

#define WORD_SEED UINT64_C(0xcbf29ce484222325)

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
	double mean_length;
	uint64_t stamp;
	uint64_t *stops;
};

struct word {
	const char *p;
	size_t n, letters;
};

/* Words that say nothing of what a text is about, four letters and longer, in the larger languages.
 */
static const char *const stop_words[] = {"about", "above", "after", "again", "against", "also",
	"although", "always", "among", "another", "answer", "because", "been", "before", "being",
	"below", "between", "both", "cannot", "company", "could", "dear", "demand", "demands",
	"does", "doing", "done", "down", "during", "each", "either", "even", "ever", "every",
	"from", "further", "have", "having", "here", "however", "into", "just", "kind", "letter",
	"like", "made", "make", "many", "more", "most", "much", "must", "need", "only", "other",
	"otherwise", "over", "please", "question", "questions", "regards", "request", "requests",
	"reply", "respect", "response", "same", "shall", "should", "since", "some", "still", "such",
	"take", "taken", "than", "thank", "thanks", "that", "their", "them", "then", "there",
	"these", "they", "this", "those", "through", "under", "until", "upon", "very", "want",
	"well", "were", "what", "when", "where", "whether", "which", "while", "will", "with",
	"within", "without", "would", "your", "yours", "aber", "alle", "allem", "allen", "aller",
	"alles", "auch", "auf", "beim", "bereits", "bitte", "damit", "dann", "dass", "dein", "dem",
	"denn", "deren", "dessen", "dies", "diese", "diesem", "diesen", "dieser", "dieses", "durch",
	"eine", "einem", "einen", "einer", "eines", "etwa", "frage", "haben", "hatte", "hier",
	"ihre", "ihrem", "ihren", "ihrer", "jede", "jeder", "kann", "kein", "keine", "können",
	"mehr", "nach", "nicht", "noch", "oder", "ohne", "schreiben", "sehr", "sein", "seine",
	"seit", "sich", "sind", "sowie", "unser", "unsere", "unseren", "unter", "vielen", "vom",
	"wenn", "werden", "wird", "wurde", "wurden", "über", "zwischen", "ainsi", "alors", "aussi",
	"autre", "autres", "avec", "avez", "avons", "cela", "cette", "comme", "dans", "depuis",
	"donc", "elle", "elles", "entre", "être", "fait", "lettre", "leur", "leurs", "mais", "même",
	"notre", "nous", "pour", "plus", "quel", "quelle", "question", "sans", "selon", "sont",
	"sous", "tous", "tout", "toute", "toutes", "très", "votre", "vous", "como", "cuando",
	"desde", "donde", "ella", "ellos", "entre", "esta", "este", "esto", "estos", "hasta",
	"nuestra", "nuestro", "para", "pero", "porque", "sobre", "también", "todas", "todo",
	"todos", "usted", "ustedes"};

static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 32;
}

/* Words are short: the two halves of what is left may overlap. */
static uint64_t hash_bytes(const char *p, size_t n, uint64_t h)
{
	uint64_t eight;
	uint32_t head, tail;

	for (h ^= n; n >= sizeof eight; p += sizeof eight, n -= sizeof eight) {
		memcpy(&eight, p, sizeof eight);
		h = mix(h, eight);
	}
	if (n >= sizeof head) {
		memcpy(&head, p, sizeof head);
		memcpy(&tail, p + n - sizeof tail, sizeof tail);
		h = mix(h, (uint64_t)head << 32 | tail);
	} else if (n > 0) {
		h = mix(h, (uint64_t)(unsigned char)p[0] << 16 |
				   (uint64_t)(unsigned char)p[n / 2] << 8 |
				   (unsigned char)p[n - 1]);
	}
	return h ? h : 1;
}

static struct slot *find(struct table *t, uint64_t hash)
{
	size_t i = (size_t)(hash * UINT64_C(0x9e3779b97f4a7c15) >> 20) & (t->size - 1);

	while (t->slots[i].hash && t->slots[i].hash != hash)
		i = (i + 1) & (t->size - 1);
	return &t->slots[i];
}

/* A letter or digit of folded text, or a part of what is beyond ASCII. */
static inline bool in_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) ||
	       (c >= 'A' && c <= 'Z');
}

/* U+2018 to U+2026 (quotes, dashes and dots of printed text) or U+00A0 at p: their length, or 0. */
static inline size_t mark_at(const char *p, size_t n)
{
	if (!(p[0] & 0x80))
		return 0;
	if (n > 2 && memcmp(p, "\xe2\x80", 2) == 0)
		return 3;
	return n > 1 && memcmp(p, "\xc2\xa0", 2) == 0 ? 2 : 0;
}

/* The next word of folded text: letters and digits, and whatever is beyond ASCII punctuation. */
static bool next_word(const char *p, size_t n, size_t *at, struct word *w)
{
	size_t i = *at, mark;

	for (;; i += mark) {
		while (i < n && !in_word(p[i]))
			i++;
		mark = i < n ? mark_at(p + i, n - i) : 0;
		if (mark == 0)
			break;
	}
	w->p = p + i;
	size_t start = i;
	size_t within = 0; /* bytes of characters behind their first */
	for (; i < n && in_word(p[i]); i++)
		if (p[i] & 0x80) {
			if (mark_at(p + i, n - i) > 0)
				break;
			within += (p[i] & 0xc0) == 0x80;
		}
	w->n = i - start;
	w->letters = w->n - within;
	*at = i;
	return w->n > 0;
}

/* Stop words by hash, open addressing. */
static void add_stop_words(struct overlap *o, struct arena *a)
{
	o->stops = arena_array(a, STOPS_SIZE, sizeof *o->stops);
	for (size_t i = 0; i < sizeof stop_words / sizeof *stop_words; i++) {
		uint64_t h = hash_bytes(stop_words[i], strlen(stop_words[i]), WORD_SEED);
		size_t at = (size_t)h & (STOPS_SIZE - 1);
		while (o->stops[at])
			at = (at + 1) & (STOPS_SIZE - 1);
		o->stops[at] = h;
	}
}

static bool is_stop_word(const struct overlap *o, const struct word *w)
{
	uint64_t h = hash_bytes(w->p, w->n, WORD_SEED);

	for (size_t at = (size_t)h & (STOPS_SIZE - 1); o->stops[at];
		at = (at + 1) & (STOPS_SIZE - 1))
		if (o->stops[at] == h)
			return true;
	return false;
}

/* The first letters of a word stand for all its forms; 0 for a word that says nothing. */
static uint64_t stem(const struct overlap *o, const struct word *w)
{
	size_t n = 0, letters = 0;

	if (w->letters < WORD_MIN || is_stop_word(o, w))
		return 0;
	while (n < w->n && n < STEM_MAX) {
		if ((w->p[n] & 0xc0) != 0x80 && ++letters > STEM_LETTERS)
			break;
		n++;
	}
	return hash_bytes(w->p, n, WORD_SEED);
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
	t->last[2] = hash_bytes(w->p, w->n, WORD_SEED);
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

	if (n == 0)
		return;
	const char *folded = words_fold(a, text, n);
	for (bool first = true; next_word(folded, n, &at, &w); first = false) {
		uint64_t h = stem(o, &w);
		if (first && triples)
			o->lead[k] = h;
		if (h) {
			struct slot *s = find(&o->stems, h);
			s->hash = h;
			s->mask |= UINT64_C(1) << k;
			if (s->count[k] < UINT16_MAX)
				s->count[k]++;
			o->stem_count[k]++;
		}
		h = triple_next(&t, &w);
		if (!triples || h == 0)
			continue;
		struct slot *s = find(&o->triples, h);
		s->hash = h;
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
	add_stop_words(o, a);
	for (size_t k = 0; k < o->n; k++)
		bytes += strlen(demands[k].text ? demands[k].text : "") +
			 strlen(demands[k].title ? demands[k].title : "");
	/* At most one word for each two bytes; half of the slots stay free. */
	while (size < bytes + 2)
		size *= 2;
	o->triples = (struct table){arena_array(a, size, sizeof(struct slot)), size};
	o->stems = (struct table){arena_array(a, size, sizeof(struct slot)), size};
	for (size_t k = 0; k < o->n; k++) {
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

uint64_t overlap_quoted(struct overlap *o, const char *folded, size_t n)
{
	size_t hits[LABELS_MAX] = {0}, at = 0;
	struct triple t = {0};
	struct word w;
	uint64_t mask = 0;

	o->stamp++;
	while (next_word(folded, n, &at, &w)) {
		uint64_t h = triple_next(&t, &w);
		struct slot *s = h ? find(&o->triples, h) : NULL;
		if (s == NULL || s->hash == 0 || s->stamp == o->stamp)
			continue;
		s->stamp = o->stamp;
		for (size_t k = 0; k < o->n; k++)
			hits[k] += s->mask >> k & 1;
	}
	for (size_t k = 0; k < o->n; k++)
		if (o->triple_count[k] >= 2 &&
			(double)hits[k] >= quoted_share * (double)o->triple_count[k])
			mask |= UINT64_C(1) << k;
	return mask;
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
	while (next_word(folded, n, &at, &w) && ++words <= SHORT_WORDS)
		deed = deed || stem(o, &w) == o->lead[best];
	return deed && words <= SHORT_WORDS;
}

int overlap_about(
	struct overlap *o, struct arena *a, const char *folded, size_t n, const char **words_r)
{
	struct scores r = {0};
	struct word shared[QUERY_MAX], w;
	uint64_t masks[QUERY_MAX];
	size_t at = 0, count = 0, best = 0, next = 0;
	struct str words = STR_INIT;

	if (o->n < 2)
		return -1;
	o->stamp++;
	while (count < QUERY_MAX && next_word(folded, n, &at, &w)) {
		uint64_t h = stem(o, &w);
		struct slot *s = h ? find(&o->stems, h) : NULL;
		if (s == NULL || s->hash == 0 || s->stamp == o->stamp)
			continue;
		s->stamp = o->stamp;
		score_word(o, s, &r);
		shared[count] = w;
		masks[count++] = s->mask;
	}
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

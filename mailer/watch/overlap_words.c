#include <string.h>

#include "watch/overlap_words.h"

enum {
	STEM_MAX = 15, /* bytes: five letters of any script that folds */
	STEM_LETTERS = 5,
	WORD_MIN = 4, /* letters; shorter words say little */
	STOPS_SIZE = 1024, /* slots; a power of two, several times the number of stop words */
};

#define WORD_SEED UINT64_C(0xcbf29ce484222325)

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
	"todos", "usted", "ustedes", "agli", "alla", "alle", "anche", "come", "dalla", "dalle",
	"degli", "della", "delle", "dello", "dopo", "essere", "fino", "hanno", "loro", "nella",
	"nelle", "nostra", "nostro", "ogni", "perché", "prima", "quando", "quello", "questa",
	"questo", "senza", "sono", "stata", "stato", "sulla", "sulle", "tutte", "tutti", "vostra",
	"vostro", "isso", "mais", "nossa", "nosso", "onde", "pela", "pelas", "pelo", "pelos",
	"vossa", "door", "deze", "hebben", "heeft", "maar", "naar", "niet", "onze", "over", "tegen",
	"tussen", "voor", "worden", "wordt", "zijn", "zonder", "denna", "detta", "efter", "eller",
	"från", "inte", "till", "våra"};

static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 32;
}

/* Words are short: the two halves of what is left may overlap. */
uint64_t word_hash(const char *p, size_t n)
{
	uint64_t eight, h = WORD_SEED ^ n;
	uint32_t head, tail;

	for (; n >= sizeof eight; p += sizeof eight, n -= sizeof eight) {
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

bool word_next(const char *p, size_t n, size_t *at, struct word *w)
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

/* The bytes among those beyond ASCII that belong to marks (mark_at). */
static uint64_t marks_in(struct word_scan *s, uint64_t beyond)
{
	uint64_t marks = 0;

	while (beyond) {
		unsigned bit = bytes_take(&beyond);
		size_t i = s->at + bit, len = i < s->mark_end ? 0 : mark_at(s->p + i, s->n - i);
		if (len > 0)
			s->mark_end = i + len;
		if (i < s->mark_end)
			marks |= UINT64_C(1) << bit;
	}
	return marks;
}

void word_scan_step(struct word_scan *s)
{
	struct bytes are = bytes_at(s->p + s->at, s->n - s->at);
	uint64_t word = are.letter | are.digit | are.beyond;

	if (are.beyond)
		word &= ~marks_in(s, are.beyond);

	s->starts = word & ~(word << 1 | s->in_word);
	s->in_word = word >> (BYTES_STEP - 1);
}

struct word_scan word_scan_begin(const char *folded, size_t n)
{
	struct word_scan s = {.p = folded, .n = n};

	if (n > 0)
		word_scan_step(&s);
	return s;
}

/* Stop words by hash, open addressing. One thread only. */
static uint64_t stops[STOPS_SIZE];
static bool filled;

static void fill_stops(void)
{
	for (size_t i = 0; i < sizeof stop_words / sizeof *stop_words; i++) {
		uint64_t h = word_hash(stop_words[i], strlen(stop_words[i]));
		size_t at = (size_t)h & (STOPS_SIZE - 1);
		while (stops[at])
			at = (at + 1) & (STOPS_SIZE - 1);
		stops[at] = h;
	}
	filled = true;
}

static bool is_stop_word(const struct word *w)
{
	uint64_t h = word_hash(w->p, w->n);

	if (!filled)
		fill_stops();
	for (size_t at = (size_t)h & (STOPS_SIZE - 1); stops[at]; at = (at + 1) & (STOPS_SIZE - 1))
		if (stops[at] == h)
			return true;
	return false;
}

uint64_t word_stem(const struct word *w)
{
	size_t n = 0, letters = 0;

	if (w->letters < WORD_MIN || is_stop_word(w))
		return 0;
	while (n < w->n && n < STEM_MAX) {
		if ((w->p[n] & 0xc0) != 0x80 && ++letters > STEM_LETTERS)
			break;
		n++;
	}
	return word_hash(w->p, n);
}

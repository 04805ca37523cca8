#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "reply/bytes.h"
#include "watch/label_names.h"
#include "watch/label_words.h"
#include "watch/labels.h"

enum { HEADING_WORDS = 40 }; /* bytes within which a name makes a heading */

/* Within a word of ASCII letters no name begins; beyond ASCII there may be no spaces before it. */
void labels_scan(struct labels *l, size_t start, size_t end)
{
	uint64_t in_word = 0; /* the last byte before the step belongs to a word */

	label_words_fill();
	for (size_t at = start; at < end; at += BYTES_STEP) {
		struct bytes b = bytes_at(l->folded + at, end - at);
		uint64_t plain = b.letter | b.digit, any = plain | b.beyond;
		uint64_t begins = (plain & ~(any << 1 | in_word)) | b.beyond;
		in_word = any >> (BYTES_STEP - 1);
		while (begins) {
			size_t i = at + bytes_take(&begins);
			if (end - i < LABEL_SHORTEST || !label_may_begin(l->folded + i, end - i))
				continue;
			mem_grow(&l->places, &l->cap, l->count, sizeof *l->places);
			l->places[l->count++] = (uint32_t)i;
		}
	}
}

void labels_release(struct labels *l)
{
	free(l->places);
	*l = (struct labels){.count = 0};
}

/* The first place that is not before start. */
static size_t first_place(const struct labels *l, size_t start)
{
	size_t low = 0, high = l->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (l->places[middle] < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t labels_place(const struct labels *l, size_t start, size_t end)
{
	size_t k = first_place(l, start);

	return k < l->count && l->places[k] < end ? l->places[k] : end;
}

/* Whether a noun at folded[i] stands for our demands: "of your demands". */
static bool is_yours(const char *folded, size_t i, size_t n)
{
	static const char *const yours[] = {"your", "ihren", "ihrer", "vos", "sus", "vostre", "uw"};

	return label_follows(folded, i, yours, sizeof yours / sizeof *yours) &&
	       label_noun(folded + i, n - i);
}

/* heading: the first name must begin within HEADING_WORDS. */
static uint64_t find_names(const struct labels *l, size_t start, size_t stop, size_t count,
	bool heading, bool before, size_t *at_r, size_t *len_r)
{
	enum { EARLY = 24 }; /* bytes: "As regards the second, ..." */
	const char *folded = l->folded + start;
	size_t n = stop - start, behind = 0;
	uint64_t all = 0;
	bool spoken = false; /* of our demands */

	*at_r = *len_r = 0;
	size_t end =
		heading && n > HEADING_WORDS + LABEL_SHORTEST ? HEADING_WORDS + LABEL_SHORTEST : n;
	for (size_t k = first_place(l, start); k < l->count; k++) {
		size_t i = l->places[k] - start, len = 0;
		if (i + LABEL_SHORTEST > end)
			break;
		if (i < behind)
			continue;
		uint64_t mask = label_names(folded, n, i, count, &len);
		/* "Of your demands we accept the third" */
		spoken = spoken || all || (mask == 0 && is_yours(folded, i, n));
		if (mask == 0 && (spoken || (before && i <= EARLY)))
			mask = label_ellipsis(folded, l->text + start, n, i, count, &len);
		if (mask && all == 0) {
			*at_r = i;
			*len_r = len;
		}
		all |= mask;
		end = all ? n : end;
		behind = mask ? i + len : i;
	}
	return all ? all | label_further_numbers(folded, n, behind, count) : 0;
}

uint64_t labels_named(const struct labels *l, size_t start, size_t end, size_t count, bool before,
	size_t *at_r, size_t *len_r)
{
	return find_names(l, start, end, count, false, before, at_r, len_r);
}

uint64_t labels_heading(
	const struct labels *l, size_t start, size_t end, size_t count, size_t *at_r, size_t *len_r)
{
	uint64_t mask = find_names(l, start, end, count, true, false, at_r, len_r);

	return memchr(l->folded + start, '.', *at_r) == NULL ? mask : 0;
}

/* "As regards the fires, ...": what a sentence is about is told before its comma. */
static bool topic_at(const char *folded, size_t start, size_t end, size_t *start_r, size_t *end_r)
{
	static const char *const openings[] = {"as regards", "as for", "as to", "regarding",
		"concerning", "with regard to", "with respect to", "on the question of",
		"on the subject of", "on the matter of", "on the issue of", "turning to",
		"zum thema", "zur frage", "hinsichtlich", "bezüglich", "betreffend", "was",
		"quant à", "quant au", "quant aux", "concernant", "en ce qui concerne",
		"pour ce qui concerne", "in bezug auf", "mit blick auf", "en lo que respecta a",
		"per quanto riguarda", "s'agissant de", "s'agissant du", "s'agissant des",
		"pour ce qui est de", "en cuanto a", "en cuanto al", "respecto a", "respecto al",
		"sobre", "riguardo a", "riguardo al", "riguardo alla", "quanto a", "quanto ao",
		"wat"};
	enum { TOPIC_MAX = 80 }; /* bytes */
	size_t word = label_word(
		folded + start, end - start, openings, sizeof openings / sizeof *openings);

	if (word == 0)
		return false;
	*start_r = start + word;
	size_t stop = end - *start_r < TOPIC_MAX ? end : *start_r + TOPIC_MAX;
	for (*end_r = *start_r; *end_r < stop; ++*end_r)
		if (folded[*end_r] == ',' || folded[*end_r] == ':')
			return true;
	return false;
}

/* "Demands", "Forderungen": several are spoken of, which words cannot tell apart. */
static bool is_plural(const char *noun, size_t n)
{
	return n > 2 && (noun[n - 1] == 's' || memcmp(noun + n - 2, "en", 2) == 0);
}

bool labels_spoken_of(
	const struct labels *l, size_t start, size_t end, size_t *start_r, size_t *end_r)
{
	static const char *const yours[] = {
		"your", "ihre", "ihrer", "votre", "su", "vostra", "sua", "uw"};
	static const char *const of[] = {"that", "to", "for", "about", "on", "concerning",
		"regarding", "as to", "whether", "nach", "zu", "zur", "zum", "auf", "de", "d'",
		"du", "visant", "que", "sobre", "di", "che", "om", "naar", "dat", "por", "para"};

	if (topic_at(l->folded, start, end, start_r, end_r))
		return true;
	for (size_t k = first_place(l, start); k < l->count && l->places[k] < end; k++) {
		size_t i = l->places[k], noun = label_noun(l->folded + i, end - i);
		if (noun == 0)
			noun = label_call(l->folded + i, end - i);
		/* "Your concern for workers" asks for nothing. */
		if (noun == 0 || label_noun_is_answer(l->folded + i, end - i) ||
			(noun >= 7 && memcmp(l->folded + i, "concern", 7) == 0) ||
			!label_follows(l->folded + start, i - start, yours,
				sizeof yours / sizeof *yours) ||
			is_plural(l->folded + i, noun))
			continue;
		i = label_skip_space(l->folded, end, i + noun);
		size_t word = label_word(l->folded + i, end - i, of, sizeof of / sizeof *of);
		if (word == 0)
			continue;
		*start_r = i + word;
		for (*end_r = *start_r; *end_r < end && strchr(".;!?", l->folded[*end_r]) == NULL;)
			++*end_r;
		return true;
	}
	return false;
}

#include <string.h>

#include "reply/vocabulary.h"
#include "watch/label_names.h"
#include "watch/label_parts.h"
#include "watch/label_words.h"
#include "watch/numerals.h"

/* Whether the word before folded[i] makes a verb of what is a noun else: "to demand 5 things". */
static bool is_verb(const char *folded, size_t i)
{
	static const char *const before[] = {"to", "we", "you", "they", "i", "who", "not", "must",
		"should", "can", "may", "could", "would", "will", "also", "people"};

	return label_follows(folded, i, before, sizeof before / sizeof *before);
}

/* Whether a number that ends at folded[i] counts what comes next: "5 things", but not "5 is",
 * "5 of your". */
static bool counts_things(const char *folded, size_t n, size_t i)
{
	static const char *const others[] = {"of", "in", "on", "from", "and", "or", "as", "by",
		"at", "for", "with", "to", "above", "below"};

	if (i + 1 >= n || folded[i] != ' ' || folded[i + 1] < 'a' || folded[i + 1] > 'z')
		return false;
	return !label_verb_follows(folded + i + 1, n - i - 1) &&
	       !label_word(folded + i + 1, n - i - 1, others, sizeof others / sizeof *others);
}

/* The demands that are named at folded[i], one way or the other. */
uint64_t label_names(const char *folded, size_t n, size_t i, size_t count, size_t *len_r)
{
	enum { EARLY = 12 }; /* bytes before a label that begins a line: "zur " */
	uint64_t mask = label_noun_and_numbers(folded + i, n - i, count, len_r);

	if (mask && label_noun_is_english(folded + i, n - i) &&
		counts_things(folded, n, i + *len_r) && is_verb(folded, i))
		mask = 0;
	if (mask == 0)
		mask = label_ordinal_and_noun(folded, n, i, count, i <= EARLY, len_r);
	if (mask == 0)
		mask = label_number_before_noun(folded, n, i, count, len_r);
	if (mask == 0)
		mask = label_last_and_noun(folded, n, i, count, len_r);
	if (mask == 0)
		mask = label_bare_number(folded, n, i, count, len_r);
	if (mask == 0)
		mask = label_chinese_ordinal(folded + i, n - i, count, len_r);
	return mask;
}

/* Whether numbers that end at folded[i] are days or lengths of time: "3 and 4 November". */
static bool counts_time(const char *folded, size_t n, size_t i)
{
	size_t start = label_skip_space(folded, n, i + (i < n && folded[i] == '.')), end = start;

	while (end < n && (numeral_is_letter(folded[end])))
		end++;
	const struct word *w = vocabulary_find(folded + start, end - start);
	return w && (w->month || w->unit);
}

/* Whether numbers in n bytes at p are joined by "and": "3 or 4", "2 to 3" count something. */
static bool are_joined(const char *p, size_t n)
{
	static const char *const joiners[] = {" and ", " und ", " et ", " y ", " e ", " en "};

	for (size_t k = 0; k < sizeof joiners / sizeof *joiners; k++)
		if (memmem(p, n, joiners[k], strlen(joiners[k])))
			return true;
	return false;
}

uint64_t label_further_numbers(const char *folded, size_t n, size_t i, size_t count)
{
	static const char *const before[] = {"to", "on", "for", "as to", "regarding", "zu", "auf",
		"bei", "à", "aux", "sur", "pour", "a", "sobre", "su", "op", "over"};
	uint64_t all = 0;
	size_t len;

	for (; i < n; i++) {
		if (folded[i] != ' ' || i + 1 == n)
			continue;
		size_t word = label_word(
			folded + i + 1, n - i - 1, before, sizeof before / sizeof *before);
		size_t at = label_skip_space(folded, n, i + 1 + word);
		if (word == 0 || at == i + 1 + word || at == n || folded[at] < '1' ||
			folded[at] > '9')
			continue;
		uint64_t mask = label_numbers(folded + at, n - at, count, &len);
		/* One number may be anything. */
		if ((mask & (mask - 1)) && are_joined(folded + at, len) &&
			!counts_time(folded, n, at + len))
			all |= mask;
		i = mask ? at + len - 1 : at;
	}
	return all;
}

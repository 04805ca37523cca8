#include "watch/label_names.h"
#include "watch/label_parts.h"

/* The demands that are named at folded[i], one way or the other. */
uint64_t label_names(const char *folded, size_t n, size_t i, size_t count, size_t *len_r)
{
	enum { EARLY = 12 }; /* bytes before a label that begins a line: "zur " */
	uint64_t mask = label_noun_and_numbers(folded + i, n - i, count, len_r);

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

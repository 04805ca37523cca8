/*
 * Which demands a mail answers, and where: passages of its text with the reason.
 *
 * In order of trust: demands named as headings ("Demand 2"), our demand's text above an answer
 * (quoted, or copied into it), the order of a numbered list, names within a sentence, and words in
 * common. A weaker sign is looked at only where no stronger one was found, and a doubtful one is
 * none: then the caller takes all open demands.
 */
#ifndef WATCH_DEMANDS_H
#define WATCH_DEMANDS_H

#include <stddef.h>

#include "base/mem.h"
#include "reply/reading.h"
#include "watch/overlap.h"

enum { PASSAGE_QUOTE_MAX = 2000 }; /* bytes kept of a passage */

struct passage {
	size_t demand; /* index of those that overlap_new() was given */
	size_t start, end; /* bytes of reading.text */
	const char *quote; /* the passage, cut where it is long */
	const char *reason;
};

/*
 * The passages of a reading that answer demands, by place, one a demand; in *passages_r (of the
 * arena). Their number: 0 when nothing tells.
 */
size_t demands_find(const struct reading *reading, struct overlap *demands, struct arena *arena,
	struct passage **passages_r);

#endif

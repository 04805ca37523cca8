/*
 * Subjects without what mail programs and servers put before and behind them: "Re:", "AW:",
 * "回复：",
 * "[EXTERNAL]", "Automatic reply:". Two subjects of one correspondence come out equal.
 */
#ifndef WATCH_PREFIX_H
#define WATCH_PREFIX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"

enum prefix_kind {
	PREFIX_NONE,
	PREFIX_REPLY,
	PREFIX_FORWARD,
	PREFIX_AUTOMATIC, /* what servers write before the subject that they answer */
};

/*
 * The prefix (with its counter, "Re[2]:", and its colon, of full width too) at the beginning of n
 * bytes of text; *len_r is its length with the white space behind it.
 */
enum prefix_kind prefix_at(const char *text, size_t n, size_t *len_r);

/*
 * The subject to compare by (of the arena): prefixes and bracketed marks gone, in lower case, white
 * space as single spaces. *outer_r (may be NULL) is the kind of the first prefix. "" for NULL.
 */
const char *prefix_strip(struct arena *a, const char *subject, enum prefix_kind *outer_r);

/* How many forms are known. */
extern const size_t prefix_count;

#endif

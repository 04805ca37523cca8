/*
 * A person's word on a mail: to which letters it belongs, which demands it answers and how, and
 * taking that back. What `file` and `review` do.
 */
#ifndef CMD_JUDGING_H
#define CMD_JUDGING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/replies.h"
#include "demand/demand.h"

struct judging {
	long reply;
	const int64_t *letters; /* it belongs to these; none: to those it is filed to */
	size_t letter_count;
	const char *const *demands; /* ids; none: those it is filed to */
	size_t demand_count;
	bool unrelated; /* it has nothing to do with the campaign; nothing else is set then */
	bool every_demand; /* all that it is filed to, however many */
	bool has_position; /* a judgement on these demands, else only a filing */
	enum demand_position position;
	const char *target; /* judge at this organisation only; NULL: at all it is filed to */
	const char *quote; /* NULL when there is none */
	const char *by;
	int64_t at;
};

/* What was done; strings belong to the arena. */
struct judged {
	struct arena arena;
	bool filed; /* the filing was changed */
	bool quote_found; /* the quoted words stand in the mail's text */
	const char **targets; /* at which the demands were judged */
	size_t target_count;
	const char **demands;
	size_t demand_count;
};

/*
 * Does it, in one transaction. With a position the demands are added to those that the mail
 * answers; without one they replace them. ERR_INPUT when it is not clear to what the mail belongs,
 * or which demands are meant. Release *judged_r in either case.
 */
int judging_apply(
	struct store *store, const struct judging *j, struct judged *judged_r, struct err *err);
void judged_release(struct judged *judged);

/*
 * Takes back what the last judging_apply() on this reply did, or, when demand is given, only its
 * last judgement on that demand. *what_r (of the arena) says it in words. 0 or -1 (ERR_INPUT when
 * there is nothing).
 */
int judging_undo(struct store *store, long reply, const char *demand, const char *by, int64_t at,
	struct arena *arena, const char **what_r, struct err *err);

#endif

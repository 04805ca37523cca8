/* Letters that are claimed, and what becomes of them, for the unit tests of the outbox. */
#ifndef TEST_STORE_LETTERS_H
#define TEST_STORE_LETTERS_H

#include "fixture.h"

/* "total: queued sending sent deferred rejected uncertain, bounced" */
static inline void expect_counts(const char *want)
{
	struct outbox_counts c;
	char got[128];

	must(outbox_count(store, &c, &err));
	snprintf(got, sizeof got, "%zu: %zu %zu %zu %zu %zu %zu, %zu", c.total,
		c.by_state[OUTBOX_QUEUED], c.by_state[OUTBOX_SENDING], c.by_state[OUTBOX_SENT],
		c.by_state[OUTBOX_DEFERRED], c.by_state[OUTBOX_REJECTED],
		c.by_state[OUTBOX_UNCERTAIN], c.bounced);
	assert_string_equal(got, want);
	/* What the triggers keep is what is there. */
	for (int state = 0; state < OUTBOX_STATES; state++) {
		struct outbox_filter f = {.by_state = true, .state = (enum outbox_state)state};
		assert_int_equal(outbox_filter_count(store, &f, &err), c.by_state[state]);
	}
}

/* Notes an outcome, whatever was stated before. */
static inline void give(int64_t id, enum outbox_state state, int64_t next_at)
{
	struct outbox_result r = {.state = state, .code = 250, .text = "words", .next_at = next_at};

	must(outbox_result(store, id, &r, 1000, NULL, &err));
}

/* Number of the next letter, 0 when there is none. */
static inline int64_t next(int64_t now)
{
	struct outbox_letter l = {0};
	int rc = outbox_next(store, now, NULL, NULL, &l, &err);
	int64_t id = l.id;

	must(rc);
	outbox_letter_release(&l);
	return rc ? id : 0;
}

#endif

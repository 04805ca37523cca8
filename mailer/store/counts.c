#include "store/counts.h"
#include "store/core.h"

void counts_move(struct counts *c, enum outbox_state from, enum outbox_state to, int64_t n)
{
	c->gained[from] -= n;
	c->gained[to] += n;
}

int counts_write(struct store *store, const struct counts *c, struct err *err)
{
	for (int state = 0; state < OUTBOX_STATES; state++)
		if (c->gained[state] != 0 &&
			db_run(store->db, "UPDATE letter_counts SET n = n + $2 WHERE state = $1",
				DB_ARGS(db_int(state), db_int(c->gained[state])), err) < 0)
			return -1;
	return 0;
}

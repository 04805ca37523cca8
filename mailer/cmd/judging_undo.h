/*
 * What judging_undo() takes back: a line for each judging_apply() on a reply, kept with the store.
 * "f" is the filing, "j12" the judgement with that id. For judging.c and judging_undo.c only.
 */
#ifndef CMD_JUDGING_UNDO_H
#define CMD_JUDGING_UNDO_H

#include "cmd/judging.h"

/*
 * Keeps what one run did to a reply ("f j12 j13 "; nothing when it is empty), in the transaction
 * that does it; the oldest lines go when there is no room. 0 or -1.
 */
int judging_keep_undo(struct store *store, long reply, const char *line, struct err *err);

#endif

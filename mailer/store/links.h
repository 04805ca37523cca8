/*
 * Which replies stand at which demand and target: follows from filings and judgements, and is kept
 * so that status need not work it out. Internal to store/.
 */
#ifndef STORE_LINKS_H
#define STORE_LINKS_H

#include "store/replies.h"

/* Works out the links of one reply anew, within a transaction. */
int links_rebuild(struct store *store, long reply, struct err *err);

/*
 * Adds the links of a reply that was just added with these letters and demands, and has none and no
 * judgement yet. `pending`: each waits for one.
 */
int links_add(struct store *store, const struct reply *reply, bool pending, struct err *err);

#endif

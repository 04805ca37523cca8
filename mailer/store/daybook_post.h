/*
 * Posting: the daybook's lines move into the rows of letters and the log of events. Internal to
 * store/.
 */
#ifndef STORE_DAYBOOK_POST_H
#define STORE_DAYBOOK_POST_H

#include "base/err.h"

struct store;

/* Posts all rows of the daybook and empties it, within the open transaction. 0 or -1. */
int daybook_post_rows(struct store *store, struct err *err);

#endif

/*
 * A reading and what was matched -> the row that the store keeps.
 */
#ifndef WATCH_COMPOSE_REPLY_H
#define WATCH_COMPOSE_REPLY_H

#include "base/err.h"
#include "base/mem.h"
#include "store/replies.h"
#include "store/store.h"
#include "reply/reading.h"
#include "watch/match.h"

/*
 * Matches a reading and fills *reply_r for reply_add(), all but its hash, size, archive name and
 * time. It borrows from the reading and the arena. 0 or -1.
 */
int compose_reply(struct store *store, const struct match_settings *settings,
	const struct reading *reading, struct arena *arena, struct reply *reply_r, struct err *err);

#endif

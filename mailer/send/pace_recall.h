/*
 * What runs before have used up of the rates, by the log of events: a run that is started again
 * keeps to them as if the one before had gone on.
 */
#ifndef SEND_PACE_RECALL_H
#define SEND_PACE_RECALL_H

#include <stdint.h>

#include "base/err.h"
#include "store/store.h"
#include "send/pace.h"

/*
 * Puts the tries of the last period into p's windows, which must be empty. now: seconds since the
 * epoch, as events have them; now_ms: the same moment by the clock of p. Reads no more of the log
 * than the period of the limits covers. 0 or -1.
 */
int pace_recall(struct pace *p, struct store *store, int64_t now, int64_t now_ms, struct err *err);

#endif

/*
 * One mail of a group, fetched alone: one that did not come with the others, that is a suspect, or
 * that was passed over before. Internal to watch/intake*.c.
 */
#ifndef WATCH_INTAKE_ONE_H
#define WATCH_INTAKE_ONE_H

#include <stddef.h>

#include "watch/intake_group.h"

/*
 * Takes mail i of the group, if it is not taken, while nothing is on its way. The server's refusal
 * is no reason to stop: the mail is passed over; one that is gone is not missed. Results as of
 * intake_run().
 */
int intake_take_one(struct intake_group *g, size_t i, struct err *err);

#endif

/*
 * Which mails were being fetched when a session or the process ended: a mail that ends it each time
 * is found, and passed over. Internal to watch/intake*.c; source_imap.h has the struct.
 */
#ifndef WATCH_INTAKE_SUSPECT_H
#define WATCH_INTAKE_SUSPECT_H

#include <stdbool.h>
#include <stdint.h>

#include "watch/intake.h"
#include "watch/source_imap.h"

/* Mails with these UIDs are fetched now. The same as last time keep their deaths. */
void intake_suspect(struct intake *in, uint32_t first, uint32_t last);

/* What was being fetched came. */
void intake_suspect_nothing(struct intake *in);

/* After a batch that ended a session, its mails are fetched one by one, to find the one. */
bool intake_one_by_one(const struct intake *in, uint32_t uid);

/* Whether this mail, fetched alone, has ended enough sessions to be passed over. */
bool intake_condemned(const struct intake *in, uint32_t uid);

#endif

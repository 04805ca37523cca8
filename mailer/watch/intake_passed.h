/*
 * Mails that could not be had: told, and tried again later, by this run or the next, with
 * intake_retry(). Internal to watch/intake*.c.
 */
#ifndef WATCH_INTAKE_PASSED_H
#define WATCH_INTAKE_PASSED_H

#include "base/str.h"
#include "watch/intake.h"

/* The list of a mailbox as text: "UIDVALIDITY UID UID ...". 0, or -1 when the store failed. */
int intake_passed_load(const struct intake *in, struct str *list, struct err *err);
int intake_passed_save(const struct intake *in, const struct str *list, struct err *err);

/* Takes a UID off it. */
void intake_passed_drop(struct str *list, uint32_t uid);

/* Adds a mail to the list, tells why, and notes it in the log of events. 0 or -1 as above. */
int intake_pass_over(const struct intake *in, uint32_t uid, const char *why, struct err *err);

#endif

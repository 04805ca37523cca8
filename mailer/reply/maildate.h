/*
 * The Date header (RFC 5322 3.3 and its obsolete forms), read for what it gives.
 */
#ifndef REPLY_MAILDATE_H
#define REPLY_MAILDATE_H

#include <stddef.h>
#include <stdint.h>

/* Seconds since the epoch; -1 as the result when there is no day, month and year in it. */
int maildate_parse(const char *text, int64_t *t_r);

#endif

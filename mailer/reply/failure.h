/*
 * Whether words are those of a report that a mail was not delivered. Who says them is not looked
 * at here: people write them, too.
 */
#ifndef REPLY_FAILURE_H
#define REPLY_FAILURE_H

#include <stdbool.h>

/* Whether a folded subject is a report's, also after the name of a list or a host. */
bool failure_is_subject(const char *subject);

/* Whether it begins so. */
bool failure_begins_subject(const char *subject);

/* Whether a folded text says that a mail was not delivered. */
bool failure_is_told(const char *text);

/* Whether a report in words is about a delay: the server goes on trying. Both are folded. */
bool failure_is_delay(const char *subject, const char *text);

#endif

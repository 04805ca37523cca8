/*
 * What the answer "* 12 FETCH (...)" says of a message (RFC 9051 7.5.2), told to the handler of
 * imap_answer(). Internal to watch/imap*.c.
 */
#ifndef WATCH_IMAP_MESSAGE_H
#define WATCH_IMAP_MESSAGE_H

#include "watch/imap_reader.h"

/* Reads the line from after "FETCH" to its end. 0 or -1 as in imap_reader.h. */
int imap_read_message(struct imap_reader *r);

#endif

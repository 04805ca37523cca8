/*
 * Why a connection could not be opened, as a sentence for the person who must act.
 */
#ifndef NET_FAILURE_H
#define NET_FAILURE_H

#include <stdbool.h>

#include "base/err.h"
#include "net/connection.h"
#include "net/dialogue.h"

/* The server, as the settings name it. */
struct target {
	char *host, *port, *name; /* name: "HOST:PORT", safe to show; heap */
	bool imap;
};

void target_set(struct target *t, const char *host, const char *port, bool imap);
void target_release(struct target *t);

/*
 * Fills err for a failure other than CONNECTION_OK and CONNECTION_BAD_SETTINGS; returns -1. words
 * are libcurl's; own_ca: whether ca_file was set.
 */
int failure_words(enum connection_failure failure, const struct target *target,
	const struct dialogue *talk, const char *words, bool own_ca, struct err *err);

#endif

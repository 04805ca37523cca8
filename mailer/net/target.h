/*
 * The server that a URL of the settings means.
 */
#ifndef NET_TARGET_H
#define NET_TARGET_H

#include <stdbool.h>

#include "base/err.h"
#include "net/connection.h"

/* Strings are on the heap. */
struct target {
	char *host, *port;
	char *name; /* "HOST:PORT", safe to show */
	char *url; /* for libcurl: without path, but for the name that EHLO says */
	bool imap;
	bool tls; /* from the first byte */
	bool loopback; /* by its name */
};

/*
 * Reads settings->url. Refused, with ERR_INPUT: what is no mail server, holds a name or password,
 * or would be talked to in clear text and is not this machine; and a client certificate that cannot
 * be used. target_release() in either case.
 */
int target_read(struct target *t, const struct connection_settings *settings, struct err *err);
void target_release(struct target *t);

#endif

/*
 * How libcurl is told to connect, and what it tells meanwhile. Internal to connection.c.
 */
#ifndef NET_CONNECTION_SETUP_H
#define NET_CONNECTION_SETUP_H

#include <curl/curl.h>
#include <stdbool.h>

#include "net/connection.h"
#include "net/dialogue.h"
#include "net/target.h"

struct connection {
	CURL *easy;
	int fd;
	bool only_loopback; /* nothing may leave in clear text but to this machine */
	bool (*stop)(void *ctx);
	void *stop_ctx;
	struct dialogue talk;
	char *offers; /* talk.offers, each line ended by a NUL, an empty one at the end */
	struct target target;
	char tls[128], words[CURL_ERROR_SIZE];
};

/* A handle whose memory is wiped when it is freed; NULL when libcurl cannot be started. */
CURL *setup_new(void);

/*
 * Everything that c->easy must know, for c->target. round 0 offers a login by PLAIN or LOGIN, round
 * 1 is for servers that know neither. What is said goes to c->talk, what TLS became to c->tls;
 * nothing but a connection to this machine is opened when c->only_loopback is set.
 */
void setup_connect(struct connection *c, const struct connection_settings *s, int round);

#endif

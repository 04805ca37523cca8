/*
 * One authenticated connection to a mail server, by libcurl: DNS, proxies, verified TLS, STARTTLS,
 * SASL with passwords and OAuth2. What is said on it afterwards is the caller's: send/ speaks SMTP,
 * watch/ speaks IMAP.
 *
 * libcurl connects and logs in (CURLOPT_CONNECT_ONLY), then only moves bytes. Nothing secret is
 * logged. No credential leaves before the certificate was verified and TLS is on, unless tls is
 * CONNECTION_PLAIN, which is for loopback hosts only and is refused otherwise. Opening blocks:
 * call it on a thread where that matters; a connection then belongs to one thread at a time.
 */
#ifndef NET_CONNECTION_H
#define NET_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

enum connection_tls { CONNECTION_TLS_REQUIRED, CONNECTION_PLAIN };

/* What to connect to; strings are borrowed. */
struct connection_settings {
	const char *url; /* smtp://HOST:PORT, smtps://, imap://, imaps://; a path is ignored */
	const char *user; /* NULL: no login */
	const char *secret; /* the password, or the access token when oauth2 */
	bool oauth2; /* XOAUTH2 or OAUTHBEARER, as offered */
	enum connection_tls tls;
	const char *ca_file; /* NULL: the system's */
	long connect_ms; /* for DNS, TCP, TLS and login together; 0 is CONNECTION_CONNECT_MS */
	const char *client_cert, *client_key; /* PEM files; NULL: no client certificate */
	/* Asked about once a second while opening, on the opening thread: true gives up. May be
	 * NULL. */
	bool (*stop)(void *ctx);
	void *stop_ctx;
};

/* The greeting alone may take 5 minutes (RFC 5321 4.5.3.2.1). */
enum { CONNECTION_CONNECT_MS = 330000 };

/* Why opening failed, for what the caller does next; err has the words. */
enum connection_failure {
	CONNECTION_OK,
	CONNECTION_UNREACHABLE, /* DNS, refused, timed out, dropped, 4xx: try later */
	CONNECTION_UNTRUSTED, /* certificate or TLS: nothing was sent; a person must act */
	CONNECTION_NO_TLS, /* STARTTLS not offered, refused, or followed by injected text */
	CONNECTION_AUTH_REFUSED, /* 535, NO: wrong credentials, or none accepted */
	CONNECTION_AUTH_LATER, /* 454 and the like: try later */
	CONNECTION_BAD_SETTINGS, /* URL, plain text to a host that is not loopback */
	CONNECTION_STOPPED, /* by settings->stop */
};

struct connection;

/* Connects, verifies and logs in. On -1, *failure_r tells the kind and err the sentence. */
int connection_open(const struct connection_settings *settings, struct connection **connection_r,
	enum connection_failure *failure_r, struct err *err);
void connection_close(struct connection *c); /* says nothing; NULL is fine */

/* Whether an EHLO keyword (any case) is offered; *argument_r (may be NULL) is what follows it. */
bool connection_offer(const struct connection *c, const char *keyword, const char **argument_r);

/* "TLSv1.3 ..." for people; "" in plain text. Host and port as connected to. */
const char *connection_tls_name(const struct connection *c);
const char *connection_host(const struct connection *c);

enum { CONNECTION_AGAIN = -2, CONNECTION_BROKEN = -1 };

/*
 * Bytes moved (> 0), 0 at the end of the stream (recv), CONNECTION_AGAIN when none can be moved
 * now, CONNECTION_BROKEN. Never blocks. Read until CONNECTION_AGAIN before polling the descriptor:
 * TLS may hold bytes that poll() does not see.
 */
ssize_t connection_recv(struct connection *c, void *bytes, size_t n);
ssize_t connection_send(struct connection *c, const void *bytes, size_t n);
int connection_fd(const struct connection *c);

/* Whether the host of a URL is loopback: "localhost", 127.0.0.0/8, [::1]. */
bool connection_url_is_loopback(const char *url);

#endif

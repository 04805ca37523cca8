/*
 * What was said while libcurl logged in: which command was sent last, what the server offered, and
 * whether it said that the login succeeded.
 *
 * libcurl decides what to send; this only listens, line by line, to both sides, because libcurl
 * tells its caller neither the offers nor whether a login took place at all. SMTP (RFC 5321, 4954)
 * and IMAP (RFC 3501). Nothing that was sent is kept: it may be a secret.
 */
#ifndef NET_DIALOGUE_H
#define NET_DIALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum dialogue_phase {
	DIALOGUE_GREETING, /* nothing was sent yet */
	DIALOGUE_HELLO, /* EHLO, HELO or CAPABILITY is the last command */
	DIALOGUE_STARTTLS,
	DIALOGUE_LOGIN, /* AUTH, AUTHENTICATE or LOGIN, and what follows it */
};

struct dialogue {
	bool imap;
	enum dialogue_phase phase;
	bool logged_in; /* 235, or the tagged OK of the login */
	bool preauth; /* IMAP: the server greeted with PREAUTH */
	int code; /* SMTP: of the last reply; 0 for none */
	bool refused; /* IMAP: the last tagged reply was NO or BAD, or BYE came */
	/* What the server offered after TLS: the lines of EHLO without "250-" ("SIZE 10240000"), or
	 * the words of CAPABILITY; each on a line of its own. */
	struct str offers;
	struct str last; /* the server's last reply in words, safe to show */
	size_t received; /* bytes in all */
	bool hello_began; /* the first line of EHLO's reply is the server's name, no offer */
};

/* What a server may say before it has logged us in. */
enum { DIALOGUE_MAX_BYTES = 256 << 10 };

void dialogue_init(struct dialogue *d, bool imap);
void dialogue_release(struct dialogue *d);

/* A command (or a line of SASL) as it went out. */
void dialogue_sent(struct dialogue *d, const char *bytes, size_t n);

/* One line as it came in. False when the server has said more than it may: give up. */
bool dialogue_received(struct dialogue *d, const char *line, size_t n);

/*
 * Takes the server's last reply out of sight where it repeats the secret, as it is or within what
 * SASL made of it (base64): it is shown to people and goes into logs.
 */
void dialogue_hide(struct dialogue *d, const char *secret);

#endif

/*
 * Answers to commands that are written here and not by the library: FETCH above all, whose mails
 * are handed on in pieces as they come, so that the largest needs no memory (RFC 9051 7.5.2).
 * Internal to watch/imap*.c.
 */
#ifndef WATCH_IMAP_ANSWER_H
#define WATCH_IMAP_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "watch/imap_session.h"

enum { IMAP_TAG_SIZE = 16 };

/* What "* 12 FETCH (...)" has told of a message. */
struct imap_message {
	uint32_t uid; /* 0: not told, or not yet */
	uint64_t size;
	char object[IMAP_OBJECT_SIZE]; /* "" for none */
};

/*
 * What is done with an answer; each may be NULL. A negative result ends the session: its err is
 * then IMAP_REFUSED's.
 */
struct imap_handler {
	/*
	 * The content of a message begins, of `size` bytes: 1 to have it by piece(), 0 to let it
	 * pass. `known` says what came before it; its UID may follow.
	 */
	int (*content)(void *ctx, const struct imap_message *known, uint64_t size, struct err *err);
	int (*piece)(void *ctx, const void *bytes, size_t n, struct err *err);
	/* All of a message was told. has_content: its content was wanted, and is whole. */
	int (*message)(
		void *ctx, const struct imap_message *message, bool has_content, struct err *err);
	/* Any other line "* ...", without "* "; its literals are quoted strings. */
	int (*line)(void *ctx, const char *line, struct err *err);
	void *ctx;
};

/*
 * Sends a command, given without its tag, which is made in tag_r. 0 or IMAP_ENDED.
 */
int imap_send(struct imap *imap, const char *command, char tag_r[IMAP_TAG_SIZE], struct err *err);

/*
 * Reads the answer to a command, and whatever comes with it. imap_begin() comes before it. `what`
 * as for imap_result(). 0, IMAP_REFUSED (also where the handler failed), IMAP_ENDED.
 */
int imap_answer(struct imap *imap, const char *tag, const struct imap_handler *handler,
	const char *what, struct err *err);

/* Both, for a short answer. */
int imap_ask(struct imap *imap, const char *command, const struct imap_handler *handler,
	const char *what, struct err *err);

/* The numbers "name N" of "... (name N name N)" as in STATUS; 0 when it is not there. */
uint64_t imap_number(const char *line, const char *name);

/* Calls `each` for the ranges of a set "1:3,7"; false when it is none. */
bool imap_set_each(
	const char *set, void (*each)(void *ctx, uint32_t first, uint32_t last), void *ctx);

#endif

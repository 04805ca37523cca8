/*
 * An IMAP server as an inbox: connect, file what is new, move what is planned, wait, and all over
 * again when the line breaks.
 */
#ifndef WATCH_SOURCE_IMAP_H
#define WATCH_SOURCE_IMAP_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "watch/imap.h"
#include "watch/source_maildir.h"

/*
 * Which mails were being fetched. In memory that outlives the process where there is one that
 * starts it again, so that mails that end it are found.
 */
struct source_suspect {
	uint32_t uidvalidity, first, last; /* first 0: none */
	uint32_t narrow_to; /* up to that UID mails are fetched one by one */
	unsigned deaths; /* times that fetching them has ended the session or the process */
	int64_t retry_at; /* monotonic ms: when what was passed over is tried again; 0 is now */
};

/* Notes that fetching the suspects ended the session, or the process. */
void source_suspect_died(struct source_suspect *suspect);

/* Waits in milliseconds; 0 is the usual. */
struct source_waits {
	int64_t idle, poll, retry;
};

struct source_imap {
	struct imap_settings imap; /* without the secret */
	const char *source; /* the store's name for the server: URL without folder */
	const char *const *folders; /* the first is followed by IDLE, the others are looked at */
	size_t folder_count;
	/* Appends the password or token, asked for at each connection; NULL: no login. */
	int (*secret)(void *ctx, struct str *out, struct err *err);
	void *ctx;
	struct source_waits waits;
	struct source_suspect *suspect;
};

/* As source_maildir_run(). With `once`, an unreachable server is ERR_TEMPORARY. */
int source_imap_run(
	const struct source_imap *settings, const struct watching *watching, struct err *err);

#endif

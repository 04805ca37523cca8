/*
 * One IMAP session (RFC 3501, 9051) that is logged in: the commands that a watcher needs.
 *
 * The connection is net/'s, the language is libetpan's, and between them stands stream.h. Messages
 * are named by UID only. Whatever a server sends can at most end the session. Folders are given as
 * people write them, in UTF-8 with '/' between levels.
 *
 * Results: 0; IMAP_REFUSED when the server said NO or BAD (err holds its words, the session goes
 * on); IMAP_ENDED when the session is over and only imap_close() is left.
 */
#ifndef WATCH_IMAP_H
#define WATCH_IMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "net/connection.h"

enum { IMAP_REFUSED = -2, IMAP_ENDED = -1 };

struct imap;

struct imap_settings {
	struct connection_settings connection;
	int stop_fd; /* ends every wait when it becomes readable; -1: none */
	int silence_seconds; /* how long a server may say nothing while an answer is due */
};

/* Connects and logs in. *failure_r as for connection_open(). 0 or -1. */
int imap_open(const struct imap_settings *settings, struct imap **imap_r,
	enum connection_failure *failure_r, struct err *err);

/* Says LOGOUT where the session is alive and not told to stop; NULL is fine. */
void imap_close(struct imap *imap);

/* Whether it ended because stop_fd became readable. */
bool imap_stopped(const struct imap *imap);

/* Whether it ended because of what the server sent, not because the line broke. */
bool imap_misbehaved(const struct imap *imap);

/* Whether a capability is offered, after the login. */
bool imap_offers(const struct imap *imap, const char *capability);

/* A folder that was selected. */
struct imap_folder {
	uint32_t uidvalidity;
	uint32_t uidnext; /* 0 when the server does not tell */
	uint32_t exists;
	bool read_only;
};

/* Selects a folder, to look at it only with `examine`. */
int imap_select(struct imap *imap, const char *folder, bool examine, struct imap_folder *folder_r,
	struct err *err);

/*
 * Selects the folder that was selected before. IMAP_ENDED also when its UIDs mean other messages
 * than they did: the next session begins with that.
 */
int imap_select_again(struct imap *imap, const char *folder, uint32_t uidvalidity, struct err *err);

/* The UIDs above `uid`, rising, in *uids_r (heap). */
int imap_uids_above(
	struct imap *imap, uint32_t uid, uint32_t **uids_r, size_t *count_r, struct err *err);

/* The sizes of n messages; 0 for those that are gone. */
int imap_sizes(
	struct imap *imap, const uint32_t *uids, size_t n, uint32_t *sizes_r, struct err *err);

/*
 * Fetches messages whole, without marking them as seen; `take` is called for each that is there. A
 * negative result of it ends the fetch with IMAP_REFUSED and its err. taken_r[i] (may be NULL)
 * tells whether uids[i] came: servers leave out what is gone, and sometimes what they cannot read.
 */
struct imap_taker {
	int (*take)(void *ctx, uint32_t uid, const void *bytes, size_t n, struct err *err);
	void *ctx;
};
int imap_fetch(struct imap *imap, const uint32_t *uids, size_t n, uint64_t bytes,
	const struct imap_taker *taker, bool *taken_r, struct err *err);

/* The same for up to n bytes from `offset` of one message. *got_r: how many there were. */
int imap_fetch_part(struct imap *imap, uint32_t uid, uint32_t offset, uint32_t n,
	const struct imap_taker *taker, size_t *got_r, struct err *err);

/* The UIDs of messages of exactly `size` bytes in the selected folder; heap. */
int imap_uids_of_size(
	struct imap *imap, uint32_t size, uint32_t **uids_r, size_t *count_r, struct err *err);

/* How many messages of the selected folder have the Message-ID (without brackets). */
int imap_count_message_id(
	struct imap *imap, const char *message_id, size_t *count_r, struct err *err);

/* Why a server refused a copy, as far as it matters here. */
enum imap_refusal { IMAP_NO_FOLDER, IMAP_OVER_QUOTA, IMAP_OTHER_REFUSAL };

/*
 * Copies or moves one message to a folder. *there_r tells what is known: 1 it is there now, 0 there
 * was no such message, -1 the server did not say (it has no UIDPLUS). *refusal_r is set with
 * IMAP_REFUSED.
 */
int imap_copy(struct imap *imap, uint32_t uid, const char *folder, bool move, int *there_r,
	enum imap_refusal *refusal_r, struct err *err);

/* Marks a message as deleted and expunges it alone. Needs UIDPLUS. */
int imap_remove(struct imap *imap, uint32_t uid, struct err *err);

/* Makes a folder, and subscribes to it. */
int imap_create(struct imap *imap, const char *folder, struct err *err);

/*
 * How often the server has told a number of messages so far: when it is not what it was before
 * imap_uids_above(), there may be more.
 */
uint64_t imap_news(const struct imap *imap);

/*
 * IDLE (RFC 2177) until the server says something or milliseconds have passed; returns at once when
 * imap_news() is not `news`. Ends the IDLE in any case.
 */
int imap_idle(struct imap *imap, uint64_t news, int64_t milliseconds, struct err *err);

/* Asks for news by NOOP. */
int imap_noop(struct imap *imap, struct err *err);

/* The folder's UIDNEXT by STATUS, for servers whose NOOP tells nothing; 0 when it is not told. */
int imap_status(struct imap *imap, const char *folder, uint32_t *uidnext_r, struct err *err);

#endif

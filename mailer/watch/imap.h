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
#include "base/mem.h"
#include "base/str.h"
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

/* What it was opened on: for its names and offers only. */
const struct connection *imap_connection(const struct imap *imap);

/* Whether it ended because stop_fd became readable. */
bool imap_stopped(const struct imap *imap);

/* Whether a capability is offered, after the login. */
bool imap_offers(const struct imap *imap, const char *capability);

/* A folder that was selected. */
struct imap_folder {
	uint32_t uidvalidity;
	uint32_t uidnext; /* 0 when the server does not tell */
	uint32_t exists;
	uint64_t modseq; /* rises with each change in it (RFC 7162); 0 when the server keeps none */
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

enum { IMAP_OBJECT_SIZE = 258 };

/* Whether the server gives mails ids of its own (RFC 8474 EMAILID, or Gmail's X-GM-MSGID). */
bool imap_has_objects(const struct imap *imap);

/* What is asked of messages before they are fetched. */
struct imap_info {
	uint64_t size; /* 0: it is gone */
	const char *object; /* the server's own id, of the arena; NULL: none */
};
int imap_infos(struct imap *imap, const uint32_t *uids, size_t n, struct arena *arena,
	struct imap_info *infos_r, struct err *err);

/* How much of a mail; none of it is marked as seen. */
enum imap_extent { IMAP_WHOLE, IMAP_BEGINNING, IMAP_HEADER, IMAP_MESSAGE_ID };

enum {
	IMAP_FETCH_MAX = 400, /* mails that one command asks for */
	IMAP_BEGINNING_BYTES = 8 << 20,
};
#define IMAP_WHOLE_MAX (UINT64_C(2) << 30) /* bytes; a larger mail ends the session */

/*
 * Asks for messages (rising UIDs) without waiting: the answers are taken in the order of the
 * questions, so that the server has the next mails ready while these are looked at. No mail may be
 * asked for twice, nor anything else be asked, until all are taken.
 */
int imap_fetch_post(struct imap *imap, const uint32_t *uids, size_t n, enum imap_extent extent,
	struct err *err);

/*
 * Takes the answer that is due next. Mails of those behind it may come before its end, as servers
 * do several things at a time, so all are taken by the same taker. Each mail that comes is begun,
 * fed in pieces as they arrive, and ended, or dropped where it was another mail's. Servers leave
 * out what is gone, and sometimes what they cannot read. A negative result of begin, feed or end
 * ends the session with its err, and IMAP_REFUSED is returned.
 */
struct imap_taker {
	int (*begin)(void *ctx, uint32_t uid, struct err *err);
	int (*feed)(void *ctx, const void *bytes, size_t n, struct err *err);
	int (*end)(void *ctx, uint32_t uid, struct err *err);
	void (*drop)(void *ctx);
	void *ctx;
};
int imap_fetch_take(struct imap *imap, const struct imap_taker *taker, struct err *err);

/* The UIDs of messages of exactly `size` bytes in the selected folder; heap. */
int imap_uids_of_size(
	struct imap *imap, uint32_t size, uint32_t **uids_r, size_t *count_r, struct err *err);

/*
 * The UIDs of messages of the selected folder that have one of n Message-IDs (without brackets), or
 * one that only contains it; heap.
 */
int imap_uids_of_message_ids(struct imap *imap, const char *const *ids, size_t n, uint32_t **uids_r,
	size_t *count_r, struct err *err);

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

/* A folder that need not be selected, by STATUS: each number is 0 when it is not told. */
int imap_status(
	struct imap *imap, const char *folder, struct imap_folder *folder_r, struct err *err);

/* Whether the server tells what vanished since a modseq (QRESYNC). */
bool imap_tells_vanished(const struct imap *imap);

/* Those of n messages of the selected folder that vanished since modseq, as ranges, to `gone`. */
int imap_vanished(struct imap *imap, const uint32_t *uids, size_t n, uint64_t modseq,
	void (*gone)(void *ctx, uint32_t first, uint32_t last), void *ctx, struct err *err);

/*
 * The user's folder for a use ("\\Sent", "\\Junk"; RFC 6154), appended as people write it: 1, 0
 * when the server names none, or an IMAP result.
 */
int imap_special(struct imap *imap, const char *use, struct str *folder, struct err *err);

#endif

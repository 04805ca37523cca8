/* What the files of the IMAP session share. Internal to watch/imap*.c. */
#ifndef WATCH_IMAP_SESSION_H
#define WATCH_IMAP_SESSION_H

#include <libetpan/libetpan.h>

#include "base/str.h"
#include "watch/imap.h"
#include "watch/stream.h"

enum {
	IMAP_ANSWER_MAX = 8 << 20, /* bytes of an answer that holds no mails */
	IMAP_ANSWER_SECONDS = 120,
};

/* A FETCH that is on its way. */
struct imap_fetch;

struct imap {
	struct connection *connection;
	struct stream *stream;
	mailimap *session;
	char *host;
	char delimiter; /* between levels of folders; 0: there are no levels */
	char *prefix; /* of the user's own folders: "INBOX."; "" mostly */
	bool ended;
	bool qresync; /* it was enabled */
	unsigned tags; /* of commands that the library does not know of */
	struct imap_fetch *fetches; /* those that are on their way, in order */
};

/* Sets the limits of one command's answer. */
void imap_begin(struct imap *imap, uint64_t max_bytes, int seconds);

/*
 * The result of a command from the library's code r: 0, IMAP_REFUSED, IMAP_ENDED. `what` is how the
 * command reads in a sentence: "the folder X cannot be opened".
 */
int imap_result(struct imap *imap, int r, const char *what, struct err *err);

/* The folder's name as the server wants it (modified UTF-7, its delimiter and prefix); heap. */
char *imap_folder_name(const struct imap *imap, const char *folder);

/* The other way: the name as people write it, appended. */
void imap_add_folder(const struct imap *imap, const char *name, char delimiter, struct str *out);

/* Appends a string in quotes. */
void imap_add_quoted(struct str *out, const char *text);

/* Appends rising UIDs as a set: "1:3,7". */
void imap_add_set(struct str *out, const uint32_t *uids, size_t n);

/*
 * The tag of a fetch that is on its way: its result is noted, since servers may answer commands
 * that do not depend on each other in another order (RFC 9051 5.5). False when it is none.
 */
bool imap_fetch_answered(
	struct imap *imap, const char *tag, size_t n, int result, const struct err *err);

/* Forgets the fetches that are on their way. */
void imap_fetch_forget(struct imap *imap);

#endif

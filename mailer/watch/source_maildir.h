/*
 * A Maildir as an inbox: what is there now, and what arrives. Nothing in it is ever changed.
 */
#ifndef WATCH_SOURCE_MAILDIR_H
#define WATCH_SOURCE_MAILDIR_H

#include <stdbool.h>

#include "base/err.h"
#include "store/store.h"
#include "watch/filing.h"

/* What every source is given. */
struct watching {
	struct store *store;
	struct filing *filing;
	struct worker *worker; /* that filing has */
	const char *archive; /* and its archive */
	/*
	 * Where sent letters are kept, or NULL: a folder of the server, or the path of a Maildir.
	 * Uncertain letters that are there count as sent.
	 */
	const char *sent_folder;
	int stop_fd; /* readable when the watch is to end */
	bool once; /* all that is there now, then the end */
	size_t *passed_over; /* counts mails that could not be had */
	/* Called when everything that is there has been filed and a wait begins; may be NULL. */
	void (*idle)(void *ctx);
	void *ctx;
};

/*
 * Files the mails of the Maildir at path; the store knows it by the name `source`. 0 when it ended
 * because all was done (once) or stop_fd became readable, -1 on a failure.
 */
int source_maildir_run(
	const char *path, const char *source, const struct watching *watching, struct err *err);

#endif

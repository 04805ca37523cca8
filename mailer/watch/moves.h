/*
 * What was planned for the server, done: copies and moves of mails that are filed.
 *
 * Each is noted as begun before it, and as done after it. What was begun and not noted as done (the
 * program was killed, the line broke) is looked for in the folder where it would be, by its bytes,
 * so that nothing is there twice (W8, W9).
 */
#ifndef WATCH_MOVES_H
#define WATCH_MOVES_H

#include <stddef.h>

#include "base/err.h"
#include "store/store.h"
#include "store/watch_position.h"
#include "watch/imap.h"

struct moves {
	struct store *store;
	struct imap *imap;
	const struct watch_mailbox *mailbox;
	const char *folder; /* the one that is selected */
};

/*
 * Does all that is planned in the selected folder. 0 also where the server refused something (told,
 * and tried again another time, or given up); IMAP_ENDED; IMAP_REFUSED when the store failed.
 */
int moves_run(const struct moves *moves, struct err *err);

/*
 * Gives up what is planned for mails that vanished between mailbox->modseq and `modseq`, where the
 * server tells (QRESYNC): each would be tried in vain. Results as of moves_run().
 */
int moves_forget_vanished(const struct moves *moves, uint64_t modseq, struct err *err);

#endif

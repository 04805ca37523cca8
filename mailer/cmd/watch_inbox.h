/* The inbox of a campaign's settings as a source to watch. */
#ifndef CMD_WATCH_INBOX_H
#define CMD_WATCH_INBOX_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"
#include "campaign/campaign.h"
#include "watch/source_imap.h"

/* Whether it is a server, and not a Maildir. */
bool watch_inbox_is_server(const struct campaign *campaign);

/* The folders of the server that are followed, each once (of the arena); the first is the url's. */
size_t watch_inbox_folders(
	const struct campaign *campaign, struct arena *arena, const char ***folders_r);

/* Watches it until it ends: 0 or -1, as the sources do. */
int watch_inbox_run(const struct campaign *campaign, const struct watching *watching,
	struct source_suspect *suspect, struct err *err);

#endif

/* check --online: the folders of the inbox's server, and what its user may want to know of them. */
#ifndef CMD_CHECK_FOLDERS_H
#define CMD_CHECK_FOLDERS_H

#include <jansson.h>
#include <stdbool.h>

#include "campaign/campaign.h"
#include "watch/imap.h"
#include "cmd/cli.h"

struct online_folder {
	char *name; /* heap */
	long mails; /* -1: not told */
	char *problem; /* why it cannot be followed, or NULL; heap */
};

struct online_folders {
	struct online_folder *list; /* those that are followed */
	size_t count;
	struct online_folder sent; /* where sent letters are looked for; no name: nowhere */
	bool sent_by_use; /* the server names it */
	char *junk; /* the server's folder for spam, where it is not followed; heap */
};

/* Looks at the folders: 0, or -1 when the session ended. */
int online_folders_look(
	struct online_folders *f, const struct campaign *c, struct imap *imap, struct err *err);

/* Whether one of those that were asked for is not there. */
bool online_folders_lack(const struct online_folders *f);

void online_folders_print(const struct online_folders *f);
void online_folders_json(const struct online_folders *f, json_t *server);
void online_folders_release(struct online_folders *f);

#endif

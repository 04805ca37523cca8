/* check --online: logs in to the servers of a campaign and says what they offer. */
#ifndef CMD_CHECK_ONLINE_H
#define CMD_CHECK_ONLINE_H

#include <jansson.h>
#include <stdbool.h>

#include "campaign/campaign.h"
#include "cmd/check_folders.h"
#include "cmd/cli.h"

/* What one of the two ways, in or out, turned out to be. */
struct online {
	const char *name; /* "send" or "inbox" */
	const struct server_settings *server;
	const char *const *keywords; /* those worth telling; the last is NULL */
	bool server_there; /* there is a server to log in to, and it was reached */
	char *host, *tls; /* as connected to; heap */
	char **offered; /* keywords with their arguments, heap; NULL: not offered */
	struct online_folders *folders; /* of the inbox, NULL for none */
	long size; /* the largest letter that the server takes, 0 is no limit known */
	int status; /* EXIT_DONE, or what to end with */
	struct err err;
};

void online_check_send(struct online *o, const struct campaign *c);
void online_check_inbox(struct online *o, const struct campaign *c);
void online_print(const struct cli *cli, const struct online *o);
json_t *online_json(const struct online *o);
void online_release(struct online *o);

#endif

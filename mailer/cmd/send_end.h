/* How a run of the sender ended: in words, and as an exit status. */
#ifndef CMD_SEND_END_H
#define CMD_SEND_END_H

#include <stddef.h>

#include "send/sender.h"
#include "cmd/cli.h"
#include "cmd/send_deliver.h"

struct send_end {
	const struct cli *cli;
	struct store *store;
	const struct send_options *options;
	const struct sender_report *report;
	size_t done; /* outcomes that were told */
};

/* Tells why it ended, the sums, what is in doubt and what is due next. The exit status. */
int send_end_tell(const struct send_end *e);

#endif

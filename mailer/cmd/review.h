/* The walk through what waits to be judged. */
#ifndef CMD_REVIEW_H
#define CMD_REVIEW_H

#include <stddef.h>

#include "store/replies.h"
#include "cmd/cli.h"
#include "cmd/workspace.h"

/* One thing to judge: a reply, a demand that it answers, the organisation. */
struct review_item {
	long reply;
	const char *demand, *target;
	size_t place; /* of the demand in the settings: the order in which a person reads them */
};

/* Shows item number `at` of `count`: the reply's head, the demand, the passage. */
void review_show(const struct cli *cli, const struct workspace *w, const struct review_item *item,
	const struct reply *reply, size_t at, size_t count);

/* The keys and what they do. */
void review_show_help(const struct cli *cli);

/* What the reply has for this demand; NULL when it does not answer it any more. */
const struct reply_demand *review_passage(const struct reply *reply, const char *demand);

#endif

/* send --test: one real letter to an address of one's own. The log tells of it where there is a
 * store; no letter's state changes. */
#ifndef CMD_SEND_TEST_H
#define CMD_SEND_TEST_H

#include "cmd/cli.h"
#include "cmd/workspace.h"

/*
 * Sends the first letter, or the one to `who` (an address, id or organisation; NULL: the first), to
 * the address `to` only. The exit status.
 */
int send_test(struct workspace *w, const struct cli *cli, const char *to, const char *who);

#endif

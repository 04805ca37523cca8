/*
 * `resolve --restored`: an old copy of the store is the store from now on.
 */
#ifndef CMD_RESTORED_H
#define CMD_RESTORED_H

#include "cmd/cli.h"
#include "cmd/workspace.h"

/*
 * Goes on with an old copy in the name of `by`. Whatever may have left since it was copied becomes
 * uncertain: letters that it has as queued, and, since their traces are lost, those that it has not
 * and that the lists make now, and the reminders that would be due. All of it is one transaction,
 * and the copy is refused until that has ended. Loads w. The exit status.
 */
int restored_accept(struct workspace *w, const struct cli *cli, const char *by);

#endif

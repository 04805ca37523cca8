/* The targets of the recipients list, for commands that need nothing else of it. */
#ifndef CMD_LISTED_H
#define CMD_LISTED_H

#include <stddef.h>

#include "base/mem.h"
#include "cmd/workspace.h"

enum {
	LISTED_BYTES_MAX = 4 << 20
}; /* a longer list is not read: its targets count once written to
    */

/*
 * The targets of the list as it is now, each once, in its order, in *targets_r (of the arena).
 * After workspace_load_settings(). A list that is broken, missing or longer than LISTED_BYTES_MAX
 * has none: whoever sends from it is told.
 */
size_t listed_targets(struct workspace *w, struct arena *arena, const char ***targets_r);

#endif

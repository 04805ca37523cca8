/*
 * Which templates somebody has seen as letters, as they are now: preview notes it, send asks before
 * anything is frozen. What is kept is hashes, in a file of the user's own (XDG_STATE_HOME, else
 * ~/.local/state), since a preview writes nothing into the campaign.
 */
#ifndef CMD_PREVIEWED_H
#define CMD_PREVIEWED_H

#include <stddef.h>

#include "base/str.h"
#include "campaign/campaign.h"
#include "letter/letter.h"

enum { PREVIEWED_MAX = 100 }; /* templates of a campaign */

/* Names of templates, each once; borrowed from a composer. Zero-initialised is none. */
struct previewed {
	const char *names[PREVIEWED_MAX];
	size_t count;
};

/* A letter of this template was shown. */
void previewed_add(struct previewed *seen, const char *template);

/* Notes those that were shown. What cannot be written is not noted. */
void previewed_keep(const struct previewed *seen, const struct campaign *c);

/* Takes those out that were shown as they are now. */
void previewed_drop_known(struct previewed *all, const struct campaign *c);

#endif

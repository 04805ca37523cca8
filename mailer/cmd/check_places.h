/* check: the folders that letters go to and mails come from, as the settings name them. */
#ifndef CMD_CHECK_PLACES_H
#define CMD_CHECK_PLACES_H

#include "base/err.h"
#include "campaign/campaign.h"

/*
 * Tells of a folder for letters that is none, of letters that would be put where answers are read
 * from, of an inbox that is the archive, of what only a server's inbox has, and of a program for
 * `sendmail:` that is not there.
 */
void check_places(const struct campaign *campaign, struct problems *problems);

#endif

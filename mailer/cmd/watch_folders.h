/* The server's folder for a demand that a mail answers: the setting `file_into`, rendered. */
#ifndef CMD_WATCH_FOLDERS_H
#define CMD_WATCH_FOLDERS_H

#include "base/err.h"
#include "base/str.h"
#include "campaign/campaign.h"
#include "demand/demand.h"

struct watch_folders;

/* Whether the setting can be parsed and rendered: every problem, in its place in the settings. */
void watch_folders_check(const struct campaign *campaign, struct problems *problems);

/* Parses the setting; *folders_r is NULL when there is none. The campaign is borrowed. 0 or -1. */
int watch_folders_new(
	const struct campaign *campaign, struct watch_folders **folders_r, struct err *err);
void watch_folders_free(struct watch_folders *f);

/* Appends the folder's name, for filing_settings.folder. 0 or -1. */
int watch_folders_render(struct watch_folders *f, const struct demand *demand, const char *ref,
	const char *org, struct str *out, struct err *err);

#endif

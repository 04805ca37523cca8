/*
 * Merge fields that are written in another way than templates have them: "{ recipient.name }",
 * "<<name>>", as other programs want them. They would go out as they stand.
 */
#ifndef CMD_CHECK_FIELDS_H
#define CMD_CHECK_FIELDS_H

#include "base/err.h"
#include "campaign/campaign.h"

/* Warns of them in the templates of letters and reminders, each at its place. */
void check_fields(const struct campaign *c, struct problems *problems);

#endif

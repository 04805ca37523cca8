/* A mail that was read in, told to a person; and its bytes from the archive. */
#ifndef CMD_MAIL_TEXT_H
#define CMD_MAIL_TEXT_H

#include "base/err.h"
#include "base/str.h"
#include "store/replies.h"
#include "cmd/cli.h"

/* Appends "Legal <legal@example.com>", not made visible. */
void mail_add_sender(struct str *out, const struct reply *r);

/* Two lines: number, date, sender, subject; what it was taken for and where it is filed. */
void mail_print_line(const struct cli *cli, const struct reply *r);

/* All of it: where it is filed and why, which demands it answers, then its text. */
void mail_print(const struct cli *cli, const struct reply *r);

/*
 * Appends the mail's bytes from the archive of the campaign in dir, checked against its hash. Found
 * also where a mail program has moved it within the Maildir. 0 or -1.
 */
int mail_archived(const char *dir, const struct reply *r, struct str *out, struct err *err);

#endif

/* Until when: a date as people give it, with the working days of a campaign. */
#ifndef CMD_EXTEND_UNTIL_H
#define CMD_EXTEND_UNTIL_H

#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "cmd/cli.h"

/*
 * Reads "2025-10-31", or "+10d", "+2w", "+10wd" (working days) from now, into date_r; notes when it
 * is past, or no working day. holidays: the file of days that are none, in dir; NULL: holidays.txt
 * there, if there is one. ERR_INPUT with every mistake of that file. 0 or -1.
 */
int extend_until(const struct cli *cli, const char *dir, const char *holidays, const char *until,
	int64_t now, struct date *date_r, struct err *err);

#endif

/* What was made of one mail, printed; for the command `read`. */
#ifndef CMD_READ_SHOW_H
#define CMD_READ_SHOW_H

#include "reply/reading.h"
#include "cmd/cli.h"

/* As an object on one line; file is named as the user named it. */
void read_print_json(const char *file, const struct reading *r);

/* For people. */
void read_print(const struct cli *cli, const char *file, const struct reading *r);

#endif

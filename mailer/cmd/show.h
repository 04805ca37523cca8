/* The three kinds of things that `show` shows. */
#ifndef CMD_SHOW_H
#define CMD_SHOW_H

#include <stdbool.h>

#include "cmd/cli.h"
#include "cmd/workspace.h"

struct show {
	const struct cli *cli;
	struct workspace w;
	const char *what;
	bool eml; /* a reply's bytes from the archive */
	bool text; /* a reply's text and nothing else */
	const char *target; /* a demand's history at this one only */
};

/* Each: 1 when there was such a thing (and it was shown), 0, -1. */
int show_letter(struct show *s, struct err *err);
int show_demand(struct show *s, struct err *err);

/* Bytes to standard output: as they are, or made visible when that is a terminal. */
void show_bytes(const char *bytes, size_t n);

#endif

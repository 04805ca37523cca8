/* A hash of everything that the tracker's pages are made of: while it stays, so do they. */
#ifndef CMD_REPORT_INPUTS_H
#define CMD_REPORT_INPUTS_H

#include "base/err.h"
#include "base/hash.h"
#include "report/site.h"
#include "cmd/workspace.h"

/* Of the program, the day, the settings and lists, the store (open), the templates. 0 or -1. */
int report_inputs(struct workspace *w, const struct report_site *site, char hex_r[SHA256_HEX],
	struct err *err);

#endif

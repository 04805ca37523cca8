/* The rows of `render --each`, of a CSV or a JSON file. */
#ifndef CMD_RENDER_ROWS_H
#define CMD_RENDER_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"
#include "base/str.h"
#include "liquid/value.h"
#include "campaign/table.h"
#include "cmd/cli.h"

/* A value for each row. */
struct render_rows {
	struct liquid_value *values;
	bool is_csv;
	size_t count;
	struct arena arena;
	struct table table;
	struct str bytes; /* initialise with STR_INIT, all else with zeroes */
};

/* Reads a file, "-" being JSON from standard input. -1 to go on, else the exit status, told. */
int render_rows_load(struct render_rows *rows, const char *path, const struct cli *cli);
void render_rows_release(struct render_rows *rows);

#endif

/* CSV for spreadsheets (RFC 4180), in which no cell can be a formula. */
#ifndef CMD_CSV_OUT_H
#define CMD_CSV_OUT_H

#include <stdbool.h>

#include "base/str.h"

/*
 * Appends a cell: quoted, controls and invalid UTF-8 made visible. A text that a spreadsheet would
 * take for a formula (it begins with = + - @, a tab or CR, or a wide form of them, with or without
 * white space before) gets an apostrophe in front. NULL is an empty cell.
 */
void csv_add_cell(struct str *out, const char *text, bool first);

#endif

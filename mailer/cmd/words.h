/* Words and shapes that several commands print: days, spans, lists; the terminal's width. */
#ifndef CMD_WORDS_H
#define CMD_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/str.h"
#include "demand/demand.h"
#include "cmd/cli.h"

/* Appends "31 Oct 2025". */
void words_add_day(struct str *out, struct date d);

/* Appends "31 Oct 2025 14:05" in the campaign's time zone. */
void words_add_time(struct str *out, int64_t t);

/* Appends "today", "tomorrow", "in 12 days", "yesterday", "12 days ago". */
void words_add_distance(struct str *out, struct date d, int64_t now);

/* Appends `: "TEXT"` in one line: each run of white space is one space. NULL adds nothing. */
void words_add_quote(struct str *out, const char *text);

/* Appends "1 letter", "2 letters"; "no letters" for 0. plural NULL: singular and an s. */
void words_add_count(struct str *out, size_t n, const char *singular, const char *plural);

/* Columns of the terminal; 80 when standard output is none. COLUMNS is obeyed. */
size_t words_width(void);

/* The sign of a position: one column, "o" and the like where the locale has no UTF-8. */
const char *words_position_sign(enum demand_position position);
enum style words_position_style(enum demand_position position);

/* Whether the locale is UTF-8, so that signs besides ASCII can be shown. */
bool words_utf8(void);

/*
 * Appends text to out in lines of at most width columns, broken at spaces, each with indent spaces
 * before it. Foreign text: made visible. Line ends in it stay.
 */
void words_add_wrapped(struct str *out, const char *text, size_t indent, size_t width);

#endif

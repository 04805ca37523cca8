/*
 * The text of a settings file with its includes in their places, and where each byte of it came
 * from.
 *
 * libconfig would open includes itself: it hangs on a FIFO, follows loops until it runs out of
 * files, and an edition could not keep what it read. So they are put in here, through a source.
 */
#ifndef CAMPAIGN_CONFIG_TEXT_H
#define CAMPAIGN_CONFIG_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "campaign/source.h"

enum {
	CONFIG_SIZE_MAX = 1 << 20, /* bytes, includes and all */
	CONFIG_INCLUDE_DEPTH = 10,
};

/* A line of the text, or what is left of one behind an include. */
struct config_line {
	size_t offset; /* in the text */
	const char *file; /* as named in the settings; belongs to the list of files */
	size_t file_offset;
	uint32_t line, column; /* in the file, of the first character */
};

struct config_text {
	struct str text;
	struct config_line *lines;
	size_t line_count, line_cap;
};

/*
 * Reads `name` and what it includes through source into files. -1 when there is a problem that
 * makes going on senseless. NUL bytes, invalid UTF-8, loops, includes that are no regular files and
 * the like are reported at the place of the directive. Release in either case.
 */
int config_text_read(struct config_text *t, struct campaign_files *files,
	const struct source *source, const char *name, struct problems *problems);
void config_text_release(struct config_text *t);

/* Which line of which file holds a byte of the text. */
const struct config_line *config_text_line(const struct config_text *t, size_t offset);

/* Reports a problem at a byte of the text. */
void config_text_problem(const struct config_text *t, size_t offset, struct problems *problems,
	const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif

/*
 * A command line of the settings, taken apart into words as a shell would, and nothing else of a
 * shell: no variables, no globs, no pipes.
 */
#ifndef BASE_ARGV_H
#define BASE_ARGV_H

#include "base/mem.h"

enum { ARGV_WORDS = 100 };

/*
 * The words of a line, NULL behind the last; they belong to the arena. White space parts them;
 * quotes of either kind and, outside of single ones, backslashes keep it. NULL with a reason in
 * words (static) when a quote is never closed, there is no word, or there are more than ARGV_WORDS.
 */
char **argv_split(const char *line, struct arena *a, const char **why_r);

#endif

/* Names of pages: short, ASCII, and the same as long as the names are. */
#ifndef REPORT_SLUG_H
#define REPORT_SLUG_H

#include <stddef.h>

#include "base/mem.h"

/*
 * A file name (without ending) for each of n names: letters and digits of ASCII in lower case,
 * joined by hyphens. Names that would share one, have something besides ASCII, or are no name on
 * some system get a part of the hash of their key. Distinct whenever the keys are; of the arena.
 */
const char *const *report_slugs(
	struct arena *arena, const char *const *names, const char *const *keys, size_t n);

#endif

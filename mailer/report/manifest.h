/*
 * Which pages a folder holds, as it is noted in the folder itself. Internal to report/folder.c.
 */
#ifndef REPORT_MANIFEST_H
#define REPORT_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/map.h"
#include "report/folder.h"

/* Names that are about to be written and are not in the manifest yet: a run that was killed leaves
 * them here, a line each, so that the next one knows its own pages. */
#define MANIFEST_BEGUN FOLDER_MANIFEST ".begun"

enum { MANIFEST_NAME_MAX = 200 }; /* bytes */

/* One page: as it is noted, or as it is now. */
struct page {
	char *name;
	char sha256[SHA256_HEX];
	int64_t size, mtime; /* nanoseconds: whether somebody changed it meanwhile */
	bool wanted; /* put this time */
};

/* All zero is an empty one. */
struct manifest {
	struct page *pages;
	size_t count, cap;
	struct map by_name; /* index */
	char inputs[SHA256_HEX]; /* what they were written from, "" when that is not known */
};

/* Reads FOLDER_MANIFEST and MANIFEST_BEGUN, where they are. ERR_INPUT when the first is none of
 * ours. */
int manifest_read(struct manifest *m, const char *folder, struct err *err);

/* Notes the wanted pages and the inputs (NULL: unknown). */
int manifest_write(
	const struct manifest *m, const char *folder, const char *inputs, struct err *err);
void manifest_release(struct manifest *m);

/* Pages are valid until the next manifest_add(). NULL: there is none of that name. */
struct page *manifest_find(const struct manifest *m, const char *name);
struct page *manifest_add(struct manifest *m, const char *name);

/* Whether a name stays inside the folder, and is not the manifest's or a temporary one. */
bool manifest_may_name(const char *name);

#endif

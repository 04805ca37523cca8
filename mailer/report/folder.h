/*
 * A folder of pages that is written anew again and again: only what changed is touched.
 *
 * What was written is noted in a file of the folder (FOLDER_MANIFEST), by name and hash: a page
 * that is the same is left alone, one that is no longer wanted is removed, and a file that somebody
 * else put there is neither overwritten nor removed. Each page is replaced in one step, so that a
 * reader sees the old or the new one, whole.
 */
#ifndef REPORT_FOLDER_H
#define REPORT_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define FOLDER_MANIFEST ".openletter-pages"

struct folder;

struct folder_result {
	size_t written, unchanged, removed;
};

/*
 * Opens, and makes where it is missing, the folder at path. ERR_INPUT when that is no folder;
 * ERR_TEMPORARY while another process has it open.
 */
int folder_open(const char *path, struct folder **folder_r, struct err *err);

/*
 * Makes name ("targets/example.html": no "..", not absolute) hold these bytes. ERR_INPUT when a
 * file of that name is there that is not ours.
 */
int folder_put(struct folder *f, const char *name, const void *bytes, size_t n, struct err *err);

/*
 * Whether the folder holds, untouched, all that was written from these inputs (a hash that the
 * caller makes of everything that pages depend on). Then there is nothing to do, and *result_r says
 * how many are unchanged.
 */
bool folder_is_current(const struct folder *f, const char *inputs, struct folder_result *result_r);

/*
 * Removes what was not put this time, and keeps the manifest with the inputs (NULL: unknown). The
 * folder is closed by folder_free() in any case; without folder_finish() nothing is removed.
 */
int folder_finish(
	struct folder *f, const char *inputs, struct folder_result *result_r, struct err *err);
void folder_free(struct folder *f);

#endif

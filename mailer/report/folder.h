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

#include <stddef.h>

#include "base/err.h"

#define FOLDER_MANIFEST ".openletter-pages"

struct folder;

/* Opens, and makes where it is missing, the folder at path. ERR_INPUT when that is no folder. */
int folder_open(const char *path, struct folder **folder_r, struct err *err);

/*
 * Makes name ("targets/example.html": no "..", not absolute) hold these bytes. ERR_INPUT when a
 * file of that name is there that is not ours.
 */
int folder_put(struct folder *f, const char *name, const void *bytes, size_t n, struct err *err);

struct folder_result {
	size_t written, unchanged, removed;
};

/*
 * Removes what was not put this time, makes everything durable, and keeps the manifest. The folder
 * is closed by folder_free() in any case; without folder_finish() nothing is removed.
 */
int folder_finish(struct folder *f, struct folder_result *result_r, struct err *err);
void folder_free(struct folder *f);

#endif

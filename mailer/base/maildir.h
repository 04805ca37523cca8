/*
 * Maildir: safe delivery and listing (https://cr.yp.to/proto/maildir.html).
 *
 * Used for the `maildir:` transport, the `maildir:` inbox and the archive. A message is stored byte
 * for byte as it is given.
 */
#ifndef BASE_MAILDIR_H
#define BASE_MAILDIR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/* Makes tmp, new and cur below path, and path itself. */
int maildir_make(const char *path, struct err *err);

/*
 * Delivers bytes into new/: written to tmp/, synced, linked, directory synced. unique (letters,
 * digits,
 * '-', '_') becomes the file's name, so that delivering the same letter again finds it there: then
 * *existed_r (may be NULL) is set and nothing is written. name_r gets the path below the maildir.
 */
int maildir_deliver(const char *path, const char *unique, const void *bytes, size_t n,
	bool *existed_r, struct str *name_r, struct err *err);

/*
 * The message names ("new/..." and "cur/..."), sorted by file name, in *names_r (heap, each entry
 * heap; free with maildir_names_free). A path that is no maildir is an error.
 */
int maildir_list(const char *path, char ***names_r, size_t *count_r, struct err *err);
void maildir_names_free(char **names, size_t count);

#endif

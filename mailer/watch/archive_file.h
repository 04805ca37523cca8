/*
 * A mail becomes a file of the archive: what archive.c and archive_aside.c share. Nobody else
 * includes this.
 */
#ifndef WATCH_ARCHIVE_FILE_H
#define WATCH_ARCHIVE_FILE_H

#include <stddef.h>

/*
 * A file under a second name in the folder `cur`. By the descriptor: what was read is what is kept,
 * whatever became of its first name. 0, or -1 with errno (EEXIST: there is such a file).
 */
int archive_file_link(int source, int cur, const char *name);

/* A small mail, written under a name that must be new in the folder `cur`. 0, or -1 with errno. */
int archive_file_write(const void *bytes, size_t n, int cur, const char *name);

#endif

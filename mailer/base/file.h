/*
 * Files: whole reads with a limit, atomic writes, paths.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/*
 * Appends the whole of a regular file to out. Fails, with the path and the reason, when it is
 * missing, unreadable, no regular file (a FIFO is not opened, so nothing hangs), or larger than max
 * bytes.
 */
int file_read(const char *path, size_t max, struct str *out, struct err *err);

/* Opens a regular file to read, with the same reasons to fail: its descriptor, or -1. */
int file_open(const char *path, struct err *err);

/*
 * Replaces path by n bytes: written beside it, synced, renamed, directory synced. A reader sees the
 * old or the new file, whole. mode as for open(2).
 */
int file_write(const char *path, const void *bytes, size_t n, unsigned mode, struct err *err);

/* As file_write, but fails with ERR_INPUT when path exists already. */
int file_create(const char *path, const void *bytes, size_t n, unsigned mode, struct err *err);

/* Makes a directory and its parents; existing ones are fine. */
int dir_make(const char *path, unsigned mode, struct err *err);

/* Syncs a directory, so that a name made or removed in it survives a power loss. */
int dir_sync(const char *path, struct err *err);

/* name relative to dir, or name itself where it is absolute; "~/" is the home directory. Heap. */
char *path_join(const char *dir, const char *name);

/* The part after the last slash; points into path. */
const char *path_base(const char *path);

/* The folder that it is in: "." where there is no slash. Heap. */
char *path_parent(const char *path);

/* Whether a path is below dir, by their names alone: both as realpath(3) gives them. */
bool path_is_below(const char *path, const char *dir);

/* Whether there is anything of that name that can be reached. */
bool file_exists(const char *path);

/* Writes all n bytes to fd, over short writes and EINTR. 0, or -1 with errno. */
int fd_write_all(int fd, const void *bytes, size_t n);

#endif

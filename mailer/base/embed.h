/*
 * Files that are built into the program: templates and the like.
 *
 * CMake's embed() makes a table of them; see cmake/embed.cmake. The bytes of a file are followed by
 * a NUL that len does not count.
 */
#ifndef BASE_EMBED_H
#define BASE_EMBED_H

#include <stddef.h>

struct embedded_file {
	const char *name; /* below the folder that was embedded: "layout/head.html" */
	const char *bytes;
	size_t len;
};

/* A table ends with an entry whose name is NULL. */

#endif

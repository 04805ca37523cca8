/*
 * Errors: one sentence for the user, or many problems with their places.
 *
 * A function that can fail returns 0 or -1 and fills a struct err with one complete sentence: what
 * was found, where, and what to do. Checks of files that people write collect struct problems
 * instead, so that all are told at once. Neither is for outcomes that are no errors (a refused
 * letter).
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

/* What the exit status of the program will be. */
enum err_kind {
	ERR_FAILED = 1, /* exit 1 */
	ERR_INPUT = 2, /* exit 2: bad usage or bad input, nothing was done */
	ERR_TEMPORARY = 75, /* exit 75: run again (server unreachable, store busy) */
};

struct err {
	enum err_kind kind;
	char text[2048]; /* UTF-8, one sentence or more, no line end at its end */
};

/* Sets kind and text; always returns -1, so that `return err_set(...)` reads well. err may be NULL.
 */
int err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The same with strerror(errno) after a colon. */
int err_errno(struct err *err, enum err_kind kind, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Puts "prefix: " before the text that is there. Returns -1. */
int err_prefix(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* One finding in a file that a person wrote. line and column count from 1; 0 is "no place". */
struct problem {
	char *file;
	size_t line, column; /* column in characters */
	bool warning; /* legal but suspicious: told, and nothing is stopped */
	char *text;
};

/* A growing list of findings. Zero-initialised is empty. */
struct problems {
	struct problem *items;
	size_t count, cap, errors; /* errors: those that are no warnings */
};

enum { PROBLEMS_MAX = 1000 }; /* beyond it they are counted, not kept */

/* Adds a problem of a file; line and column count from 1, 0 is unknown. A warning is no error. The
 * same at the same place is kept once, and counted each time: a file may be read for several
 * reasons. */
void problems_add(struct problems *p, const char *file, size_t line, size_t column, const char *fmt,
	...) __attribute__((format(printf, 5, 6)));
void problems_warn(struct problems *p, const char *file, size_t line, size_t column,
	const char *fmt, ...) __attribute__((format(printf, 5, 6)));
void problems_release(struct problems *p);

#endif

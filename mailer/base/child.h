/*
 * Other programs, run as children: what they inherit, and how they are waited for.
 */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Starts the program at path. in, out and errors become its standard input, output and error; -1
 * leaves ours. It stops on a signal like any other program, whatever this process ignores or
 * blocks; own_group keeps a Ctrl-C from it. Returns 0, or an error number as posix_spawn(3).
 */
int child_start(const char *path, char *const argv[], int in, int out, int errors, bool own_group,
	pid_t *pid_r);

/* Waits for its end. Returns the status of wait(2). */
int child_wait(pid_t pid);

#endif

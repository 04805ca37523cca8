/*
 * What a process gives up before it reads foreign bytes: memory without bound, core files, new
 * processes, and every system call but the few that reading needs.
 */
#ifndef REPLY_SANDBOX_H
#define REPLY_SANDBOX_H

enum {
	SANDBOX_MEMORY = 1 << 30, /* bytes of address space */
	SANDBOX_STACK = 8 << 20,
	SANDBOX_CPU_SECONDS = 900, /* of a whole process; for one mail see worker.h */
};

/* Closes every descriptor but the two, and standard error in a build with sanitizers. */
void sandbox_close_others(int keep, int keep_too);

/* Sets the limits. 0, or -1 with errno. */
int sandbox_limit(void);

/*
 * Gives up the system calls (seccomp): no files, no network, no new processes. A call that opens or
 * looks at a file fails as forbidden; any other ends the process. 0, or -1.
 */
int sandbox_enter(void);

#endif

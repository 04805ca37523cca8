#include <errno.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "reply/sandbox.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* Closes first to last, but not standard error where a sanitizer writes its findings to. */
static void close_span(unsigned first, unsigned last)
{
	if (first > last)
		return;
	if (SANITIZED && first <= STDERR_FILENO && last >= STDERR_FILENO) {
		if (first < STDERR_FILENO)
			close_range(first, STDERR_FILENO - 1, 0);
		first = STDERR_FILENO + 1;
	}
	if (first <= last)
		close_range(first, last, 0);
}

void sandbox_close_others(int keep, int keep_too)
{
	unsigned low = (unsigned)(keep < keep_too ? keep : keep_too);
	unsigned high = (unsigned)(keep < keep_too ? keep_too : keep);

	if (low > 0)
		close_span(0, low - 1);
	if (high > low + 1)
		close_span(low + 1, high - 1);
	close_span(high + 1, ~0U);
}

static int limit(__rlimit_resource_t what, rlim_t most)
{
	struct rlimit l;

	if (getrlimit(what, &l) < 0)
		return -1;
	if (l.rlim_max != RLIM_INFINITY && l.rlim_max < most)
		most = l.rlim_max;
	l.rlim_cur = l.rlim_max = most;
	return setrlimit(what, &l);
}

int sandbox_limit(void)
{
	if (limit(RLIMIT_CORE, 0) < 0 || limit(RLIMIT_STACK, SANDBOX_STACK) < 0 ||
		limit(RLIMIT_CPU, SANDBOX_CPU_SECONDS) < 0 || limit(RLIMIT_FSIZE, 0) < 0)
		return -1;
	/* A sanitizer's shadow alone is terabytes of address space. */
	return SANITIZED ? 0 : limit(RLIMIT_AS, SANDBOX_MEMORY);
}

static int allow(scmp_filter_ctx filter, const int *calls, size_t n, uint32_t action)
{
	for (size_t i = 0; i < n; i++)
		if (calls[i] >= 0 && seccomp_rule_add(filter, action, calls[i], 0) < 0)
			return -1;
	return 0;
}

/* Memory, but none that code could be put into; signals, but to itself alone. */
static int allow_a_part(scmp_filter_ctx filter)
{
	static const int memory[] = {SCMP_SYS(mmap), SCMP_SYS(mmap2), SCMP_SYS(mprotect)};
	int rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
		SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));

	for (size_t i = 0; rc == 0 && i < sizeof memory / sizeof *memory; i++)
		if (memory[i] >= 0 && SANITIZED)
			rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, memory[i], 0);
		else if (memory[i] >= 0)
			rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, memory[i], 1,
				SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	return rc;
}

int sandbox_enter(void)
{
	static const int needed[] = {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(munmap),
		SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(exit),
		SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigreturn),
		SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction), SCMP_SYS(getpid),
		SCMP_SYS(gettid), SCMP_SYS(clock_gettime), SCMP_SYS(clock_gettime64),
		SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(restart_syscall),
		SCMP_SYS(getrandom), SCMP_SYS(close), SCMP_SYS(sigaltstack)};
	/* Libraries look for files (converters, locales, /proc) and do without them. */
	static const int refused[] = {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(openat2),
		SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(fstat), SCMP_SYS(newfstatat),
		SCMP_SYS(fstatat64), SCMP_SYS(statx), SCMP_SYS(access), SCMP_SYS(faccessat),
		SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd),
		SCMP_SYS(lseek), SCMP_SYS(ioctl)};
	/* What no sanitizer needs either. */
	static const int never[] = {SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork),
		SCMP_SYS(vfork), SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(bind),
		SCMP_SYS(ptrace), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename),
		SCMP_SYS(renameat), SCMP_SYS(renameat2)};
	/* A sanitizer calls more, for its reports: those fail, and the report is shorter. */
	uint32_t other = SANITIZED ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_KILL_PROCESS;
	scmp_filter_ctx filter = seccomp_init(other);
	int result = -1;

	if (filter == NULL)
		return -1;
	if (allow(filter, needed, sizeof needed / sizeof *needed, SCMP_ACT_ALLOW) == 0 &&
		allow_a_part(filter) == 0 &&
		(SANITIZED || allow(filter, refused, sizeof refused / sizeof *refused,
				      SCMP_ACT_ERRNO(EACCES)) == 0) &&
		(!SANITIZED || allow(filter, never, sizeof never / sizeof *never,
				       SCMP_ACT_KILL_PROCESS) == 0))
		result = seccomp_load(filter) < 0 ? -1 : 0;
	seccomp_release(filter);
	return result;
}

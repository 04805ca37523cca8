/*
 * For LD_PRELOAD: the n-th allocation of the process returns NULL, $FAIL_AT says which (0: none).
 * At its end the number of allocations goes to the file $FAIL_COUNT. Programs that it starts are
 * left alone.
 *
 * Built by alloc.sh. It stands before the C library's functions and before those of a sanitizer.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *(*real_malloc)(size_t);
static void *(*real_calloc)(size_t, size_t);
static void *(*real_realloc)(void *, size_t);
static void *(*real_aligned)(size_t, size_t);
static void (*real_free)(void *);

static atomic_long count;
static long fail_at;
static char count_file[512];
static pid_t first;

/* What is asked for before the real functions are known; never given back. */
static _Alignas(max_align_t) char early[1 << 16];
static size_t early_used;

static int is_early(const void *p)
{
	return (uintptr_t)p >= (uintptr_t)early && (uintptr_t)p < (uintptr_t)early + sizeof early;
}

static void *early_alloc(size_t n)
{
	size_t step = sizeof(max_align_t), size = (n + step - 1) / step * step;

	if (size > sizeof early - early_used)
		return NULL;
	early_used += size;
	return early + early_used - size;
}

/*
 * At the first allocation, which may be in the start of another library. dlsym() may allocate
 * itself: that is served early.
 */
static void find_real(void)
{
	static int begun;

	if (begun)
		return;
	begun = 1;
	real_malloc = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
	real_calloc = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "calloc");
	real_realloc = (void *(*)(void *, size_t))dlsym(RTLD_NEXT, "realloc");
	real_aligned = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "aligned_alloc");
	real_free = (void (*)(void *))dlsym(RTLD_NEXT, "free");
}

/* The program begins: from here on it is counted. */
__attribute__((constructor)) static void begin(void)
{
	const char *at = getenv("FAIL_AT"), *file = getenv("FAIL_COUNT");

	find_real();
	if (file && strlen(file) < sizeof count_file)
		strcpy(count_file, file);
	first = getpid();
	unsetenv("LD_PRELOAD");
	atomic_store(&count, 0);
	fail_at = at ? atol(at) : 0;
}

__attribute__((destructor)) static void end(void)
{
	char text[32];
	long n = atomic_load(&count);
	size_t at = sizeof text;

	if (count_file[0] == '\0' || getpid() != first)
		return;
	do
		text[--at] = (char)('0' + n % 10);
	while (n /= 10);
	int fd = open(count_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd >= 0) {
		(void)!write(fd, text + at, sizeof text - at);
		close(fd);
	}
}

static int fails(void)
{
	if (atomic_fetch_add(&count, 1) + 1 != fail_at)
		return 0;
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t n)
{
	find_real();
	if (real_malloc == NULL)
		return early_alloc(n);
	return fails() ? NULL : real_malloc(n);
}

void *calloc(size_t n, size_t size)
{
	find_real();
	if (real_calloc == NULL)
		return early_alloc(n * size); /* zero by itself */
	return fails() ? NULL : real_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
	find_real();
	if (real_realloc && p && !is_early(p))
		return fails() ? NULL : real_realloc(p, n);
	void *fresh = malloc(n);
	if (fresh && p) {
		size_t left = sizeof early - (size_t)((char *)p - early);
		memcpy(fresh, p, n < left ? n : left);
	}
	return fresh;
}

void *aligned_alloc(size_t alignment, size_t n)
{
	find_real();
	return real_aligned == NULL || fails() ? NULL : real_aligned(alignment, n);
}

int posix_memalign(void **p, size_t alignment, size_t n)
{
	*p = aligned_alloc(alignment, (n + alignment - 1) / alignment * alignment);
	return *p ? 0 : ENOMEM;
}

void free(void *p)
{
	if (p && !is_early(p) && real_free)
		real_free(p);
}

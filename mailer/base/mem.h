/*
 * Memory: allocation that cannot fail, and arenas.
 *
 * A failed allocation ends the process in one place, mem.c: no caller checks for NULL. Work that
 * has a beginning and an end (one letter, one mail, one page) takes an arena and releases it whole.
 * Not for text that grows: that is struct str.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* Says that memory ran out, and ends the process: for what a library could not allocate. */
_Noreturn void mem_exhausted(void);

/* n bytes, zeroed. Never NULL; the caller frees with free(). */
void *mem_alloc(size_t n);

/* Room for n items of size bytes each, zeroed; the product is checked. Never NULL. */
void *mem_array(size_t n, size_t size);

/* Resizes p (or NULL) to n items of size bytes; new bytes are not cleared. Never NULL. */
void *mem_resize(void *p, size_t n, size_t size);

/* Copies on the heap, NUL-terminated. mem_strdup(NULL) is NULL. */
char *mem_strdup(const char *s);
char *mem_strndup(const char *s, size_t n);

/* Overwrites a secret so that it is in no later core file; the compiler cannot drop it. */
void mem_wipe(void *p, size_t n);

/* Grows *items (heap, of size bytes each) so that index n is valid; *cap is the capacity in items.
 */
void mem_grow(void *items, size_t *cap, size_t n, size_t size);

struct arena_block;

/* An arena: many small allocations, one release. Zero-initialised is empty and usable. */
struct arena {
	struct arena_block *head;
	size_t used; /* bytes handed out since the last reset, for limits */
};

/* n zeroed bytes aligned for any type; valid until the arena is reset or released. */
void *arena_alloc(struct arena *a, size_t n);
void *arena_array(struct arena *a, size_t n, size_t size);
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Forgets everything but keeps one block for reuse. */
void arena_reset(struct arena *a);
void arena_release(struct arena *a);

#endif

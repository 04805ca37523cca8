#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct arena_block {
	struct arena_block *next;
	size_t cap, used;
	alignas(max_align_t) char data[];
};

enum { ARENA_BLOCK = 16 * 1024 };

void mem_exhausted(void)
{
	/* Nothing may allocate here; a plain write is the only safe thing left. */
	fputs("openletter: out of memory; nothing that was journalled is lost, run again\n",
		stderr);
	abort();
}

static void *check(void *p)
{
	if (p == NULL)
		mem_exhausted();
	return p;
}

static size_t product(size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		check(NULL);
	return bytes ? bytes : 1;
}

void *mem_alloc(size_t n)
{
	return check(calloc(1, n ? n : 1));
}

void *mem_array(size_t n, size_t size)
{
	return check(calloc(1, product(n, size)));
}

void *mem_resize(void *p, size_t n, size_t size)
{
	return check(realloc(p, product(n, size)));
}

char *mem_strndup(const char *s, size_t n)
{
	char *p = mem_alloc(n + 1);

	if (n)
		memcpy(p, s, n);
	return p;
}

char *mem_strdup(const char *s)
{
	return s ? mem_strndup(s, strlen(s)) : NULL;
}

void mem_wipe(void *p, size_t n)
{
	explicit_bzero(p, n);
}

void mem_grow(void *items, size_t *cap, size_t n, size_t size)
{
	void *p;

	if (n < *cap)
		return;
	size_t grown = *cap ? *cap * 2 : 8;
	if (grown <= n)
		grown = n + 1;
	/* items is the address of any object pointer; memcpy keeps the aliasing rules. */
	memcpy(&p, items, sizeof p);
	p = mem_resize(p, grown, size);
	memset((char *)p + *cap * size, 0, (grown - *cap) * size);
	memcpy(items, &p, sizeof p);
	*cap = grown;
}

/* n bytes as they are. */
static void *take(struct arena *a, size_t n)
{
	size_t step = alignof(max_align_t), need = (n + step - 1) / step * step;
	struct arena_block *b = a->head;

	if (need < n)
		check(NULL);
	if (b == NULL || b->cap - b->used < need) {
		size_t cap = need > ARENA_BLOCK ? need : ARENA_BLOCK;
		b = check(malloc(sizeof *b + cap));
		b->cap = cap;
		b->used = 0;
		b->next = a->head;
		a->head = b;
	}
	void *p = b->data + b->used;
	b->used += need;
	a->used += need;
	return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
	return memset(take(a, n), 0, n);
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	return arena_alloc(a, product(n, size));
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	if (n == SIZE_MAX)
		check(NULL);
	char *p = take(a, n + 1);
	if (n)
		memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	char *p = arena_alloc(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}

void arena_reset(struct arena *a)
{
	struct arena_block *b = a->head;

	if (b == NULL)
		return;
	while (b->next) {
		struct arena_block *next = b->next;
		b->next = next->next;
		free(next);
	}
	b->used = 0;
	a->used = 0;
}

void arena_release(struct arena *a)
{
	while (a->head) {
		struct arena_block *next = a->head->next;
		free(a->head);
		a->head = next;
	}
	a->used = 0;
}

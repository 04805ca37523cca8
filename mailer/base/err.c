#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

__attribute__((format(printf, 3, 0))) static void set(
	struct err *err, enum err_kind kind, const char *fmt, va_list ap)
{
	if (err) {
		err->kind = kind;
		vsnprintf(err->text, sizeof err->text, fmt, ap);
	}
}

int err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set(err, kind, fmt, ap);
	va_end(ap);
	return -1;
}

int err_errno(struct err *err, enum err_kind kind, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;

	va_start(ap, fmt);
	set(err, kind, fmt, ap);
	va_end(ap);
	if (err) {
		size_t n = strlen(err->text);
		snprintf(err->text + n, sizeof err->text - n, ": %s", strerror(saved));
	}
	return -1;
}

int err_prefix(struct err *err, const char *fmt, ...)
{
	struct str s = STR_INIT;
	va_list ap;

	if (err == NULL)
		return -1;
	va_start(ap, fmt);
	str_vaddf(&s, fmt, ap);
	va_end(ap);
	str_addf(&s, ": %s", err->text);
	snprintf(err->text, sizeof err->text, "%s", str_c(&s));
	str_release(&s);
	return -1;
}

/* Whether the same was told of the same place. */
static bool is_kept(const struct problems *p, bool warning, const char *file, size_t line,
	size_t column, const char *text)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct problem *q = &p->items[i];
		if (q->line == line && q->column == column && q->warning == warning &&
			strcmp(q->text, text) == 0 && strcmp(q->file, file) == 0)
			return true;
	}
	return false;
}

static void add(struct problems *p, bool warning, const char *file, size_t line, size_t column,
	const char *fmt, va_list ap)
{
	struct str s = STR_INIT;

	p->errors += !warning;
	if (p->count >= PROBLEMS_MAX)
		return;
	str_vaddf(&s, fmt, ap);
	if (is_kept(p, warning, file, line, column, str_c(&s))) {
		str_release(&s);
		return;
	}
	mem_grow(&p->items, &p->cap, p->count, sizeof *p->items);
	p->items[p->count++] = (struct problem){
		.file = mem_strdup(file),
		.line = line,
		.column = column,
		.warning = warning,
		.text = str_detach(&s, NULL),
	};
}

void problems_add(
	struct problems *p, const char *file, size_t line, size_t column, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(p, false, file, line, column, fmt, ap);
	va_end(ap);
}

void problems_warn(
	struct problems *p, const char *file, size_t line, size_t column, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(p, true, file, line, column, fmt, ap);
	va_end(ap);
}

void problems_release(struct problems *p)
{
	for (size_t i = 0; i < p->count; i++) {
		free(p->items[i].file);
		free(p->items[i].text);
	}
	free(p->items);
	*p = (struct problems){0};
}

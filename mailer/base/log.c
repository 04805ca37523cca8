#include <stdarg.h>
#include <stddef.h>

#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"

static void (*log_sink)(void *ctx, enum log_level level, const char *line);
static void *log_ctx;

void log_set_sink(void (*sink)(void *ctx, enum log_level level, const char *line), void *ctx)
{
	log_sink = sink;
	log_ctx = ctx;
}

void log_add(enum log_level level, const char *fmt, ...)
{
	struct str raw = STR_INIT, line = STR_INIT;
	va_list ap;

	if (log_sink == NULL)
		return;
	va_start(ap, fmt);
	str_vaddf(&raw, fmt, ap);
	va_end(ap);
	utf8_add_visible(&line, str_c(&raw), raw.len, true);
	log_sink(log_ctx, level, str_c(&line));
	str_release(&raw);
	str_release(&line);
}

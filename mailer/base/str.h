/*
 * Text and bytes that grow.
 *
 * The only growing buffer of the program. p is NUL-terminated after the first addition (so it
 * serves as a C string) and may hold NUL bytes within len. Growth stops at max bytes: the addition
 * that would pass it is dropped whole and `full` is set, so that a caller checks once, at the end.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct str {
	char *p;
	size_t len, cap, max;
	bool full; /* something was dropped because of max */
};

enum { STR_DEFAULT_MAX = 1 << 30 };

#define STR_INIT                                                                                   \
	{                                                                                          \
		.max = STR_DEFAULT_MAX                                                             \
	}

void str_init(struct str *s); /* empty, at most STR_DEFAULT_MAX bytes */
void str_init_max(struct str *s, size_t max); /* empty, at most max bytes */
void str_release(struct str *s); /* frees; s is empty and usable again */
void str_wipe(struct str *s); /* str_release for secrets: overwrites first */
void str_reset(struct str *s); /* empty, memory kept */
void str_truncate(struct str *s, size_t len); /* no-op when already shorter */
void str_reserve(struct str *s, size_t more); /* room for more bytes without a move */
void str_add(struct str *s, const void *p, size_t n);
void str_adds(struct str *s, const char *text); /* a C string; NULL adds nothing */
void str_addc(struct str *s, char c);
void str_add_number(struct str *s, size_t n); /* in decimal */
void str_add_lines(struct str *s, const char *p, size_t n); /* CR LF and CR become LF */
void str_addf(struct str *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void str_vaddf(struct str *s, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));

/* The text as a C string, "" when nothing was added. */
const char *str_c(const struct str *s);

/* Hands the buffer over (free() it); s is empty again. Never NULL. */
char *str_detach(struct str *s, size_t *len_r);

/* ASCII questions that do not depend on the locale. */
bool str_starts(const char *s, const char *prefix);
bool str_istarts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);
static inline bool str_starts_in(
	const char *p, const char *end, const char *prefix) /* before end */
{
	size_t n = strlen(prefix);

	return (size_t)(end - p) >= n && memcmp(p, prefix, n) == 0;
}

bool ascii_only(const char *p, size_t n); /* all n bytes are below 128 */
static inline int ascii_lower(int c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

static inline bool ascii_is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static inline bool ascii_is_alnum(int c)
{
	return ascii_is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z');
}

static inline bool ascii_is_space(int c) /* space, \t \n \v \f \r */
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/*
 * A decimal integer that fills all of text, between min and max. 0, or -1 when it is anything else;
 * no sign is accepted unless min is negative.
 */
int parse_long(const char *text, long min, long max, long *value_r);

/* Edit distance of two short names (Damerau-Levenshtein), at most `limit + 1`; for "did you mean".
 */
size_t name_distance(const char *a, const char *b, size_t limit);

/* The nearest of n names: with few wrong letters, or a beginning or last word of it ("org",
 * "organisation"); or NULL when none is near enough to be helpful. */
const char *name_nearest(const char *word, const char *const *names, size_t n);

#endif

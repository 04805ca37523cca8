#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"

void str_init_max(struct str *s, size_t max)
{
	*s = (struct str){.max = max};
}

void str_init(struct str *s)
{
	str_init_max(s, STR_DEFAULT_MAX);
}

void str_release(struct str *s)
{
	free(s->p);
	str_init_max(s, s->max);
}

void str_wipe(struct str *s)
{
	if (s->p)
		mem_wipe(s->p, s->cap);
	str_release(s);
}

void str_reset(struct str *s)
{
	str_truncate(s, 0);
	s->full = false;
}

void str_truncate(struct str *s, size_t len)
{
	if (len > s->len || s->p == NULL)
		return;
	s->len = len;
	s->p[len] = '\0';
}

void str_reserve(struct str *s, size_t more)
{
	size_t need;

	if (__builtin_add_overflow(s->len, more, &need) || need >= SIZE_MAX / 2)
		need = SIZE_MAX / 2; /* the allocator refuses it, in one place */
	need++;
	if (need <= s->cap)
		return;
	size_t cap = s->cap ? s->cap * 2 : 64;
	if (cap < need)
		cap = need;
	s->p = mem_resize(s->p, cap, 1);
	s->cap = cap;
	s->p[s->len] = '\0';
}

/* Whether n more bytes may be added; room is made for them. */
static bool room(struct str *s, size_t n)
{
	if (n > s->max || s->len > s->max - n) {
		s->full = true;
		return false;
	}
	if (n >= s->cap - s->len)
		str_reserve(s, n);
	return true;
}

void str_add(struct str *s, const void *p, size_t n)
{
	if (!room(s, n))
		return;
	if (n)
		memcpy(s->p + s->len, p, n);
	s->len += n;
	s->p[s->len] = '\0';
}

void str_adds(struct str *s, const char *text)
{
	if (text)
		str_add(s, text, strlen(text));
}

void str_add_lines(struct str *s, const char *p, size_t n)
{
	const char *end = p + n, *cr;

	while (p < end && (cr = memchr(p, '\r', (size_t)(end - p))) != NULL) {
		str_add(s, p, (size_t)(cr - p));
		str_addc(s, '\n');
		p = cr + 1 + (cr + 1 < end && cr[1] == '\n');
	}
	if (p < end)
		str_add(s, p, (size_t)(end - p));
}

void str_addc(struct str *s, char c)
{
	if (!room(s, 1))
		return;
	s->p[s->len++] = c;
	s->p[s->len] = '\0';
}

void str_add_number(struct str *s, size_t n)
{
	char digits[3 * sizeof n];
	size_t at = sizeof digits;

	do {
		digits[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	str_add(s, digits + at, sizeof digits - at);
}

void str_vaddf(struct str *s, const char *fmt, va_list ap)
{
	size_t have = s->p ? s->cap - s->len : 0;
	va_list again;

	/* At once, where it fits into the memory at hand; else it is known now what it takes. */
	va_copy(again, ap);
	int n = vsnprintf(have ? s->p + s->len : NULL, have, fmt, ap);
	if (n >= 0 && (size_t)n < have && (size_t)n <= s->max && s->len <= s->max - (size_t)n) {
		s->len += (size_t)n;
	} else {
		if (have)
			s->p[s->len] = '\0';
		if (n > 0 && room(s, (size_t)n)) {
			vsnprintf(s->p + s->len, (size_t)n + 1, fmt, again);
			s->len += (size_t)n;
		}
	}
	va_end(again);
}

void str_addf(struct str *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(s, fmt, ap);
	va_end(ap);
}

const char *str_c(const struct str *s)
{
	return s->p ? s->p : "";
}

char *str_detach(struct str *s, size_t *len_r)
{
	str_reserve(s, 0);
	s->p[s->len] = '\0';
	char *p = s->p;
	if (len_r)
		*len_r = s->len;
	str_init_max(s, s->max);
	return p;
}

bool str_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool str_istarts(const char *s, const char *prefix)
{
	return strncasecmp(s, prefix, strlen(prefix)) == 0;
}

bool str_ends(const char *s, const char *suffix)
{
	size_t n = strlen(s), m = strlen(suffix);

	return n >= m && memcmp(s + n - m, suffix, m) == 0;
}

bool ascii_only(const char *p, size_t n)
{
	unsigned char seen = 0;

	for (size_t i = 0; i < n; i++)
		seen |= (unsigned char)p[i];
	return seen < 0x80;
}

int parse_long(const char *text, long min, long max, long *value_r)
{
	char *end;

	/* strtol also takes leading space and a plus sign, which a file should not contain. */
	if (!(*text >= '0' && *text <= '9') && !(min < 0 && *text == '-'))
		return -1;
	errno = 0;
	long v = strtol(text, &end, 10);
	if (errno || *end || end == text || v < min || v > max)
		return -1;
	*value_r = v;
	return 0;
}

size_t name_distance(const char *a, const char *b, size_t limit)
{
	enum { MAX = 64 };
	size_t n = strlen(a), m = strlen(b);
	unsigned char rows[3][MAX + 1];

	if (n > MAX || m > MAX || (n > m ? n - m : m - n) > limit)
		return limit + 1;
	for (size_t j = 0; j <= m; j++)
		rows[0][j] = (unsigned char)j;
	for (size_t i = 1; i <= n; i++) {
		unsigned char *now = rows[i % 3], *last = rows[(i - 1) % 3],
			      *before = rows[(i + 1) % 3];
		now[0] = (unsigned char)i;
		for (size_t j = 1; j <= m; j++) {
			bool same = ascii_lower(a[i - 1]) == ascii_lower(b[j - 1]);
			size_t best = (size_t)last[j - 1] + !same;
			if ((size_t)last[j] + 1 < best)
				best = (size_t)last[j] + 1;
			if ((size_t)now[j - 1] + 1 < best)
				best = (size_t)now[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
				(size_t)before[j - 2] + 1 < best)
				best = (size_t)before[j - 2] + 1;
			now[j] = (unsigned char)best;
		}
	}
	return rows[n % 3][m];
}

/* Whether one name is the beginning of the other ("org", "organisation"), or a last word of it. */
static bool is_part(const char *a, const char *b)
{
	const char *part = strlen(a) < strlen(b) ? a : b, *whole = part == a ? b : a;
	size_t n = strlen(part), at = strlen(whole) - n;

	if (n < 3)
		return false;
	return strncasecmp(whole, part, n) == 0 ||
	       (strcasecmp(whole + at, part) == 0 && !ascii_is_alnum((unsigned char)whole[at - 1]));
}

const char *name_nearest(const char *word, const char *const *names, size_t n)
{
	/* Twice the distance: a part is nearer than two wrong letters, and not so near as one. */
	const size_t limit = strlen(word) / 3 + 1, of_part = 3;
	const char *found = NULL;
	size_t best = 2 * limit + 1;

	for (size_t i = 0; i < n; i++) {
		size_t d = 2 * name_distance(word, names[i], limit);
		bool near = d < best && d < 2 * strlen(names[i]);
		if (d > of_part && is_part(word, names[i])) {
			d = of_part;
			near = found == NULL || d < best;
		}
		if (near) {
			best = d;
			found = names[i];
		}
	}
	return found;
}

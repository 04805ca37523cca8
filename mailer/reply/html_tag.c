#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "reply/html_tag.h"

static size_t tag_end(const char *p, size_t n)
{
	char quote = 0;

	for (size_t i = 1; i < n; i++) {
		if (quote) {
			quote = p[i] == quote ? 0 : quote;
		} else if (p[i] == '"' || p[i] == '\'') {
			quote = p[i - 1] == '=' ? p[i] : 0;
		} else if (p[i] == '>') {
			return i + 1;
		}
	}
	/* An unclosed quote would eat the rest of the mail: take the first > instead. */
	const char *gt = memchr(p, '>', n);
	return gt ? (size_t)(gt - p) + 1 : 0;
}

/* "display:none" in a tag. */
static bool is_hidden(const char *p, size_t n)
{
	const char *style = memmem(p, n, "display", 7);
	size_t i;

	if (style == NULL)
		return false;
	for (i = (size_t)(style - p) + 7; i < n && (ascii_is_space(p[i]) || p[i] == ':'); i++)
		continue;
	return n - i > 4 && strncasecmp(p + i, "none", 4) == 0;
}

/* The number of a list's first item: 1 unless start="3" says otherwise. */
static unsigned list_start(const char *p, size_t n)
{
	static const char name[] = "start=";
	const char *at = memmem(p, n, name, sizeof name - 1);
	unsigned value = 0;

	if (at == NULL)
		return 1;
	at += sizeof name - 1;
	while (at < p + n && (*at == '"' || *at == '\''))
		at++;
	for (; at < p + n && *at >= '0' && *at <= '9' && value < 10000; at++)
		value = value * 10 + (unsigned)(*at - '0');
	return value ? value : 1;
}

bool html_tag_read(const char *p, size_t n, struct html_tag *t)
{
	size_t i = 1, len = 0;

	memset(t, 0, sizeof *t);
	if (n > 1 && p[1] == '/') {
		t->closing = true;
		i++;
	}
	if (i >= n || !(ascii_is_alnum(p[i]) || p[i] == '!' || p[i] == '?'))
		return false;
	if (n > 6 && memcmp(p, "<!--", 4) == 0) {
		const char *end = memmem(p + 4, n - 4, "-->", 3);
		t->length = end ? (size_t)(end - p) + 3 : n; /* unclosed: all the rest */
		return true;
	}
	for (; i < n && (ascii_is_alnum(p[i]) || p[i] == ':') && len < HTML_TAG_MAX - 1; i++)
		t->name[len++] = (char)ascii_lower(p[i]);
	t->length = tag_end(p, n);
	if (t->length == 0)
		return false;
	t->hidden = is_hidden(p, t->length);
	t->start = strcmp(t->name, "ol") == 0 ? list_start(p, t->length) : 1;
	return true;
}

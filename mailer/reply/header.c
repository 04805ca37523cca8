#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "reply/charset.h"
#include "reply/header.h"
#include "reply/reading.h"

/* The offset after the line that begins at `at`; *end_r: its end without the line end. */
static size_t next_line(const char *bytes, size_t n, size_t at, size_t *end_r)
{
	const char *lf = memchr(bytes + at, '\n', n - at);
	size_t end = lf ? (size_t)(lf - bytes) : n, next = lf ? end + 1 : n;

	if (end > at && bytes[end - 1] == '\r')
		end--;
	*end_r = end;
	return next;
}

/* Length of the field name that a line begins with; 0 when it is no field (RFC 5322 3.6.8). */
static size_t name_length(const char *line, size_t n, size_t *colon_r)
{
	size_t i = 0;

	while (i < n && line[i] > 32 && line[i] < 127 && line[i] != ':')
		i++;
	size_t name = i;
	while (i < n && (line[i] == ' ' || line[i] == '\t'))
		i++;
	if (name == 0 || i == n || line[i] != ':')
		return 0;
	*colon_r = i;
	return name;
}

static bool is_mbox_line(const char *line, size_t n)
{
	return (n > 5 && memcmp(line, "From ", 5) == 0) ||
	       (n > 6 && memcmp(line, ">From ", 6) == 0);
}

/* Passes over what stands before the first field: an mbox line, empty lines. */
static size_t skip_rubbish(const char *bytes, size_t n)
{
	size_t at = 0, end;

	for (int lines = 0; lines < 8 && at < n; lines++) {
		size_t next = next_line(bytes, n, at, &end), colon;
		if (name_length(bytes + at, end - at, &colon))
			return at;
		if (end > at && !is_mbox_line(bytes + at, end - at))
			break;
		at = next;
	}
	size_t next = n ? next_line(bytes, n, 0, &end) : 0;
	return n && is_mbox_line(bytes, end) ? next : 0;
}

void headers_parse(struct arena *a, const char *bytes, size_t n, struct headers *headers_r)
{
	struct header *items = NULL;
	size_t cap = 0, count = 0, at, end, colon;

	memset(headers_r, 0, sizeof *headers_r);
	headers_r->start = at = skip_rubbish(bytes, n);
	headers_r->body = n;
	while (at < n) {
		size_t next = next_line(bytes, n, at, &end), name;

		if (end == at) {
			headers_r->body = next;
			break;
		}
		if ((bytes[at] == ' ' || bytes[at] == '\t') && count) {
			items[count - 1].value_len = (size_t)(bytes + end - items[count - 1].value);
		} else if ((name = name_length(bytes + at, end - at, &colon)) > 0) {
			if (count == READING_MAX_HEADERS) {
				headers_r->truncated = true;
			} else {
				mem_grow(&items, &cap, count, sizeof *items);
				items[count++] = (struct header){bytes + at, name,
					bytes + at + colon + 1, end - at - colon - 1};
			}
		} else if (!is_mbox_line(bytes + at, end - at)) {
			headers_r->body = at; /* no blank line: the text begins here */
			break;
		}
		at = next;
	}
	headers_r->items = arena_array(a, count, sizeof *items);
	if (count)
		memcpy(headers_r->items, items, count * sizeof *items);
	headers_r->count = count;
	free(items);
}

const struct header *headers_next(const struct headers *h, const char *name, size_t *i)
{
	size_t n = strlen(name);

	for (; *i < h->count; (*i)++) {
		const struct header *f = &h->items[*i];
		if (f->name_len == n && strncasecmp(f->name, name, n) == 0) {
			(*i)++;
			return f;
		}
	}
	return NULL;
}

const struct header *headers_find(const struct headers *h, const char *name)
{
	size_t i = 0;

	return headers_next(h, name, &i);
}

/* The text with runs of white space as one space, without NULs and ends. */
static const char *one_line(struct arena *a, const char *p, size_t n)
{
	char *line = arena_alloc(a, n + 1);
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		if (ascii_is_space(p[i]) || p[i] == '\0') {
			if (len && line[len - 1] != ' ')
				line[len++] = ' ';
		} else {
			line[len++] = p[i];
		}
	}
	while (len && line[len - 1] == ' ')
		len--;
	line[len] = '\0';
	return line;
}

static size_t capped(size_t n)
{
	return n < READING_MAX_HEADER_BYTES ? n : READING_MAX_HEADER_BYTES;
}

const char *header_raw(struct arena *a, const struct header *field)
{
	struct str text;

	str_init_max(&text, (size_t)4 * READING_MAX_HEADER_BYTES);
	charset_add(&text, NULL, field->value, capped(field->value_len));
	const char *line = one_line(a, str_c(&text), text.len);
	str_release(&text);
	return line;
}

const char *headers_raw(struct arena *a, const struct headers *h, const char *name)
{
	const struct header *f = headers_find(h, name);

	return f ? header_raw(a, f) : NULL;
}

const char *headers_text(struct arena *a, const struct headers *h, const char *name)
{
	const struct header *f = headers_find(h, name);
	struct str text;

	if (f == NULL)
		return NULL;
	str_init_max(&text, (size_t)4 * READING_MAX_HEADER_BYTES);
	header_decode(&text, f->value, capped(f->value_len));
	const char *line = one_line(a, str_c(&text), text.len);
	str_release(&text);
	return line;
}

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "reply/parse.h"
#include "reply/reading.h"

enum {
	BOUNDARY_MAX = 250, /* RFC 2046 allows 70 */
};

struct parser {
	struct arena *arena;
	struct part *items;
	size_t count, cap;
	bool truncated;
};

static void parse_entity(struct parser *p, const char *bytes, size_t n, int parent, unsigned depth,
	const char *default_type);

static enum transfer transfer_of(const char *text)
{
	if (text == NULL)
		return TRANSFER_NONE;
	if (str_istarts(text, "quoted-printable"))
		return TRANSFER_QUOTED_PRINTABLE;
	if (str_istarts(text, "base64"))
		return TRANSFER_BASE64;
	if (str_istarts(text, "x-uu") || str_istarts(text, "uuencode"))
		return TRANSFER_UUENCODE;
	return TRANSFER_NONE;
}

/* "Text/HTML; charset=x" -> "text/html"; what is no type gives the default. */
static const char *type_of(struct arena *a, const char *value, const char *default_type)
{
	size_t n = 0;
	bool slash = false;

	while (value && (ascii_is_alnum(value[n]) || (value[n] && strchr("/.+-_!#$&^", value[n]))))
		slash |= value[n++] == '/';
	if (n == 0)
		return default_type;
	if (!slash) /* "text", "multipart": what the sender can only have meant */
		return strncasecmp(value, "html", 4) == 0 ? "text/html" : default_type;
	char *type = arena_strndup(a, value, n);
	for (size_t i = 0; i < n; i++)
		type[i] = (char)ascii_lower(type[i]);
	return type;
}

static void read_fields(struct parser *p, struct part *part, const char *default_type)
{
	struct arena *a = p->arena;
	const char *type = headers_raw(a, &part->headers, "Content-Type");
	const char *disposition = headers_raw(a, &part->headers, "Content-Disposition");
	const char *text;

	part->type = type_of(a, type, default_type);
	/* Google writes its own type besides, and often no disposition. */
	part->reaction = strcmp(part->type, "text/vnd.google.email-reaction+json") == 0;
	part->transfer = transfer_of(headers_raw(a, &part->headers, "Content-Transfer-Encoding"));
	if (disposition) {
		part->attachment = str_istarts(disposition, "attachment");
		part->reaction |= str_istarts(disposition, "reaction");
		part->name = parameter_find(a, disposition, "filename");
	}
	if (type == NULL || strchr(type, ';') == NULL) /* no parameters */
		return;
	part->charset = parameter_find(a, type, "charset");
	part->report_type = parameter_find(a, type, "report-type");
	part->protocol = parameter_find(a, type, "protocol");
	if (part->name == NULL)
		part->name = parameter_find(a, type, "name");
	text = parameter_find(a, type, "format");
	part->flowed = text && strcasecmp(text, "flowed") == 0;
	text = parameter_find(a, type, "delsp");
	part->delsp = text && strcasecmp(text, "yes") == 0;
}

/*
 * Finds the next line that begins with "--" and the boundary, at or after `at`. *start_r: where
 * that line begins; *next_r: after it; *last_r: it is the closing one.
 */
static bool find_delimiter(const char *body, size_t n, size_t at, const char *boundary, size_t len,
	size_t *start_r, size_t *next_r, bool *last_r)
{
	while (at < n) {
		const char *lf = memchr(body + at, '\n', n - at);
		size_t end = lf ? (size_t)(lf - body) : n;

		if (end - at >= len + 2 && body[at] == '-' && body[at + 1] == '-' &&
			memcmp(body + at + 2, boundary, len) == 0) {
			size_t rest = at + 2 + len;
			*last_r = end - rest >= 2 && body[rest] == '-' && body[rest + 1] == '-';
			size_t i = rest + (*last_r ? 2 : 0);
			while (i < end && ascii_is_space(body[i]))
				i++;
			if (i == end) { /* another boundary may begin with this one */
				*start_r = at;
				*next_r = lf ? end + 1 : n;
				return true;
			}
		}
		at = lf ? end + 1 : n;
	}
	return false;
}

/* The end of a part whose delimiter line begins at `at`: the line end before belongs to it. */
static size_t before_delimiter(const char *body, size_t start, size_t at)
{
	if (at > start && body[at - 1] == '\n')
		at--;
	if (at > start && body[at - 1] == '\r')
		at--;
	return at;
}

/* Splits a multipart; false when its boundary is nowhere in it. */
static bool split(struct parser *p, int self, const char *boundary)
{
	struct part part = p->items[self];
	size_t len = strlen(boundary), start, next, at;
	const char *inner =
		strcmp(part.type, "multipart/digest") == 0 ? "message/rfc822" : "text/plain";
	bool last = false;

	if (len == 0 || len > BOUNDARY_MAX ||
		!find_delimiter(part.body, part.body_len, 0, boundary, len, &start, &next, &last))
		return false;
	p->items[self].multipart = true;
	while (!last && !p->truncated) {
		at = next;
		bool more = find_delimiter(
			part.body, part.body_len, at, boundary, len, &start, &next, &last);
		size_t end = more ? before_delimiter(part.body, at, start) : part.body_len;
		if (more || end > at)
			parse_entity(p, part.body + at, end - at, self, part.depth + 1, inner);
		if (!more)
			break;
	}
	return true;
}

/* The boundary that a body shows, when the header lost it: a line "--x" before a header field. */
static const char *guess_boundary(struct parser *p, const struct part *part)
{
	const char *body = part->body, *end = body + part->body_len;

	for (int line = 0; line < 30 && body < end; line++) {
		const char *lf = memchr(body, '\n', (size_t)(end - body));
		if (lf == NULL)
			break;
		size_t n = (size_t)(lf - body);
		if (n && body[n - 1] == '\r')
			n--;
		if (n > 2 && n < BOUNDARY_MAX && body[0] == '-' && body[1] == '-' &&
			(size_t)(end - lf) > 9 && strncasecmp(lf + 1, "Content-", 8) == 0)
			return arena_strndup(p->arena, body + 2, n - 2);
		body = lf + 1;
	}
	return NULL;
}

static void parse_message(struct parser *p, int self)
{
	struct part part = p->items[self];
	const char *bytes = part.body;
	size_t n = part.body_len;

	p->items[self].message = true;
	if (part.transfer != TRANSFER_NONE) { /* forbidden (RFC 2046 5.2.1), and met */
		struct str text;
		str_init_max(&text, READING_MAX_BYTES);
		part_decode(&text, &part);
		bytes = arena_strndup(p->arena, str_c(&text), text.len);
		n = text.len;
		str_release(&text);
	}
	parse_entity(p, bytes, n, self, part.depth + 1, "text/plain");
}

static void parse_entity(struct parser *p, const char *bytes, size_t n, int parent, unsigned depth,
	const char *default_type)
{
	if (p->count == READING_MAX_PARTS) {
		p->truncated = true;
		return;
	}
	int self = (int)p->count;
	struct part part = {.parent = parent, .depth = depth};

	headers_parse(p->arena, bytes, n, &part.headers);
	p->truncated |= part.headers.truncated;
	part.body = bytes + part.headers.body;
	part.body_len = n - part.headers.body;
	read_fields(p, &part, default_type);
	mem_grow(&p->items, &p->cap, p->count, sizeof *p->items);
	p->items[p->count++] = part;

	bool is_multipart = str_starts(part.type, "multipart/");
	bool is_message = strcmp(part.type, "message/rfc822") == 0 ||
			  strcmp(part.type, "message/global") == 0 ||
			  strcmp(part.type, "message/news") == 0;
	if ((is_multipart || is_message) && depth >= READING_MAX_DEPTH) {
		p->truncated = true;
		return;
	}
	if (is_message) {
		parse_message(p, self);
	} else if (is_multipart) {
		const char *type = headers_raw(p->arena, &part.headers, "Content-Type");
		const char *boundary = type ? parameter_find(p->arena, type, "boundary") : NULL;

		if ((boundary && split(p, self, boundary)) ||
			((boundary = guess_boundary(p, &part)) && split(p, self, boundary)))
			return;
		/* Announced, but not there: what a person would see is the text. */
		p->items[self].type = "text/plain";
	}
}

void parts_parse(struct arena *a, const char *bytes, size_t n, struct parts *parts_r)
{
	struct parser p = {.arena = a};

	parse_entity(&p, bytes, n, -1, 0, "text/plain");
	parts_r->items = arena_array(a, p.count, sizeof *p.items);
	memcpy(parts_r->items, p.items, p.count * sizeof *p.items);
	parts_r->count = p.count;
	parts_r->truncated = p.truncated;
	free(p.items);
}

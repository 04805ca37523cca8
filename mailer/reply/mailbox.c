#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"
#include "reply/header.h"
#include "reply/mailbox.h"

enum {
	NAME_MAX_BYTES = 1000, /* of a display name */
};

struct reading_address *mailboxes_finish(
	struct arena *a, struct address_list *list, size_t *count_r)
{
	struct reading_address *items = NULL;

	*count_r = list->count;
	if (list->count) {
		items = arena_array(a, list->count, sizeof *items);
		memcpy(items, list->items, list->count * sizeof *items);
	}
	free(list->items);
	memset(list, 0, sizeof *list);
	return items;
}

/* One mailbox of a list while it is read. */
struct mailbox {
	struct str words; /* what is outside brackets and comments, quotes removed */
	struct str comment; /* the last comment */
	struct str route; /* between < and > */
	bool bracketed, quoted;
};

static bool is_quote(char c)
{
	return c == '"' || c == '\'';
}

static const char *decoded(struct arena *a, const struct str *raw)
{
	struct str text;
	const char *p;

	str_init_max(&text, (size_t)4 * READING_MAX_HEADER_BYTES);
	header_decode(&text, str_c(raw), raw->len);
	p = str_c(&text);
	size_t n = text.len;
	while (n && (ascii_is_space(p[n - 1]) || is_quote(p[n - 1])))
		n--;
	size_t start = 0;
	while (start < n && (ascii_is_space(p[start]) || is_quote(p[start])))
		start++;
	if (n - start > NAME_MAX_BYTES) {
		n = start + NAME_MAX_BYTES;
		while (n > start && ((unsigned char)p[n] & 0xc0) == 0x80)
			n--;
	}
	/* One line: a name with a line end is an attempt at something. */
	char *name = arena_strndup(a, p + start, n - start);
	for (char *c = name; *c; c++)
		if (ascii_is_space(*c))
			*c = ' ';
	str_release(&text);
	return *name ? name : NULL;
}

static void finish_one(struct arena *a, struct address_list *list, struct mailbox *m)
{
	const struct str *address = m->bracketed ? &m->route : &m->words;
	const char *name = NULL;
	char *text = found_text(a, str_c(address), address->len);

	if (m->bracketed && m->words.len)
		name = decoded(a, &m->words);
	if (name == NULL && m->comment.len)
		name = decoded(a, &m->comment);
	/* Obsolete routes: <@a.test,@b.test:user@c.test> (RFC 5322 4.4). */
	char *colon = *text == '@' ? strrchr(text, ':') : NULL;
	if (colon)
		text = colon + 1;
	if (strncasecmp(text, "mailto:", 7) == 0)
		text += 7;
	if (*text && (strchr(text, '@') || m->bracketed || list->count == 0)) {
		if (list->count == READING_MAX_ITEMS) {
			list->full = true;
		} else {
			mem_grow(&list->items, &list->cap, list->count, sizeof *list->items);
			list->items[list->count++] = (struct reading_address){name, text};
		}
	}
	str_reset(&m->words);
	str_reset(&m->comment);
	str_reset(&m->route);
	m->bracketed = false;
}

/* Copies a comment's text; returns the offset after it. Nesting is counted, not recursed into. */
static size_t read_comment(struct mailbox *m, const char *p, size_t n, size_t i)
{
	unsigned depth = 1;

	str_reset(&m->comment);
	for (i++; i < n; i++) {
		if (p[i] == '\\' && i + 1 < n) {
			str_addc(&m->comment, p[++i]);
			continue;
		}
		if (p[i] == '(')
			depth++;
		else if (p[i] == ')' && --depth == 0)
			return i + 1;
		str_addc(&m->comment, p[i]);
	}
	return n;
}

static size_t read_quoted(struct mailbox *m, const char *p, size_t n, size_t i)
{
	for (i++; i < n && p[i] != '"'; i++) {
		if (p[i] == '\\' && i + 1 < n)
			i++;
		str_addc(&m->words, p[i]);
	}
	return i < n ? i + 1 : n;
}

static size_t read_route(struct mailbox *m, const char *p, size_t n, size_t i)
{
	const char *end = memchr(p + i, '>', n - i);
	size_t stop = end ? (size_t)(end - p) : n;

	str_reset(&m->route);
	str_add(&m->route, p + i + 1, stop - i - 1);
	m->bracketed = true;
	return end ? stop + 1 : n;
}

void mailboxes_add(struct arena *a, struct address_list *list, const char *value, size_t n)
{
	struct mailbox m = {.bracketed = false};
	size_t i = 0;

	if (n > READING_MAX_HEADER_BYTES)
		n = READING_MAX_HEADER_BYTES;
	str_init_max(&m.words, n + 1);
	str_init_max(&m.comment, n + 1);
	str_init_max(&m.route, n + 1);
	while (i < n) {
		char c = value[i];

		if (c == '(') {
			i = read_comment(&m, value, n, i);
		} else if (c == '"') {
			i = read_quoted(&m, value, n, i);
		} else if (c == '<') {
			i = read_route(&m, value, n, i);
		} else if (c == ',' || c == ';') {
			finish_one(a, list, &m);
			i++;
		} else if (c == ':' && !m.bracketed && !memchr(str_c(&m.words), '@', m.words.len)) {
			str_reset(&m.words); /* a group's name */
			i++;
		} else {
			str_addc(&m.words, c == '\0' ? ' ' : c);
			i++;
		}
	}
	finish_one(a, list, &m);
	str_release(&m.words);
	str_release(&m.comment);
	str_release(&m.route);
}

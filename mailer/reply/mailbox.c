#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"
#include "reply/header.h"
#include "reply/mailbox.h"

enum {
	SCAN_MAX = 1 << 20, /* bytes of text that are searched */
	ID_MAX = 1000, /* bytes of a message-id or an address: RFC 5322's line length */
	NAME_MAX_BYTES = 1000, /* of a display name */
};

static char *copy(struct arena *a, const char *p, size_t n)
{
	struct str text;

	str_init_max(&text, 4 * n + 4);
	while (n && ascii_is_space(p[n - 1]))
		n--;
	while (n && ascii_is_space(*p)) {
		p++;
		n--;
	}
	for (size_t i = 0, start = 0; i <= n; i++) {
		/* Folds inside an id or an address are an accident of transport. */
		if (i < n && p[i] != '\0' && p[i] != '\r' && p[i] != '\n' && p[i] != '\t')
			continue;
		utf8_add_repaired(&text, p + start, i - start);
		start = i + 1;
	}
	char *s = arena_strndup(a, str_c(&text), text.len);
	str_release(&text);
	return s;
}

void found_add(
	struct arena *a, struct found_list *list, const char *text, size_t n, const char *header)
{
	struct str key;

	if (n == 0 || n > ID_MAX || list->full)
		return;
	str_init(&key);
	str_adds(&key, header);
	str_addc(&key, '\0');
	str_add(&key, text, n);
	bool fresh = map_put(&list->seen, key.p, key.len, 1);
	str_release(&key);
	if (!fresh)
		return;
	if (list->count == READING_MAX_ITEMS) {
		list->full = true;
		return;
	}
	char *s = copy(a, text, n);
	if (*s == '\0')
		return;
	mem_grow(&list->items, &list->cap, list->count, sizeof *list->items);
	list->items[list->count++] = (struct reading_found){s, header};
}

struct reading_found *found_finish(struct arena *a, struct found_list *list, size_t *count_r)
{
	struct reading_found *items = NULL;

	*count_r = list->count;
	if (list->count) {
		items = arena_array(a, list->count, sizeof *items);
		memcpy(items, list->items, list->count * sizeof *items);
	}
	free(list->items);
	map_release(&list->seen);
	memset(list, 0, sizeof *list);
	return items;
}

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
	char *text = copy(a, str_c(address), address->len);

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

/* Characters of a local part (RFC 5322 3.2.3, RFC 6532) and of a domain. */
static bool is_local(unsigned char c)
{
	static const bool special[128] = {['!'] = true,
		['#'] = true,
		['$'] = true,
		['%'] = true,
		['&'] = true,
		['\''] = true,
		['*'] = true,
		['+'] = true,
		['-'] = true,
		['/'] = true,
		['='] = true,
		['?'] = true,
		['^'] = true,
		['_'] = true,
		['`'] = true,
		['{'] = true,
		['|'] = true,
		['}'] = true,
		['~'] = true,
		['.'] = true};

	return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || special[c];
}

static bool is_domain(unsigned char c)
{
	return ascii_is_alnum(c) || c >= 0x80 || c == '-' || c == '.';
}

size_t address_length(const char *p, size_t n)
{
	size_t i = 0, at;

	while (i < n && i < 256 && is_local((unsigned char)p[i]))
		i++;
	if (i == 0 || i == n || p[i] != '@')
		return 0;
	at = i++;
	while (i < n && i < at + 254 && is_domain((unsigned char)p[i]))
		i++;
	while (i > at + 1 && (p[i - 1] == '.' || p[i - 1] == '-'))
		i--;
	return i > at + 1 && ascii_is_alnum((unsigned char)p[at + 1]) ? i : 0;
}

void message_ids_add(
	struct arena *a, struct found_list *list, const char *value, size_t n, const char *header)
{
	size_t before = list->count;

	if (n > READING_MAX_HEADER_BYTES)
		n = READING_MAX_HEADER_BYTES;
	for (size_t i = 0; i < n;) {
		const char *open = memchr(value + i, '<', n - i);
		if (open == NULL)
			break;
		size_t start = (size_t)(open - value) + 1;
		const char *close = memchr(value + start, '>', n - start);
		if (close == NULL)
			break;
		found_add(a, list, value + start, (size_t)(close - value) - start, header);
		i = (size_t)(close - value) + 1;
	}
	if (list->count != before)
		return;
	for (size_t i = 0; i < n;) {
		size_t start = i;
		while (i < n && !ascii_is_space(value[i]) && !strchr(",;\"<>()", value[i]))
			i++;
		const char *at = memchr(value + start, '@', i - start);
		if (at && at > value + start && at < value + i - 1)
			found_add(a, list, value + start, i - start, header);
		i = i == start ? i + 1 : i;
	}
}

/* Whether <...> at p is a message-id rather than a tag, a link or a remark. */
static size_t bracketed_id(const char *p, size_t n)
{
	size_t i = 1;
	bool at = false;

	while (i < n && i < 300 && (unsigned char)p[i] > 32 && p[i] != '<' && p[i] != '>') {
		at |= p[i] == '@';
		i++;
	}
	if (i >= n || p[i] != '>' || !at || memchr(p, '/', i > 8 ? 8 : i))
		return 0;
	return i + 1;
}

/* What stands before an @ may begin with quotes and marks that belong to the text. */
static size_t address_start(const char *text, size_t from, size_t at)
{
	size_t start = at;

	while (start > from && at - start < 256 && is_local((unsigned char)text[start - 1]))
		start--;
	while (start < at && !ascii_is_alnum(text[start]) && (unsigned char)text[start] < 0x80 &&
		text[start] != '_')
		start++;
	return start;
}

/* The < that a message-id with an @ at `at` would begin with; `at` when there is none. */
static size_t bracket_before(const char *text, size_t from, size_t at)
{
	size_t i = at;

	while (i > from && at - i < 300 && (unsigned char)text[i - 1] > 32 && text[i - 1] != '>') {
		i--;
		if (text[i] == '<')
			return i;
	}
	return at;
}

void text_scan(struct arena *a, struct found_list *addresses, struct found_list *ids,
	const char *text, size_t n, const char *header)
{
	const char *found;
	size_t done = 0; /* what is before it was looked at */

	if (n > SCAN_MAX)
		n = SCAN_MAX;
	for (size_t i = 0; i < n && (found = memchr(text + i, '@', n - i)) != NULL &&
			   !(addresses->full && ids->full);) {
		size_t at = (size_t)(found - text), open = bracket_before(text, done, at);
		size_t len = open < at ? bracketed_id(text + open, n - open) : 0;

		if (len && strncasecmp(text + open + 1, "mailto:", 7) != 0)
			found_add(a, ids, text + open + 1, len - 2, header);
		size_t start = address_start(text, done, at);
		len = address_length(text + start, n - start);
		if (len && start + len > at)
			found_add(a, addresses, text + start, len, header);
		i = done = len && start + len > at ? start + len : at + 1;
	}
}

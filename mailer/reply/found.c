#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"
#include "reply/found.h"

enum {
	SCAN_MAX = 1 << 20, /* bytes of text that are searched */
	ID_MAX = 1000, /* bytes of a message-id or an address: RFC 5322's line length */
};

char *found_text(struct arena *a, const char *p, size_t n)
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
	char *s = found_text(a, text, n);
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

bool wide_sign(const char *p, size_t n)
{
	return n >= 3 &&
	       ((memcmp(p, "\xe3\x80", 2) == 0) ||
		       (memcmp(p, "\xef\xbc", 2) == 0 &&
			       ((unsigned char)p[2] < 0x90 || (unsigned char)p[2] == 0x9a ||
				       (unsigned char)p[2] == 0x9b)));
}

size_t address_length(const char *p, size_t n)
{
	size_t i = 0, at;

	while (i < n && i < 256 && is_local((unsigned char)p[i]) && !wide_sign(p + i, n - i))
		i++;
	if (i == 0 || i == n || p[i] != '@')
		return 0;
	at = i++;
	while (i < n && i < at + 254 && is_domain((unsigned char)p[i]) && !wide_sign(p + i, n - i))
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

	while (start > from && at - start < 256 && is_local((unsigned char)text[start - 1]) &&
		!(start - from >= 3 && wide_sign(text + start - 3, 3)))
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

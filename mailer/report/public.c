#include <string.h>

#include "base/token.h"
#include "base/utf8.h"
#include "report/public.h"

void public_text_token(struct public_text *p, const char *token)
{
	map_put(&p->tokens, token, strlen(token), 1);
}

void public_text_release(struct public_text *p)
{
	map_release(&p->tokens);
}

enum { LOOK_BACK = 512 }; /* an address is shorter (RFC 5321 4.5.3.1), and time stays linear */

/*
 * Letters beyond ASCII belong to an address: those of two bytes always (Latin to Arabic). The wider
 * ones (Chinese, but curly quotes too) only where the part next to the "@" is written in them:
 * else the sentence around an address, which has no spaces, would go with it.
 */
static bool is_letter(unsigned char c, bool wide)
{
	return ascii_is_alnum(c) || (c >= 0x80 && (wide || c < 0xe0));
}

/* Bytes that may stand in the local part of an address (RFC 5322 3.2.3 atext, and dots). */
static bool is_local(unsigned char c)
{
	return is_letter(c, true) || (c != '\0' && strchr(".!#$%&'*+-/=?^_`{|}~", c));
}

static bool is_domain(unsigned char c, bool wide)
{
	return is_letter(c, wide) || c == '.' || c == '-';
}

/* The bytes that an "@" takes at text[i]: 1, 3 for "%40", for the full-width and small forms, or 0.
 */
static size_t at_sign(const char *text, size_t n, size_t i)
{
	static const char *const wide[] = {"%40", "\xef\xbc\xa0", "\xef\xb9\xab"};

	if (text[i] == '@')
		return 1;
	for (size_t k = 0; k < sizeof wide / sizeof *wide; k++)
		if (n - i >= 3 && memcmp(text + i, wide[k], 3) == 0)
			return 3;
	return 0;
}

/* Whether a character of three bytes or more begins at (or, backwards, ends before) this byte. */
static bool begins_wide(const char *text, size_t n, size_t i)
{
	return i < n && (unsigned char)text[i] >= 0xe0;
}

static bool ends_wide(const char *text, size_t from, size_t i)
{
	return i >= from + 3 && ((unsigned char)text[i - 1] & 0xc0) == 0x80 &&
	       ((unsigned char)text[i - 2] & 0xc0) == 0x80;
}

/* Where the local part that ends before `at` begins: not before `from`. */
static size_t local_start(const char *text, size_t from, size_t at)
{
	size_t start = at;
	bool wide = ends_wide(text, from, at);

	if (at > LOOK_BACK && from < at - LOOK_BACK)
		from = at - LOOK_BACK;
	if (at > from + 1 && text[at - 1] == '"') {
		/* A quoted local part: to the quote that opens it, on the same line. */
		for (start = at - 1; start > from && text[start - 1] != '\n';)
			if (text[--start] == '"')
				return start;
		return at;
	}
	/* A wide character is passed over whole: its last two bytes look like narrow ones. */
	while (start > from) {
		if (!wide && ends_wide(text, from, start))
			break;
		if (!is_local((unsigned char)text[start - 1]))
			break;
		start--;
	}
	return start;
}

static size_t domain_end(const char *text, size_t n, size_t from)
{
	size_t end = from;
	bool wide = begins_wide(text, n, from);

	if (end < n && text[end] == '[') {
		const char *close = memchr(text + end, ']', n - end < 100 ? n - end : 100);

		return close ? (size_t)(close - text) + 1 : end;
	}
	while (end < n && is_domain((unsigned char)text[end], wide))
		end++;
	/* A full stop that ends the sentence is not the domain's. */
	while (end > from && (text[end - 1] == '.' || text[end - 1] == '-'))
		end--;
	return end;
}

/* Appends text without addresses. */
static void add_without_addresses(
	const struct public_text *p, struct str *out, const char *text, size_t n)
{
	size_t done = 0;

	for (size_t i = 0; i < n; i++) {
		size_t sign = at_sign(text, n, i);
		if (sign == 0)
			continue;
		size_t start = local_start(text, done, i);
		size_t end = domain_end(text, n, i + sign);
		if (start == i || end == i + sign)
			continue; /* "@company", "5 @ 3" */
		str_add(out, text + done, start - done);
		str_adds(out, p->removed);
		done = end;
		i = end - 1;
	}
	str_add(out, text + done, n - done);
}

/* Appends text without known tokens. */
static void add_without_tokens(
	const struct public_text *p, struct str *out, const char *text, size_t n)
{
	char token[TOKEN_SIZE];
	size_t done = 0, offset = 0;

	while (p->tokens.head && token_next(text, n, &offset, token)) {
		if (!map_get(&p->tokens, token, strlen(token), NULL))
			continue;
		str_add(out, text + done, offset - TOKEN_LEN - done);
		str_adds(out, p->removed);
		done = offset;
	}
	str_add(out, text + done, n - done);
}

void public_text_add(
	const struct public_text *p, struct str *out, const char *text, size_t n, bool keep_lines)
{
	struct str visible = STR_INIT, half = STR_INIT;

	/* Controls first: one inside an address must not hide it. */
	utf8_add_visible(&visible, text, n, keep_lines);
	add_without_addresses(p, &half, str_c(&visible), visible.len);
	add_without_tokens(p, out, str_c(&half), half.len);
	str_release(&visible);
	str_release(&half);
}

char *public_text_copy(
	const struct public_text *p, struct arena *arena, const char *text, bool keep_lines)
{
	struct str s = STR_INIT;
	char *copy;

	if (text == NULL)
		return NULL;
	public_text_add(p, &s, text, strlen(text), keep_lines);
	copy = arena_strndup(arena, str_c(&s), s.len);
	str_release(&s);
	return copy;
}

/* Appends the words of text with one space between them. */
static void add_words(struct str *out, const char *text)
{
	for (; *text; text++) {
		if (!ascii_is_space(*text))
			str_addc(out, *text);
		else if (out->len > 0 && out->p[out->len - 1] != ' ')
			str_addc(out, ' ');
	}
	if (out->len > 0 && out->p[out->len - 1] == ' ')
		str_truncate(out, out->len - 1);
}

bool public_text_holds(const char *text, const char *quote)
{
	struct str a = STR_INIT, b = STR_INIT;
	bool holds;

	if (text == NULL || quote == NULL)
		return false;
	add_words(&a, text);
	add_words(&b, quote);
	holds = b.len > 0 && memmem(str_c(&a), a.len, b.p, b.len) != NULL;
	str_release(&a);
	str_release(&b);
	return holds;
}

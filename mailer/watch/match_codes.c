/* Rung 4 of the ladder: references of letters, as they are and as people copy them. */
#include <string.h>

#include "base/str.h"
#include "watch/match_search.h"

/*
 * The next word from *offset on that can be a reference: letters, digits, '-', '_' and '.', ending
 * in '-' and a number. Where it begins and its length, or false.
 */
static bool next_code(const char *text, size_t n, size_t *offset, size_t *len_r)
{
	enum { CODE_MAX = 80 };

	for (size_t i = *offset; i < n;) {
		size_t start = i, digits;
		while (i < n && (ascii_is_alnum((unsigned char)text[i]) || text[i] == '-' ||
					text[i] == '_' || text[i] == '.' || (text[i] & 0x80)))
			i++;
		size_t end = i;
		while (end > start && (text[end - 1] == '.' || text[end - 1] == '-'))
			end--;
		digits = end;
		while (digits > start && text[digits - 1] >= '0' && text[digits - 1] <= '9')
			digits--;
		if (digits < end && digits > start + 1 && text[digits - 1] == '-' &&
			end - start <= CODE_MAX) {
			*offset = start;
			*len_r = end - start;
			return true;
		}
		i += i == start;
	}
	*offset = n;
	return false;
}

/* Adds the letter whose reference is code: 1 when there is one, 0, -1. */
static int by_code(struct search *s, const char *code, const char *where)
{
	struct outbox_letter letter = {0};
	int found = outbox_find(s->store, OUTBOX_BY_REF, code, &letter, s->err);

	s->codes_left--;
	if (found == 1)
		search_add(s, &letter, 4,
			arena_printf(s->arena, "%s names the reference %s", where, letter.ref));
	outbox_letter_release(&letter);
	return found;
}

static int codes_in(struct search *s, const char *text, size_t n, const char *where)
{
	size_t at = 0, len;

	while (s->codes_left > 0 && next_code(text, n, &at, &len)) {
		int found = by_code(s, arena_strndup(s->arena, text + at, len), where);
		const char *point = memrchr(text + at, '.', len);
		/* "ref.ABC-3" */
		if (found == 0 && point && s->codes_left > 0)
			found = by_code(s,
				arena_strndup(s->arena, point + 1,
					len - (size_t)(point + 1 - (text + at))),
				where);
		if (found < 0)
			return -1;
		at += len;
	}
	return 0;
}

/* What people write for the "-" of a reference: nothing, one sign, or a dash of print. Its length;
 * n when it is none of those. */
static size_t loose_dash(const char *p, size_t n)
{
	/* "ABC - 3" */
	if (n > 3 && p[0] == ' ' && (p[1] == '-' || p[1] == '\xe2')) {
		size_t dash = p[1] == '-' ? 1 : loose_dash(p + 1, n - 1);
		return dash < n - 1 && p[1 + dash] == ' ' ? dash + 2 : n;
	}
	if (n > 3 && memcmp(p, "\xe2\x80", 2) == 0 && ((unsigned char)p[2] & 0xfc) == 0x90)
		return 3;
	return n > 1 && strchr(" /_.-", p[0]) ? 1 : p[0] >= '0' && p[0] <= '9' ? 0 : n;
}

/*
 * References as people copy them: "ABC 3", "ABC3", "ABC/3", "ABC–3", "ABC - 3" for "ABC-3". Only of
 * capitals, since otherwise any number behind a word would be one.
 */
static int loose_codes_in(struct search *s, const char *text, size_t n, const char *where)
{
	enum { DIGITS_MAX = 9 };

	for (size_t i = 0, start; i < n && s->codes_left > 0; i++) {
		if (text[i] < 'A' || text[i] > 'Z' ||
			(i > 0 && ascii_is_alnum((unsigned char)text[i - 1])))
			continue;
		for (start = i; i < n && text[i] >= 'A' && text[i] <= 'Z';)
			i++;
		size_t dash = i - start < 2 || i == n ? n - i : loose_dash(text + i, n - i);
		size_t from = i + dash, to = from;
		while (to < n && to - from <= DIGITS_MAX && text[to] >= '0' && text[to] <= '9')
			to++;
		if (to == from || to - from > DIGITS_MAX ||
			(to < n && ascii_is_alnum((unsigned char)text[to])))
			continue;
		const char *code = arena_printf(s->arena, "%.*s-%.*s", (int)(i - start),
			text + start, (int)(to - from), text + from);
		if (by_code(s, code, where) < 0)
			return -1;
	}
	return 0;
}

int search_rung_4(struct search *s)
{
	int (*const ways[])(struct search *, const char *, size_t, const char *) = {
		codes_in, loose_codes_in};
	const struct reading *r = s->reading;
	size_t n = r->text_len < MATCH_SCAN_MAX ? r->text_len : MATCH_SCAN_MAX;

	for (size_t i = 0; i < 2 && s->match->count == 0; i++)
		if ((r->subject && ways[i](s, r->subject, strlen(r->subject), "the subject") < 0) ||
			(r->text && ways[i](s, r->text, n, "the text") < 0))
			return -1;
	return 0;
}

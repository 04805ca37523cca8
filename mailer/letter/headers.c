#include <string.h>

#include "letter/header_line.h"
#include "letter/headers.h"

enum { LONG_WORD = 64 }; /* beyond it, a word is encoded so that the line can be broken */

bool header_is_ascii(const char *text)
{
	for (const char *p = text; *p; p++)
		if ((unsigned char)*p >= 127 || (unsigned char)*p < ' ')
			return false;
	return true;
}

/* The bytes at p that must not be in a header, 0 when there are none. */
static size_t forbidden(const unsigned char *p, size_t n)
{
	if (*p < ' ' || *p == 127)
		return 1;
	if (n >= 2 && p[0] == 0xC2 && p[1] >= 0x80 && p[1] <= 0x9F)
		return 2;
	if (n >= 3 && p[0] == 0xE2 && p[1] == 0x80 && (p[2] == 0xA8 || p[2] == 0xA9))
		return 3;
	return 0;
}

/* Printable ASCII without space at its ends, as most values are: header_clean() leaves it alone. */
static bool is_clean(const char *text, size_t n)
{
	bool clean = n == 0 || (text[0] != ' ' && text[n - 1] != ' ');

	for (size_t i = 0; i < n; i++)
		clean &= ((unsigned char)text[i] >= ' ') & ((unsigned char)text[i] < 127);
	return clean;
}

void header_clean(struct str *out, const char *text, size_t n)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + n;
	size_t before = out->len;

	if (is_clean(text, n)) {
		str_add(out, text, n);
		return;
	}
	while (p < end) {
		size_t bad = forbidden(p, (size_t)(end - p));
		if (bad == 0) {
			str_addc(out, (char)*p++);
			continue;
		}
		p += bad;
		if (out->len > before && out->p[out->len - 1] != ' ')
			str_addc(out, ' ');
	}
	while (out->len > before && out->p[out->len - 1] == ' ')
		str_truncate(out, out->len - 1);
	size_t lead = 0;
	while (before + lead < out->len && out->p[before + lead] == ' ')
		lead++;
	if (lead) {
		memmove(out->p + before, out->p + before + lead, out->len - before - lead);
		str_truncate(out, out->len - lead);
	}
}

/* value as header_clean() leaves it: itself, or in room. */
static const char *cleaned(struct str *room, const char *value)
{
	size_t n = strlen(value);

	if (is_clean(value, n))
		return value;
	str_reset(room);
	header_clean(room, value, n);
	return str_c(room);
}

static bool word_needs_encoding(const char *p, size_t n)
{
	if (n > LONG_WORD)
		return true;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)p[i] >= 127 || (p[i] == '=' && i + 1 < n && p[i + 1] == '?'))
			return true;
	return false;
}

static size_t word_end(const char *text, size_t at)
{
	while (text[at] && text[at] != ' ')
		at++;
	return at;
}

/*
 * The span that must be encoded: from the first word that needs it to the last, for white space
 * between encoded words is not shown (RFC 2047 6.2). Spaces in runs are kept by encoding them.
 */
static bool span_to_encode(const char *text, size_t *begin_r, size_t *end_r)
{
	bool found = false;

	for (size_t at = 0; text[at];) {
		size_t end = word_end(text, at), next = end;
		while (text[next] == ' ')
			next++;
		bool run = next - end > 1;
		if (word_needs_encoding(text + at, end - at) || run) {
			if (!found)
				*begin_r = at;
			found = true;
			*end_r = run ? word_end(text, next) : end;
		}
		at = next;
	}
	return found;
}

static void field_words(struct header_line *f, const char *text, size_t n)
{
	for (size_t at = 0; at < n;) {
		size_t end = at;
		while (end < n && text[end] != ' ')
			end++;
		if (end > at) {
			header_space(f, 1, end - at);
			header_add(f, text + at, end - at);
		}
		at = end + 1;
	}
}

void header_text(struct str *out, const char *name, const char *value)
{
	struct header_line f = header_begin(out, name);
	struct str room = STR_INIT;
	size_t begin = 0, end = 0;
	const char *text = cleaned(&room, value);

	if (span_to_encode(text, &begin, &end)) {
		field_words(&f, text, begin);
		header_encode(&f, text + begin, end - begin, false);
		field_words(&f, text + end, strlen(text + end));
	} else {
		field_words(&f, text, strlen(text));
	}
	header_end(&f);
	str_release(&room);
}

void header_tokens(struct str *out, const char *name, const char *const *tokens, size_t n)
{
	struct header_line f = header_begin(out, name);

	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(tokens[i]);
		/* A single token stays on the line of its name: some readers want it there. */
		if (i)
			header_space(&f, 1, len);
		header_add(&f, tokens[i], len);
	}
	header_end(&f);
}

/* ---- addresses ---- */

static bool is_atom(unsigned char c)
{
	return ascii_is_alnum(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

static bool phrase_is_atoms(const char *name)
{
	for (const char *p = name; *p; p++)
		if (*p == ' ' ? p[1] == ' ' : !is_atom((unsigned char)*p))
			return false;
	return true;
}

static bool phrase_needs_encoding(const char *name)
{
	size_t at = 0;

	while (name[at]) {
		size_t end = word_end(name, at);
		/* A quoted pair may double a word's length. */
		if (word_needs_encoding(name + at, end - at) || end - at > LONG_WORD / 2)
			return true;
		at = end + (name[end] == ' ');
	}
	return false;
}

static void field_phrase(struct header_line *f, const char *name)
{
	if (phrase_needs_encoding(name)) {
		header_encode(f, name, strlen(name), true);
	} else if (phrase_is_atoms(name)) {
		field_words(f, name, strlen(name));
	} else {
		struct str quoted;
		str_init(&quoted);
		str_addc(&quoted, '"');
		for (const char *p = name; *p; p++) {
			if (*p == '"' || *p == '\\')
				str_addc(&quoted, '\\');
			str_addc(&quoted, *p);
		}
		str_addc(&quoted, '"');
		/* Folding within quotes is white space of the name; runs of spaces stay whole. */
		if (quoted.len < LONG_WORD || strstr(name, "  ")) {
			header_space(f, 1, quoted.len);
			header_add(f, quoted.p, quoted.len);
		} else {
			field_words(f, quoted.p, quoted.len);
		}
		str_release(&quoted);
	}
}

void header_mailboxes(struct str *out, const char *name, const struct mailbox_list *list)
{
	struct header_line f;
	struct str room = STR_INIT;

	if (list->count == 0)
		return;
	f = header_begin(out, name);
	for (size_t i = 0; i < list->count; i++) {
		const struct mailbox *m = &list->items[i];
		const char *phrase = cleaned(&room, m->name);
		size_t comma = i + 1 < list->count, len = strlen(m->email);
		bool named = *phrase != '\0';
		if (named)
			field_phrase(&f, phrase);
		header_space(&f, 1, len + (named ? 2 : 0) + comma);
		if (named)
			header_add(&f, "<", 1);
		header_add(&f, m->email, len);
		if (named)
			header_add(&f, ">", 1);
		if (comma)
			header_add(&f, ",", 1);
	}
	header_end(&f);
	str_release(&room);
}

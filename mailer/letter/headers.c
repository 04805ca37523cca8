#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "letter/headers.h"

enum {
	LINE_WANTED = 78, /* RFC 5322 2.1.1 */
	LINE_ENCODED = 76, /* a line with encoded words, RFC 2047 2 */
	WORD_MAX = 75, /* an encoded word, RFC 2047 2 */
	WORD_FRAME = 12, /* =?utf-8?q??= */
	WORD_PAYLOAD = WORD_MAX - WORD_FRAME,
	LONG_WORD = 64, /* beyond it, a word is encoded so that the line can be broken */
};

/* A field that is being written: where its last line began. */
struct field {
	struct str *out;
	size_t line; /* offset in out */
	bool empty; /* nothing stands on the line behind its white space */
};

static struct field field_begin(struct str *out, const char *name)
{
	struct field f = {.out = out, .line = out->len, .empty = true};

	str_adds(out, name);
	str_adds(out, ": ");
	return f;
}

/* Makes room for n characters behind `space` (0 or 1) characters of white space. */
static void field_space(struct field *f, size_t space, size_t n)
{
	if (f->empty)
		return;
	if (f->out->len - f->line + space + n > LINE_WANTED) {
		str_adds(f->out, "\r\n ");
		f->line = f->out->len - 1;
	} else if (space) {
		str_addc(f->out, ' ');
	}
}

static void field_add(struct field *f, const char *text, size_t n)
{
	str_add(f->out, text, n);
	if (n)
		f->empty = false;
}

static void field_end(struct field *f)
{
	/* "Name:" rather than a space at the end of a line */
	if (f->empty && f->out->len && f->out->p[f->out->len - 1] == ' ')
		str_truncate(f->out, f->out->len - 1);
	str_add(f->out, "\r\n", 2);
}

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

void header_clean(struct str *out, const char *text, size_t n)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + n;
	size_t before = out->len;

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

/* ---- encoded words ---- */

static size_t character_bytes(const char *p, const char *end)
{
	unsigned char c = (unsigned char)*p;
	size_t n = c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;

	return n <= (size_t)(end - p) ? n : (size_t)(end - p);
}

/* What the Q encoding may hold in a phrase (RFC 2047 5 (3)), the strictest place. */
static bool q_literal(unsigned char c)
{
	return ascii_is_alnum(c) || c == '!' || c == '*' || c == '+' || c == '-' || c == '/';
}

static size_t q_size(const char *p, size_t n)
{
	size_t size = 0;

	for (size_t i = 0; i < n; i++)
		size += q_literal((unsigned char)p[i]) || p[i] == ' ' ? 1 : 3;
	return size;
}

static void add_hex_escape(struct str *out, char mark, unsigned char c)
{
	static const char hex[] = "0123456789ABCDEF";
	const char escape[3] = {mark, hex[c >> 4], hex[c & 15]};

	str_add(out, escape, sizeof escape);
}

static void add_q(struct str *out, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] == ' ')
			str_addc(out, '_');
		else if (q_literal((unsigned char)p[i]))
			str_addc(out, p[i]);
		else
			add_hex_escape(out, '=', (unsigned char)p[i]);
	}
}

/* The longest run of whole characters at p whose encoded form takes at most `room`. */
static size_t word_run(const char *p, const char *end, size_t room, bool base64)
{
	const char *q = p;
	size_t takes = 0;

	while (q < end) {
		size_t n = character_bytes(q, end), bytes = (size_t)(q - p) + n;
		takes = base64 ? (bytes + 2) / 3 * 4 : takes + q_size(q, n);
		if (takes > room)
			break;
		q += n;
	}
	return (size_t)(q - p);
}

/*
 * Encodes all n bytes as one encoded word or several, each with whole characters. whole: one word
 * that does not fit the line goes onto a line of its own, for some readers show a space between the
 * words of a phrase.
 */
static void field_encode(struct field *f, const char *text, size_t n, bool whole)
{
	const char *p = text, *end = text + n;
	/* Q can be read by people in raw mail; B is taken where it is shorter by a third. */
	bool base64 = q_size(text, n) * 2 > (n + 2) / 3 * 4 * 3, first = true;
	size_t all = base64 ? (n + 2) / 3 * 4 : q_size(text, n);

	if (whole && f->empty && all <= WORD_PAYLOAD &&
		f->out->len - f->line + all + WORD_FRAME > LINE_ENCODED) {
		str_truncate(f->out, f->out->len - 1);
		str_adds(f->out, "\r\n ");
		f->line = f->out->len - 1;
	}
	while (p < end) {
		size_t used = f->out->len - f->line + !f->empty + WORD_FRAME;
		size_t left = used + 8 < LINE_ENCODED ? LINE_ENCODED - used : 0;
		size_t room = left && left < WORD_PAYLOAD ? left : WORD_PAYLOAD;
		size_t run = word_run(p, end, room, base64);
		/* The tail of a line is filled only where that saves one. */
		if (run < (size_t)(end - p) && !f->empty &&
			(run == 0 || room < WORD_PAYLOAD / 3 || all <= WORD_PAYLOAD))
			run = word_run(p, end, WORD_PAYLOAD, base64);
		size_t takes = base64 ? (run + 2) / 3 * 4 : q_size(p, run);
		field_space(f, !first || !f->empty ? 1 : 0, takes + WORD_FRAME);
		str_adds(f->out, base64 ? "=?utf-8?b?" : "=?utf-8?q?");
		if (base64)
			add_base64(f->out, p, run);
		else
			add_q(f->out, p, run);
		field_add(f, "?=", 2);
		first = false;
		p += run;
	}
}

/* ---- free text ---- */

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

static void field_words(struct field *f, const char *text, size_t n)
{
	for (size_t at = 0; at < n;) {
		size_t end = at;
		while (end < n && text[end] != ' ')
			end++;
		if (end > at) {
			field_space(f, 1, end - at);
			field_add(f, text + at, end - at);
		}
		at = end + 1;
	}
}

void header_text(struct str *out, const char *name, const char *value)
{
	struct field f = field_begin(out, name);
	struct str clean;
	size_t begin = 0, end = 0;

	str_init(&clean);
	header_clean(&clean, value, strlen(value));
	const char *text = str_c(&clean);
	if (span_to_encode(text, &begin, &end)) {
		field_words(&f, text, begin);
		field_encode(&f, text + begin, end - begin, false);
		field_words(&f, text + end, clean.len - end);
	} else {
		field_words(&f, text, clean.len);
	}
	field_end(&f);
	str_release(&clean);
}

void header_tokens(struct str *out, const char *name, const char *const *tokens, size_t n)
{
	struct field f = field_begin(out, name);

	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(tokens[i]);
		/* A single token stays on the line of its name: some readers want it there. */
		if (i)
			field_space(&f, 1, len);
		field_add(&f, tokens[i], len);
	}
	field_end(&f);
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

static void field_phrase(struct field *f, const char *name)
{
	if (phrase_needs_encoding(name)) {
		field_encode(f, name, strlen(name), true);
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
			field_space(f, 1, quoted.len);
			field_add(f, quoted.p, quoted.len);
		} else {
			field_words(f, quoted.p, quoted.len);
		}
		str_release(&quoted);
	}
}

void header_mailboxes(struct str *out, const char *name, const struct mailbox_list *list)
{
	struct field f;
	struct str clean;

	if (list->count == 0)
		return;
	f = field_begin(out, name);
	str_init(&clean);
	for (size_t i = 0; i < list->count; i++) {
		const struct mailbox *m = &list->items[i];
		size_t comma = i + 1 < list->count, len = strlen(m->email);
		str_reset(&clean);
		header_clean(&clean, m->name, strlen(m->name));
		if (clean.len)
			field_phrase(&f, clean.p);
		field_space(&f, 1, len + (clean.len ? 2 : 0) + comma);
		if (clean.len)
			field_add(&f, "<", 1);
		field_add(&f, m->email, len);
		if (clean.len)
			field_add(&f, ">", 1);
		if (comma)
			field_add(&f, ",", 1);
	}
	field_end(&f);
	str_release(&clean);
}

/* ---- parameters ---- */

static bool parameter_is_token(const char *value)
{
	for (const char *p = value; *p; p++)
		if (!ascii_is_alnum((unsigned char)*p) && !strchr("!#$&+-.^_{|}~", *p))
			return false;
	return *value != '\0';
}

static void add_percent(struct str *out, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];
		/* attribute-char of RFC 2231 7 */
		if (ascii_is_alnum(c) || (c && strchr("!#$&+-.^_`{|}~", c)))
			str_addc(out, p[i]);
		else
			add_hex_escape(out, '%', c);
	}
}

/* name*0*=utf-8''..., name*1*=... (RFC 2231 3 and 4), or name*= where one line is enough. */
static void add_extended(struct str *out, const char *name, const char *value)
{
	const char *p = value, *end = value + strlen(value);
	struct str piece;
	unsigned number = 0;

	str_init(&piece);
	add_percent(&piece, value, strlen(value));
	if (strlen(name) + piece.len + 12 <= LINE_WANTED) {
		str_addf(out, ";\r\n %s*=utf-8''%s", name, piece.p);
		str_release(&piece);
		return;
	}
	while (p < end) {
		size_t room = LINE_WANTED - strlen(name) - 16;
		str_reset(&piece);
		while (p < end) {
			size_t n = character_bytes(p, end), before = piece.len;
			add_percent(&piece, p, n);
			if (piece.len > room) {
				str_truncate(&piece, before);
				break;
			}
			p += n;
		}
		str_addf(out, ";\r\n %s*%u*=%s%s", name, number, number ? "" : "utf-8''", piece.p);
		number++;
	}
	str_release(&piece);
}

void header_parameter(struct str *out, const char *name, const char *value)
{
	size_t n = strlen(value);

	/* Quoted pairs are read wrongly by some programs (mblaze 1.1); percents are not. */
	if (!header_is_ascii(value) || strpbrk(value, "\"\\") ||
		n + strlen(name) > LINE_WANTED - 10) {
		add_extended(out, name, value);
	} else if (parameter_is_token(value)) {
		str_addf(out, ";\r\n %s=%s", name, value);
	} else {
		str_addf(out, ";\r\n %s=\"%s\"", name, value);
	}
}

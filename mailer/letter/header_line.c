#include "base/hash.h"
#include "letter/header_line.h"

enum {
	LINE_ENCODED = 76, /* a line with encoded words, RFC 2047 2 */
	WORD_MAX = 75, /* an encoded word, RFC 2047 2 */
	WORD_FRAME = 12, /* =?utf-8?q??= */
	WORD_PAYLOAD = WORD_MAX - WORD_FRAME,
};

struct header_line header_begin(struct str *out, const char *name)
{
	struct header_line f = {.out = out, .line = out->len, .empty = true};

	str_adds(out, name);
	str_adds(out, ": ");
	return f;
}

void header_space(struct header_line *f, size_t space, size_t n)
{
	if (f->empty)
		return;
	if (f->out->len - f->line + space + n > HEADER_LINE_WANTED) {
		str_adds(f->out, "\r\n ");
		f->line = f->out->len - 1;
	} else if (space) {
		str_addc(f->out, ' ');
	}
}

void header_add(struct header_line *f, const char *text, size_t n)
{
	str_add(f->out, text, n);
	if (n)
		f->empty = false;
}

void header_end(struct header_line *f)
{
	/* "Name:" rather than a space at the end of a line */
	if (f->empty && f->out->len && f->out->p[f->out->len - 1] == ' ')
		str_truncate(f->out, f->out->len - 1);
	str_add(f->out, "\r\n", 2);
}

size_t header_character(const char *p, const char *end)
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

void header_add_hex(struct str *out, char mark, unsigned char c)
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
			header_add_hex(out, '=', (unsigned char)p[i]);
	}
}

/* The longest run of whole characters at p whose encoded form takes at most `room`. */
static size_t word_run(const char *p, const char *end, size_t room, bool base64)
{
	const char *q = p;
	size_t takes = 0;

	while (q < end) {
		size_t n = header_character(q, end), bytes = (size_t)(q - p) + n;
		takes = base64 ? (bytes + 2) / 3 * 4 : takes + q_size(q, n);
		if (takes > room)
			break;
		q += n;
	}
	return (size_t)(q - p);
}

void header_encode(struct header_line *f, const char *text, size_t n, bool whole)
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
		header_space(f, !first || !f->empty ? 1 : 0, takes + WORD_FRAME);
		str_adds(f->out, base64 ? "=?utf-8?b?" : "=?utf-8?q?");
		if (base64)
			add_base64(f->out, p, run);
		else
			add_q(f->out, p, run);
		header_add(f, "?=", 2);
		first = false;
		p += run;
	}
}

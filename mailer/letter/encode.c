#include <stdint.h>
#include <string.h>

#include "base/hash.h"
#include "letter/encode.h"

enum {
	LINE_MAX_ENCODED = 76, /* RFC 2045 6.7 (5), 6.8 */
	LINE_MAX_PLAIN = 78, /* RFC 5322 2.1.1, where avoidable */
	BASE64_BYTES = LINE_MAX_ENCODED / 4 * 3, /* that fill a line */
};

const char *encoding_name(enum encoding e)
{
	static const char *const names[] = {"7bit", "quoted-printable", "base64"};

	return names[e];
}

/* A byte that quoted-printable leaves as it is anywhere but at the end of a line. */
static bool is_literal(unsigned char c)
{
	return ((c >= ' ') & (c < 127) & (c != '=')) | (c == '\t');
}

static bool is_white(char c)
{
	return c == ' ' || c == '\t';
}

/* Whether mail systems are known to change a line that begins so. */
static bool is_touched_start(const char *line, size_t n)
{
	return n > 0 && (*line == '.' || (n >= 5 && memcmp(line, "From ", 5) == 0));
}

static const char *line_end(const char *p, const char *end)
{
	const char *lf = memchr(p, '\n', (size_t)(end - p));

	return lf ? lf : end;
}

/* Appends a line and its CRLF. */
static void add_line(struct str *out, const char *line, size_t n)
{
	if (n + 2 < out->cap - out->len && n + 2 <= out->max - out->len) {
		char *p = out->p + out->len;
		memcpy(p, line, n);
		memcpy(p + n, "\r\n", sizeof "\r\n");
		out->len += n + 2;
	} else {
		str_add(out, line, n);
		str_add(out, "\r\n", 2);
	}
}

/*
 * Whether all bytes are such as lines of plain text have; `=` needs no armour there. Without a way
 * out in the middle: the compiler looks at many bytes at once.
 */
static bool has_plain_bytes(const char *text, size_t n)
{
	const unsigned char *p = (const unsigned char *)text;
	unsigned char foreign = 0;

	for (size_t i = 0; i < n; i++)
		foreign |= (unsigned char)((p[i] < ' ' || p[i] > '~') & (p[i] != '\n') &
					   (p[i] != '\t'));
	return !foreign;
}

/* Whether a line of such bytes may go out untouched. */
static bool is_plain_line(const char *line, size_t n)
{
	return n == 0 || (n <= LINE_MAX_PLAIN && !is_white(line[n - 1]) &&
				 !(*line == 'F' && n >= 5 && memcmp(line, "From ", 5) == 0));
}

bool encode_plain(struct str *out, const char *text, size_t n)
{
	const char *p = text, *end = text + n;
	size_t before = out->len;

	if (!has_plain_bytes(text, n))
		return false;
	str_reserve(out, n + n / 32 + 2);
	while (p < end) {
		const char *lf = line_end(p, end);
		if (!is_plain_line(p, (size_t)(lf - p))) {
			str_truncate(out, before);
			return false;
		}
		add_line(out, p, (size_t)(lf - p));
		p = lf + 1;
	}
	return true;
}

static void add_escape(struct str *out, unsigned char c)
{
	static const char hex[] = "0123456789ABCDEF";
	char triple[3] = {'=', hex[c >> 4], hex[c & 15]};

	str_add(out, triple, 3);
}

/* The bytes of the UTF-8 character at p, or 1 for anything broken. */
static size_t character_bytes(const char *p, const char *end)
{
	unsigned char c = (unsigned char)*p;
	size_t n = c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4, i = 1;

	while (i < n && p + i < end && ((unsigned char)p[i] & 0xC0) == 0x80)
		i++;
	return i == n ? n : 1;
}

/* How many bytes from p on may go out as they are, at most max. */
static size_t literal_run(const char *p, const char *end, size_t max)
{
	size_t n = (size_t)(end - p) < max ? (size_t)(end - p) : max, i = 0;

	while (i < n && is_literal((unsigned char)p[i]))
		i++;
	return i;
}

/*
 * One character of a line, or a run of ASCII, that takes `takes` columns. Returns its bytes. White
 * space that ends the line, and what mail systems touch at its beginning, is escaped.
 */
static size_t next_piece(
	const char *p, const char *end, bool line_start, size_t room, bool *escape_r)
{
	size_t run;

	*escape_r = true;
	if (line_start && is_touched_start(p, (size_t)(end - p)))
		return 1;
	run = literal_run(p, end, room ? room : 1);
	if (run && p + run == end && is_white(end[-1]))
		run--;
	*escape_r = run == 0;
	return run ? run : character_bytes(p, end);
}

static void add_encoded_line(struct str *out, const char *line, const char *end)
{
	size_t width = 0;

	for (const char *p = line; p < end;) {
		bool escape, start = width == 0;
		/* One column stays free for the "=" of a soft break. */
		size_t room = LINE_MAX_ENCODED - 1 - width;
		size_t n = next_piece(p, end, start, room, &escape);
		size_t takes = escape ? 3 * n : n;
		if (takes > room && !(takes == room + 1 && p + n == end)) {
			str_add(out, "=\r\n", 3);
			width = 0;
			continue;
		}
		if (escape)
			for (size_t i = 0; i < n; i++)
				add_escape(out, (unsigned char)p[i]);
		else
			str_add(out, p, n);
		width += takes;
		p += n;
	}
	str_add(out, "\r\n", 2);
}

static bool is_literal_line(const char *line, size_t n)
{
	if (n > LINE_MAX_ENCODED || (n > 0 && is_white(line[n - 1])) || is_touched_start(line, n))
		return false;
	/* Without a way out in the middle: the compiler looks at many bytes at once. */
	bool all = true;
	for (size_t i = 0; i < n; i++)
		all &= is_literal((unsigned char)line[i]);
	return all;
}

void encode_quoted_printable(struct str *out, const char *text, size_t n)
{
	const char *p = text, *end = text + n;

	str_reserve(out, n + n / 16 + 2);
	while (p < end) {
		const char *lf = line_end(p, end);
		if (is_literal_line(p, (size_t)(lf - p))) {
			add_line(out, p, (size_t)(lf - p));
		} else {
			add_encoded_line(out, p, lf);
		}
		p = lf + 1;
	}
}

void encode_base64_lines(struct str *out, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;

	str_reserve(out, n / 3 * 4 + n / 28 + 8);
	while (n > 0) {
		size_t take = n < BASE64_BYTES ? n : BASE64_BYTES;
		add_base64(out, p, take);
		str_add(out, "\r\n", 2);
		p += take;
		n -= take;
	}
}

static void add_crlf_text(struct str *out, const char *text, size_t n)
{
	const char *p = text, *end = text + n;

	str_reserve(out, n + n / 16 + 2);
	while (p < end) {
		const char *lf = line_end(p, end);
		add_line(out, p, (size_t)(lf - p));
		p = lf + 1;
	}
}

/* As encode_base64_lines() of a text whose LF are CRLF. */
static void add_base64_text(struct str *out, const char *text, size_t n)
{
	struct str lines;

	str_init(&lines);
	add_crlf_text(&lines, text, n);
	encode_base64_lines(out, lines.p, lines.len);
	str_release(&lines);
}

/* How long base64 of the text would be, its line ends as CRLF included. */
static size_t base64_size(const char *text, size_t n)
{
	size_t bytes = n, chars;

	for (const char *p = text, *end = text + n; p < end; p = line_end(p, end) + 1)
		bytes += line_end(p, end) < end ? 1 : 2;
	chars = (bytes + 2) / 3 * 4;
	return chars + (chars + LINE_MAX_ENCODED - 1) / LINE_MAX_ENCODED * 2;
}

enum encoding encode_text(struct str *out, const char *text, size_t n)
{
	size_t before = out->len;

	encode_quoted_printable(out, text, n);
	/* Quoted-printable that grew by less than a quarter cannot be the longer one. */
	if (out->len - before < n + n / 4 || base64_size(text, n) >= out->len - before)
		return ENCODE_QUOTED_PRINTABLE;
	str_truncate(out, before);
	add_base64_text(out, text, n);
	return ENCODE_BASE64;
}

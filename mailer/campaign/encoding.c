#include <string.h>

#include "base/utf8.h"
#include "campaign/encoding.h"

/* Beyond so many bad lines a file is in another encoding, and more places help nobody. */
enum { BAD_LINES_TOLD = 10 };

/* The name of the encoding that the first bytes give away, or NULL. */
static const char *wide_encoding(const char *b, size_t n)
{
	if (n >= 4 && (memcmp(b, "\xFF\xFE\0\0", 4) == 0 || memcmp(b, "\0\0\xFE\xFF", 4) == 0))
		return "UTF-32";
	if (n >= 2 && (memcmp(b, "\xFF\xFE", 2) == 0 || memcmp(b, "\xFE\xFF", 2) == 0))
		return "UTF-16";
	if (n < 4 || memchr(b, '\0', 4) == NULL)
		return NULL;
	/* Without a mark: Latin letters with a zero byte before or after each. */
	bool little = b[0] && !b[1] && b[2] && !b[3], big = !b[0] && b[1] && !b[2] && b[3];
	return little || big ? "UTF-16" : NULL;
}

/* What the first bytes give away of a file that is no text, or NULL. */
static const char *binary_form(const char *b, size_t n)
{
	static const struct {
		const char *start, *form;
	} forms[] = {{"PK\3\4", "a workbook or a document (.xlsx, .ods, .docx: a ZIP archive)"},
		{"\xD0\xCF\x11\xE0", "an old workbook or document (.xls, .doc)"},
		{"%PDF-", "a PDF"}, {"{\\rtf", "a document in RTF"}};

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (n >= strlen(forms[i].start) &&
			memcmp(b, forms[i].start, strlen(forms[i].start)) == 0)
			return forms[i].form;
	return NULL;
}

/* Where in the file a byte of the piece is. */
struct cursor {
	const char *bytes;
	size_t n, line_start, line, before; /* before: characters of the line in earlier pieces */
};

static struct cursor begin(const struct encoding_check *e, const char *bytes, size_t n)
{
	return (struct cursor){.bytes = bytes, .n = n, .line = e->lines + 1, .before = e->column};
}

/* Moves on to the line of offset `at`. */
static void advance(struct cursor *c, size_t at)
{
	const char *lf;

	while ((lf = memchr(c->bytes + c->line_start, '\n', at - c->line_start)) != NULL) {
		c->line_start = (size_t)(lf - c->bytes) + 1;
		c->line++;
		c->before = 0;
	}
}

static size_t column(const struct cursor *c, size_t at)
{
	return c->before + utf8_length(c->bytes + c->line_start, at - c->line_start) + 1;
}

/* The first byte of the next line. */
static size_t next_line(const struct cursor *c, size_t at)
{
	const char *lf = memchr(c->bytes + at, '\n', c->n - at);

	return lf ? (size_t)(lf - c->bytes) + 1 : c->n;
}

/* One fault of a line is told, and its first lines only. */
static void tell(struct encoding_check *e, struct bad_lines *b, struct cursor *c, size_t at,
	const char *text)
{
	advance(c, at);
	if (b->last == c->line)
		return;
	b->last = c->line;
	if (++b->count <= BAD_LINES_TOLD)
		problems_add(e->problems, e->file, c->line, column(c, at), "%s", text);
}

static void tell_rest(struct encoding_check *e, const struct bad_lines *b)
{
	if (b->count > BAD_LINES_TOLD)
		problems_add(e->problems, e->file, b->last, 1,
			"the same on %zu lines in all, this is the last", b->count);
}

/* How many bytes at the end begin a character without ending it. */
static size_t unfinished(const char *bytes, size_t n)
{
	for (size_t k = 1; k <= 3 && k <= n; k++) {
		unsigned char c = (unsigned char)bytes[n - k];
		if (c >= 0xC0)
			return k < (c >= 0xF0 ? 4u : c >= 0xE0 ? 3u : 2u) ? k : 0;
		if (c < 0x80)
			return 0;
	}
	return 0;
}

static void look(struct encoding_check *e, const char *bytes, size_t n)
{
	struct cursor c = begin(e, bytes, n);
	const char *zero;
	size_t off;

	for (size_t at = 0; at < n && (zero = memchr(bytes + at, '\0', n - at)) != NULL;) {
		at = (size_t)(zero - bytes);
		tell(e, &e->nul, &c, at, "a NUL byte, expected text");
		at = next_line(&c, at);
	}
	c = begin(e, bytes, n);
	for (size_t at = 0; at < n && !utf8_valid(bytes + at, n - at, &off);) {
		at += off;
		tell(e, &e->bad, &c, at,
			"a byte that is not valid UTF-8, expected UTF-8 (save the file as UTF-8; "
			"a spreadsheet as \"CSV UTF-8\")");
		at = next_line(&c, at);
	}
	advance(&c, n);
	e->lines = c.line - 1;
	e->column = column(&c, n) - 1;
}

bool encoding_is_text(const char *file, const char *bytes, size_t n, struct problems *problems)
{
	const char *wide = wide_encoding(bytes, n), *binary = binary_form(bytes, n);

	if (binary)
		problems_add(problems, file, 1, 1,
			"%s, expected text in UTF-8 (save it as text; a spreadsheet as \"CSV "
			"UTF-8\")",
			binary);
	else if (wide)
		problems_add(problems, file, 1, 1,
			"text in %s, expected UTF-8 (save it as \"CSV UTF-8\", or as text in "
			"UTF-8)",
			wide);
	return !binary && !wide;
}

ssize_t encoding_feed(struct encoding_check *e, const char *bytes, size_t n, bool last)
{
	bool begun = e->begun;

	e->begun = true;
	if (!begun && !encoding_is_text(e->file, bytes, n, e->problems))
		return -1;
	if (!last)
		n -= unfinished(bytes, n);
	if (n)
		look(e, bytes, n);
	if (last) {
		tell_rest(e, &e->nul);
		tell_rest(e, &e->bad);
	}
	return (ssize_t)n;
}

bool encoding_check(const char *file, const char *bytes, size_t n, struct problems *problems)
{
	struct encoding_check e = {.file = file, .problems = problems};

	return encoding_feed(&e, bytes, n, true) >= 0;
}

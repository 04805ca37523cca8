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

/* Lines that hold something bad, told with the first place on each. */
struct bad_lines {
	const char *file, *bytes;
	size_t n, line, line_start, count, last_line;
};

/* Moves on to the line of offset `at`. */
static void advance(struct bad_lines *b, size_t at)
{
	const char *lf;

	while ((lf = memchr(b->bytes + b->line_start, '\n', at - b->line_start)) != NULL) {
		b->line_start = (size_t)(lf - b->bytes) + 1;
		b->line++;
	}
}

static void tell(struct bad_lines *b, size_t at, const char *text, struct problems *problems)
{
	advance(b, at);
	if (++b->count <= BAD_LINES_TOLD)
		problems_add(problems, b->file, b->line,
			utf8_length(b->bytes + b->line_start, at - b->line_start) + 1, "%s", text);
}

/* The first byte of the next line. */
static size_t next_line(const struct bad_lines *b, size_t at)
{
	const char *lf = memchr(b->bytes + at, '\n', b->n - at);

	return lf ? (size_t)(lf - b->bytes) + 1 : b->n;
}

static void tell_rest(const struct bad_lines *b, struct problems *problems)
{
	if (b->count > BAD_LINES_TOLD)
		problems_add(problems, b->file, b->line, 1,
			"the same on %zu lines in all, this is the last", b->count);
}

bool encoding_check(const char *file, const char *bytes, size_t n, struct problems *problems)
{
	const char *wide = wide_encoding(bytes, n);
	struct bad_lines nul = {.file = file, .bytes = bytes, .n = n, .line = 1}, bad = nul;
	const char *zero;
	size_t at;

	if (wide) {
		problems_add(problems, file, 1, 1,
			"text in %s, expected UTF-8 (save it as \"CSV UTF-8\", or as text in "
			"UTF-8)",
			wide);
		return false;
	}
	for (at = 0; at < n && (zero = memchr(bytes + at, '\0', n - at)) != NULL;) {
		at = (size_t)(zero - bytes);
		tell(&nul, at, "a NUL byte, expected text", problems);
		at = next_line(&nul, at);
	}
	tell_rest(&nul, problems);
	size_t off;
	for (at = 0; at < n && !utf8_valid(bytes + at, n - at, &off);) {
		at += off;
		tell(&bad, at,
			"a byte that is not valid UTF-8, expected UTF-8 (save the file as UTF-8)",
			problems);
		at = next_line(&bad, at);
	}
	tell_rest(&bad, problems);
	return true;
}

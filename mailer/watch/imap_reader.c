#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "watch/imap_reader.h"

int imap_reader_ended(struct imap_reader *r)
{
	r->failed = imap_result(r->imap, MAILIMAP_ERROR_PARSE, r->what, r->err);
	return -1;
}

int imap_reader_refused(struct imap_reader *r)
{
	r->imap->ended = true;
	r->failed = IMAP_REFUSED;
	return -1;
}

/* ---- lines and literals */

static bool is_status(const char *line)
{
	static const char *const words[] = {"* OK", "* NO", "* BAD", "* PREAUTH"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_istarts(line, words[i]) &&
			!ascii_is_alnum((unsigned char)line[strlen(words[i])]))
			return true;
	return false;
}

/* Takes "{123}" off the line's end. stream.h lets no number pass that is too large. */
static void take_literal(struct imap_reader *r)
{
	struct str *line = r->line;
	size_t i = line->len;

	r->has_literal = false;
	if (!r->may_have_literal || i < 3 || line->p[--i] != '}')
		return;
	if (line->p[i - 1] == '+')
		i--;
	while (i > 0 && line->p[i - 1] >= '0' && line->p[i - 1] <= '9')
		i--;
	if (i == 0 || line->p[i - 1] != '{' || line->p[i] < '0' || line->p[i] > '9')
		return;
	r->literal = strtoull(line->p + i, NULL, 10);
	r->has_literal = true;
	str_truncate(line, i - 1);
}

int imap_read_segment(struct imap_reader *r, bool first)
{
	const char *bytes, *end = NULL;

	str_reset(r->line);
	while (end == NULL) {
		ssize_t n = stream_peek(r->imap->stream, &bytes);
		if (n < 0)
			return imap_reader_ended(r);
		end = memchr(bytes, '\n', (size_t)n);
		size_t take = end ? (size_t)(end - bytes) : (size_t)n;
		str_add(r->line, bytes, take);
		stream_skip(r->imap->stream, take + (end != NULL));
	}
	if (r->line->full || memchr(str_c(r->line), '\0', r->line->len))
		return imap_reader_ended(r);
	if (r->line->len > 0 && r->line->p[r->line->len - 1] == '\r')
		str_truncate(r->line, r->line->len - 1);
	r->at = str_c(r->line);
	if (first)
		r->may_have_literal = strncmp(r->at, "* ", 2) == 0 && !is_status(r->at);
	take_literal(r);
	r->at = str_c(r->line);
	return 0;
}

int imap_read_literal(struct imap_reader *r,
	int (*piece)(void *ctx, const void *bytes, size_t n, struct err *err), void *ctx)
{
	const char *bytes;

	for (uint64_t left = r->literal; left > 0;) {
		ssize_t n = stream_peek(r->imap->stream, &bytes);
		if (n < 0)
			return imap_reader_ended(r);
		size_t take = (uint64_t)n < left ? (size_t)n : (size_t)left;
		if (piece && piece(ctx, bytes, take, r->err) < 0)
			return imap_reader_refused(r);
		stream_skip(r->imap->stream, take);
		left -= take;
	}
	return imap_read_segment(r, false);
}

int imap_skip_literal(struct imap_reader *r)
{
	return imap_read_literal(r, NULL, NULL);
}

/* ---- values */

void imap_skip_spaces(struct imap_reader *r)
{
	while (*r->at == ' ')
		r->at++;
}

int imap_read_quoted(struct imap_reader *r, struct str *out)
{
	for (; *r->at && *r->at != '"'; r->at++) {
		if (*r->at == '\\' && r->at[1])
			r->at++;
		if (out)
			str_addc(out, *r->at);
	}
	if (*r->at != '"')
		return imap_reader_ended(r);
	r->at++;
	return 0;
}

int imap_skip_value(struct imap_reader *r)
{
	size_t depth = 0;

	imap_skip_spaces(r);
	do {
		if (*r->at == '\0') {
			if (!r->has_literal)
				return imap_reader_ended(r);
			if (imap_skip_literal(r) < 0)
				return -1;
		} else if (*r->at == '(') {
			depth++;
			r->at++;
		} else if (*r->at == ')') {
			if (depth == 0)
				return imap_reader_ended(r);
			depth--;
			r->at++;
		} else if (*r->at == '"') {
			r->at++;
			if (imap_read_quoted(r, NULL) < 0)
				return -1;
		} else if (*r->at == ' ') {
			r->at++;
		} else {
			r->at += strcspn(r->at, " ()\"");
		}
	} while (depth > 0);
	return 0;
}

int imap_read_number(struct imap_reader *r, uint64_t max, uint64_t *value_r)
{
	char *end;

	imap_skip_spaces(r);
	if (*r->at < '0' || *r->at > '9')
		return imap_reader_ended(r);
	unsigned long long value = strtoull(r->at, &end, 10);
	if (value > max)
		return imap_reader_ended(r);
	r->at = end;
	*value_r = value;
	return 0;
}

#include <string.h>

#include "liquid/parser.h"

/* The next place of a short text. Not memmem: checked builds look through all of what it may read.
 */
static const char *find(const char *p, const char *end, const char *what, size_t n)
{
	while (p < end && (p = memchr(p, *what, (size_t)(end - p))) != NULL) {
		if ((size_t)(end - p) >= n && memcmp(p, what, n) == 0)
			return p;
		p++;
	}
	return NULL;
}

static bool is_word(char c)
{
	return ascii_is_alnum((unsigned char)c) || c == '_';
}

/* The name of a tag and what follows it, from the text between its signs. */
static bool split_tag(struct piece *piece, const char *p, const char *end)
{
	while (p < end && ascii_is_space((unsigned char)*p))
		p++;
	piece->name = p;
	if (p < end && *p == '#')
		p++;
	else
		while (p < end && is_word(*p))
			p++;
	piece->name_len = (size_t)(p - piece->name);
	while (p < end && ascii_is_space((unsigned char)*p))
		p++;
	piece->p = p;
	piece->n = (size_t)(end - p);
	return piece->name_len > 0;
}

static bool tag_piece(struct piece *piece, const char *start, const char *close)
{
	const char *p = start + 2, *end = close;

	*piece = (struct piece){.kind = PIECE_TAG, .start = start};
	if (p < end && *p == '-') {
		piece->trim_before = true;
		p++;
	}
	if (close[-1] == '-') {
		piece->trim_after = true;
		if (end > p)
			end--;
	}
	return split_tag(piece, p, end);
}

/* False: there was none, which was told. */
static bool read_tag(struct parser *p, struct source *s, struct piece *piece)
{
	const char *start = s->p, *close = find(start + 2, s->end, "%}", 2);

	if (close == NULL) {
		parse_problem(p, start, "`{%%` is never closed; end the tag with `%%}`");
		s->p = s->end;
		return false;
	}
	s->p = close + 2;
	if (tag_piece(piece, start, close))
		return true;
	parse_problem(p, start, "this tag has no name; write `{%% if ... %%}`, `{%% for ... %%}`");
	return false;
}

static bool read_output(struct parser *p, struct source *s, struct piece *piece)
{
	const char *start = s->p;
	const char *close = s->no_output_end ? NULL : find(start + 2, s->end, "}}", 2);
	const char *tag = find(start + 2, close ? close : s->end, "{%", 2);

	if (close == NULL || tag) {
		s->no_output_end = close == NULL;
		parse_problem(p, start, "`{{` is never closed; end it with `}}`");
		s->p = tag ? tag : s->end;
		return false;
	}
	s->p = close + 2;
	*piece = (struct piece){.kind = PIECE_OUTPUT, .start = start, .p = start + 2};
	if (piece->p < close && *piece->p == '-') {
		piece->trim_before = true;
		piece->p++;
	}
	if (close[-1] == '-') {
		piece->trim_after = true;
		if (close > piece->p)
			close--;
	}
	piece->n = (size_t)(close - piece->p);
	return true;
}

static struct piece read_line(struct source *s)
{
	while (s->p < s->end) {
		const char *start = s->p, *end = memchr(start, '\n', (size_t)(s->end - start));
		struct piece piece = {.kind = PIECE_TAG, .start = start};

		if (end == NULL)
			end = s->end;
		s->p = end < s->end ? end + 1 : end;
		while (start < end && ascii_is_space((unsigned char)*start))
			start++;
		if (start == end)
			continue;
		piece.start = start;
		if (!split_tag(&piece, start, end)) {
			piece.name_len = (size_t)(end - start);
			piece.n = 0;
		}
		return piece;
	}
	return (struct piece){.kind = PIECE_END, .start = s->end};
}

struct piece source_next(struct parser *p, struct source *s)
{
	if (p->has_pending) {
		p->has_pending = false;
		return p->pending;
	}
	if (s->lines)
		return read_line(s);
	while (s->end - s->p > 1 && s->p[0] == '{' && (s->p[1] == '%' || s->p[1] == '{')) {
		struct piece piece;
		if (s->p[1] == '%' ? read_tag(p, s, &piece) : read_output(p, s, &piece))
			return piece;
	}
	if (s->p == s->end)
		return (struct piece){.kind = PIECE_END, .start = s->end};
	const char *start = s->p, *at = start;
	while ((at = memchr(at, '{', (size_t)(s->end - at))) != NULL) {
		if (s->end - at > 1 && (at[1] == '%' || at[1] == '{'))
			break;
		at++;
	}
	s->p = at ? at : s->end;
	return (struct piece){
		.kind = PIECE_TEXT, .start = start, .p = start, .n = (size_t)(s->p - start)};
}

/* The next tag of any name from s->p on, however broken what stands before it is. */
static bool next_tag(struct source *s, struct piece *piece)
{
	for (;;) {
		if (s->lines) {
			*piece = read_line(s);
			return piece->kind == PIECE_TAG;
		}
		const char *start = find(s->p, s->end, "{%", 2);
		const char *close = start ? find(start + 2, s->end, "%}", 2) : NULL;
		if (close == NULL) {
			s->p = s->end;
			return false;
		}
		/* Of `{% x {% endraw %}` the last one before the end counts. */
		const char *later;
		while ((later = find(start + 2, close, "{%", 2)) != NULL)
			start = later;
		s->p = close + 2;
		if (tag_piece(piece, start, close))
			return true;
	}
}

bool source_skip_raw(struct parser *p, struct source *s, const char *end, struct piece *body_r)
{
	const char *start = s->p;
	struct piece piece;

	while (next_tag(s, &piece))
		if (piece_is(&piece, end)) {
			if (!s->lines)
				p->trim = piece.trim_after;
			*body_r = (struct piece){.kind = PIECE_TEXT,
				.start = start,
				.p = start,
				.n = (size_t)(piece.start - start)};
			return true;
		}
	return false;
}

/* The next tag inside a comment. Unlike in raw blocks, an output there hides what it holds. */
static bool next_comment_tag(struct source *s, struct piece *piece)
{
	while (!s->lines) {
		const char *brace = s->p;
		while ((brace = find(brace, s->end, "{", 1)) != NULL && s->end - brace > 1 &&
			brace[1] != '{' && brace[1] != '%')
			brace++;
		if (brace == NULL || s->end - brace < 2)
			break;
		bool output = brace[1] == '{';
		const char *close =
			output && !s->no_output_end ? find(brace + 2, s->end, "}}", 2) : NULL;
		if (output && close == NULL)
			s->no_output_end = true;
		const char *tag = find(brace + (output ? 2 : 0), close ? close : s->end, "{%", 2);
		if (tag)
			close = NULL;
		if (close) {
			s->p = close + 2;
			continue;
		}
		close = tag ? find(tag + 2, s->end, "%}", 2) : NULL;
		if (close == NULL)
			break;
		s->p = close + 2;
		if (!output && tag_piece(piece, tag, close))
			return true;
	}
	if (s->lines)
		return next_tag(s, piece);
	s->p = s->end;
	return false;
}

/* Comments nest, and a raw block inside one hides what it holds. */
bool source_skip_comment(struct parser *p, struct source *s)
{
	size_t depth = 1;
	struct piece piece, body;

	while (next_comment_tag(s, &piece)) {
		if (piece_is(&piece, "comment"))
			depth++;
		else if (piece_is(&piece, "raw") && !source_skip_raw(p, s, "endraw", &body))
			return false;
		else if (piece_is(&piece, "endcomment") && --depth == 0) {
			p->trim = s->lines ? p->trim : piece.trim_after;
			return true;
		}
	}
	return false;
}

bool source_skip_doc(struct parser *p, struct source *s, const struct piece *opening)
{
	struct piece piece;

	while (next_tag(s, &piece)) {
		if (piece_is(&piece, "enddoc")) {
			p->trim = s->lines ? p->trim : piece.trim_after;
			return true;
		}
		if (piece_is(&piece, "doc")) {
			parse_problem(p, piece.start,
				"a `doc` block cannot hold another one; close it "
				"with `{%% enddoc %%}` first");
			return true;
		}
	}
	parse_problem(p, opening->start, "`doc` is never closed; end it with `{%% enddoc %%}`");
	return true;
}

/* Plain text as paragraphs. */
#include <string.h>

#include "base/utf8.h"
#include "report/values.h"

enum { WRAPPED_COLUMNS = 55 }; /* a line at least this wide was probably wrapped by a program */

struct line {
	const char *p;
	size_t n;
};

/* A line without what is white at its end, and without "> " when `quoted` is set. */
static struct line next_line(const char **rest, bool *quoted_r)
{
	const char *end = strchrnul(*rest, '\n');
	struct line line = {*rest, (size_t)(end - *rest)};

	*rest = *end ? end + 1 : end;
	*quoted_r = line.n > 0 && *line.p == '>';
	while (line.n > 0 && (*line.p == '>' || (*quoted_r && *line.p == ' '))) {
		line.p++;
		line.n--;
	}
	while (line.n > 0 && ascii_is_space(line.p[line.n - 1]))
		line.n--;
	return line;
}

/* Whether a line begins something of its own: an item of a list, an indented line. */
static bool begins_item(struct line line)
{
	size_t digits = 0;

	if (line.n == 0 || ascii_is_space(*line.p) || strchr("-*+", *line.p))
		return true;
	while (digits < line.n && line.p[digits] >= '0' && line.p[digits] <= '9')
		digits++;
	return digits > 0 && digits < line.n && strchr(".)", line.p[digits]);
}

static void end_line(struct arena *arena, struct liquid_array *lines, struct str *text)
{
	if (text->len > 0)
		liquid_array_add(
			lines, liquid_text_n(arena_strndup(arena, text->p, text->len), text->len));
	str_reset(text);
}

struct liquid_value values_blocks(struct arena *arena, const char *text)
{
	struct liquid_array *blocks = liquid_array_new(arena), *lines = NULL;
	struct str current = STR_INIT;
	bool quoted, was_quoted = false, wide = false;

	for (const char *rest = text ? text : ""; *rest;) {
		struct line line = next_line(&rest, &quoted);
		if (line.n == 0 || (lines && quoted != was_quoted)) {
			if (lines)
				end_line(arena, lines, &current);
			lines = NULL;
		}
		if (line.n == 0)
			continue;
		if (lines == NULL) {
			struct liquid_hash *block = liquid_hash_new(arena);
			lines = liquid_array_new(arena);
			liquid_hash_set(block, "kind", liquid_text(quoted ? "quote" : "text"));
			liquid_hash_set(block, "lines", liquid_array_value(lines));
			liquid_array_add(blocks, liquid_hash_value(block));
			wide = false;
		}
		if (wide && !begins_item(line))
			str_addc(&current, ' ');
		else
			end_line(arena, lines, &current);
		str_add(&current, line.p, line.n);
		wide = utf8_width(line.p, line.n) >= WRAPPED_COLUMNS;
		was_quoted = quoted;
	}
	if (lines)
		end_line(arena, lines, &current);
	str_release(&current);
	return liquid_array_value(blocks);
}

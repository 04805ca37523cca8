/* Plain text as paragraphs. */
#include <string.h>

#include "base/utf8.h"
#include "report/values.h"

/* Programs wrap at 60 to 80 columns. What is wider was not wrapped, but may have grown by a name.
 */
enum { WRAP_LEAST = 40, WRAP_MOST = 80, UNWRAPPED = 90 };

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

/* The column at which a text seems to be wrapped: that of its widest line that can be; 0 for none.
 */
static size_t wrap_column(const char *text)
{
	size_t column = 0;
	bool quoted;

	for (const char *rest = text; *rest;) {
		struct line line = next_line(&rest, &quoted);
		size_t width = line.n > 4 * WRAP_MOST ? line.n : utf8_width(line.p, line.n);
		if (width <= WRAP_MOST && width > column)
			column = width;
	}
	return column < WRAP_LEAST ? 0 : column;
}

/* Whether a line goes on in the next one: whether the next one's first word had no room in it. */
static bool goes_on(struct line line, struct line next, size_t column)
{
	size_t word = 0, width = utf8_width(line.p, line.n);

	if (column == 0 || begins_item(next))
		return false;
	while (word < next.n && !ascii_is_space(next.p[word]))
		word++;
	if (width > UNWRAPPED)
		return *next.p >= 'a' && *next.p <= 'z' && !strchr(".:!?", line.p[line.n - 1]);
	return width + 1 + utf8_width(next.p, word) > column;
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
	bool quoted, was_quoted = false;
	struct line before = {0};
	size_t column = text ? wrap_column(text) : 0;

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
			before.n = 0;
		}
		if (before.n > 0 && goes_on(before, line, column))
			str_addc(&current, ' ');
		else
			end_line(arena, lines, &current);
		str_add(&current, line.p, line.n);
		before = line;
		was_quoted = quoted;
	}
	if (lines)
		end_line(arena, lines, &current);
	str_release(&current);
	return liquid_array_value(blocks);
}

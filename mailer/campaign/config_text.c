#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "campaign/config_text.h"
#include "campaign/encoding.h"

/* One file that is being put in, and those that include it. */
struct inclusion {
	const struct inclusion *outer;
	const char *name;
	size_t depth;
};

struct include_reader {
	struct config_text *t;
	struct campaign_files *files;
	const struct source *source;
	struct problems *problems;
	bool failed;
};

/* Where in a file the copying stands. */
struct cursor {
	const char *bytes;
	size_t n, at;
	size_t line, line_start;
	enum { PLAIN, TEXT, COMMENT, LINE_COMMENT } state;
};

static void begin_line(struct include_reader *r, const char *file, const struct cursor *c)
{
	struct config_text *t = r->t;

	mem_grow(&t->lines, &t->line_cap, t->line_count, sizeof *t->lines);
	t->lines[t->line_count++] = (struct config_line){
		.offset = t->text.len,
		.file = file,
		.file_offset = c->at,
		.line = (uint32_t)c->line,
		.column =
			(uint32_t)utf8_length(c->bytes + c->line_start, c->at - c->line_start) + 1,
	};
}

/* Copies one character and follows libconfig's lexical states. */
static void copy_char(struct include_reader *r, const char *file, struct cursor *c)
{
	char ch = c->bytes[c->at++], next = c->at < c->n ? c->bytes[c->at] : '\0';

	str_addc(&r->t->text, ch);
	if (ch == '\n') {
		c->line++;
		c->line_start = c->at;
		if (c->state == LINE_COMMENT)
			c->state = PLAIN;
		begin_line(r, file, c);
		return;
	}
	switch (c->state) {
	case PLAIN:
		if (ch == '"')
			c->state = TEXT;
		else if (ch == '#' || (ch == '/' && next == '/'))
			c->state = LINE_COMMENT;
		else if (ch == '/' && next == '*') {
			c->state = COMMENT;
			str_addc(&r->t->text, c->bytes[c->at++]);
		}
		break;
	case TEXT:
		if (ch == '"')
			c->state = PLAIN;
		else if (ch == '\\' && (next == '"' || next == '\\'))
			str_addc(&r->t->text, c->bytes[c->at++]);
		break;
	case COMMENT:
		if (ch == '*' && next == '/') {
			c->state = PLAIN;
			str_addc(&r->t->text, c->bytes[c->at++]);
		}
		break;
	case LINE_COMMENT:
		break;
	}
}

/* Length of an include directive up to its first quote, at the beginning of a line; else 0. */
static size_t include_opening(const struct cursor *c)
{
	static const char word[] = "@include";
	size_t i = c->at;

	while (i < c->n && (c->bytes[i] == ' ' || c->bytes[i] == '\t'))
		i++;
	if (c->n - i < sizeof word || memcmp(c->bytes + i, word, sizeof word - 1) != 0)
		return 0;
	i += sizeof word - 1;
	size_t blanks = i;
	while (i < c->n && (c->bytes[i] == ' ' || c->bytes[i] == '\t'))
		i++;
	return i > blanks && i < c->n && c->bytes[i] == '"' ? i + 1 - c->at : 0;
}

static void add_file(struct include_reader *r, const char *name, const struct inclusion *outer,
	const char *from, size_t line, size_t column);

/* Takes the name of an include directive and puts the file in. */
static void take_include(
	struct include_reader *r, struct cursor *c, size_t opening, const struct inclusion *self)
{
	size_t start = c->at + opening, end = start, keyword = c->at;
	struct str name = STR_INIT;

	while (c->bytes[keyword] != '@')
		keyword++;
	for (; end < c->n && c->bytes[end] != '"' && c->bytes[end] != '\n'; end++) {
		if (c->bytes[end] == '\\' && end + 1 < c->n && strchr("\"\\", c->bytes[end + 1]))
			end++;
		str_addc(&name, c->bytes[end]);
	}
	size_t column = utf8_length(c->bytes + c->line_start, keyword - c->line_start) + 1;
	if (end == c->n || c->bytes[end] == '\n') {
		problems_add(r->problems, self->name, c->line, column,
			"an include whose quote is not closed, expected @include \"FILE\"");
		r->failed = true;
	} else {
		add_file(r, str_c(&name), self, self->name, c->line, column);
		if (c->bytes[end] == '"')
			end++;
	}
	c->at = end;
	begin_line(r, self->name, c);
	str_release(&name);
}

/* Whether the inclusion is allowed; else it was reported at the directive. */
static bool may_include(struct include_reader *r, const char *name, const struct inclusion *outer,
	const char *from, size_t line, size_t column)
{
	for (const struct inclusion *i = outer; i; i = i->outer)
		if (strcmp(i->name, name) == 0) {
			problems_add(r->problems, from, line, column,
				"an include of \"%s\", which includes this file: a loop, expected "
				"another file",
				name);
			return false;
		}
	if (outer && outer->depth >= CONFIG_INCLUDE_DEPTH) {
		problems_add(r->problems, from, line, column,
			"includes that are nested more than %d deep, expected fewer",
			CONFIG_INCLUDE_DEPTH);
		return false;
	}
	return true;
}

/* Copies a file line by line, with what it includes. */
static void copy_file(struct include_reader *r, struct cursor *c, const struct inclusion *self)
{
	if (c->n >= 3 && memcmp(c->bytes, "\xEF\xBB\xBF", 3) == 0)
		c->at = c->line_start = 3;
	begin_line(r, self->name, c);
	while (c->at < c->n && !r->failed) {
		size_t opening =
			c->state == PLAIN && c->at == c->line_start ? include_opening(c) : 0;
		if (opening)
			take_include(r, c, opening, self);
		else
			copy_char(r, self->name, c);
	}
	/* The next text begins a line of its own, and a last comment needs a line end. */
	str_addc(&r->t->text, '\n');
}

static void add_file(struct include_reader *r, const char *name, const struct inclusion *outer,
	const char *from, size_t line, size_t column)
{
	const struct campaign_file *file;
	struct inclusion self = {.outer = outer, .depth = outer ? outer->depth + 1 : 1};
	struct err err;

	if (r->failed)
		return;
	r->failed = !may_include(r, name, outer, from, line, column);
	if (r->failed)
		return;
	if (campaign_files_read(r->files, r->source, name, &file, &err) < 0) {
		/* The place names the file already, unless its folder is another. */
		size_t len = strlen(from);
		bool twice = str_starts(err.text, from) && str_starts(err.text + len, ": ");
		problems_add(r->problems, from, line, column, "%s%s",
			err.text + (twice ? len + 2 : 0),
			outer ? "; expected a settings file to include"
			      : "; expected the settings of a campaign (`openletter init` makes "
				"one, -C names its folder)");
		r->failed = true;
		return;
	}
	self.name = file->name;
	struct cursor c = {.bytes = str_c(&file->bytes), .n = file->bytes.len, .line = 1};
	size_t before = r->problems->errors;
	bool text = encoding_check(self.name, c.bytes, c.n, r->problems);
	/* libconfig would stop at a NUL without a word. */
	if (!text || (before < r->problems->errors && memchr(c.bytes, '\0', c.n))) {
		r->failed = true;
		return;
	}
	if (r->t->text.len + c.n > CONFIG_SIZE_MAX) {
		problems_add(r->problems, from, line, column,
			"settings of more than %d bytes, expected less", CONFIG_SIZE_MAX);
		r->failed = true;
		return;
	}
	copy_file(r, &c, &self);
}

int config_text_read(struct config_text *t, struct campaign_files *files,
	const struct source *source, const char *name, struct problems *problems)
{
	struct include_reader r = {.t = t, .files = files, .source = source, .problems = problems};

	*t = (struct config_text){0};
	str_init(&t->text);
	add_file(&r, name, NULL, name, 0, 0);
	return r.failed ? -1 : 0;
}

void config_text_release(struct config_text *t)
{
	str_wipe(&t->text);
	free(t->lines);
	*t = (struct config_text){0};
}

const struct config_line *config_text_line(const struct config_text *t, size_t offset)
{
	size_t low = 0, high = t->line_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (t->lines[middle].offset <= offset)
			low = middle;
		else
			high = middle;
	}
	return &t->lines[low];
}

void config_text_problem(
	const struct config_text *t, size_t offset, struct problems *problems, const char *fmt, ...)
{
	const struct config_line *line = config_text_line(t, offset);
	struct str s = STR_INIT;
	size_t column = line->column;

	/* What is counted only needs no place: counting characters for each would take long. */
	if (problems->count < PROBLEMS_MAX) {
		va_list ap;
		va_start(ap, fmt);
		str_vaddf(&s, fmt, ap);
		va_end(ap);
		column += utf8_length(t->text.p + line->offset, offset - line->offset);
	}
	problems_add(problems, line->file, line->line, column, "%s", str_c(&s));
	str_release(&s);
}

/* Where a header line of a template stands, found again from what it was merged into. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "letter/template.h"

enum { TELLING = 4 }; /* bytes: less may stand anywhere */

void template_add_line(struct template_text *t, const struct template_line *line)
{
	mem_grow(&t->lines, &t->line_cap, t->line_count, sizeof *t->lines);
	t->lines[t->line_count++] = *line;
}

static bool holds(const struct template_text *t, const struct template_line *l, const char *value)
{
	return memmem(t->source.p + l->at, l->len, value, strlen(value)) != NULL;
}

/* A line within a tag, which none of the lines is: {% if x %}Attachment: a.pdf{% endif %} */
static bool find_in_head(
	const struct template_text *t, const char *value, struct template_place *place_r)
{
	const char *at = strlen(value) < TELLING
				 ? NULL
				 : memmem(t->source.p, t->head_len, value, strlen(value));

	if (at)
		utf8_place(t->source.p, t->source.len, (size_t)(at - t->source.p), &place_r->line,
			&place_r->column);
	return at != NULL;
}

struct template_place template_place(
	const struct template_text *t, enum field field, const char *value)
{
	const struct template_line *first = NULL, *merged = NULL;
	struct template_place place = {1, 1};

	for (size_t i = 0; i < t->line_count; i++) {
		const struct template_line *l = &t->lines[i];
		if (l->field != field)
			continue;
		if (value && *value && holds(t, l, value))
			return l->place;
		if (first == NULL)
			first = l;
		if (merged == NULL && memchr(t->source.p + l->at, '{', l->len))
			merged = l;
	}
	if (value && find_in_head(t, value, &place))
		return place;
	return merged && value ? merged->place : first ? first->place : place;
}

bool template_has(const struct template_text *t, enum field field)
{
	for (size_t i = 0; i < t->line_count; i++)
		if (t->lines[i].field == field)
			return true;
	return false;
}

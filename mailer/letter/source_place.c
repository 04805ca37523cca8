#include <string.h>

#include "base/utf8.h"
#include "letter/html.h"
#include "letter/source_place.h"

static bool find(const struct composer *x, const struct variant *v, const char *text,
	struct source_place *place_r)
{
	const struct campaign_file *layout =
		v->layout ? campaign_file(x->campaign, v->layout_file) : NULL;
	const struct str *const sources[] = {&v->text.source, layout ? &layout->bytes : NULL};
	const char *const names[] = {v->file, v->layout_file};

	for (size_t i = 0; i < 2 && *text; i++) {
		const struct str *s = sources[i];
		const char *at = s && s->len ? memmem(s->p, s->len, text, strlen(text)) : NULL;
		if (at == NULL)
			continue;
		place_r->file = names[i];
		utf8_place(s->p, s->len, (size_t)(at - s->p), &place_r->line, &place_r->column);
		return true;
	}
	return false;
}

struct source_place source_place_of(
	const struct composer *x, const struct variant *v, const char *text)
{
	struct source_place place = {v->file, 1, 1};
	struct str path = STR_INIT;

	/* Markdown writes %20 for a blank, which stands in the template as one. */
	if (!find(x, v, text, &place) && html_image_path(&path, text, strlen(text)))
		find(x, v, str_c(&path), &place);
	str_release(&path);
	return place;
}

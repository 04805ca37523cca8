#include <string.h>

#include "base/utf8.h"
#include "letter/html.h"
#include "letter/source_place.h"

bool source_place_find(const struct composer *x, const struct variant *v, const char *text,
	struct source_place *place_r)
{
	const struct campaign_file *layout =
		v->layout ? campaign_file(x->campaign, v->layout_file) : NULL;
	const struct str *const sources[] = {&v->text.source, layout ? &layout->bytes : NULL};
	const char *const names[] = {v->file, v->layout_file};

	*place_r = (struct source_place){v->file, 1, 1};
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

/* Markdown writes %20 for a blank, which stands in the template as one. */
bool source_place_of_target(const struct composer *x, const struct variant *v, const char *target,
	struct source_place *place_r)
{
	struct str path = STR_INIT;
	bool found = source_place_find(x, v, target, place_r) ||
		     (html_image_path(&path, target, strlen(target)) &&
			     source_place_find(x, v, str_c(&path), place_r));

	str_release(&path);
	return found;
}

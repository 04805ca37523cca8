/*
 * The templates of one language of a campaign's letters, parsed.
 *
 * A recipient's `language` picks letter.LANG.md where there is one (letter.pt-BR.md, then
 * letter.pt.md) and, with it or without, the words and forms of dates, joins and plurals.
 */
#ifndef LETTER_VARIANT_H
#define LETTER_VARIANT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/map.h"
#include "campaign/table.h"
#include "letter/merge.h"
#include "letter/template.h"

enum { VARIANTS_MAX = 100 };

struct variant {
	struct merge *merge;
	struct template_text text;
	char *file; /* the template's name */
	char *layout_file;
	const char *language; /* of the text, for Content-Language and lang= */
	bool right_to_left; /* that language */
	struct liquid_template *head, *body;
	struct liquid_template
		*html; /* the body once more, for the HTML part; NULL for plain text */
	/* The head once more, escaped as the body is, for what it assigns and captures; NULL when
	 * it has no tags. */
	struct liquid_template *before_body, *before_html;
	struct liquid_template *layout; /* NULL when there is none */
	bool prints_letter; /* reads `letter`: may print the reference */
	bool by_recipient; /* one text serves several languages: it asks for recipient.language */
};

struct variants {
	struct variant *items;
	size_t count, cap;
	struct map by_language; /* a cell of the language column -> number in items */
	long column; /* of the recipients list, -1 when it has none */
};

/*
 * Makes the variants that the recipients list needs, the first for recipients without a language.
 * Problems are told once a file. 0, or -1 when one was an error. Release in either case.
 */
int variants_init(struct variants *set, struct values *values, const char *template_file, bool mark,
	struct problems *problems);
void variants_release(struct variants *set);

/* The one of a recipient's language, else the first. */
struct variant *variants_pick(
	struct variants *set, size_t recipient, const struct table *recipients);

/* Whether one of its templates reads `name`, or `name`.`key` where key is not NULL. */
bool variant_uses(const struct variant *v, const char *name, const char *key);

/* liquid_each_key() of all its templates. */
void variant_each_key(const struct variant *v, const char *name,
	void (*see)(void *ctx, const char *key), void *ctx);

#endif

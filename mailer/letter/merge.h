/*
 * What letters are merged from: the campaign's lists and settings as Liquid values, and one engine
 * a language that renders templates with them.
 */
#ifndef LETTER_MERGE_H
#define LETTER_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "liquid/liquid.h"
#include "campaign/campaign.h"
#include "letter/escape.h"
#include "letter/letter.h"

/* Values shared by all languages. Rows are filled anew for each letter. */
struct values {
	struct arena arena;
	struct campaign *campaign;
	enum letter_kind kind;
	struct liquid_value campaign_hash, demands, signatories;
	struct liquid_value *demand_items; /* one a demand */
	struct liquid_row *recipient, *signatory, *letter, *first_letter;
	size_t recipient_row; /* what the row holds now, SIZE_MAX for nothing */
	size_t recipient_moves; /* table_moves() when it was filled */
	long signatory_row;
	char *date; /* letter.date */
};

/* Values that are the same for all letters of a kind; c is borrowed. */
void values_init(struct values *v, struct campaign *c, enum letter_kind kind, int64_t date);
void values_release(struct values *v);

/* Fills the rows for one letter; texts are borrowed until the next one. */
void values_set(struct values *v, const struct letter_id *id, const char *ref,
	const char *message_id, const char *reply_to);

/* The values in one language. */
struct merge {
	struct values *values;
	struct liquid *engine;
	struct liquid_context *context, *page; /* page: of the layout, with names of its own */
	struct arena arena; /* open_demands of the letter at hand */
	size_t recipient, signatory, letter, open_demands, days_overdue, first_letter;
	size_t content, subject;
	bool mark; /* values are marked (escape.h) */
	char *language;
	char *extension; /* of the template, for partials: ".md" */
};

/* template_file: whose partials are looked for. */
void merge_init(struct merge *m, struct values *values, const char *language,
	const char *template_file, bool mark);
void merge_release(struct merge *m);

/*
 * Parses n bytes of a file that begin in `line`, and makes what no letter changes constant. NULL
 * after problems.
 */
struct liquid_template *merge_parse(struct merge *m, const char *file, const char *text, size_t n,
	size_t line, enum escape_mode mode, struct problems *problems);

/* The same for a layout: knows `content`, `subject`, `language` and `direction` besides. */
struct liquid_template *merge_parse_layout(
	struct merge *m, const char *file, const char *text, size_t n, struct problems *problems);

/* Begins a letter (after values_set): forgets what the last one assigned. */
void merge_begin(struct merge *m, const struct letter_id *id);

/* Forgets what the templates rendered since merge_begin() assigned. */
void merge_again(struct merge *m);

/* liquid_tell_unknown() for letters and layout; NULL: as usual. */
void merge_tell_unknown(struct merge *m, void (*told)(void *ctx, const struct err *err), void *ctx);

/* Appends what a template of merge_parse() is for the letter at hand. 0, or -1 with its place. */
int merge_render(struct merge *m, const struct liquid_template *t, enum escape_mode mode,
	struct str *out, struct err *err);

/*
 * Renders the layout; MERGE_CONTENT stands in the output where the content belongs.
 */
#define MERGE_CONTENT "\xEF\xB7\x9E\xEF\xB7\x9F" /* U+FDDE U+FDDF: in no value and no template */
int merge_render_layout(struct merge *m, const struct liquid_template *t, const char *subject,
	struct str *out, struct err *err);

/* Says which language the layout's text is in. language is borrowed. */
void merge_set_page_language(struct merge *m, const char *language);

#endif

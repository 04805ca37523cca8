#include <string.h>

#include "letter/composer.h"
#include "letter/look.h"

static void tell_once(const struct err *err, struct map *told, struct problems *problems)
{
	/* Beyond the limit problems are counted, not kept: no need to know them apart. */
	if (problems->count < PROBLEMS_MAX && look_is_new(told, err->text))
		letter_problem(err, problems);
}

struct telling {
	const struct composer *composer;
	const struct letter_id *id;
	struct map *told;
	struct problems *problems;
	size_t count; /* told so far */
};

static void tell_named(void *ctx, const struct err *err)
{
	struct telling *t = ctx;
	struct err named = *err;

	t->count++;
	composer_name_recipient(t->composer, t->id, &named);
	tell_once(&named, t->told, t->problems);
}

/* The head as it was rendered last, into x->raw: every line that is wrong, every missing file. */
static void tell_all_of_head(struct composer *x, const struct variant *v, struct telling *t)
{
	struct arena arena = {0};
	struct head head;
	struct attachment *file;
	struct err err;

	str_addc(&x->raw, '\n');
	head_tell(&head, &arena, &v->text, v->file, x->raw.p, tell_named, t);
	for (size_t i = 0; i < head.file_count; i++)
		if (attachments_get(&x->attachments, head.files[i], &file, &err) < 0) {
			head_error(&v->text, v->file, FIELD_ATTACHMENT, head.files[i], &err);
			tell_named(t, &err);
		}
	arena_release(&arena);
}

/* Renders all that the letter is made of, for what is wrong in it: unknown variables, its head. */
static void tell_all(struct composer *x, const struct variant *v, struct telling *t)
{
	const struct liquid_template *const templates[] = {v->head, v->body ? v->body : v->html};
	const enum escape_mode modes[] = {ESCAPE_HEADER, v->body ? ESCAPE_NONE : ESCAPE_HTML};
	struct err ignored;

	merge_tell_unknown(v->merge, tell_named, t);
	merge_begin(v->merge, t->id);
	for (size_t i = 0; i < sizeof templates / sizeof *templates; i++) {
		str_reset(&x->raw);
		/* A head with holes in it is not read: they were told, and lead to more. */
		if (merge_render(v->merge, templates[i], modes[i], &x->raw, &ignored) == 0 &&
			i == 0 && t->count == 0)
			tell_all_of_head(x, v, t);
	}
	str_reset(&x->raw);
	if (v->layout)
		(void)merge_render_layout(v->merge, v->layout, "", &x->raw, &ignored);
	merge_tell_unknown(v->merge, NULL, NULL);
}

/* Makes the letter to its end, whatever its page points to. */
static void tell_targets(struct composer *x, struct telling *t)
{
	struct letter letter = {0};
	struct err ignored;

	x->told = tell_named;
	x->told_ctx = t;
	(void)composer_make(x, t->id, COMPOSER_MERGED, &letter, &ignored);
	x->told = NULL;
	letter_release(&letter);
}

void composer_tell(struct composer *x, const struct letter_id *id, const struct err *err,
	struct map *told, struct problems *problems)
{
	struct telling t = {x, id, told, problems, 0};

	tell_once(err, told, problems);
	/* The values are still those of the letter that failed. */
	if (problems->count < PROBLEMS_MAX) {
		tell_all(x, variants_pick(&x->variants, id->recipient, &x->campaign->recipients),
			&t);
		tell_targets(x, &t);
	}
}

void letter_sample_reminder(const struct campaign *c, struct letter_id *id, struct arena *arena)
{
	const char **demands = arena_array(arena, c->demand_count + 1, sizeof *demands);

	for (size_t i = 0; i < c->demand_count; i++)
		demands[i] = c->demands[i].id;
	id->kind = LETTER_REMINDER;
	id->level = 1;
	id->open_demands = demands;
	id->open_demand_count = c->demand_count;
	id->days_overdue = 1;
	id->first_ref = "first";
	id->first_message_id = "first@example.org";
}

void composer_check(struct composer *x, struct problems *problems, struct composer_totals *totals_r)
{
	struct look k = {.composer = x, .problems = problems};
	struct composer_totals totals = {.count = letter_count(x->campaign)};
	enum composer_end end = totals_r ? COMPOSER_BYTES : COMPOSER_MERGED;
	struct letter letter = {0};
	struct arena arena = {0};

	for (size_t n = 0; n < totals.count; n++) {
		struct letter_id id;
		struct err err;
		arena_reset(&arena);
		letter_nth(x->campaign, n, &id);
		if (x->kind == LETTER_REMINDER)
			letter_sample_reminder(x->campaign, &id, &arena);
		k.recipient = id.recipient;
		if (composer_make(x, &id, end, &letter, &err) < 0) {
			totals.failed++;
			composer_tell(x, &id, &err, &k.told, problems);
			continue;
		}
		look_at_letter(&k, &letter,
			variants_pick(&x->variants, id.recipient, &x->campaign->recipients));
		totals.bytes += letter.bytes.len;
		if (letter.bytes.len > totals.bytes_largest) {
			totals.bytes_largest = letter.bytes.len;
			totals.recipient_largest = id.recipient;
		}
	}
	letter_release(&letter);
	arena_release(&arena);
	map_release(&k.told);
	if (totals_r)
		*totals_r = totals;
}

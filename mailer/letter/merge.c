#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "letter/attachment.h"
#include "letter/html.h"
#include "letter/merge.h"

/* ---- partials ---- */

/* `render "sign-off"`: that file of the campaign folder, or with the template's ending. */
static int read_partial(
	void *ctx, const char *name, struct str *out, struct str *file_r, struct err *err)
{
	struct merge *m = ctx;
	struct campaign *c = m->values->campaign;
	const char *const endings[] = {"", m->extension, ".liquid"};
	const struct campaign_file *file = NULL;
	struct str path = STR_INIT;

	for (size_t i = 0; i < sizeof endings / sizeof *endings && file == NULL; i++) {
		struct err ignored;
		str_reset(&path);
		str_addf(&path, "%s%s", name, endings[i]);
		if (path_inside(c, str_c(&path), err) < 0) {
			str_release(&path);
			return -1;
		}
		campaign_files_read(&c->files, &c->source, path.p, &file, &ignored);
	}
	if (file) {
		str_add(out, str_c(&file->bytes), file->bytes.len);
		str_adds(file_r, path.p);
	}
	str_release(&path);
	if (file)
		return 0;
	return err_set(err, ERR_INPUT,
		"there is no partial \"%.200s\"; it is looked for in the campaign folder as that "
		"name, and with %s or .liquid behind it",
		name, m->extension);
}

/* ---- engines ---- */

static size_t set_global(struct merge *m, const char *name, struct liquid_value value)
{
	size_t slot = liquid_slot(m->engine, name);

	liquid_set(m->context, slot, value);
	liquid_set(m->page, slot, value);
	return slot;
}

static void set_globals(struct merge *m)
{
	struct values *v = m->values;

	set_global(m, "campaign", v->campaign_hash);
	set_global(m, "demands", v->demands);
	set_global(m, "signatories", v->signatories);
	m->recipient = set_global(m, "recipient", liquid_row_value(v->recipient));
	m->letter = set_global(m, "letter", liquid_row_value(v->letter));
	m->signatory = liquid_slot(m->engine, "signatory");
	if (v->campaign->letter.mode == MODE_INDIVIDUAL)
		set_global(m, "signatory", liquid_row_value(v->signatory));
	m->open_demands = liquid_slot(m->engine, "open_demands");
	m->days_overdue = liquid_slot(m->engine, "days_overdue");
	m->first_letter = liquid_slot(m->engine, "first_letter");
	if (v->kind == LETTER_REMINDER) {
		set_global(m, "open_demands", v->demands);
		set_global(m, "days_overdue", liquid_int(0));
		set_global(m, "first_letter", liquid_row_value(v->first_letter));
	}
	m->content = liquid_slot(m->engine, "content");
	m->subject = liquid_slot(m->engine, "subject");
	liquid_set(m->page, m->content, liquid_text(MERGE_CONTENT));
	liquid_set(m->page, m->subject, liquid_text(""));
}

void merge_init(struct merge *m, struct values *values, const char *language,
	const char *template_file, bool mark)
{
	const char *dot = strrchr(template_file, '.');
	struct liquid_options options = {
		.escape = escape_value,
		.read_partial = read_partial,
		.partial_ctx = m,
	};

	*m = (struct merge){.values = values, .mark = mark};
	m->language = mem_strdup(language);
	m->extension = mem_strdup(dot && strchr(dot, '/') == NULL ? dot : ".txt");
	options.language = m->language;
	m->engine = liquid_new(&options);
	m->context = liquid_context_new(m->engine);
	m->page = liquid_context_new(m->engine);
	set_globals(m);
}

void merge_release(struct merge *m)
{
	if (m->context)
		liquid_context_free(m->context);
	if (m->page)
		liquid_context_free(m->page);
	if (m->engine)
		liquid_free(m->engine);
	free(m->language);
	free(m->extension);
	arena_release(&m->arena);
	*m = (struct merge){0};
}

/* ---- templates ---- */

static struct liquid_template *parse(struct merge *m, const struct liquid_source *source,
	struct liquid_context *context, enum escape_mode mode, struct problems *problems)
{
	const size_t varying[] = {m->recipient, m->signatory, m->letter, m->open_demands,
		m->days_overdue, m->first_letter, m->subject};
	struct liquid_template *parsed, *folded;

	escape_set_mode(mode, m->mark);
	parsed = liquid_parse(m->engine, source, problems);
	if (parsed == NULL)
		return NULL;
	folded = liquid_fold(parsed, context, varying, sizeof varying / sizeof *varying);
	liquid_template_free(parsed);
	return folded;
}

struct liquid_template *merge_parse(struct merge *m, const char *file, const char *text, size_t n,
	size_t line, enum escape_mode mode, struct problems *problems)
{
	const struct liquid_source source = {.file = file,
		.text = text,
		.len = n,
		.first_line = line,
		.one_line = mode == ESCAPE_HEADER,
		.no_escape = mode == ESCAPE_NONE && !m->mark};

	return parse(m, &source, m->context, mode, problems);
}

void merge_set_page_language(struct merge *m, const char *language)
{
	liquid_set(m->page, liquid_slot(m->engine, "language"), liquid_text(language));
	liquid_set(m->page, liquid_slot(m->engine, "direction"),
		liquid_text(html_direction(language)));
}

struct liquid_template *merge_parse_layout(
	struct merge *m, const char *file, const char *text, size_t n, struct problems *problems)
{
	const struct liquid_source source = {.file = file, .text = text, .len = n};

	return parse(m, &source, m->page, ESCAPE_HTML, problems);
}

/* ---- one letter ---- */

/* A demand whose id is a mistake has none. */
static bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static void set_reminder(struct merge *m, const struct letter_id *id)
{
	struct values *v = m->values;
	const struct campaign *c = v->campaign;
	struct liquid_array *open;
	struct str date = STR_INIT;

	open = liquid_array_new(&m->arena);
	for (size_t i = 0; i < c->demand_count; i++)
		for (size_t k = 0; k < id->open_demand_count; k++)
			if (same(c->demands[i].id, id->open_demands[k])) {
				liquid_array_add(open, v->demand_items[i]);
				break;
			}
	date_add(&date, date_at(id->first_date));
	liquid_row_set(v->first_letter, 0, liquid_text(id->first_ref));
	liquid_row_set(v->first_letter, 1, liquid_text(arena_strdup(&m->arena, str_c(&date))));
	liquid_row_set(v->first_letter, 2, liquid_text(id->first_message_id));
	str_release(&date);
	struct liquid_context *const contexts[] = {m->context, m->page};
	for (size_t i = 0; i < 2; i++) {
		liquid_set(contexts[i], m->open_demands, liquid_array_value(open));
		liquid_set(contexts[i], m->days_overdue, liquid_int(id->days_overdue));
	}
}

void merge_begin(struct merge *m, const struct letter_id *id)
{
	arena_reset(&m->arena);
	if (m->values->kind == LETTER_REMINDER)
		set_reminder(m, id);
	liquid_reset(m->context);
}

void merge_again(struct merge *m)
{
	liquid_reset(m->context);
}

void merge_tell_unknown(struct merge *m, void (*told)(void *ctx, const struct err *err), void *ctx)
{
	liquid_tell_unknown(m->context, told, ctx);
	liquid_tell_unknown(m->page, told, ctx);
}

int merge_render(struct merge *m, const struct liquid_template *t, enum escape_mode mode,
	struct str *out, struct err *err)
{
	escape_set_mode(mode, m->mark);
	return liquid_render(t, m->context, out, err);
}

int merge_render_layout(struct merge *m, const struct liquid_template *t, const char *subject,
	struct str *out, struct err *err)
{
	liquid_set(m->page, m->subject, liquid_text(subject));
	liquid_reset(m->page);
	escape_set_mode(ESCAPE_HTML, m->mark);
	return liquid_render(t, m->page, out, err);
}

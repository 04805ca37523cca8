#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "letter/html.h"
#include "letter/look_source.h"
#include "letter/variant.h"

/* Reads a file of the campaign when it is there; NULL when it is not. */
static const struct campaign_file *read_if_there(struct campaign *c, const char *name)
{
	const struct campaign_file *file = NULL;
	struct err ignored;

	if (source_is_folder(&c->source) && campaign_files_find(&c->files, name) == NULL) {
		char *path = path_join(c->dir, name);
		bool there = file_exists(path);
		free(path);
		if (!there)
			return NULL;
	}
	if (campaign_files_read(&c->files, &c->source, name, &file, &ignored) < 0)
		return NULL;
	return file;
}

/* "letter.md" and "de" make "letter.de.md". Heap. */
static char *variant_name(const char *file, const char *language, size_t n)
{
	const char *dot = strrchr(file, '.');
	struct str s = STR_INIT;
	size_t stem;

	if (dot == NULL || strchr(dot, '/'))
		dot = file + strlen(file);
	stem = (size_t)(dot - file);
	str_add(&s, file, stem);
	str_addf(&s, ".%.*s%s", (int)n, language, dot);
	return str_detach(&s, NULL);
}

/* The file for a language, most particular first; NULL when there is only the common one. */
static char *find_file(struct campaign *c, const char *file, const char *language)
{
	size_t n = strlen(language);

	while (n) {
		char *name = variant_name(file, language, n);
		if (read_if_there(c, name))
			return name;
		free(name);
		while (n && language[n - 1] != '-')
			n--;
		n = n ? n - 1 : 0;
	}
	return NULL;
}

static void parse_layout(struct variant *v, struct problems *problems)
{
	struct campaign *c = v->merge->values->campaign;
	const char *name = c->letter.layout_file;
	const struct campaign_file *file;
	struct err err;

	if (name == NULL || v->text.form == FORM_TEXT)
		return;
	if (campaign_files_read(&c->files, &c->source, name, &file, &err) < 0) {
		problems_add(problems, name, 0, 0, "the layout cannot be read: %s", err.text);
		return;
	}
	v->layout_file = mem_strdup(name);
	look_at_source(name, str_c(&file->bytes), file->bytes.len, problems);
	merge_set_page_language(v->merge, v->language);
	v->layout =
		merge_parse_layout(v->merge, name, str_c(&file->bytes), file->bytes.len, problems);
}

static void parse_body(struct variant *v, struct problems *problems)
{
	const struct template_text *t = &v->text;
	const char *body = t->source.p + t->body_at;
	size_t n = t->source.len - t->body_at;
	enum escape_mode html = t->form == FORM_HTML ? ESCAPE_HTML : ESCAPE_MARKDOWN;
	/* The second parsing of the same text would tell the same again. */
	struct problems again = {0};

	if (t->head_has_tags) {
		v->before_body = merge_parse(
			v->merge, v->file, t->source.p, t->head_len, 1, ESCAPE_NONE, &again);
		v->before_html =
			merge_parse(v->merge, v->file, t->source.p, t->head_len, 1, html, &again);
	}
	if (t->form != FORM_HTML)
		v->body = merge_parse(
			v->merge, v->file, body, n, t->body_line, ESCAPE_NONE, problems);
	if (t->form != FORM_TEXT)
		v->html = merge_parse(v->merge, v->file, body, n, t->body_line, html,
			t->form == FORM_HTML ? problems : &again);
	problems_release(&again);
}

/* own: the file is in the language of the merge, by its name. */
static void parse_variant(
	struct variant *v, const struct campaign_file *file, bool own, struct problems *problems)
{
	template_split(&v->text, v->file, str_c(&file->bytes), file->bytes.len, problems);
	v->head = merge_parse(
		v->merge, v->file, v->text.source.p, v->text.head_len, 1, ESCAPE_HEADER, problems);
	parse_body(v, problems);
	v->by_recipient = variant_uses(v, "recipient", "language");
	v->prints_letter = variant_uses(v, "letter", NULL);
	v->language =
		own || v->by_recipient ? v->merge->language : v->merge->values->campaign->language;
	v->right_to_left = strcmp(html_direction(v->language), "rtl") == 0;
	parse_layout(v, problems);
}

bool variant_uses(const struct variant *v, const char *name, const char *key)
{
	const struct liquid_template *const all[] = {v->head, v->body, v->html, v->layout};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i] && liquid_uses(all[i], name, key))
			return true;
	return false;
}

void variant_each_key(const struct variant *v, const char *name,
	void (*see)(void *ctx, const char *key), void *ctx)
{
	const struct liquid_template *const all[] = {v->head, v->body, v->html, v->layout};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i])
			liquid_each_key(all[i], name, see, ctx);
}

/* Whether an earlier variant came from the same file, so that its problems are told. */
static bool is_told(const struct variants *set, const char *file)
{
	for (size_t i = 0; i + 1 < set->count; i++)
		if (strcmp(set->items[i].file, file) == 0)
			return true;
	return false;
}

/* Adds a variant; language is "" for recipients without one. */
static int add_variant(struct variants *set, struct values *values, const char *template_file,
	const char *language, bool mark, struct problems *problems)
{
	struct campaign *c = values->campaign;
	const char *merged = *language ? language : c->language;
	char *own = *language ? find_file(c, template_file, language) : NULL;
	const struct campaign_file *file = NULL;
	struct problems again = {0};
	struct err err;
	struct variant *v;

	set->items = mem_resize(set->items, set->count + 1, sizeof *set->items);
	v = &set->items[set->count++];
	*v = (struct variant){.file = own ? own : mem_strdup(template_file)};
	if (campaign_files_read(&c->files, &c->source, v->file, &file, &err) < 0) {
		problems_add(problems, v->file, 0, 0, "the template cannot be read: %s", err.text);
		return -1;
	}
	/* The engine keeps a pointer to its merge, which must not move. */
	v->merge = mem_alloc(sizeof *v->merge);
	merge_init(v->merge, values, merged, v->file, mark);
	size_t before = problems->errors;
	parse_variant(v, file, own != NULL, is_told(set, v->file) ? &again : problems);
	bool bad = problems->errors > before || again.errors > 0;
	problems_release(&again);
	return bad ? -1 : 0;
}

int variants_init(struct variants *set, struct values *values, const char *template_file, bool mark,
	struct problems *problems)
{
	const struct table *t = &values->campaign->recipients;
	const struct roster_languages *l = &values->campaign->languages;
	int rc;

	*set = (struct variants){.column = table_column(t, "language")};
	rc = add_variant(set, values, template_file, "", mark, problems);
	for (size_t i = 0; i < l->count; i++) {
		const char *language = l->items[i].name;
		if (set->count == VARIANTS_MAX) {
			size_t line, place;
			table_cell_at(t, l->items[i].row, set->column, &line, &place);
			problems_add(problems, t->file, line, place,
				"there are more than %d languages in this list", VARIANTS_MAX);
			return -1;
		}
		map_put(&set->by_language, language, strlen(language), (intptr_t)set->count);
		rc |= add_variant(set, values, template_file, language, mark, problems);
	}
	return rc;
}

struct variant *variants_pick(struct variants *set, size_t recipient, const struct table *t)
{
	intptr_t number = 0;

	if (set->column >= 0) {
		const char *cell = table_cell(t, recipient, set->column);
		if (*cell)
			map_get(&set->by_language, cell, strlen(cell), &number);
	}
	return &set->items[number];
}

void variants_release(struct variants *set)
{
	for (size_t i = 0; i < set->count; i++) {
		struct variant *v = &set->items[i];
		struct liquid_template *const all[] = {
			v->head, v->body, v->html, v->layout, v->before_body, v->before_html};
		for (size_t k = 0; k < sizeof all / sizeof *all; k++)
			if (all[k])
				liquid_template_free(all[k]);
		if (v->merge)
			merge_release(v->merge);
		free(v->merge);
		template_text_release(&v->text);
		free(v->file);
		free(v->layout_file);
	}
	free(set->items);
	map_release(&set->by_language);
	*set = (struct variants){0};
}

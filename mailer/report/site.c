#include <string.h>

#include "liquid/liquid.h"
#include "report/site.h"
#include "report/status.h"
#include "report/values.h"

/* The templates, each a file; all but the feed are set into the layout. */
enum template_name {
	PAGE_LAYOUT,
	PAGE_INDEX,
	PAGE_DEMAND,
	PAGE_TARGET,
	PAGE_REPLY,
	PAGE_LETTER,
	PAGE_EVENTS,
	PAGE_FEED,
	PAGES,
};

static const char *const template_files[] = {"layout.html", "index.html", "demand.html",
	"target.html", "reply.html", "letter.html", "events.html", "feed.xml"};

enum slot {
	SLOT_T,
	SLOT_SITE,
	SLOT_ROOT,
	SLOT_CONTENT,
	SLOT_PAGE,
	SLOT_CAMPAIGN,
	SLOT_DEMANDS,
	SLOT_TARGETS,
	SLOT_REPLIES,
	SLOT_LETTERS,
	SLOT_EVENTS,
	SLOT_TIMELINE,
	SLOT_TOTALS,
	SLOT_DEMAND,
	SLOT_TARGET,
	SLOT_REPLY,
	SLOT_LETTER,
	SLOTS,
};

static const char *const slot_names[] = {"t", "site", "root", "content", "page", "campaign",
	"demands", "targets", "replies", "letters", "events", "timeline", "totals", "demand",
	"target", "reply", "letter"};

struct writer {
	const struct report_site *site;
	const struct report_values *values;
	struct liquid *engine;
	struct liquid_template *templates[PAGES];
	struct liquid_context *context;
	size_t slots[SLOTS];
	struct folder *folder;
	struct str content, out;
};

static int read_partial(
	void *ctx, const char *name, struct str *out, struct str *file_r, struct err *err)
{
	const struct writer *w = ctx;
	struct str path = STR_INIT;
	int found = -1;

	str_addf(&path, "parts/%s.html", name);
	if (strstr(name, "..") || *name == '/' || *name == '\0')
		err_set(err, ERR_INPUT, "\"%.100s\" is no name of a part", name);
	else if ((found = pages_read(&w->site->pages, path.p, out, file_r, err)) == 0)
		err_set(err, ERR_INPUT, "there is no pages/parts/%.100s.html", name);
	/* The line end that every file has at its end is not part of what is set into a line. */
	if (found > 0 && out->len > 0 && out->p[out->len - 1] == '\n')
		str_truncate(out, out->len - 1);
	str_release(&path);
	return found > 0 ? 0 : -1;
}

static int parse_templates(struct writer *w, struct problems *problems, struct err *err)
{
	for (int i = 0; i < PAGES; i++) {
		struct str text = STR_INIT, file = STR_INIT;
		int found = pages_read(&w->site->pages, template_files[i], &text, &file, err);
		struct liquid_source source = {
			.file = str_c(&file), .text = str_c(&text), .len = text.len};
		if (found > 0)
			w->templates[i] = liquid_parse(w->engine, &source, problems);
		str_release(&text);
		str_release(&file);
		if (found < 0)
			return -1;
	}
	return problems->errors ? -1 : 0;
}

static void set(struct writer *w, enum slot slot, struct liquid_value value)
{
	liquid_set(w->context, w->slots[slot], value);
}

/* When something last happened; before that, the day: the feed is as new as what is in it. */
static struct liquid_value updated(const struct report_values *v, struct arena *arena)
{
	const struct report_model *m = v->model;
	int64_t at = m->happening_count ? m->happenings[m->happening_count - 1].at
					: date_end(date_at(m->facts.now)) - 1;
	struct str s = STR_INIT;
	char *text;

	clock_add_rfc3339(&s, at);
	text = arena_strdup(arena, s.p);
	str_release(&s);
	return liquid_text(text);
}

static void set_globals(struct writer *w, struct arena *arena)
{
	const struct report_values *v = w->values;
	struct liquid_hash *site = liquid_hash_new(arena);
	const struct {
		enum slot slot;
		struct liquid_value value;
	} globals[] = {{SLOT_T, strings_value(v->strings, arena)}, {SLOT_CAMPAIGN, v->campaign},
		{SLOT_DEMANDS, v->demands}, {SLOT_TARGETS, v->targets}, {SLOT_REPLIES, v->replies},
		{SLOT_LETTERS, v->letters}, {SLOT_EVENTS, v->events}, {SLOT_TIMELINE, v->timeline},
		{SLOT_TOTALS, v->totals}, {SLOT_DEMAND, liquid_nil()}, {SLOT_TARGET, liquid_nil()},
		{SLOT_REPLY, liquid_nil()}, {SLOT_LETTER, liquid_nil()}};

	for (int i = 0; i < SLOTS; i++)
		w->slots[i] = liquid_slot(w->engine, slot_names[i]);
	liquid_hash_set(site, "language", liquid_text(strings_language(v->strings)));
	liquid_hash_set(site, "url", liquid_text(w->site->url));
	liquid_hash_set(site, "id", liquid_text(values_uuid(arena, v->model->facts.id, "feed")));
	liquid_hash_set(site, "updated", updated(v, arena));
	liquid_hash_set(site, "version", liquid_text(OPENLETTER_VERSION));
	set(w, SLOT_SITE, liquid_hash_value(site));
	for (size_t i = 0; i < sizeof globals / sizeof *globals; i++)
		set(w, globals[i].slot, globals[i].value);
}

/* Renders one page and puts it into the folder. */
static int put_page(
	struct writer *w, enum template_name template, const char *name, struct err *err)
{
	int result;

	str_reset(&w->content);
	str_reset(&w->out);
	set(w, SLOT_ROOT, liquid_text(strchr(name, '/') ? "../" : ""));
	set(w, SLOT_PAGE, liquid_text(name));
	if (template == PAGE_FEED) {
		result = liquid_render(w->templates[template], w->context, &w->out, err);
	} else {
		result = liquid_render(w->templates[template], w->context, &w->content, err);
		set(w, SLOT_CONTENT, liquid_text_n(str_c(&w->content), w->content.len));
		if (result == 0)
			result = liquid_render(w->templates[PAGE_LAYOUT], w->context, &w->out, err);
	}
	liquid_reset(w->context);
	if (result == 0)
		result = folder_put(w->folder, name, w->out.p, w->out.len, err);
	return result;
}

/* A page for each of n values; their member "url" is its name. */
static int put_pages(struct writer *w, enum template_name template, enum slot slot,
	const struct liquid_value *values, size_t n, struct err *err)
{
	int result = 0;

	for (size_t i = 0; i < n && result == 0; i++) {
		struct liquid_value url = liquid_nil();
		liquid_hash_get(values[i].hash, "url", &url);
		if (strchr(url.text.p, '/') == NULL)
			continue; /* a page of its own: letter.html */
		set(w, slot, values[i]);
		result = put_page(w, template, url.text.p, err);
	}
	set(w, slot, liquid_nil());
	return result;
}

static int put_asset(void *ctx, const char *name, struct err *err)
{
	struct writer *w = ctx;
	struct str bytes = STR_INIT;
	int result = pages_read(&w->site->pages, name, &bytes, NULL, err);

	if (result > 0)
		result = folder_put(w->folder, name, str_c(&bytes), bytes.len, err);
	str_release(&bytes);
	return result;
}

static int put_status(struct writer *w, const struct reply_counts *replies, struct err *err)
{
	str_reset(&w->out);
	report_status_add(w->values->model, replies, &w->out);
	return folder_put(w->folder, "status.json", w->out.p, w->out.len, err);
}

/* Pages that others link to come first, the front page last. */
static int put_all(struct writer *w, const struct reply_counts *replies, struct err *err)
{
	const struct report_values *v = w->values;
	const struct report_model *m = v->model;

	if (pages_each_asset(&w->site->pages, put_asset, w, err) < 0 ||
		put_pages(w, PAGE_REPLY, SLOT_REPLY, v->reply, m->reply_count, err) < 0 ||
		put_pages(w, PAGE_LETTER, SLOT_LETTER, v->letter, v->letter_count, err) < 0 ||
		put_pages(w, PAGE_TARGET, SLOT_TARGET, v->target, m->target_count, err) < 0 ||
		put_pages(w, PAGE_DEMAND, SLOT_DEMAND, v->demand, m->facts.demand_count, err) < 0)
		return -1;
	set(w, SLOT_LETTER, v->letter_count ? v->letter[0] : liquid_nil());
	if (put_page(w, PAGE_LETTER, "letter.html", err) < 0)
		return -1;
	set(w, SLOT_LETTER, liquid_nil());
	if (put_status(w, replies, err) < 0 || put_page(w, PAGE_FEED, "feed.xml", err) < 0 ||
		put_page(w, PAGE_EVENTS, "events.html", err) < 0)
		return -1;
	return put_page(w, PAGE_INDEX, "index.html", err);
}

int report_site_write(const struct report_model *m, const struct reply_counts *replies,
	const struct strings *strings, const struct report_site *site,
	struct folder_result *result_r, struct problems *problems, struct err *err)
{
	struct arena arena = {0};
	struct report_values values;
	struct writer w = {.site = site, .values = &values, .content = STR_INIT, .out = STR_INIT};
	struct liquid_options options = {.escape = liquid_escape_html,
		.language = strings_language(strings),
		.read_partial = read_partial,
		.partial_ctx = &w};
	int result;

	w.engine = liquid_new(&options);
	w.context = liquid_context_new(w.engine);
	result = parse_templates(&w, problems, err);
	if (result == 0) {
		report_values_make(&values, m, strings, &arena);
		set_globals(&w, &arena);
		result = folder_open(site->out, &w.folder, err);
	}
	if (result == 0 && (result = put_all(&w, replies, err)) == 0)
		result = folder_finish(w.folder, site->inputs, result_r, err);
	folder_free(w.folder);
	for (int i = 0; i < PAGES; i++)
		if (w.templates[i])
			liquid_template_free(w.templates[i]);
	liquid_context_free(w.context);
	liquid_free(w.engine);
	str_release(&w.content);
	str_release(&w.out);
	arena_release(&arena);
	return result;
}

int report_site_is_current(
	const struct report_site *site, struct folder_result *result_r, struct err *err)
{
	struct folder *f;
	int result = folder_open(site->out, &f, err);

	if (result == 0)
		result = folder_is_current(f, site->inputs, result_r);
	folder_free(f);
	return result;
}

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "liquid/liquid.h"
#include "cmd/watch_folders.h"

struct watch_folders {
	const struct campaign *campaign;
	struct liquid *engine;
	struct liquid_template *template;
	struct liquid_context *context;
	size_t campaign_slot, demand_slot, letter_slot;
};

static struct liquid_value campaign_value(const struct campaign *c, struct arena *a)
{
	struct liquid_hash *h = liquid_hash_new(a);

	liquid_hash_set(h, "id", liquid_text(c->id));
	liquid_hash_set(h, "title", liquid_text(c->title));
	liquid_hash_set(h, "language", liquid_text(c->language));
	liquid_hash_set(h, "timezone", liquid_text(c->timezone));
	return liquid_hash_value(h);
}

static struct liquid_value demand_value(const struct demand *d, struct arena *a)
{
	struct liquid_hash *h = liquid_hash_new(a);

	liquid_hash_set(h, "id", liquid_text(d->id));
	liquid_hash_set(h, "title", liquid_text(d->title));
	liquid_hash_set(h, "text", liquid_text(d->text));
	liquid_hash_set(h, "number", liquid_int((int64_t)d->number));
	return liquid_hash_value(h);
}

static struct liquid_value letter_value(const char *ref, const char *org, struct arena *a)
{
	struct liquid_hash *h = liquid_hash_new(a);

	liquid_hash_set(h, "ref", liquid_text(ref));
	liquid_hash_set(h, "org", liquid_text(org));
	return liquid_hash_value(h);
}

/* A folder's name is one line without controls, and without empty levels at its ends. */
static void clean(struct str *out, size_t from)
{
	size_t to = from, start = from;

	while (start < out->len && (out->p[start] == '/' || out->p[start] == ' '))
		start++;
	for (size_t i = start; i < out->len; i++)
		if ((unsigned char)out->p[i] >= ' ' && out->p[i] != 127)
			out->p[to++] = out->p[i];
	while (to > from && (out->p[to - 1] == '/' || out->p[to - 1] == ' '))
		to--;
	str_truncate(out, to);
}

int watch_folders_render(struct watch_folders *f, const struct demand *demand, const char *ref,
	const char *org, struct str *out, struct err *err)
{
	struct arena arena = {0};
	size_t from = out->len;

	liquid_reset(f->context);
	liquid_set(f->context, f->campaign_slot, campaign_value(f->campaign, &arena));
	liquid_set(f->context, f->demand_slot, demand_value(demand, &arena));
	liquid_set(f->context, f->letter_slot, letter_value(ref, org, &arena));
	int rc = liquid_render(f->template, f->context, out, err);
	/* The values end with the arena. */
	liquid_set(f->context, f->campaign_slot, liquid_nil());
	liquid_set(f->context, f->demand_slot, liquid_nil());
	liquid_set(f->context, f->letter_slot, liquid_nil());
	arena_release(&arena);
	if (rc == 0)
		clean(out, from);
	if (rc == 0 && out->len == from)
		return err_set(err, ERR_INPUT,
			"inbox.file_into gives no folder name for the demand \"%s\"", demand->id);
	return rc;
}

void watch_folders_free(struct watch_folders *f)
{
	if (f == NULL)
		return;
	liquid_context_free(f->context);
	liquid_template_free(f->template);
	liquid_free(f->engine);
	free(f);
}

/* One rendering now, so that a mistake is told at the start and not with the first mail. */
static int try_out(struct watch_folders *f, struct err *err)
{
	static const struct demand sample = {.id = "demand", .title = "title", .text = "text"};
	struct str out = STR_INIT;
	int rc = watch_folders_render(f, &sample, "REF-1", "Organisation", &out, err);

	str_release(&out);
	return rc;
}

static const char source_name[] = "inbox.file_into";

/* An error of the rendering, "inbox.file_into:1:COLUMN: TEXT", in the place of the setting. */
static void add_error(
	struct problems *problems, const struct setting_place *at, const struct err *err)
{
	size_t name = sizeof source_name - 1, column = 0;
	const char *text = err->text;
	char *end;

	if (strncmp(text, source_name, name) == 0 && strncmp(text + name, ":1:", 3) == 0) {
		column = strtoul(text + name + 3, &end, 10);
		text = strncmp(end, ": ", 2) == 0 ? end + 2 : text;
	}
	problems_add(problems, at->file, at->line, at->column + column, "%s", text);
}

static struct watch_folders *make(const struct campaign *campaign, struct problems *problems)
{
	const struct setting_place *at = &campaign->inbox.file_into_at;
	struct watch_folders *f = mem_alloc(sizeof *f);
	struct problems found = {0};
	struct err err;

	f->campaign = campaign;
	f->engine = liquid_new(&(struct liquid_options){.language = campaign->language});
	f->template = liquid_parse(f->engine,
		&(struct liquid_source){.file = source_name,
			.text = campaign->inbox.file_into,
			.len = strlen(campaign->inbox.file_into),
			.one_line = true},
		&found);
	f->context = liquid_context_new(f->engine);
	f->campaign_slot = liquid_slot(f->engine, "campaign");
	f->demand_slot = liquid_slot(f->engine, "demand");
	f->letter_slot = liquid_slot(f->engine, "letter");
	for (size_t i = 0; i < found.count; i++)
		(found.items[i].warning ? problems_warn : problems_add)(problems, at->file,
			at->line, at->column + found.items[i].column, "%s", found.items[i].text);
	problems_release(&found);
	if (f->template && try_out(f, &err) < 0)
		add_error(problems, at, &err);
	return f;
}

void watch_folders_check(const struct campaign *campaign, struct problems *problems)
{
	if (campaign->inbox.file_into)
		watch_folders_free(make(campaign, problems));
}

int watch_folders_new(
	const struct campaign *campaign, struct watch_folders **folders_r, struct err *err)
{
	struct problems problems = {0};
	int rc = 0;

	*folders_r = NULL;
	if (campaign->inbox.file_into == NULL)
		return 0;
	*folders_r = make(campaign, &problems);
	for (size_t i = 0; rc == 0 && i < problems.count; i++) {
		const struct problem *p = &problems.items[i];
		if (!p->warning)
			rc = err_set(err, ERR_INPUT, "%s:%zu:%zu: %s", p->file, p->line, p->column,
				p->text);
	}
	problems_release(&problems);
	if (rc < 0) {
		watch_folders_free(*folders_r);
		*folders_r = NULL;
	}
	return rc;
}

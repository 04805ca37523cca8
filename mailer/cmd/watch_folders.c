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

int watch_folders_new(
	const struct campaign *campaign, struct watch_folders **folders_r, struct err *err)
{
	const char *text = campaign->inbox.file_into;
	struct problems problems = {0};
	struct watch_folders *f;
	int rc = 0;

	*folders_r = NULL;
	if (text == NULL)
		return 0;
	f = mem_alloc(sizeof *f);
	f->campaign = campaign;
	f->engine = liquid_new(&(struct liquid_options){.language = campaign->language});
	f->template = liquid_parse(f->engine,
		&(struct liquid_source){.file = "inbox.file_into",
			.text = text,
			.len = strlen(text),
			.one_line = true},
		&problems);
	f->context = liquid_context_new(f->engine);
	f->campaign_slot = liquid_slot(f->engine, "campaign");
	f->demand_slot = liquid_slot(f->engine, "demand");
	f->letter_slot = liquid_slot(f->engine, "letter");
	if (f->template == NULL)
		rc = err_set(err, ERR_INPUT, "campaign.cfg: inbox.file_into, column %zu: %s",
			problems.count ? problems.items[0].column : 1,
			problems.count ? problems.items[0].text : "it cannot be parsed");
	problems_release(&problems);
	if (rc == 0)
		rc = try_out(f, err);
	if (rc < 0) {
		watch_folders_free(f);
		return -1;
	}
	*folders_r = f;
	return 0;
}

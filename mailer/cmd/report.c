#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "report/site.h"
#include "cmd/commands.h"
#include "cmd/json_out.h"
#include "cmd/report_inputs.h"
#include "cmd/report_place.h"
#include "cmd/workspace.h"

/* The folder of the campaign whose files win over the built-in pages. */
#define PAGES_FOLDER "pages"

/* Everything that one run holds. Zero-initialised is empty. */
struct run {
	struct workspace w;
	struct frozen frozen; /* the edition that letters are made from now */
	bool is_frozen;
	struct arena arena;
	struct report_facts facts;
	const char **targets; /* those of the facts */
	struct report_model model;
	struct strings *strings;
	struct report_site site;
	char *pages_dir;
	char inputs[SHA256_HEX];
};

static void release(struct run *r)
{
	strings_free(r->strings);
	report_model_release(&r->model);
	frozen_release(&r->frozen);
	workspace_release(&r->w);
	arena_release(&r->arena);
	free(r->targets);
	free(r->pages_dir);
}

/* What was asked is what was frozen; before the first send it is what the folder says. */
static const struct campaign *asked(const struct run *r)
{
	return r->is_frozen ? &r->frozen.own.campaign : &r->w.campaign;
}

static void list_demands(struct run *r)
{
	const struct campaign *c = asked(r);
	struct demand *demands = arena_array(&r->arena, r->w.demand_count, sizeof *demands);

	for (size_t i = 0; i < r->w.demand_count; i++) {
		demands[i] = r->w.demands[i];
		for (size_t k = 0; k < c->demand_count; k++) {
			if (strcmp(c->demands[k].id, demands[i].id) != 0)
				continue;
			demands[i].title = c->demands[k].title;
			demands[i].text = c->demands[k].text;
		}
	}
	r->facts.demands = demands;
	r->facts.demand_count = r->w.demand_count;
}

static void list_targets(struct run *r)
{
	const struct campaign *c = &r->w.campaign;
	const char **targets = NULL;
	size_t cap = 0;
	struct map seen = {0};

	for (size_t row = 0; row < c->recipients.row_count; row++) {
		const char *target = campaign_target(c, row);
		if (!map_put(&seen, target, strlen(target), 1))
			continue;
		mem_grow(&targets, &cap, r->facts.target_count, sizeof *targets);
		targets[r->facts.target_count++] = arena_strdup(&r->arena, target);
	}
	r->facts.targets = r->targets = targets;
	map_release(&seen);
}

static void list_signatories(struct run *r)
{
	const struct table *t = &asked(r)->signatories;
	long name = table_column(t, "name"), title = table_column(t, "title"),
	     org = table_column(t, "org");
	struct report_signatory *people = arena_array(&r->arena, t->row_count, sizeof *people);

	for (size_t row = 0; row < t->row_count; row++) {
		people[row].name = table_cell(t, row, name);
		people[row].title = table_cell(t, row, title);
		people[row].org = table_cell(t, row, org);
	}
	r->facts.signatories = people;
	r->facts.signatory_count = t->row_count;
}

static void list_facts(struct run *r)
{
	const struct campaign *c = &r->w.campaign;

	r->facts = (struct report_facts){.id = c->id,
		.title = asked(r)->title,
		.language = c->language,
		.has_deadline = c->has_deadline,
		.deadline = c->deadline,
		.now = clock_now(),
		.address_removed = strings_get(r->strings, "address_removed")};
	list_demands(r);
	list_targets(r);
	list_signatories(r);
}

/* The letter of a target, made again from the edition that it was sent from. */
static int add_letter(struct run *r, struct frozen *edition, size_t target, struct err *err)
{
	struct outbox_letter row = {0};
	struct letter letter = {0};
	int result = outbox_find(
		r->w.store, OUTBOX_BY_REF, r->model.targets[target].letter_ref, &row, err);

	if (result > 0 && edition->edition.id != row.edition) {
		frozen_release(edition);
		if (frozen_load(edition, &r->w, row.edition, err) < 0)
			result = -1;
	}
	if (result > 0 && frozen_write(edition, &row, &letter, err) < 0)
		result = -1;
	if (result > 0)
		report_add_letter(&r->model, target, letter.subject, letter.text);
	letter_release(&letter);
	outbox_letter_release(&row);
	return result < 0 ? -1 : 0;
}

/* A letter that cannot be made again is told and left out: the rest of the site does not suffer. */
static void add_letters(struct run *r, const struct cli *cli)
{
	struct frozen edition = {0};
	struct err err;

	for (size_t i = 0; i < r->model.target_count; i++)
		if (r->model.targets[i].letter_ref && add_letter(r, &edition, i, &err) < 0)
			cli_note(cli, "the letter to %s is left out: %s",
				cli_visible(r->model.targets[i].name), err.text);
	frozen_release(&edition);
}

static int load_edition(struct run *r, struct err *err)
{
	int64_t id;
	int found = edition_current(r->w.store, &id, err);

	if (found > 0 && frozen_load(&r->frozen, &r->w, id, err) < 0)
		return -1;
	r->is_frozen = found > 0;
	return found < 0 ? -1 : 0;
}

static int gather(
	struct run *r, const struct cli *cli, struct reply_counts *counts, struct err *err)
{
	if (load_edition(r, err) < 0)
		return -1;
	r->strings = pages_strings(&r->site.pages, r->w.campaign.language, err);
	if (r->strings == NULL)
		return -1;
	list_facts(r);
	if (report_gather(r->w.store, &r->facts, &r->model, err) < 0 ||
		reply_count(r->w.store, counts, err) < 0)
		return -1;
	add_letters(r, cli);
	return 0;
}

static void print_result(
	const struct cli *cli, const struct run *r, const struct folder_result *result)
{
	if (cli->json) {
		json_t *o = json_object();
		json_set_text(o, "out", r->site.out);
		json_set_count(o, "written", result->written);
		json_set_count(o, "unchanged", result->unchanged);
		json_set_count(o, "removed", result->removed);
		json_print_line(o);
		return;
	}
	if (!cli->quiet)
		cli_print(
			"%s/index.html: %zu pages and files written, %zu unchanged, %zu removed\n",
			cli_visible(r->site.out), result->written, result->unchanged,
			result->removed);
}

/* Opens what is read, and tells whether the site is what it would become: 1, 0, -1. */
static int open_all(
	struct run *r, const struct cli *cli, struct folder_result *result, struct err *err)
{
	char *pages = path_join(cli->dir, PAGES_FOLDER);

	r->pages_dir = pages;
	r->site.pages.dir = file_exists(pages) ? pages : NULL;
	if (workspace_read_store(&r->w, err) < 0 ||
		report_inputs(&r->w, &r->site, r->inputs, err) < 0)
		return -1;
	r->site.inputs = r->inputs;
	return report_site_is_current(&r->site, result, err);
}

static int write_site(struct run *r, const struct cli *cli)
{
	struct folder_result result = {0};
	struct problems problems = {0};
	struct reply_counts counts = {0};
	struct err err;
	int status = EXIT_DONE, current = open_all(r, cli, &result, &err);

	if (current > 0) {
		print_result(cli, r, &result);
		return EXIT_DONE;
	}
	if (current < 0 || gather(r, cli, &counts, &err) < 0)
		return cli_fail(cli, &err);
	if (report_site_write(&r->model, &counts, r->strings, &r->site, &result, &problems, &err) ==
		0)
		print_result(cli, r, &result);
	else
		status = problems.errors ? EXIT_INPUT : cli_fail(cli, &err);
	if (problems.count > 0)
		cli_problems(cli, &problems);
	problems_release(&problems);
	return status;
}

static int copy_pages(const struct cli *cli)
{
	char *dir = path_join(cli->dir, PAGES_FOLDER);
	struct err err;
	long written = pages_copy(dir, &err);
	int status = EXIT_DONE;

	if (written < 0)
		status = cli_fail(cli, &err);
	else
		cli_note(cli,
			"%ld files written into %s; change them, and remove those that you "
			"leave as they are",
			written, cli_visible(dir));
	free(dir);
	return status;
}

/* A base for links: only the web's own schemes, and with a slash at its end. */
static int check_url(struct run *r, const char *url, struct err *err)
{
	bool usable = str_starts(url, "https://") || str_starts(url, "http://");

	for (const char *p = url; *p; p++)
		usable = usable && *p > ' ' && *p != 0x7f && strchr("\"<>\\^`{|}", *p) == NULL;
	if (!usable)
		return err_set(err, ERR_INPUT,
			"--url \"%s\" is no address of the web, expected for instance "
			"https://example.org/letter/",
			cli_visible(url));
	r->site.url = str_ends(url, "/") ? arena_strdup(&r->arena, url)
					 : arena_printf(&r->arena, "%s/", url);
	return 0;
}

static int run_report(struct cli *cli, int argc, char **argv)
{
	const char *out = NULL, *url = NULL;
	bool copy = false;
	const struct flag flags[] = {
		{"output", 'o', FLAG_TEXT, &out, "DIR", "the folder that the pages go into"},
		{"url", 0, FLAG_TEXT, &url, "URL", "where the pages will be found, for the feed"},
		{"copy-pages", 0, FLAG_BOOL, &copy, NULL,
			"write the built-in templates into pages/, to be changed"},
	};
	struct run r = {0};
	struct err err;
	int status = cli_parse(cli, argc, argv, flags, sizeof flags / sizeof *flags, 0, 0);

	if (status >= 0)
		return status;
	if (copy)
		return cli_finish(cli, copy_pages(cli));
	if (out == NULL) {
		err_set(&err, ERR_INPUT, "report needs a folder: openletter report -o DIR");
		return cli_fail(cli, &err);
	}
	r.site.out = out;
	status = EXIT_DONE;
	if (url && check_url(&r, url, &err) < 0)
		status = cli_fail(cli, &err);
	if (status == EXIT_DONE)
		status = workspace_load(&r.w, cli, false);
	if (status < 0 && report_place_check(out, &err) < 0)
		status = cli_fail(cli, &err);
	if (status < 0)
		status = write_site(&r, cli);
	release(&r);
	return cli_finish(cli, status);
}

const struct command cmd_report = {
	.name = "report",
	.arguments = "",
	.summary = "Write the tracker: static pages, JSON and a feed of changes",
	.details =
		"The pages say what was asked, of whom, by when, and where it stands. Of a reply "
		"nothing is in them until `openletter publish`; addresses of people never are. "
		"Pages that did not change are left alone, those no longer wanted are removed, and "
		"files that came from elsewhere are not touched.\n\n"
		"Templates are Liquid. A file in the campaign's folder pages/ wins over the "
		"built-in one of the same name; --copy-pages writes these there. Words are in "
		"strings.LANGUAGE.json.",
	.run = run_report,
	.group = "Publish",
};

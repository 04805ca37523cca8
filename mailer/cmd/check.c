/* check: settings, lists and templates, all problems at once; and what is suspicious. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/sightings.h"
#include "campaign/address.h"
#include "letter/letter.h"
#include "store/suppress.h"
#include "net/credential.h"
#include "cmd/check_columns.h"
#include "cmd/check_fields.h"
#include "cmd/check_languages.h"
#include "cmd/check_online.h"
#include "cmd/check_places.h"
#include "cmd/cli.h"
#include "cmd/commands.h"
#include "cmd/json_out.h"
#include "cmd/watch_folders.h"
#include "cmd/workspace.h"

struct check {
	const struct cli *cli;
	struct workspace w;
	struct problems problems;
	struct composer *composers[2]; /* by enum letter_kind; NULL where there is none */
	struct composer_totals totals[2];
	size_t suppressed, targets;
	bool online;
	struct online servers[2];
	size_t server_count;
};

/* What no setting gave was told; the templates are looked at all the same. */
static void stand_in(struct campaign *c)
{
	if (c->id == NULL)
		c->id = arena_strdup(&c->arena, "campaign");
	if (c->title == NULL)
		c->title = arena_strdup(&c->arena, "Title");
	if (c->letter.from == NULL)
		c->letter.from = arena_strdup(&c->arena, "letters@example.org");
}

/* Without the column of addresses every row has the same fault, which is told once. */
static bool has_addresses(const struct check *k)
{
	return table_column(&k->w.campaign.recipients, "email") >= 0;
}

/* A kind of letter: its templates, then every letter once. */
static void check_letters(struct check *k, enum letter_kind kind)
{
	static const uint8_t secret[STORE_SECRET_SIZE];

	/* The marks of letters have one size, whatever the secret is. */
	k->composers[kind] = composer_new(
		&k->w.campaign, kind, clock_now(), secret, sizeof secret, &k->problems);
	if (k->composers[kind] && has_addresses(k))
		composer_check(k->composers[kind], &k->problems, &k->totals[kind]);
}

/* How many recipients are never written to. */
static int count_suppressed(struct check *k, struct err *err)
{
	const struct campaign *c = &k->w.campaign;
	struct arena arena = {0};
	struct suppression *rows;
	struct map keys = {0};
	long n;

	if (!file_exists(k->w.store_path))
		return 0;
	if (workspace_read_store(&k->w, err) < 0)
		return -1;
	n = suppress_list(k->w.store, &arena, &rows, err);
	for (long i = 0; i < n; i++)
		map_put(&keys, rows[i].key, strlen(rows[i].key), 1);
	for (size_t row = 0; n > 0 && row < c->recipients.row_count; row++) {
		char *key = campaign_recipient_key(c, row);
		k->suppressed += map_get(&keys, key, strlen(key), NULL);
		free(key);
	}
	map_release(&keys);
	arena_release(&arena);
	return n < 0 ? -1 : 0;
}

/* By their hashes: there may be a million of them. */
static void count_targets(struct check *k)
{
	const struct campaign *c = &k->w.campaign;
	struct sightings targets = {0};
	struct sighting item, last = {0};

	for (size_t row = 0; row < c->recipients.row_count; row++) {
		const char *target = campaign_target(c, row);
		sightings_add(&targets, sightings_hash(&targets, target, strlen(target)), 0, 0);
	}
	for (; sightings_next(&targets, &item); last = item)
		k->targets += k->targets == 0 || item.hash != last.hash;
	sightings_release(&targets);
}

static void check_campaign(struct check *k)
{
	struct campaign *c = &k->w.campaign;
	struct source source = source_folder(k->cli->dir);
	struct err err;

	campaign_load(c, k->cli->dir, &source, true, &k->problems);
	k->w.loaded = true;
	if (c->store)
		k->w.store_path = workspace_store_path(k->cli->dir, c->store);
	if (c->letter.template_file == NULL || campaign_file(c, c->letter.template_file) == NULL)
		return;
	stand_in(c);
	campaign_advise(c, date_at(clock_now()), &k->problems);
	check_languages(c, &k->problems);
	check_fields(c, &k->problems);
	check_letters(k, LETTER_FIRST);
	if (c->letter.reminder_file && campaign_file(c, c->letter.reminder_file))
		check_letters(k, LETTER_REMINDER);
	if (has_addresses(k) && k->composers[LETTER_FIRST] &&
		(k->composers[LETTER_REMINDER] || c->letter.reminder_file == NULL)) {
		check_columns(
			&c->recipients, "recipient", "recipients", k->composers, 2, &k->problems);
		check_columns(
			&c->signatories, "signatory", "signatories", k->composers, 2, &k->problems);
	}
	check_unused_letters(c, &k->problems);
	watch_folders_check(&k->w.campaign, &k->problems);
	check_places(&k->w.campaign, &k->problems);
	count_targets(k);
	/* Told already where it kept a letter from being made. */
	if (campaign_check_lists(c, &err) < 0 && k->problems.errors == 0)
		problems_add(&k->problems, "", 0, 0, "%s", err.text);
}

/* Both servers, and whether the one that takes letters takes the largest of them. */
static int check_servers(struct check *k)
{
	const struct campaign *c = &k->w.campaign;
	size_t largest = k->totals[LETTER_FIRST].bytes_largest;
	int status = EXIT_DONE;

	online_check_send(&k->servers[k->server_count++], c);
	online_check_inbox(&k->servers[k->server_count++], c);
	if (k->servers[0].size && largest > (size_t)k->servers[0].size)
		problems_add(&k->problems, c->letter.template_file, 1, 1,
			"a letter of %zu bytes (to %s), expected at most %ld, which is what the "
			"server takes",
			largest,
			table_cell(&c->recipients, k->totals[LETTER_FIRST].recipient_largest,
				table_column(&c->recipients, "email")),
			k->servers[0].size);
	for (size_t i = 0; i < k->server_count; i++)
		if (k->servers[i].status != EXIT_DONE && status != EXIT_FAILED)
			status = k->servers[i].status;
	return status;
}

static const char *size_text(size_t n)
{
	static struct str s;

	if (s.max == 0)
		str_init(&s);
	str_reset(&s);
	if (n < 1000)
		str_addf(&s, "%zu bytes", n);
	else if (n < 1000000)
		str_addf(&s, "%.1f KB", (double)n / 1e3);
	else
		str_addf(&s, "%.1f MB", (double)n / 1e6);
	return s.p;
}

static void print_summary(const struct check *k)
{
	const struct campaign *c = &k->w.campaign;
	const struct composer_totals *t = &k->totals[LETTER_FIRST];
	size_t warnings = 0;
	bool refused = false;
	struct str deadline = STR_INIT;

	for (size_t i = 0; i < k->problems.count; i++)
		warnings += k->problems.items[i].warning;
	if (c->has_deadline)
		date_add(&deadline, c->deadline);
	cli_print("%-12s %zu, of %zu organisation%s\n", "recipients", c->recipients.row_count,
		k->targets, k->targets == 1 ? "" : "s");
	cli_print("%-12s %zu\n", "signatories", c->signatories.row_count);
	cli_print("%-12s %zu%s%s\n", "demands", c->demand_count,
		c->has_deadline ? ", to be answered by " : "", str_c(&deadline));
	cli_print("%-12s %zu to be made", "letters", t->count);
	if (t->count)
		cli_print("; the largest has %s (to %s)", size_text(t->bytes_largest),
			cli_visible(table_cell(&c->recipients, t->recipient_largest,
				table_column(&c->recipients, "email"))));
	cli_print("\n");
	if (k->suppressed)
		cli_print("%-12s %zu recipient%s who will get no letter\n", "suppressed",
			k->suppressed, k->suppressed == 1 ? "" : "s");
	for (size_t i = 0; i < k->server_count; i++) {
		online_print(k->cli, &k->servers[i]);
		refused |= k->servers[i].status != EXIT_DONE;
	}
	if (warnings)
		cli_print("%zu warning%s\n", warnings, warnings == 1 ? "" : "s");
	else if (!refused)
		cli_print("all is well\n");
	str_release(&deadline);
}

/* What is told even of a check that is to be quiet. */
static void tell_refusals(const struct check *k)
{
	for (size_t i = 0; i < k->server_count; i++)
		if (k->servers[i].status != EXIT_DONE)
			online_print(k->cli, &k->servers[i]);
}

static json_t *problems_json(const struct problems *problems)
{
	json_t *list = json_array();

	for (size_t i = 0; i < problems->count; i++) {
		const struct problem *p = &problems->items[i];
		json_t *o = json_object();
		json_set_text(o, "file", p->file);
		json_set_number(o, "line", (int64_t)p->line);
		json_set_number(o, "column", p->line ? (int64_t)p->column : 0);
		json_set_bool(o, "warning", p->warning);
		json_set_text(o, "text", p->text);
		json_array_append_new(list, o);
	}
	return list;
}

static void print_json(const struct check *k)
{
	const struct campaign *c = &k->w.campaign;
	const struct composer_totals *t = &k->totals[LETTER_FIRST];
	json_t *servers = json_array(), *o = json_object();

	for (size_t i = 0; i < k->server_count; i++)
		json_array_append_new(servers, online_json(&k->servers[i]));
	json_set_count(o, "recipients", c->recipients.row_count);
	json_set_count(o, "targets", k->targets);
	json_set_count(o, "signatories", c->signatories.row_count);
	json_set_count(o, "demands", c->demand_count);
	json_set_count(o, "letters", t->count);
	json_set_count(o, "largest", t->bytes_largest);
	json_set_count(o, "suppressed", k->suppressed);
	json_set(o, "servers", servers);
	json_set(o, "problems", problems_json(&k->problems));
	json_print_line(o);
}

static void release(struct check *k)
{
	for (size_t i = 0; i < 2; i++) {
		composer_free(k->composers[i]);
		online_release(&k->servers[i]);
	}
	problems_release(&k->problems);
	workspace_release(&k->w);
}

static int run_check(struct cli *cli, int argc, char **argv)
{
	struct check k = {.cli = cli};
	const struct flag flags[] = {{"online", '\0', FLAG_BOOL, &k.online, NULL,
		"log in to both servers and say what they offer"}};
	struct err err;
	int status = cli_parse(cli, argc, argv, flags, 1, 0, 0), servers = EXIT_DONE;

	if (status >= 0)
		return status;
	credential_from_environment();
	check_campaign(&k);
	/* Nothing connects for a campaign that could not be sent. */
	if (k.problems.errors == 0 && count_suppressed(&k, &err) < 0) {
		status = cli_fail(cli, &err);
		release(&k);
		return status;
	}
	if (k.problems.errors == 0 && k.online)
		servers = check_servers(&k);
	status = cli_problems(cli, &k.problems);
	if (status == EXIT_DONE)
		status = servers;
	if (cli->json)
		print_json(&k);
	else if (k.problems.errors == 0 && !cli->quiet)
		print_summary(&k);
	else if (k.problems.errors == 0)
		tell_refusals(&k);
	release(&k);
	return cli_finish(cli, status);
}

const struct command cmd_check = {
	.name = "check",
	.arguments = "",
	.summary = "Tell all mistakes in settings, lists and letters at once",
	.details = "Reads everything, makes every letter once, writes nothing and connects to "
		   "nothing. "
		   "Mistakes come as\nFILE:LINE:COLUMN: what was found, what was expected; "
		   "warnings are "
		   "about what is legal but suspicious.",
	.run = run_check,
	.group = "Prepare",
};

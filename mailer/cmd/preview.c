/* preview: what would be sent, before anything is. */
#include <time.h>

#include "base/clock.h"
#include "cmd/commands.h"
#include "cmd/json_out.h"
#include "cmd/preview.h"

struct options {
	bool eml, html;
	const char *dir;
};

static const char details[] = "Shows every letter, or those to WHO: an address, the id of a row, "
			      "or an organisation. Nothing\n"
			      "is written to the store and nothing connects. On a terminal, $PAGER "
			      "shows what is long.\n\n"
			      "--eml writes one letter's bytes as they are, and several as an mbox "
			      "(a \"From \" line before\n"
			      "each). -o DIR makes a page to leaf through, DIR/index.html, which "
			      "opens from disk, and the\n"
			      "bytes of each letter beside it. References and identifiers are "
			      "those that send will use as\n"
			      "soon as the campaign has its secret.\n\n"
			      "--reminder shows what `remind` would write to each, as if every "
			      "demand were open and a day\n"
			      "overdue; whom it writes to, and when, `remind --dry-run` tells.";

/* ---- forms ---- */

static void add_json(struct preview *p, const struct preview_letter *item, const struct letter *l,
	struct str *out)
{
	const struct campaign *c = &p->w.campaign;
	const struct table *r = &c->recipients, *s = &c->signatories;
	size_t row = item->id.recipient;
	const char *name = table_cell(r, row, table_column(r, "name"));
	const char *org = table_cell(r, row, table_column(r, "org"));
	const char *signatory = NULL;

	if (item->id.signatory >= 0) {
		signatory = table_cell(s, (size_t)item->id.signatory, table_column(s, "name"));
		if (*signatory == '\0')
			signatory =
				table_cell(s, (size_t)item->id.signatory, table_column(s, "org"));
	}
	json_t *o = json_object(), *recipient = json_object();
	json_set_text(recipient, "email", table_cell(r, row, table_column(r, "email")));
	json_set_cell(recipient, "name", name);
	json_set_cell(recipient, "org", org);
	json_set_text(o, "ref", l->ref);
	json_set(o, "recipient", recipient);
	json_set_cell(o, "signatory", signatory);
	json_set_text(o, "subject", l->subject);
	json_set_text(o, "message_id", l->message_id);
	json_set_count(o, "size", l->bytes.len);
	json_set_text(o, "sha256", l->sha256);
	json_add(out, o);
	str_addc(out, '\n');
}

/* mbox(5): our encodings leave no line that begins with "From ", so nothing needs quoting. */
static void add_eml(const struct letter *l, bool several, struct str *out)
{
	if (several) {
		char date[32];
		time_t now = (time_t)clock_now();
		struct tm tm;
		gmtime_r(&now, &tm);
		strftime(date, sizeof date, "%a %b %e %H:%M:%S %Y", &tm);
		str_addf(out, "From %s %s\n", l->envelope_from, date);
	}
	str_add(out, l->bytes.p, l->bytes.len);
	if (several)
		str_addc(out, '\n');
}

static int no_html(const struct letter *l, struct err *err)
{
	return err_set(err, ERR_INPUT,
		"letter %s has no HTML part: its template is plain text; a template that ends in "
		".md or .html has one",
		l->ref);
}

static int show_one(struct preview *p, const struct options *o, const struct preview_letter *item,
	const struct letter *l, bool several, struct str *out, struct err *err)
{
	if (p->cli->json) {
		add_json(p, item, l, out);
	} else if (o->eml) {
		add_eml(l, several, out);
	} else if (o->html) {
		if (l->html == NULL)
			return no_html(l, err);
		str_adds(out, l->html);
	} else {
		preview_add_text(p, item, l, out);
	}
	return 0;
}

static bool several_letters(const struct preview *p)
{
	const struct campaign *c = &p->w.campaign;
	size_t rows = 0, each = c->letter.mode == MODE_INDIVIDUAL ? c->signatories.row_count : 1;

	if (p->picked == NULL)
		return p->total > 1;
	for (size_t i = 0; i < c->recipients.row_count; i++)
		rows += p->picked[i];
	return rows * each > 1;
}

static int show_all(struct preview *p, const struct options *o, struct err *err)
{
	bool several = several_letters(p), raw = p->cli->json || o->eml || o->html;
	struct letter letter = {0};
	struct preview_letter item;
	struct pager pager;
	struct str out = STR_INIT;
	size_t n = 0;
	int rc;

	pager_init(&pager, raw ? NULL : p->cli);
	while ((rc = preview_next(p, &n, &item, err)) == 1 && !pager.gone) {
		if (!preview_compose(p, &item, &letter))
			continue;
		str_reset(&out);
		rc = show_one(p, o, &item, &letter, several, &out, err);
		if (rc < 0)
			break;
		pager_write(&pager, &out);
	}
	pager_finish(&pager);
	letter_release(&letter);
	str_release(&out);
	return rc < 0 ? -1 : 0;
}

/* ---- the command ---- */

static int prepare(struct preview *p, struct err *err)
{
	struct problems problems = {0};
	int status;

	if (preview_read_store(p, err) < 0)
		return cli_fail(p->cli, err);
	p->total = letter_count(&p->w.campaign);
	if (p->kind == LETTER_REMINDER) {
		letter_sample_reminder(&p->w.campaign, &p->sample, &p->arena);
		p->sample.first_date = p->date;
		p->date = clock_now();
	}
	p->composer =
		composer_new(&p->w.campaign, p->kind, p->date, p->secret, p->secret_len, &problems);
	status = cli_problems(p->cli, &problems);
	problems_release(&problems);
	if (p->composer == NULL)
		return status;
	if (preview_compare(p, err) < 0 || preview_pick(p, err) < 0)
		return cli_fail(p->cli, err);
	if (p->note)
		cli_note(p->cli, "%s", p->note);
	return -1;
}

static int run(struct preview *p, const struct options *o)
{
	struct err err;
	int status = workspace_load(&p->w, p->cli, true);

	if (status < 0)
		status = prepare(p, &err);
	if (status >= 0)
		return status;
	if ((o->dir ? preview_site(p, o->dir, &err) : show_all(p, o, &err)) < 0) {
		cli_problems(p->cli, &p->problems);
		return cli_fail(p->cli, &err);
	}
	if (!p->cli->json)
		previewed_keep(&p->seen, &p->w.campaign);
	if (p->suppressed)
		cli_note(p->cli, "%zu letter%s left out: the address is suppressed", p->suppressed,
			p->suppressed == 1 ? "" : "s");
	return cli_problems(p->cli, &p->problems);
}

static void release(struct preview *p)
{
	composer_free(p->composer);
	mem_wipe(p->secret, sizeof p->secret);
	problems_release(&p->problems);
	map_release(&p->told);
	str_release(&p->first_ref);
	workspace_release(&p->w);
	arena_release(&p->arena);
}

static int preview_main(struct cli *cli, int argc, char **argv)
{
	struct options o = {0};
	bool reminder = false;
	const struct flag flags[] = {
		{"eml", '\0', FLAG_BOOL, &o.eml, NULL, "the bytes of the letters"},
		{"html", '\0', FLAG_BOOL, &o.html, NULL, "the HTML parts"},
		{"output", 'o', FLAG_TEXT, &o.dir, "DIR",
			"a page to leaf through, and an .eml each"},
		{"reminder", '\0', FLAG_BOOL, &reminder, NULL,
			"the reminder, as if every demand were overdue by a day"},
	};
	struct preview p = {.cli = cli, .first_ref = STR_INIT};
	int status = cli_parse(cli, argc, argv, flags, sizeof flags / sizeof *flags, 0, -1);

	if (status >= 0)
		return status;
	if (o.eml + o.html + cli->json + (o.dir != NULL) > 1) {
		struct err err;
		err_set(&err, ERR_INPUT,
			"--eml, --html, --json and -o exclude each other; give one");
		return cli_fail(cli, &err);
	}
	p.kind = reminder ? LETTER_REMINDER : LETTER_FIRST;
	/* On a terminal even the controls beyond ASCII are spelt out. */
	status = run(&p, &o);
	release(&p);
	return cli_finish(cli, status);
}

const struct command cmd_preview = {
	.name = "preview",
	.arguments = "[WHO...]",
	.summary = "Show what would be sent",
	.details = details,
	.run = preview_main,
	.group = "Prepare",
};

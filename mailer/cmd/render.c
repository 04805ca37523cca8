#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "liquid/language.h"
#include "liquid/liquid.h"
#include "campaign/campaign.h"
#include "cmd/cli.h"
#include "cmd/commands.h"
#include "cmd/json_value.h"
#include "cmd/render_rows.h"

enum {
	TEMPLATE_BYTES_MAX = 64 << 20,
	OUTPUT_PIECE = 256 << 10, /* written when so much is there */
};

struct run {
	struct cli *cli;
	const char *template_path, *each, *as, *partials, *language;
	struct text_list data;
	bool standard, stats, escape, whole;
	char *partials_dir; /* resolved; NULL: none */
	struct liquid *engine;
	struct liquid_context *context;
	struct liquid_template *template;
	struct arena values;
	struct render_rows rows;
	struct str out;
	size_t bytes; /* written so far */
	double seconds;
};

/* ---- partials ---- */

/* A partial by its name or, as other engines have it, "NAME.liquid" and "_NAME.liquid". */
static int read_partial(
	void *ctx, const char *name, struct str *out, struct str *file_r, struct err *err)
{
	const struct run *r = ctx;
	struct str path = STR_INIT;
	char resolved[PATH_MAX];
	bool found = false;
	int status = -1;

	if (r->partials_dir == NULL)
		return err_set(err, ERR_INPUT,
			"there is no partial `%s`: give the folder with --partials DIR", name);
	for (size_t i = 0; i < 3 && !found; i++) {
		const char *slash = strrchr(name, '/');
		str_reset(&path);
		str_addf(&path, "%s/", r->partials_dir);
		if (i == 2)
			str_addf(&path, "%.*s_%s.liquid", slash ? (int)(slash - name + 1) : 0, name,
				slash ? slash + 1 : name);
		else
			str_addf(&path, "%s%s", name, i == 1 ? ".liquid" : "");
		found = *name && file_exists(str_c(&path));
	}
	if (!found)
		err_set(err, ERR_INPUT, "there is no partial `%s` in %s", name, r->partials_dir);
	else if (realpath(str_c(&path), resolved) == NULL)
		err_errno(err, ERR_INPUT, "the partial `%s` cannot be read", name);
	else if (!path_is_below(resolved, r->partials_dir))
		err_set(err, ERR_INPUT, "the partial `%s` is outside of %s, so it is not read",
			name, r->partials_dir);
	else
		status = file_read(resolved, TEMPLATE_BYTES_MAX, out, err);
	if (status == 0)
		str_adds(file_r, str_c(&path));
	str_release(&path);
	return status;
}

static int find_partials(struct run *r, struct err *err)
{
	char *folder = NULL, resolved[PATH_MAX];
	const char *dir = r->partials;

	/* Without --partials: what lies beside the template, but for plain Liquid. */
	if (dir == NULL && !r->standard && strcmp(r->template_path, "-") != 0) {
		const char *base = path_base(r->template_path);
		folder = mem_strndup(r->template_path, (size_t)(base - r->template_path));
		dir = *folder ? folder : ".";
	}
	if (dir == NULL)
		return 0;
	char *found = realpath(dir, resolved);
	if (found == NULL)
		err_errno(err, ERR_INPUT, "the folder of partials %s cannot be opened", dir);
	else
		r->partials_dir = mem_strdup(resolved);
	free(folder);
	return found ? 0 : -1;
}

/* ---- data ---- */

static int load_file(struct run *r, const char *path, struct err *err)
{
	struct json_data data;
	json_t *value;
	const char *key;
	int rc = json_read_file(path, &data, err);

	if (rc == 0 && !json_is_object(data.json))
		rc = err_set(err, ERR_INPUT,
			"%s: the data must be an object: {\"name\": value, ...}", path);
	if (rc == 0)
		json_object_foreach(data.json, key, value) liquid_set(r->context,
			liquid_slot(r->engine, key), json_to_value(&r->values, &data, value));
	json_data_release(&data);
	return rc;
}

static int load_data(struct run *r, struct err *err)
{
	for (size_t i = 0; i < r->data.count; i++)
		if (load_file(r, r->data.items[i], err) < 0)
			return -1;
	return 0;
}

/* ---- rendering ---- */

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int write_out(struct run *r, struct err *err)
{
	if (fd_write_all(STDOUT_FILENO, str_c(&r->out), r->out.len) < 0)
		return err_errno(err, ERR_FAILED, "standard output cannot be written");
	r->bytes += r->out.len;
	str_reset(&r->out);
	return 0;
}

static int row_error(const struct run *r, size_t row, struct err *err)
{
	const char *place = strstr(err->text, ": ");
	struct str s = STR_INIT;

	str_adds(&s, err->text);
	if (place && r->rows.is_csv)
		str_addf(&s, " (for %s:%zu, row %zu)", r->each, table_line(&r->rows.table, row),
			row + 1);
	else
		str_addf(&s, " (for row %zu of %s)", row + 1, r->each);
	enum err_kind kind = err->kind;
	err_set(err, kind, "%s", str_c(&s));
	str_release(&s);
	return -1;
}

static int render_each(struct run *r, struct err *err)
{
	size_t slot = liquid_slot(r->engine, r->as), i = 0;
	struct liquid_template *template = r->template;

	if (!r->whole) {
		template = liquid_fold(r->template, r->context, &slot, 1);
		liquid_template_free(r->template);
		r->template = template;
	}
	while (i < r->rows.count) {
		double start = now();
		for (; i < r->rows.count && r->out.len < OUTPUT_PIECE; i++) {
			size_t before = r->out.len;
			if (i + 1 < r->rows.count && r->rows.values[i + 1].kind == LIQUID_ROW)
				__builtin_prefetch(r->rows.values[i + 1].row);
			liquid_set(r->context, slot, r->rows.values[i]);
			if (liquid_render(template, r->context, &r->out, err) < 0) {
				str_truncate(&r->out, before);
				struct err ignored;
				write_out(r, &ignored);
				return row_error(r, i, err);
			}
			liquid_reset(r->context);
		}
		r->seconds += now() - start;
		if (write_out(r, err) < 0)
			return -1;
	}
	return 0;
}

static int render_once(struct run *r, struct err *err)
{
	double start = now();

	if (liquid_render(r->template, r->context, &r->out, err) < 0)
		return -1;
	r->seconds = now() - start;
	return write_out(r, err);
}

static void print_stats(const struct run *r)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	fprintf(stderr, "{\"n\":%zu,\"bytes\":%zu,\"seconds\":%.6f,\"rss_kib\":%ld}\n",
		r->each ? r->rows.count : 1, r->bytes, r->seconds, usage.ru_maxrss);
}

/* -1 to go on, else the exit status. */
static int parse_template(struct run *r)
{
	struct problems problems = {0};
	struct str text = STR_INIT;
	struct err err;
	int status = -1;

	if (input_read(r->template_path, TEMPLATE_BYTES_MAX, &text, &err) < 0) {
		str_release(&text);
		return cli_fail(r->cli, &err);
	}
	r->template = liquid_parse(r->engine,
		&(struct liquid_source){
			.file = r->template_path, .text = str_c(&text), .len = text.len},
		&problems);
	if (problems.count)
		status = cli_problems(r->cli, &problems);
	if (r->template)
		status = -1;
	problems_release(&problems);
	str_release(&text);
	return status;
}

static int check_language(const struct run *r, struct err *err)
{
	if (r->language == NULL)
		return 0;
	if (!campaign_is_language(r->language))
		return err_set(err, ERR_INPUT,
			"--language is \"%.40s\", expected one like \"en\" or \"pt-BR\"",
			r->language);
	if (!language_is_known(r->language) && !r->standard)
		cli_note(r->cli,
			"there are no words for the language \"%s\": they come out in English",
			r->language);
	return 0;
}

static int start_engine(struct run *r, struct err *err)
{
	bool html = str_ends(r->template_path, ".html") || str_ends(r->template_path, ".htm");

	if (check_language(r, err) < 0 || find_partials(r, err) < 0)
		return -1;
	r->engine = liquid_new(&(struct liquid_options){.standard = r->standard,
		.escape = (html || r->escape) && !r->standard ? liquid_escape_html : NULL,
		.language = r->language,
		.read_partial = read_partial,
		.partial_ctx = r});
	r->context = liquid_context_new(r->engine);
	return load_data(r, err);
}

static int run_all(struct run *r)
{
	struct err err;
	int status;

	if (start_engine(r, &err) < 0)
		return cli_fail(r->cli, &err);
	status = parse_template(r);
	if (status >= 0)
		return status;
	if (r->each) {
		status = render_rows_load(&r->rows, r->each, r->cli);
		if (status >= 0)
			return status;
	}
	if ((r->each ? render_each(r, &err) : render_once(r, &err)) < 0)
		return cli_fail(r->cli, &err);
	if (r->stats)
		print_stats(r);
	return EXIT_DONE;
}

static void release(struct run *r)
{
	liquid_context_free(r->context);
	liquid_template_free(r->template);
	liquid_free(r->engine);
	arena_release(&r->values);
	render_rows_release(&r->rows);
	str_release(&r->out);
	free(r->partials_dir);
	free(r->data.items);
}

static int run(struct cli *cli, int argc, char **argv)
{
	struct run r = {
		.cli = cli, .as = "recipient", .rows = {.bytes = STR_INIT}, .out = STR_INIT};
	const struct flag flags[] = {
		{"data", 'd', FLAG_LIST, &r.data, "FILE.json",
			"values: an object (may repeat; - is standard input)"},
		{"partials", 'p', FLAG_TEXT, &r.partials, "DIR",
			"where `render` and `include` find theirs; default: beside the template"},
		{"each", 'e', FLAG_TEXT, &r.each, "ROWS",
			"once a row of a CSV or JSON file, one output after another"},
		{"as", 'a', FLAG_TEXT, &r.as, "NAME",
			"what the row is called in the template; default: recipient"},
		{"language", 'l', FLAG_TEXT, &r.language, "LANG",
			"for sentence, localdate, ordinal, pluralize; default: en"},
		{"escape", '\0', FLAG_BOOL, &r.escape, NULL,
			"escape output for HTML; default for .html templates"},
		{"standard", 's', FLAG_BOOL, &r.standard, NULL,
			"plain Liquid: unknown variables are blank, no filters of our own, "
			"nothing is escaped"},
		{"no-fold", '\0', FLAG_BOOL, &r.whole, NULL,
			"with --each: render every row whole, for comparison"},
		{"stats", '\0', FLAG_BOOL, &r.stats, NULL,
			"on standard error: {\"n\",\"bytes\",\"seconds\",\"rss_kib\"}, seconds of "
			"rendering alone"},
	};
	int status = cli_parse(cli, argc, argv, flags, sizeof flags / sizeof *flags, 1, 1);

	if (status >= 0)
		return status;
	r.template_path = cli->arguments.items[0];
	if (strcmp(cli->dir, ".") != 0 && chdir(cli->dir) < 0) {
		struct err err;
		err_errno(&err, ERR_INPUT, "the folder %s cannot be entered", cli->dir);
		return cli_fail(cli, &err);
	}
	status = run_all(&r);
	release(&r);
	return cli_finish(cli, status);
}

const struct command cmd_render = {
	.name = "render",
	.arguments = "TEMPLATE",
	.summary = "Render any template with any data",
	.details = "TEMPLATE is a file in the template language of openletter-templates(7); - is "
		   "standard input. It needs no campaign.",
	.run = run,
	.group = "Prepare",
};

/* init: a new campaign that works as it stands. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/embed.h"
#include "base/file.h"
#include "base/maildir.h"
#include "base/mem.h"
#include "campaign/campaign.h"
#include "store/store.h"
#include "cmd/cli.h"
#include "cmd/commands.h"
#include "cmd/init_files.h"
#include "cmd/json_out.h"

/* Two weeks to answer are usual; a weekend is no day for a deadline. */
enum { DAYS_TO_ANSWER = 14 };

static const char store_name[] = "campaign.db";
static const char *const maildirs[] = {"outbox", "inbox"};

/* The files of a new campaign, in the order in which a person meets them. */
static const struct {
	const char *name, *what;
} files[] = {
	{"campaign.cfg", "settings: the demands, the deadline, how letters travel"},
	{"letter.md", "the letter"},
	{"reminder.md", "what those get who do not answer"},
	{"recipients.csv", "who gets it"},
	{"signatories.csv", "who signs it"},
};

enum { FILE_COUNT = sizeof files / sizeof *files };

static const struct embedded_file *find(const struct embedded_file *table, const char *name)
{
	for (; table->name; table++)
		if (strcmp(table->name, name) == 0)
			return table;
	return NULL;
}

static const struct embedded_file *find_file(const char *name)
{
	const struct embedded_file *file = find(init_templates, name);

	return file ? file : find(init_recipients, name);
}

static struct date new_deadline(void)
{
	struct date d = date_from_days(date_to_days(date_at(clock_now())) + DAYS_TO_ANSWER);

	while (date_weekday(d) == 0 || date_weekday(d) == 6)
		d = date_from_days(date_to_days(d) + 1);
	return d;
}

/* The bytes of a file; the settings' dates, which are those of the example, become the new one. */
static void add_content(const struct embedded_file *file, struct date deadline, struct str *out)
{
	static const char line[] = "deadline = \"";
	const char *p = file->bytes, *at;

	while (strcmp(file->name, CAMPAIGN_FILE) == 0 && (at = strstr(p, line)) != NULL) {
		str_add(out, p, (size_t)(at - p) + sizeof line - 1);
		date_add(out, deadline);
		p = strchr(at + sizeof line, '"');
	}
	str_add(out, p, file->len - (size_t)(p - file->bytes));
}

/* Fails when one of the names is taken: a campaign that is there is never touched. */
static int check_free(const char *dir, struct err *err)
{
	struct str taken = STR_INIT;
	int rc = 0;

	for (size_t i = 0; i <= FILE_COUNT; i++) {
		const char *name = i < FILE_COUNT ? files[i].name : store_name;
		char *path = path_join(dir, name);
		struct stat st;
		if (lstat(path, &st) == 0 || errno != ENOENT)
			str_addf(&taken, "%s%s", taken.len ? ", " : "", name);
		free(path);
	}
	if (taken.len)
		rc = err_set(err, ERR_INPUT,
			"%s holds %s already, and nothing was written; expected a folder without "
			"them, or the name of a new one",
			dir, taken.p);
	str_release(&taken);
	return rc;
}

static int make_store(const char *dir, struct err *err)
{
	char *path = path_join(dir, store_name);
	uint8_t secret[STORE_SECRET_SIZE];
	struct store *store = NULL;
	int rc = store_open(path, STORE_CREATE, &store, err);

	if (rc == 0)
		rc = store_secret(store, secret, true, err) < 0 ? -1 : 0;
	mem_wipe(secret, sizeof secret);
	store_close(store);
	free(path);
	return rc;
}

/* Takes back what was made before a failure. */
static void remove_files(const char *dir, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *path = path_join(dir, files[i].name);
		unlink(path);
		free(path);
	}
}

static int write_campaign(const char *dir, struct date deadline, struct err *err)
{
	size_t made = 0;
	int rc = dir_make(dir, 0777, err);

	if (rc == 0)
		rc = check_free(dir, err);
	if (rc < 0)
		return rc;
	for (; rc == 0 && made < FILE_COUNT; made += rc == 0) {
		struct str content = STR_INIT;
		char *path = path_join(dir, files[made].name);
		add_content(find_file(files[made].name), deadline, &content);
		rc = file_create(path, content.p, content.len, 0666, err);
		free(path);
		str_release(&content);
	}
	for (size_t i = 0; rc == 0 && i < sizeof maildirs / sizeof *maildirs; i++) {
		char *path = path_join(dir, maildirs[i]);
		rc = maildir_make(path, err);
		free(path);
	}
	if (rc == 0)
		rc = make_store(dir, err);
	if (rc < 0)
		remove_files(dir, made);
	return rc;
}

static void print_json(const char *dir, const char *deadline)
{
	json_t *list = json_array(), *o = json_object();

	for (size_t i = 0; i < FILE_COUNT; i++)
		json_array_append_new(list, json_text(files[i].name));
	json_array_append_new(list, json_text(store_name));
	json_set_text(o, "dir", dir);
	json_set_text(o, "deadline", deadline);
	json_set(o, "files", list);
	json_print_line(o);
}

/*
 * A word for the shell: between apostrophes where it holds more than plain characters, and with
 * escapes ($'\377') where it holds what cannot be printed.
 */
static void add_shell_word(struct str *out, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_./-+:@%,";

	/* A leading - would be a flag of cd. */
	str_adds(out, *word == '-' ? "./" : "");
	if (word[strspn(word, plain)] == '\0') {
		str_adds(out, word);
		return;
	}
	bool shown = strcmp(cli_visible(word), word) == 0;
	str_adds(out, shown ? "'" : "$'");
	for (const char *p = word; *p; p++)
		if (shown && *p == '\'')
			str_adds(out, "'\\''");
		else if (shown || (*p > ' ' && *p < 0x7F && *p != '\'' && *p != '\\'))
			str_addc(out, *p);
		else
			str_addf(out, "\\%03o", (unsigned)(unsigned char)*p);
	str_addc(out, '\'');
}

static void print_next(const struct cli *cli, const char *dir, const char *deadline)
{
	const char *bold = cli_style(cli, STYLE_BOLD), *end = cli_style(cli, STYLE_NONE);
	bool here = strcmp(dir, ".") == 0;

	cli_print(
		"A new campaign is in %s; it is an example that works, with a deadline on %s:\n\n",
		here ? "this folder" : cli_visible(dir), deadline);
	for (size_t i = 0; i < FILE_COUNT; i++)
		cli_print("  %s%-16s%s %s\n", bold, files[i].name, end, files[i].what);
	cli_print("  %s%-16s%s %s\n", bold, store_name, end,
		"what will be sent and answered, and the secret that marks letters");
	cli_print("\nNext:\n\n");
	if (!here) {
		struct str word = STR_INIT;
		add_shell_word(&word, dir);
		cli_print("  cd %s\n", word.p);
		str_release(&word);
	}
	cli_print("  openletter check       settings, lists and letters: all mistakes at once\n"
		  "  openletter preview     what would be sent\n"
		  "  openletter send        into the folder \"outbox\", until campaign.cfg names a "
		  "server\n");
}

static int run_init(struct cli *cli, int argc, char **argv)
{
	struct err err;
	struct str deadline = STR_INIT;
	int status = cli_parse(cli, argc, argv, NULL, 0, 0, 1);

	if (status >= 0)
		return status;
	if (cli->arguments.count && *cli->arguments.items[0] == '\0') {
		err_set(&err, ERR_INPUT, "the name of the folder is empty");
		return cli_fail(cli, &err);
	}
	/* `-C DIR init NAME` makes DIR/NAME, as for every other command. */
	char *dir = cli->arguments.count ? path_join(cli->dir, cli->arguments.items[0])
					 : mem_strdup(cli->dir);
	struct date day = new_deadline();
	date_add(&deadline, day);
	if (write_campaign(dir, day, &err) < 0) {
		status = cli_fail(cli, &err);
	} else {
		if (cli->json)
			print_json(dir, deadline.p);
		else if (!cli->quiet)
			print_next(cli, dir, deadline.p);
		status = cli_finish(cli, EXIT_DONE);
	}
	free(dir);
	str_release(&deadline);
	return status;
}

const struct command cmd_init = {
	.name = "init",
	.arguments = "[DIR]",
	.summary = "Make a new campaign that works as it stands",
	.details =
		"Writes settings, a letter, a reminder and two lists into DIR (made when it is not "
		"there; default:\nthe current folder), and the store with its secret. Nothing that "
		"is there is ever overwritten.",
	.run = run_init,
	.group = "Prepare",
};

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "reply/worker.h"
#include "cmd/cli.h"
#include "cmd/commands.h"
#include "cmd/json_out.h"

/* One byte more than is looked at, so that the reading knows that there is more. */
enum { FILE_MAX = READING_MAX_BYTES + 1, PIECE = 256 << 10 };

/* One run of the command. */
struct run {
	struct cli *cli;
	struct worker worker;
	bool text; /* the files are texts without headers */
	size_t read, failed;
};

/* ---- JSON ---- */

static void add_address(struct str *out, const struct reading_address *a)
{
	if (out->len)
		str_adds(out, ", ");
	if (a->name && *a->name && a->address)
		str_addf(out, "%s <%s>", a->name, a->address);
	else
		str_adds(out, a->address ? a->address : a->name);
}

static json_t *addresses(const struct reading_address *items, size_t n)
{
	struct str all = STR_INIT;

	for (size_t i = 0; i < n; i++)
		if (items[i].address || items[i].name)
			add_address(&all, &items[i]);
	json_t *value = json_text(all.len ? all.p : NULL);
	str_release(&all);
	return value;
}

static json_t *bounce_of(const struct reading *r)
{
	json_t *o;

	if (r->n_bounces == 0)
		return json_null();
	const struct reading_bounce *b = &r->bounces[0];
	o = json_object();
	json_set_text(o, "recipient", b->recipient);
	json_set_text(o, "action", b->action);
	json_set_text(o, "status", b->status);
	json_set_number(o, "smtp_code", b->smtp_code);
	json_set_text(o, "diagnostic", b->diagnostic);
	json_set_bool(o, "permanent", b->permanent);
	return o;
}

static json_t *attachments_of(const struct reading *r)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->n_attachments; i++) {
		const struct reading_attachment *a = &r->attachments[i];
		json_t *o = json_object();
		json_set_text(o, "name", a->name);
		json_set_text(o, "type", a->type);
		json_set_count(o, "size", a->size);
		json_array_append_new(list, o);
	}
	return list;
}

static void print_json(const char *path, const struct reading *r)
{
	json_t *o = json_object();

	json_set_text(o, "file", path);
	json_set_text(o, "class", reading_class_name(r->class));
	json_set_text(o, "message_id", r->message_id);
	json_set(o, "from", addresses(&r->from, 1));
	json_set(o, "to", addresses(r->to, r->n_to));
	json_set_text(o, "subject", r->subject);
	json_set_time(o, "date", r->date_at);
	json_set_text(o, "text", r->text);
	json_set_text(o, "reply_text", r->reply_text);
	json_set(o, "bounce", bounce_of(r));
	json_set_text(o, "promised_date", r->promised_date);
	json_set(o, "attachments", attachments_of(r));
	json_set_bool(o, "quarantined", r->quarantined);
	json_print_line(o);
}

/* ---- for people ---- */

static void print_field(const struct run *run, const char *name, const char *value)
{
	if (value && *value)
		cli_print("  %s%-10s%s %s\n", cli_style(run->cli, STYLE_DIM), name,
			cli_style(run->cli, STYLE_NONE), cli_visible(value));
}

static void print_bounce(const struct run *run, const struct reading_bounce *b)
{
	struct str line = STR_INIT;

	str_addf(&line, "%s %s", b->recipient ? b->recipient : "an unknown recipient",
		b->action ? b->action : "");
	if (b->status)
		str_addf(&line, ", status %s", b->status);
	if (b->smtp_code)
		str_addf(&line, ", code %d", b->smtp_code);
	str_adds(&line, b->permanent ? ", the address is no use" : "");
	print_field(run, "delivery", line.p);
	print_field(run, "said", b->diagnostic);
	str_release(&line);
}

/* The sender's words, each line behind a bar. */
static void print_words(const struct reading *r)
{
	struct str visible = STR_INIT;
	const char *p, *lf;

	utf8_add_visible(&visible, r->reply_text, r->reply_text_len, true);
	for (p = str_c(&visible); *p; p = lf + 1) {
		lf = strchr(p, '\n');
		int n = (int)(lf ? lf - p : (ptrdiff_t)strlen(p));
		cli_print("  | %.*s\n", n, p);
		if (lf == NULL)
			break;
	}
	str_release(&visible);
}

static void print_attachments(const struct run *run, const struct reading *r)
{
	for (size_t i = 0; i < r->n_attachments; i++) {
		const struct reading_attachment *a = &r->attachments[i];
		struct str line = STR_INIT;
		str_addf(&line, "%s (%s, %zu bytes)", a->name ? a->name : "without a name", a->type,
			a->size);
		print_field(run, "attached", line.p);
		str_release(&line);
	}
}

static void print_promise(const struct run *run, const struct reading *r)
{
	struct str line = STR_INIT;

	if (r->promised_date == NULL)
		return;
	str_addf(&line, "%s (\"%.*s\")", r->promised_date,
		(int)(r->promised_at.end - r->promised_at.start), r->text + r->promised_at.start);
	print_field(run, "promises", line.p);
	str_release(&line);
}

static void print_human(const struct run *run, const char *path, const struct reading *r)
{
	struct str from = STR_INIT;

	cli_print("%s%s%s: ", cli_style(run->cli, STYLE_BOLD), cli_visible(path),
		cli_style(run->cli, STYLE_NONE));
	if (r->quarantined) {
		cli_print("could not be read: %s\n", cli_visible(r->quarantine_reason));
		return;
	}
	cli_print("%s\n", reading_class_name(r->class));
	if (r->from.address || r->from.name)
		add_address(&from, &r->from);
	print_field(run, "from", from.p);
	print_field(run, "date", r->date);
	print_field(run, "subject", r->subject);
	print_field(run, "because", r->auto_mark);
	for (size_t i = 0; i < r->n_bounces; i++)
		print_bounce(run, &r->bounces[i]);
	print_promise(run, r);
	print_attachments(run, r);
	if (r->encrypted)
		print_field(run, "note", "encrypted: the text cannot be read here");
	if (r->truncated)
		print_field(run, "note", "too large: only a part of it was read");
	print_words(r);
	str_release(&from);
}

/* ---- files ---- */

static int load(int fd, const char *path, struct str *mail, struct err *err)
{
	ssize_t n = 1;

	str_init_max(mail, FILE_MAX);
	while (n && mail->len < FILE_MAX) {
		size_t want = FILE_MAX - mail->len < PIECE ? FILE_MAX - mail->len : PIECE;
		str_reserve(mail, want);
		n = read(fd, mail->p + mail->len, want);
		if (n < 0 && errno != EINTR)
			return err_errno(err, ERR_FAILED, "%s cannot be read", path);
		mail->len += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

static int open_file(const char *path, struct err *err)
{
	struct stat st;
	/* A pipe without a writer must not hang: it is opened so, and then refused. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return err_errno(err, ERR_FAILED, "%s cannot be read", path);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	close(fd);
	return err_set(err, ERR_FAILED,
		"%s is neither a file nor a directory; name files with one mail each", path);
}

static int load_path(const char *path, struct str *mail, struct err *err)
{
	int result, fd;

	if (strcmp(path, "-") == 0)
		return load(STDIN_FILENO, "standard input", mail, err);
	fd = open_file(path, err);
	if (fd < 0)
		return -1;
	result = load(fd, path, mail, err);
	close(fd);
	return result;
}

/* Reads one file; false when nothing more can be read at all. */
static bool read_file(struct run *run, const char *path)
{
	struct str mail = STR_INIT;
	struct reading r;
	struct err err;

	if (load_path(path, &mail, &err) < 0) {
		cli_fail(run->cli, &err);
		run->failed++;
		str_release(&mail);
		return true;
	}
	int done = run->text ? worker_read_text(&run->worker, str_c(&mail), mail.len, &r, &err)
			     : worker_read(&run->worker, str_c(&mail), mail.len, &r, &err);
	str_release(&mail);
	if (done < 0) {
		cli_fail(run->cli, &err);
		run->failed++;
		return false;
	}
	if (run->cli->json) {
		print_json(path, &r);
	} else {
		if (run->read)
			cli_print("\n");
		print_human(run, path, &r);
	}
	run->read++;
	reading_release(&r);
	return true;
}

static int visible_entry(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static bool is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The files of a directory by name; of a Maildir those of its new and cur. */
static bool read_directory(struct run *run, const char *path, bool top)
{
	struct dirent **entries;
	int n = scandir(path, &entries, visible_entry, alphasort);
	bool good = true;

	if (n < 0) {
		struct err err;
		err_errno(&err, ERR_FAILED, "%s cannot be read", path);
		cli_fail(run->cli, &err);
		run->failed++;
		return true;
	}
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;
		char *file = path_join(path, name);
		bool maildir = top && (strcmp(name, "new") == 0 || strcmp(name, "cur") == 0);
		if (good && !is_directory(file))
			good = read_file(run, file);
		else if (good && maildir)
			good = read_directory(run, file, false);
		free(file);
		free(entries[i]);
	}
	free(entries);
	return good;
}

static int run_read(struct cli *cli, int argc, char **argv)
{
	struct run run = {.cli = cli};
	const struct flag flags[] = {
		{"text", '\0', FLAG_BOOL, &run.text, NULL, "the files are texts without headers"},
	};
	struct err err;
	int status = cli_parse(cli, argc, argv, flags, 1, 1, -1);
	bool good = true;

	if (status >= 0)
		return status;
	if (worker_start(&run.worker, &err) < 0)
		return cli_fail(cli, &err);
	for (size_t i = 0; i < cli->arguments.count && good; i++) {
		const char *given = cli->arguments.items[i];
		char *path =
			strcmp(given, "-") == 0 ? mem_strdup(given) : path_join(cli->dir, given);
		const char *shown = strcmp(cli->dir, ".") == 0 ? given : path;
		good = is_directory(shown) ? read_directory(&run, shown, true)
					   : read_file(&run, shown);
		free(path);
	}
	worker_stop(&run.worker);
	return cli_finish(cli, run.failed ? EXIT_FAILED : EXIT_DONE);
}

const struct command cmd_read = {
	.name = "read",
	.arguments = "FILE...",
	.summary = "Tell what the program makes of a mail, or of plain text",
	.details =
		"Each FILE is one mail, - is standard input, and a directory stands for the files "
		"in "
		"it (of a\nMaildir, those of its new and cur). Nothing is stored, and no campaign "
		"is "
		"needed. The mails\nare read in a process without access to files or network, as "
		"watch does.",
	.run = run_read,
	.group = "Follow",
};

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "reply/worker.h"
#include "cmd/commands.h"
#include "cmd/read_show.h"

/* One byte more than is looked at, so that the reading knows that there is more. */
enum { FILE_MAX = READING_MAX_BYTES + 1, PIECE = 256 << 10 };

/* One run of the command. */
struct run {
	struct cli *cli;
	struct worker worker;
	bool text; /* the files are texts without headers */
	size_t read, failed;
};

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
		read_print_json(path, &r);
	} else {
		if (run->read)
			cli_print("\n");
		read_print(run->cli, path, &r);
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
		"in it (of a\nMaildir, those of its new and cur). Nothing is stored, and no "
		"campaign is needed. The mails\nare read in a process without access to files or "
		"network, as watch does.",
	.run = run_read,
	.group = "Follow",
};

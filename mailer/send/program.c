#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "send/transports.h"

/*
 * A weaker transport: the program's exit status says that it has taken the letter, not that a
 * server has, and a kill between its taking and our noting leaves a doubt about each such letter.
 */

enum { NOT_STARTED = 127, SAID_MAX = 2000 };

static const char standard_path[] = "/usr/sbin/sendmail";

struct program {
	struct transport *t;
	const char *path;
	struct job job;
	int wishes;
	int64_t next_tick;
};

/* A local program wants the line ends of this system. */
static int feed(int fd, const char *bytes, size_t n)
{
	struct str lines = STR_INIT;

	for (size_t at = 0; at < n;) {
		const char *end = memchr(bytes + at, '\n', n - at);
		size_t line = end ? (size_t)(end - bytes) - at : n - at;
		bool cr = end && line > 0 && bytes[at + line - 1] == '\r';
		str_add(&lines, bytes + at, line - cr);
		if (end)
			str_addc(&lines, '\n');
		at += line + (end != NULL);
	}
	int rc = fd_write_all(fd, str_c(&lines), lines.len);
	str_release(&lines);
	return rc;
}

static char **arguments(const struct program *p)
{
	const struct message *m = &p->job.message;
	char **argv = mem_array(m->to_count + 6, sizeof *argv);
	size_t n = 0;

	argv[n++] = (char *)(uintptr_t)p->path;
	argv[n++] = (char *)(uintptr_t) "-i";
	argv[n++] = (char *)(uintptr_t) "-f";
	argv[n++] = (char *)(uintptr_t)m->from;
	argv[n++] = (char *)(uintptr_t) "--";
	for (size_t i = 0; i < m->to_count; i++)
		argv[n++] = (char *)(uintptr_t)m->to[i];
	return argv;
}

/* Runs it for the job. 0 with its wait status; -1 when it could not be started. */
static int run_once(const struct program *p, int *status_r, struct str *said, struct err *err)
{
	int out = memfd_create("sendmail", MFD_CLOEXEC), ends[2];
	char **argv = arguments(p), bytes[SAID_MAX];
	pid_t pid = 0;
	ssize_t n;

	if (out < 0 || pipe2(ends, O_CLOEXEC) < 0) {
		free(argv);
		return err_errno(err, ERR_FAILED, "%s cannot be run", p->path);
	}
	/* A process group of its own: a Ctrl-C is ours to obey. */
	errno = child_start(p->path, argv, ends[0], out, out, true, &pid);
	free(argv);
	close(ends[0]);
	if (errno) {
		err_errno(err, ERR_FAILED, "%s cannot be run", p->path);
		close(ends[1]);
		close(out);
		return -1;
	}
	/* A program that ends without reading it all tells why by its status. */
	feed(ends[1], p->job.message.bytes, p->job.message.len);
	close(ends[1]);
	*status_r = child_wait(pid);
	n = pread(out, bytes, sizeof bytes, 0);
	while (n > 0 && bytes[n - 1] == '\n')
		n--;
	if (n > 0)
		utf8_add_visible(said, bytes, (size_t)n, false);
	close(out);
	return 0;
}

/* Only what says that the letter was not taken lets it be sent again: a program that lost its
 * server after the last byte (EX_IOERR), or that just failed, leaves a doubt. */
static enum verdict verdict_of(int status)
{
	if (WIFSIGNALED(status))
		return VERDICT_UNCERTAIN;
	switch (WEXITSTATUS(status)) {
	case EX_OK:
		return VERDICT_SENT;
	case EX_DATAERR:
	case EX_NOUSER:
	case EX_NOHOST:
		return VERDICT_REJECTED;
	case EX_USAGE:
	case EX_NOPERM:
	case EX_CONFIG:
	case NOT_STARTED:
		return VERDICT_UNTRIED;
	case EX_NOINPUT:
	case EX_UNAVAILABLE:
	case EX_OSERR:
	case EX_OSFILE:
	case EX_CANTCREAT:
	case EX_TEMPFAIL:
		return VERDICT_DEFERRED;
	default:
		return VERDICT_UNCERTAIN;
	}
}

static void judge(struct program *p, int status, const struct str *said)
{
	struct outcome o;
	struct err why;
	enum verdict verdict = verdict_of(status);

	outcome_init(&o);
	if (verdict == VERDICT_SENT)
		outcome_local(&o, verdict, STAGE_DOT, "handed to %s", p->path);
	else if (WIFSIGNALED(status))
		outcome_local(&o, verdict, STAGE_DOT, "%s was ended by signal %d", p->path,
			WTERMSIG(status));
	else
		outcome_local(&o, verdict, STAGE_DOT, "%s: exit status %d%s%s", p->path,
			WEXITSTATUS(status), said->len ? ": " : "", str_c(said));
	journal_outcome(&p->t->journal, &p->job.row, &o, true);
	if (verdict == VERDICT_DEFERRED)
		claims_wake(&p->t->claims);
	if (verdict == VERDICT_UNTRIED) {
		err_set(&why, ERR_FAILED, "%s; the letters stay queued", str_c(&o.text));
		journal_stop(&p->t->journal, SENDER_UNTRUSTED, &why);
	}
	outcome_release(&o);
}

static int send_one(struct program *p, struct err *err)
{
	static const struct offers all = {.eightbit = true};
	struct journal *j = &p->t->journal;
	struct str said = STR_INIT;
	struct outcome o;
	int status = 0, rc;

	if (!message_fits(&p->job.message, &all, &said)) {
		outcome_init(&o);
		outcome_local(&o, VERDICT_REJECTED, STAGE_MAIL, "not sent: %s", said.p);
		journal_outcome(j, &p->job.row, &o, false);
		outcome_release(&o);
		rc = journal_commit(j, err);
	} else {
		journal_intend(j, &p->job.row);
		rc = journal_commit(j, err);
		if (rc == 0 && run_once(p, &status, &said, err) < 0) {
			/* It never ran: the intent is taken back. */
			outcome_init(&o);
			journal_outcome(j, &p->job.row, &o, true);
			outcome_release(&o);
			struct err ignored;
			journal_commit(j, &ignored);
			rc = -1;
		} else if (rc == 0) {
			judge(p, status, &said);
			rc = journal_commit(j, err);
		}
	}
	str_release(&said);
	return rc;
}

int program_run(struct transport *t, struct err *err)
{
	struct program p = {.t = t};
	int rc = 0;

	p.path = t->settings->path && *t->settings->path ? t->settings->path : standard_path;
	while (rc == 0 && !transport_is_over(t, p.wishes, clock_monotonic_ms())) {
		int64_t now = clock_monotonic_ms();
		rc = claims_take(&t->claims, &p.job, err);
		if (rc > 0)
			rc = send_one(&p, err);
		else if (rc == 0)
			transport_wait(t, now);
		p.wishes = stop_wishes(t->settings->stop_fd, p.wishes);
		transport_tick(t, now, &p.next_tick);
	}
	if (p.wishes)
		journal_stop(&t->journal, SENDER_STOPPED, NULL);
	job_release(&p.job);
	return rc;
}

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/mem.h"
#include "send/program_child.h"
#include "send/transports.h"

/*
 * A weaker transport: the program's exit status says that it has taken the letter, not that a
 * server has, and a kill between its taking and our noting leaves a doubt about each such letter.
 */

enum { NOT_STARTED = 127 };

static const char standard_path[] = "/usr/sbin/sendmail";

struct program {
	struct transport *t;
	const char *path;
	struct job job;
	int wishes;
	int64_t next_tick;
};

/* A local program wants the line ends of this system. Appended to lines. */
static void add_lines(struct str *lines, const char *bytes, size_t n)
{
	for (size_t at = 0; at < n;) {
		const char *end = memchr(bytes + at, '\n', n - at);
		size_t line = end ? (size_t)(end - bytes) - at : n - at;
		bool cr = end && line > 0 && bytes[at + line - 1] == '\r';
		str_add(lines, bytes + at, line - cr);
		if (end)
			str_addc(lines, '\n');
		at += line + (end != NULL);
	}
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

/*
 * By <sysexits.h>. Only what says that the letter was not taken lets it be sent again: a program
 * that lost its server after the last byte (EX_IOERR), or that just failed, leaves a doubt.
 */
static enum verdict verdict_of(int status)
{
	switch (status) {
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

/* What the pipe knows goes before what the program says. */
static enum verdict corrected(enum verdict verdict, enum program_took took)
{
	if (verdict == VERDICT_UNCERTAIN && took == PROGRAM_TOOK_NOTHING)
		return VERDICT_DEFERRED;
	if (verdict != VERDICT_SENT || took == PROGRAM_TOOK_ALL)
		return verdict;
	return took == PROGRAM_TOOK_NOTHING ? VERDICT_UNTRIED : VERDICT_UNCERTAIN;
}

static void add_how(struct str *text, const struct program *p, const struct program_end *end)
{
	int status = end->status;

	str_adds(text, p->path);
	if (end->how == PROGRAM_HUNG)
		str_addf(text, " did nothing for %lld s and was ended",
			(long long)(p->t->settings->patience->dot / 1000));
	else if (end->how == PROGRAM_STOPPED)
		str_adds(text, " was ended, to stop");
	if (WIFSIGNALED(status) && end->how == PROGRAM_ENDED)
		str_addf(text, " was ended by signal %d", WTERMSIG(status));
	else if (!WIFSIGNALED(status))
		str_addf(text, ": exit status %d", WEXITSTATUS(status));
	if (end->took == PROGRAM_TOOK_NOTHING)
		str_adds(text, ", without having read the letter");
	else if (end->took == PROGRAM_TOOK_SOME && !WIFSIGNALED(status))
		str_adds(text, ", without having read all of the letter");
	if (end->said.len)
		str_addf(text, ": %s", str_c(&end->said));
}

/* Why no further letter is tried in this run, if so. */
static void stop_for(struct program *p, const struct program_end *end, const struct outcome *o)
{
	struct err why;

	if (o->verdict == VERDICT_UNTRIED && end->how != PROGRAM_STOPPED) {
		err_set(&why, ERR_FAILED, "%s; the letters stay queued", str_c(&o->text));
		journal_stop(&p->t->journal, SENDER_UNTRUSTED, &why);
	} else if (end->how == PROGRAM_HUNG && !p->t->settings->wait) {
		bool doubt = o->verdict == VERDICT_UNCERTAIN;
		err_set(&why, doubt ? ERR_FAILED : ERR_TEMPORARY, "%s; %sthe rest stays queued",
			str_c(&o->text), doubt ? "that letter is uncertain, " : "");
		journal_stop(&p->t->journal, doubt ? SENDER_DOUBT : SENDER_UNREACHABLE, &why);
	}
}

static void judge(struct program *p, const struct program_end *end)
{
	enum verdict verdict =
		WIFSIGNALED(end->status) ? VERDICT_UNCERTAIN : verdict_of(WEXITSTATUS(end->status));
	struct str text = STR_INIT;
	struct outcome o;

	verdict = corrected(verdict, end->took);
	/* It was us who ended it, before it began: that is no try. */
	if (end->how == PROGRAM_STOPPED && verdict == VERDICT_DEFERRED)
		verdict = VERDICT_UNTRIED;
	outcome_init(&o);
	if (verdict == VERDICT_SENT)
		str_addf(&text, "handed to %s", p->path);
	else
		add_how(&text, p, end);
	outcome_local(&o, verdict, STAGE_DOT, "%s", str_c(&text));
	journal_outcome(&p->t->journal, &p->job.row, &o, true);
	stop_for(p, end, &o);
	if (verdict == VERDICT_DEFERRED)
		claims_wake(&p->t->claims);
	if (verdict == VERDICT_UNTRIED)
		claims_refund(&p->t->claims, &p->job);
	outcome_release(&o);
	str_release(&text);
}

/* The letter was not tried: its intent, if there is one, is taken back. */
static int refuse(
	struct program *p, enum verdict verdict, const char *why, bool intended, struct err *err)
{
	struct outcome o;

	outcome_init(&o);
	outcome_local(&o, verdict, STAGE_MAIL, "not sent: %s", why);
	journal_outcome(&p->t->journal, &p->job.row, &o, intended);
	outcome_release(&o);
	return journal_commit(&p->t->journal, err);
}

static int run_once(struct program *p, struct err *err)
{
	const struct message *m = &p->job.message;
	char **argv = arguments(p);
	struct program_end end;
	struct str lines = STR_INIT;
	struct err ignored;
	int rc;

	add_lines(&lines, m->bytes, m->len);
	rc = program_child_run(p->t, p->path, argv, str_c(&lines), lines.len, &p->wishes,
		&p->next_tick, &end, err);
	if (rc == 0) {
		judge(p, &end);
		rc = journal_commit(&p->t->journal, err);
	} else {
		refuse(p, VERDICT_UNTRIED, err->text, true, &ignored);
	}
	str_release(&end.said);
	str_release(&lines);
	free(argv);
	return rc;
}

static int send_one(struct program *p, struct err *err)
{
	static const struct offers all = {.eightbit = true};
	struct str why = STR_INIT;
	int rc;

	if (message_fits(&p->job.message, &all, &why)) {
		journal_intend(&p->t->journal, &p->job.row);
		rc = journal_commit(&p->t->journal, err);
		if (rc == 0)
			rc = run_once(p, err);
	} else {
		rc = refuse(p, VERDICT_REJECTED, str_c(&why), false, err);
	}
	str_release(&why);
	return rc;
}

int program_run(struct transport *t, struct err *err)
{
	struct program p = {.t = t};
	int rc = 0;

	p.path = t->settings->path && *t->settings->path ? t->settings->path : standard_path;
	while (rc == 0 && !transport_is_over(t, p.wishes, clock_elapsed_ms())) {
		int64_t now = clock_elapsed_ms();
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

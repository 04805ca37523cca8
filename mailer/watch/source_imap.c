#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "watch/source_imap_parts.h"

enum {
	IDLE_MS = 9 * 60 * 1000, /* renewed well under the 29 minutes of RFC 2177 */
	POLL_MS = 60 * 1000,
	RETRY_MS = 1000, /* the first wait after a failure; doubled up to RETRY_MAX_MS */
	RETRY_MAX_MS = 5 * 60 * 1000,
	REFUSED_RETRY = 5, /* times as long after a refused login, so that no account is locked */
	REFUSED_MAX = 3, /* refused logins in a row, before any that succeeded, that end it */
	NOISE_MAX = 5, /* looks in a row that were called for and found nothing */
	CALM_MS = 1000, /* the wait between further ones */
	PASSED_MS = 6 * 60 * 60 * 1000, /* until what was passed over is tried once more */
	ONCE_MAX = 6, /* failures in a row, without a mail between them, that end a run of once */
};

/* What to do after a round. */
enum next { AGAIN, LATER, DONE, FAILED };

static int64_t or_usual(int64_t value, int64_t usual)
{
	return value ? value : usual;
}

/* Waits for a time or the end: true when it is to stop. */
static bool pause_for(const struct follower *f, int64_t ms)
{
	struct pollfd fd = {.fd = f->w->stop_fd, .events = POLLIN};
	int64_t until = clock_monotonic_ms() + ms, left;

	while ((left = until - clock_monotonic_ms()) > 0) {
		int n = poll(&fd, 1, (int)left);
		if (n > 0)
			return true;
		if (n < 0 && errno != EINTR)
			return false;
	}
	return false;
}

/* Doubling waits, of which the half is random, so that many watchers do not come back at once. */
static bool back_off(struct follower *f, int factor)
{
	int64_t ms = or_usual(f->s->waits.retry, RETRY_MS) * factor;
	uint32_t chance;

	for (unsigned i = 0; i < f->failures && ms < RETRY_MAX_MS; i++)
		ms *= 2;
	if (ms > RETRY_MAX_MS * (int64_t)factor)
		ms = RETRY_MAX_MS * (int64_t)factor;
	f->failures++;
	random_bytes(&chance, sizeof chance);
	ms = ms / 2 + ms / 2 * (int64_t)(chance % 1000) / 1000;
	log_add(LOG_INFO, "%s; trying again in %lld s", f->err->text, (long long)(ms + 999) / 1000);
	return pause_for(f, ms);
}

static void close_session(struct follower *f)
{
	imap_close(f->imap);
	f->imap = NULL;
}

/* ---- connecting */

/* Whether a server that refused a login says that it is not for the credentials (RFC 5530). */
static bool is_put_off(const char *words)
{
	static const char *const codes[] = {
		"[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]", "[CONTACTADMIN]"};

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (strstr(words, codes[i]))
			return true;
	return false;
}

static enum next after_failed_login(struct follower *f, enum connection_failure failure)
{
	if (failure == CONNECTION_AUTH_REFUSED && is_put_off(f->err->text))
		failure = CONNECTION_AUTH_LATER;
	switch (failure) {
	case CONNECTION_STOPPED:
		return DONE;
	case CONNECTION_UNREACHABLE:
	case CONNECTION_AUTH_LATER:
		f->err->kind = ERR_TEMPORARY;
		return f->w->once ? FAILED : LATER;
	case CONNECTION_AUTH_REFUSED:
		f->refusals++;
		if (f->w->once || (!f->entered && f->refusals >= REFUSED_MAX))
			return FAILED;
		return back_off(f, REFUSED_RETRY) ? DONE : AGAIN;
	default:
		/* A certificate that fails now may be a strange network; nothing has left us. */
		return f->entered && !f->w->once ? LATER : FAILED;
	}
}

static enum next connect(struct follower *f)
{
	struct imap_settings settings = f->s->imap;
	struct str secret = STR_INIT;
	enum connection_failure failure = CONNECTION_OK;
	int rc = 0;

	settings.stop_fd = f->w->stop_fd;
	if (f->s->secret) {
		rc = f->s->secret(f->s->ctx, &secret, f->err);
		settings.connection.secret = str_c(&secret);
	}
	if (rc < 0) {
		str_wipe(&secret);
		return f->entered && !f->w->once ? LATER : FAILED;
	}
	rc = imap_open(&settings, &f->imap, &failure, f->err);
	str_wipe(&secret);
	if (rc < 0)
		return after_failed_login(f, failure);
	f->entered = true;
	f->refusals = 0;
	f->no_idle = !imap_offers(f->imap, "IDLE");
	return AGAIN;
}

/* ---- failures */

/* refused: the server did not open the folder. local: the store or the disk failed. */
static enum next after_failure(struct follower *f, int rc, bool refused, bool local)
{
	if (imap_stopped(f->imap))
		return DONE;
	/* Some servers end the session at a mail that they cannot read, or fall silent. */
	if (rc == IMAP_ENDED)
		source_suspect_died(f->s->suspect);
	/* It is gone, or was renamed: nothing is made behind the user's back (W5). */
	if (refused && strstr(f->err->text, "UNAVAILABLE") == NULL)
		return FAILED;
	/* The disk is full, the store is busy: the mails wait on the server (W24). */
	if (local && (f->err->kind != ERR_TEMPORARY || f->w->once))
		return FAILED;
	if (!local)
		f->err->kind = ERR_TEMPORARY;
	return f->w->once && f->failures >= ONCE_MAX ? FAILED : LATER;
}

/* ---- waiting */

/* Without IDLE: NOOP, and STATUS for servers whose NOOP tells nothing (W27). */
static int poll_once(struct follower *f, struct err *err)
{
	struct imap_folder now;
	uint64_t news = imap_news(f->imap);
	int rc = imap_noop(f->imap, err);

	if (rc < 0 || imap_news(f->imap) != news)
		return rc == IMAP_REFUSED ? 0 : rc;
	rc = imap_status(f->imap, f->s->folders[0], &now, err);
	if (rc == 0 && now.uidnext > f->mailboxes[0].last_uid + 1)
		rc = imap_select_again(f->imap, f->s->folders[0], f->mailboxes[0].uidvalidity, err);
	else if (rc == IMAP_REFUSED)
		rc = 0;
	return rc;
}

static int wait_for_news(struct follower *f)
{
	uint64_t news = f->news;
	int64_t idle = or_usual(f->s->waits.idle, IDLE_MS);
	int64_t poll_ms = or_usual(f->s->waits.poll, POLL_MS);
	int rc;

	if (f->w->idle)
		f->w->idle(f->w->ctx);
	if (!f->no_idle) {
		/* Folders beside the first one are looked at as often as without IDLE. */
		if (f->s->folder_count > 1 && poll_ms < idle)
			idle = poll_ms;
		rc = imap_idle(f->imap, news, idle, f->err);
		if (rc != IMAP_REFUSED)
			return rc;
		f->no_idle = true;
	}
	if (imap_news(f->imap) != news)
		return 0;
	if (pause_for(f, poll_ms))
		return 0;
	return poll_once(f, f->err);
}

/* One session: everything that is there, and then what comes, until it ends. */
static enum next run_session(struct follower *f)
{
	unsigned noise = 0;

	for (bool first = true; !source_imap_stopped(f); first = false) {
		int64_t began = clock_monotonic_ms();
		size_t taken = f->taken;
		bool refused = false, local = false;
		/* Noted before it is tried, since that may end the process. */
		f->retry = began >= f->s->suspect->retry_at;
		if (f->retry)
			f->s->suspect->retry_at = began + PASSED_MS;
		int rc = source_imap_look(f, first, &refused, &local);

		if (rc < 0)
			return after_failure(f, rc, refused, local);
		f->failures = 0;
		if (f->w->once)
			return DONE;
		rc = wait_for_news(f);
		if (rc < 0)
			return after_failure(f, rc, false, false);
		/* A server that only makes noise is not followed at its speed. */
		bool quick = clock_monotonic_ms() - began < CALM_MS / 5 && f->taken == taken;
		noise = quick ? noise + 1 : 0;
		if (noise > NOISE_MAX && pause_for(f, CALM_MS))
			return DONE;
	}
	return DONE;
}

static int open_mailboxes(struct follower *f)
{
	f->mailboxes = mem_array(f->s->folder_count, sizeof *f->mailboxes);
	for (size_t i = 0; i < f->s->folder_count; i++)
		if (watch_mailbox_open(f->w->store, f->s->source, f->s->folders[i],
			    &f->mailboxes[i], f->err) < 0)
			return -1;
	return 0;
}

int source_imap_run(
	const struct source_imap *settings, const struct watching *watching, struct err *err)
{
	struct follower f = {.s = settings, .w = watching, .err = err};
	enum next next = open_mailboxes(&f) < 0 ? FAILED : AGAIN;

	while (next == AGAIN || next == LATER) {
		if (next == LATER && back_off(&f, 1))
			next = DONE;
		else if (source_imap_stopped(&f))
			next = DONE;
		else if ((next = connect(&f)) == AGAIN && f.imap)
			next = run_session(&f);
		close_session(&f);
	}
	free(f.mailboxes);
	settling_release(&f.settling);
	return next == FAILED ? -1 : 0;
}

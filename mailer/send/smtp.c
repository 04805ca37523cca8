#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "send/smtp_run.h"

enum {
	EVENTS = 64,
	TICK_MS = 1000,
	HOLD_MS = 2, /* between looks whether a large letter has arrived */
	IDLE_MS = 30000, /* a connection without work is given up */
	DROPS_MAX = 20, /* connections in a row that ended before a letter was decided */
};

size_t smtp_count(const struct smtp *s, enum link_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < s->link_count; i++)
		n += s->links[i].state == state;
	return n;
}

bool smtp_link_busy(const struct link *l)
{
	return l->jobs[0].held || l->jobs[1].held;
}

size_t smtp_count_busy(const struct smtp *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->link_count; i++)
		n += smtp_link_busy(&s->links[i]);
	return n;
}

int smtp_watch(struct smtp *s, int op, int fd, uint32_t events, size_t tag)
{
	struct epoll_event e = {.events = events};

	e.data.u64 = tag;
	return epoll_ctl(s->epoll, op, fd, &e);
}

/* ---- the loop's parts */

/* A session that has ended, its outcomes taken: its connection is closed. */
static void close_ended(struct smtp *s, int64_t now)
{
	struct err why;

	for (size_t i = 0; i < s->link_count; i++) {
		struct link *l = &s->links[i];
		if (l->state != LINK_OPEN || !l->session.ended || l->session.event_count)
			continue;
		if (!l->session.winding_down && !l->session.quitting)
			throttle_dropped(&s->throttle, l->decided, now);
		if (s->throttle.drops >= DROPS_MAX && !s->t->settings->wait) {
			err_set(&why, ERR_TEMPORARY, "%s drops every connection: %s",
				connection_host(l->connection), str_c(&l->session.why));
			journal_stop(s->journal, SENDER_UNREACHABLE, &why);
		}
		link_close(l);
	}
}

static int flush(struct smtp *s, int64_t now, struct err *err)
{
	const char *bytes;

	for (size_t i = 0; i < s->link_count; i++) {
		struct link *l = &s->links[i];
		if (l->state != LINK_OPEN)
			continue;
		if (session_idle(&l->session) && now - l->idle_since > IDLE_MS)
			session_quit(&l->session, now);
		link_write(l, now);
		bool wants = !l->session.ended && session_pending(&l->session, &bytes) > 0;
		if (wants != l->wants_out &&
			smtp_watch(s, EPOLL_CTL_MOD, connection_fd(l->connection),
				wants ? EPOLLIN | EPOLLOUT : EPOLLIN, i) < 0)
			return err_errno(err, ERR_FAILED, "a connection cannot be watched");
		l->wants_out = wants;
	}
	return 0;
}

static void sooner(int64_t *until, int64_t at, int64_t now)
{
	if (at > now && at < *until)
		*until = at;
}

/* How long to wait for events at most, in milliseconds. */
static int patience(const struct smtp *s, int64_t now)
{
	int64_t until = now + TICK_MS;

	for (size_t i = 0; i < s->link_count; i++) {
		const struct link *l = &s->links[i];
		if (l->state != LINK_OPEN)
			continue;
		if (l->session.ended || l->session.event_count ||
			session_deadline(&l->session) <= now)
			return 0;
		sooner(&until, session_deadline(&l->session), now);
		if (session_holds_dot(&l->session))
			sooner(&until, now + HOLD_MS, now);
	}
	if (s->journal->stop && !s->stopping)
		return 0;
	sooner(&until, s->claims->try_at, now);
	sooner(&until, s->throttle.open_after, now);
	sooner(&until, s->throttle.pause_until, now);
	if (s->stopping)
		sooner(&until, s->stop_until, now);
	return (int)(until - now);
}

/* Where the machine slept meanwhile, the answer may be there all the same. */
static void check_deadline(struct link *l, int64_t now)
{
	if (now >= session_deadline(&l->session))
		link_read(l, now);
	session_check_deadline(&l->session, now);
}

static int wait_for_events(struct smtp *s, int64_t now, struct err *err)
{
	struct epoll_event events[EVENTS];
	uint64_t count;
	int n = epoll_wait(s->epoll, events, EVENTS, patience(s, now));

	if (n < 0 && errno != EINTR)
		return err_errno(err, ERR_FAILED, "the connections cannot be waited for");
	now = clock_elapsed_ms();
	for (int i = 0; i < n; i++) {
		uint64_t tag = events[i].data.u64;
		if (tag == SMTP_TAG_STOP)
			s->wishes = stop_wishes(s->t->settings->stop_fd, s->wishes);
		else if (tag == SMTP_TAG_DONE)
			(void)!read(s->done_fd, &count, sizeof count);
		else if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
			link_read(&s->links[tag], now);
	}
	for (size_t i = 0; i < s->link_count; i++)
		if (s->links[i].state == LINK_OPEN)
			check_deadline(&s->links[i], now);
	return 0;
}

/* Nothing is under way, and nothing will be. */
static bool is_finished(const struct smtp *s, int64_t now)
{
	if (smtp_count_busy(s) > 0 || journal_pending(s->journal))
		return false;
	if (s->stopping)
		return smtp_count(s, LINK_OPENING) == 0;
	if (s->journal->stop || s->wishes || s->claims->try_at <= now)
		return false;
	return s->claims->try_at == INT64_MAX || (s->claims->drained && !s->t->settings->wait);
}

static void tick(struct smtp *s, int64_t now)
{
	struct sender_report *r = s->t->report;

	if (now < s->next_tick || s->t->calls->tick == NULL)
		return;
	s->next_tick = now + TICK_MS;
	r->links = smtp_count(s, LINK_OPEN);
	s->t->calls->tick(s->t->calls->ctx, r);
}

static int run(struct smtp *s, struct err *err)
{
	for (;;) {
		int64_t now = clock_elapsed_ms();
		smtp_assign(s, now);
		if (flush(s, now, err) < 0)
			return -1;
		if (is_finished(s, now))
			return 0;
		if (wait_for_events(s, now, err) < 0)
			return -1;
		now = clock_elapsed_ms();
		if (smtp_take_opened(s, now, err) < 0 || smtp_settle(s, now, err) < 0)
			return -1;
		close_ended(s, now);
		tick(s, now);
	}
}

/* Says QUIT on all connections, and waits a moment for the answers (they change nothing). */
static void say_goodbye(struct smtp *s)
{
	int64_t now = clock_elapsed_ms(), until;
	struct err ignored;

	for (size_t i = 0; i < s->link_count; i++)
		if (s->links[i].state == LINK_OPEN && session_idle(&s->links[i].session))
			session_quit(&s->links[i].session, now);
	until = now + s->t->settings->patience->quit;
	while (smtp_count(s, LINK_OPEN) > 0 && now < until) {
		bool any = false;
		if (flush(s, now, &ignored) < 0 || wait_for_events(s, now, &ignored) < 0)
			return;
		for (size_t i = 0; i < s->link_count; i++)
			any |= s->links[i].state == LINK_OPEN && !s->links[i].session.ended;
		if (!any)
			return;
		now = clock_elapsed_ms();
	}
}

static int prepare(struct smtp *s, struct err *err)
{
	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	s->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (s->epoll < 0 || s->done_fd < 0 ||
		smtp_watch(s, EPOLL_CTL_ADD, s->done_fd, EPOLLIN, SMTP_TAG_DONE) < 0)
		return err_errno(err, ERR_FAILED, "the connections cannot be waited for");
	if (s->t->settings->stop_fd >= 0 &&
		smtp_watch(s, EPOLL_CTL_ADD, s->t->settings->stop_fd, EPOLLIN, SMTP_TAG_STOP) < 0)
		return err_errno(err, ERR_FAILED, "signals cannot be waited for");
	if (s->t->settings->server.user && s->t->calls->secret)
		return s->t->calls->secret(s->t->calls->ctx, &s->secret, err);
	return 0;
}

static void release(struct smtp *s)
{
	atomic_store(&s->give_up, true);
	for (size_t i = 0; i < s->link_count; i++)
		link_release(&s->links[i]);
	free(s->links);
	str_wipe(&s->secret);
	if (s->epoll >= 0)
		close(s->epoll);
	if (s->done_fd >= 0)
		close(s->done_fd);
}

int smtp_run(struct transport *t, struct err *err)
{
	struct smtp s = {
		.t = t, .journal = &t->journal, .claims = &t->claims, .epoll = -1, .done_fd = -1};
	int rc;

	s.link_count = (size_t)t->settings->connections;
	s.links = mem_array(s.link_count, sizeof *s.links);
	str_init(&s.secret);
	throttle_init(&s.throttle, s.link_count);
	rc = prepare(&s, err);
	if (rc == 0)
		rc = run(&s, err);
	if (rc == 0)
		say_goodbye(&s);
	if (s.wishes)
		journal_stop(&t->journal, SENDER_STOPPED, NULL);
	release(&s);
	return rc;
}

#include <string.h>
#include <sys/epoll.h>

#include "base/clock.h"
#include "base/log.h"
#include "send/smtp_run.h"

enum {
	TRIES = 3, /* to reach a server, before a run gives up */
	LONG_TRY_MS = 60000, /* a try that took so long was enough */
};

void smtp_give_back(struct smtp *s, struct link *l)
{
	if (l->first == NULL)
		return;
	outbox_unclaim(s->t->store, l->first->row.id);
	claims_refund(s->claims, l->first);
	l->first->held = false;
	l->first = NULL;
}

/* The letter that waited for the connection says why it did not go. */
static void defer_first(struct smtp *s, struct link *l)
{
	struct outcome o;

	if (l->first == NULL)
		return;
	outcome_init(&o);
	outcome_local(&o, VERDICT_DEFERRED, STAGE_CONNECT, "%s", l->err.text);
	journal_outcome(s->journal, &l->first->row, &o, false);
	outcome_release(&o);
	l->first->decided = true;
	l->first = NULL;
}

static int renew_token(struct smtp *s, const struct link *l, bool *renewed_r, struct err *err)
{
	struct str fresh = STR_INIT;
	int64_t now = clock_elapsed_ms();
	int rc = 0;

	/* Several connections may find at once that it has expired. */
	*renewed_r = l->opened_at <= s->token_since;
	if (*renewed_r)
		return 0;
	if (s->t->settings->server.oauth2 && !s->token_renewed && s->t->calls->secret) {
		rc = s->t->calls->secret(s->t->calls->ctx, &fresh, err);
		*renewed_r = rc == 0 && (fresh.len != s->secret.len ||
						memcmp(fresh.p, s->secret.p, fresh.len) != 0);
		s->token_renewed = true;
	}
	if (*renewed_r) {
		str_wipe(&s->secret);
		s->secret = fresh;
		s->token_since = now; /* the command takes its time: what opens next is later */
	} else {
		str_wipe(&fresh);
	}
	return rc;
}

static void unreachable(struct smtp *s, struct link *l, int64_t now)
{
	size_t open = smtp_count(s, LINK_OPEN);

	if (open > 0) {
		/* The server serves us, but not on so many connections. */
		throttle_no_more(&s->throttle, open, now);
		log_add(LOG_DEBUG, "no further connection: %s", l->err.text);
		smtp_give_back(s, l);
		return;
	}
	throttle_unreachable(&s->throttle, now);
	if (!s->t->settings->wait &&
		(s->throttle.failures >= TRIES || now - l->opened_at > LONG_TRY_MS)) {
		defer_first(s, l);
		journal_stop(s->journal, SENDER_UNREACHABLE, &l->err);
		return;
	}
	/* The sentence ends with the advice to run again, which is being done. */
	const char *advice = strstr(l->err.text, ". Run again");
	size_t n = advice ? (size_t)(advice - l->err.text) : strlen(l->err.text);
	log_add(LOG_INFO, "%.*s; trying again in %lld s", (int)n, l->err.text,
		(long long)((s->throttle.open_after - now + 999) / 1000));
	smtp_give_back(s, l);
}

static void opening_failed(struct smtp *s, struct link *l, int64_t now)
{
	bool renewed = false;
	struct err why;

	switch (l->failure) {
	case CONNECTION_AUTH_REFUSED:
		smtp_give_back(s, l);
		if (renew_token(s, l, &renewed, &why) < 0)
			journal_stop(s->journal, SENDER_LOGIN, &why);
		else if (!renewed)
			journal_stop(s->journal, SENDER_LOGIN, &l->err);
		break;
	case CONNECTION_UNTRUSTED:
	case CONNECTION_NO_TLS:
	case CONNECTION_BAD_SETTINGS:
		smtp_give_back(s, l);
		journal_stop(s->journal, SENDER_UNTRUSTED, &l->err);
		break;
	case CONNECTION_STOPPED:
		smtp_give_back(s, l);
		break;
	default:
		unreachable(s, l, now);
	}
}

int smtp_take_opened(struct smtp *s, int64_t now, struct err *err)
{
	for (size_t i = 0; i < s->link_count; i++) {
		struct link *l = &s->links[i];
		if (l->state != LINK_OPENING || !atomic_load(&l->done))
			continue;
		if (!link_opened(l, s->t->settings->patience)) {
			opening_failed(s, l, now);
			continue;
		}
		if (smtp_watch(s, EPOLL_CTL_ADD, connection_fd(l->connection), EPOLLIN, i) < 0)
			return err_errno(err, ERR_FAILED, "a connection cannot be watched");
		s->token_renewed = false;
		l->idle_since = now;
		log_add(LOG_DEBUG, "connected to %s%s%s", connection_host(l->connection),
			l->secure ? ", " : "", connection_tls_name(l->connection));
		if (s->stopping)
			smtp_give_back(s, l);
		else if (l->first)
			session_begin(&l->session, l->first, &l->first->message, now);
		l->first = NULL;
	}
	return 0;
}

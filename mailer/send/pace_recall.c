#include <string.h>

#include "store/events.h"
#include "store/outbox.h"
#include "send/pace_recall.h"

enum { CHUNK = 256 };

struct recall {
	struct pace *pace;
	struct store *store;
	int64_t now, now_ms, since;
	int64_t last_start;
	struct outbox_letter letter;
};

static bool is_try(const char *kind)
{
	static const char *const kinds[] = {"sent", "deferred", "rejected", "uncertain"};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kind, kinds[i]) == 0)
			return true;
	return false;
}

/* The number of the event before the period: none older than the one after it counts. */
static int find_beginning(const struct recall *r, int64_t *after_r, struct err *err)
{
	int64_t last, step = CHUNK;
	struct event_iter *iter = NULL;
	struct event event;
	int rc = events_last(r->store, &last, err);

	*after_r = 0;
	while (rc == 0 && last > step) {
		const struct event_filter filter = {.last = step};
		rc = events_list(r->store, &filter, &iter, err);
		if (rc == 0)
			rc = events_each(iter, &event, err) < 0 ? -1 : 0;
		bool older = rc == 0 && event.at < r->since;
		if (older)
			*after_r = event.seq;
		events_iter_free(iter);
		iter = NULL;
		if (older)
			break;
		step *= 4;
	}
	return rc;
}

/* An event has the second in which a try ended: it began then at the latest, and counts so. */
static int take(struct recall *r, const struct event *event, struct err *err)
{
	int64_t age_ms = (r->now - event->at - 1) * 1000;
	int64_t start = r->now_ms - (age_ms > 0 ? age_ms : 0);
	const char *email = "";
	int rc;

	if (r->pace->domain.count && event->letter) {
		rc = outbox_find(r->store, OUTBOX_BY_REF, event->letter, &r->letter, err);
		if (rc < 0)
			return -1;
		email = rc > 0 ? r->letter.email : "";
	}
	if (start > r->last_start)
		r->last_start = start;
	pace_started(r->pace, pace_domain(&r->letter.arena, email), r->last_start);
	return 0;
}

int pace_recall(struct pace *p, struct store *store, int64_t now, int64_t now_ms, struct err *err)
{
	long seconds = p->all.count ? p->all.seconds : 0;
	struct recall r = {.pace = p, .store = store, .now = now, .now_ms = now_ms};
	struct event_filter filter = {0};
	struct event_iter *iter = NULL;
	struct event event;
	int rc;

	if (p->domain.count && p->domain.seconds > seconds)
		seconds = p->domain.seconds;
	if (seconds == 0)
		return 0;
	r.since = now - seconds - 1;
	r.last_start = INT64_MIN / 2;
	if (find_beginning(&r, &filter.after, err) < 0 ||
		events_list(store, &filter, &iter, err) < 0)
		return -1;
	while ((rc = events_each(iter, &event, err)) > 0) {
		/* A clock that was ahead once tells nothing about when that was. */
		if (event.at < r.since || event.at > now || !is_try(event.kind))
			continue;
		if (take(&r, &event, err) < 0) {
			rc = -1;
			break;
		}
	}
	events_iter_free(iter);
	outbox_letter_release(&r.letter);
	return rc < 0 ? -1 : 0;
}

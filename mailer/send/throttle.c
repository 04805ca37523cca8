#include "base/hash.h"
#include "send/throttle.h"

enum {
	BACKOFF_MS = 500,
	BACKOFF_MAX_MS = 60000,
	DROP_MS = 50,
	PAUSE_MS = 25,
	PAUSE_MAX_MS = 2000,
};

void throttle_init(struct throttle *t, size_t most)
{
	*t = (struct throttle){.most = most, .allowed = 1};
}

static int64_t jittered(int64_t ms)
{
	uint32_t dice;

	random_bytes(&dice, sizeof dice);
	return ms - ms / 4 + (int64_t)(dice % (uint32_t)(ms / 2 + 1));
}

static int64_t backoff(int64_t first, int64_t factor, int64_t most, int times)
{
	int64_t ms = first;

	for (int i = 1; i < times && ms < most; i++)
		ms *= factor;
	return jittered(ms < most ? ms : most);
}

static void success(struct throttle *t, int64_t now)
{
	bool may_grow = now >= t->grow_after;
	bool first = may_grow && !t->proven && t->allowed == 1 && t->successes == 0;

	t->failures = t->drops = 0;
	t->pause_ms = 0;
	t->proven = true;
	if (first) {
		t->allowed = t->most;
	} else if (++t->successes >= t->allowed && t->allowed < t->most && may_grow) {
		t->allowed++;
		t->successes = 0;
	}
}

static void slow_down(struct throttle *t, int64_t now)
{
	t->successes = 1;
	if (t->allowed > 1) {
		t->allowed /= 2;
		return;
	}
	t->pause_ms = t->pause_ms ? 2 * t->pause_ms : PAUSE_MS;
	if (t->pause_ms > PAUSE_MAX_MS)
		t->pause_ms = PAUSE_MAX_MS;
	t->pause_until = now + jittered(t->pause_ms);
}

void throttle_outcome(struct throttle *t, const struct outcome *o, int64_t now)
{
	if (o->verdict == VERDICT_SENT)
		success(t, now);
	else if (o->verdict == VERDICT_UNCERTAIN)
		t->proven = false;
	if (o->slow_down)
		slow_down(t, now);
}

void throttle_unreachable(struct throttle *t, int64_t now)
{
	t->failures++;
	t->open_after = now + backoff(BACKOFF_MS, 4, BACKOFF_MAX_MS, t->failures);
}

void throttle_no_more(struct throttle *t, size_t open, int64_t now)
{
	if (open < t->allowed)
		t->allowed = open;
	t->successes = 0;
	t->grow_after = now + BACKOFF_MAX_MS;
}

void throttle_dropped(struct throttle *t, bool decided, int64_t now)
{
	if (decided) {
		t->drops = 0;
		return;
	}
	t->drops++;
	t->open_after = now + backoff(DROP_MS, 2, PAUSE_MAX_MS, t->drops);
}

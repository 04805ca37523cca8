/*
 * How fast letters may leave: at most `count` in any span of `seconds`.
 *
 * A window slides over the starts of the last letters, so the limit holds for every span and a
 * small run is not slowed. One window for all letters, one for each recipient's domain. Times are
 * milliseconds of the monotonic clock.
 */
#ifndef SEND_PACE_H
#define SEND_PACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/map.h"
#include "base/mem.h"

struct pace_limit {
	long count; /* 0: no limit */
	long seconds;
};

struct pace_window {
	int64_t *starts; /* a ring of limit.count times */
	size_t next, used;
};

struct pace {
	struct pace_limit all, domain;
	struct pace_window window;
	struct map domains; /* domain -> index in windows */
	struct pace_window *windows;
	size_t domain_count, domain_cap;
};

void pace_init(struct pace *p, struct pace_limit all, struct pace_limit domain);
void pace_release(struct pace *p);

/* The domain of an address, as the windows know it; of the arena. */
char *pace_domain(struct arena *arena, const char *email);

/* When the next letter may start: now, or later. The domain is lower-case. */
int64_t pace_all_at(const struct pace *p, int64_t now);
int64_t pace_domain_at(const struct pace *p, const char *domain, int64_t now);

/* A letter starts; or, started last, was not tried after all. */
void pace_started(struct pace *p, const char *domain, int64_t now);
void pace_undo(struct pace *p, const char *domain);

#endif

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "send/pace.h"

/* More domains than this are forgotten and begin anew: memory does not grow with the list. */
enum { DOMAINS_MAX = 20000, COUNT_MAX = 100000 };

void pace_init(struct pace *p, struct pace_limit all, struct pace_limit domain)
{
	*p = (struct pace){.all = all, .domain = domain};
	if (p->all.count > COUNT_MAX)
		p->all.count = 0;
	if (p->domain.count > COUNT_MAX)
		p->domain.count = 0;
}

static void forget_domains(struct pace *p)
{
	for (size_t i = 0; i < p->domain_count; i++)
		free(p->windows[i].starts);
	p->domain_count = 0;
	map_release(&p->domains);
}

void pace_release(struct pace *p)
{
	free(p->window.starts);
	forget_domains(p);
	free(p->windows);
	*p = (struct pace){0};
}

static int64_t window_at(const struct pace_window *w, const struct pace_limit *limit, int64_t now)
{
	size_t count = (size_t)limit->count;
	int64_t free_at;

	if (count == 0 || w == NULL || w->used < count)
		return now;
	/* The ring is full: its oldest start is where the next one will be written. */
	free_at = w->starts[w->next] + limit->seconds * 1000;
	return free_at > now ? free_at : now;
}

static void window_start(struct pace_window *w, const struct pace_limit *limit, int64_t now)
{
	size_t count = (size_t)limit->count;

	if (count == 0)
		return;
	if (w->starts == NULL)
		w->starts = mem_array(count, sizeof *w->starts);
	w->starts[w->next] = now;
	w->next = (w->next + 1) % count;
	if (w->used < count)
		w->used++;
}

static void window_undo(struct pace_window *w, const struct pace_limit *limit)
{
	size_t count = (size_t)limit->count;

	if (count == 0 || w == NULL || w->used == 0)
		return;
	w->next = (w->next + count - 1) % count;
	/* In a full ring the place becomes one that no longer counts: as old as can be. */
	if (w->used == count)
		w->starts[w->next] = INT64_MIN / 2;
	else
		w->used--;
}

static struct pace_window *find(const struct pace *p, const char *domain)
{
	intptr_t value;

	if (p->domain.count == 0 || !map_get(&p->domains, domain, strlen(domain), &value))
		return NULL;
	return &p->windows[value];
}

char *pace_domain(struct arena *arena, const char *email)
{
	const char *at = strrchr(email, '@');
	char *domain = arena_strdup(arena, at ? at + 1 : "");

	for (char *p = domain; *p; p++)
		*p = (char)ascii_lower((unsigned char)*p);
	return domain;
}

int64_t pace_all_at(const struct pace *p, int64_t now)
{
	return window_at(&p->window, &p->all, now);
}

int64_t pace_domain_at(const struct pace *p, const char *domain, int64_t now)
{
	return window_at(find(p, domain), &p->domain, now);
}

void pace_started(struct pace *p, const char *domain, int64_t now)
{
	window_start(&p->window, &p->all, now);
	if (p->domain.count == 0)
		return;
	struct pace_window *w = find(p, domain);
	if (w == NULL) {
		if (p->domain_count == DOMAINS_MAX)
			forget_domains(p);
		map_put(&p->domains, domain, strlen(domain), (intptr_t)p->domain_count);
		mem_grow(&p->windows, &p->domain_cap, p->domain_count, sizeof *p->windows);
		w = &p->windows[p->domain_count++];
		*w = (struct pace_window){0};
	}
	window_start(w, &p->domain, now);
}

void pace_undo(struct pace *p, const char *domain)
{
	window_undo(&p->window, &p->all);
	window_undo(find(p, domain), &p->domain);
}

#include <strings.h>

#include "base/str.h"
#include "cmd/extend_effect.h"
#include "cmd/standing.h"
#include "cmd/words.h"

enum { KEPT_TOLD = 10 };

static bool in_scope(const struct extend_effect *e, const struct demand *d)
{
	return e->demand == NULL || strcasecmp(e->demand, d->id) == 0;
}

/* A day before the one in force may be a slip. Told of the first demand that it concerns. */
static void tell_earlier(const struct extend_effect *e, const struct standings *s)
{
	for (size_t i = 0; i < s->demand_count; i++) {
		struct standing st;
		struct str now = STR_INIT;
		if (!in_scope(e, &s->demands[i]))
			continue;
		standing_at(s, i, e->target ? e->target : "", &st);
		if (!st.has_deadline || date_to_days(e->date) >= date_to_days(st.deadline))
			continue;
		words_add_day(&now, st.deadline);
		cli_note(e->cli, "%s was due on %s: the new date is earlier; --undo takes it back",
			s->demands[i].id, now.p);
		str_release(&now);
		return;
	}
}

/* Where an entry that is more specific than the new one keeps another date in force; at a target,
 * only what is not so at all of them. */
static void tell_kept(
	const struct extend_effect *e, const struct standings *s, const char *target, size_t *count)
{
	for (size_t i = 0; i < s->demand_count; i++) {
		struct standing st, general;
		struct str kept = STR_INIT;
		if (!in_scope(e, &s->demands[i]))
			continue;
		standing_at(s, i, target, &st);
		standing_at(s, i, "", &general);
		if (!st.has_deadline || date_to_days(e->date) == date_to_days(st.deadline))
			continue;
		if (*target && e->target == NULL && general.has_deadline &&
			date_to_days(general.deadline) == date_to_days(st.deadline))
			continue;
		if ((*count)++ >= KEPT_TOLD)
			continue;
		words_add_day(&kept, st.deadline);
		cli_note(e->cli, "%s%s%s is due on %s all the same, by an entry of its own",
			s->demands[i].id, *target ? " at " : "", target, kept.p);
		str_release(&kept);
	}
}

static int load(const struct extend_effect *e, struct standings *s, struct err *err)
{
	return standings_load(s, e->store, e->demands, e->demand_count, e->now, err);
}

int extend_effect_before(const struct extend_effect *e, struct err *err)
{
	struct standings s = {0};
	int rc = load(e, &s, err);

	if (rc == 0)
		tell_earlier(e, &s);
	standings_release(&s);
	return rc;
}

int extend_effect_after(const struct extend_effect *e, struct err *err)
{
	struct standings s = {0};
	size_t count = 0;
	int rc = load(e, &s, err);

	if (rc == 0)
		tell_kept(e, &s, e->target ? e->target : "", &count);
	for (size_t i = 0; rc == 0 && e->target == NULL && i < s.special_count; i++)
		tell_kept(e, &s, s.special[i], &count);
	if (count > KEPT_TOLD)
		cli_note(e->cli, "... and %zu more; `openletter status` shows them",
			count - KEPT_TOLD);
	standings_release(&s);
	return rc;
}

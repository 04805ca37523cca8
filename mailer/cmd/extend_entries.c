#include <string.h>

#include "cmd/extend_entries.h"

void extend_add_scope(struct str *out, const char *demand, const char *target)
{
	str_addf(out, "%s at %s", demand ? demand : "every demand",
		target ? target : "every target");
}

static void note_row(struct extend_entries *e, const struct deadline_row *row)
{
	mem_grow(&e->rows, &e->cap, e->count, sizeof *e->rows);
	e->rows[e->count++] = *row;
}

static int add(struct extend_entries *e, const char *demand, const char *target, long reply,
	struct err *err)
{
	struct str date = STR_INIT;

	date_add(&date, e->date);
	struct deadline_row row = {.date = arena_strdup(e->arena, date.p),
		.demand = demand ? arena_strdup(e->arena, demand) : NULL,
		.target = target ? arena_strdup(e->arena, target) : NULL,
		.basis = e->basis,
		.by = e->by,
		.note = e->note,
		.reply = reply,
		.at = e->now};
	int rc = deadline_add(e->store, &row, err);
	if (rc == 0)
		note_row(e, &row);
	str_release(&date);
	return rc;
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* Adds what a reply promises, unless just that stands last for this scope. */
static int add_once(struct extend_entries *e, const char *demand, const char *target, long reply,
	struct err *err)
{
	struct deadline_row *rows;
	struct str date = STR_INIT;
	long n = deadline_list(e->store, false, e->arena, &rows, err);
	bool there;

	if (n < 0)
		return -1;
	while (n > 0 && !(same(rows[n - 1].demand, demand) && same(rows[n - 1].target, target)))
		n--;
	date_add(&date, e->date);
	there = n > 0 && rows[n - 1].reply == reply && strcmp(rows[n - 1].date, date.p) == 0 &&
		strcmp(rows[n - 1].basis, e->basis) == 0;
	str_release(&date);
	return there ? 0 : add(e, demand, target, reply, err);
}

int extend_accept(struct extend_entries *e, const struct reply *reply, struct err *err)
{
	const char **done = arena_array(e->arena, reply->letter_count, sizeof *done);
	size_t n = 0;

	if (reply->promised_date == NULL || date_parse(reply->promised_date, &e->date) < 0)
		return err_set(err, ERR_INPUT,
			"reply %ld promises no date that was found; use --until DATE --reply %ld",
			reply->number, reply->number);
	if (reply->letter_count == 0 || reply->filing == REPLY_SUGGESTED)
		return err_set(err, ERR_INPUT,
			"reply %ld belongs to no letter yet; file it first: openletter file %ld "
			"--letter REF",
			reply->number, reply->number);
	for (size_t i = 0; i < reply->letter_count; i++) {
		const char *org = reply->letters[i].org;
		bool seen = false;
		for (size_t k = 0; k < n; k++)
			seen = seen || strcmp(done[k], org) == 0;
		if (seen || (e->target && strcmp(e->target, org) != 0))
			continue;
		done[n++] = org;
		if (e->demand || reply->demand_count == 0) {
			if (add_once(e, e->demand, org, reply->number, err) < 0)
				return -1;
			continue;
		}
		for (size_t d = 0; d < reply->demand_count; d++)
			if (add_once(e, reply->demands[d].demand, org, reply->number, err) < 0)
				return -1;
	}
	return n ? 0
		 : err_set(err, ERR_INPUT, "reply %ld does not belong to %s", reply->number,
			   e->target);
}

int extend_take_back(struct extend_entries *e, struct err *err)
{
	struct deadline_row *rows;
	struct str scope = STR_INIT;
	long n = deadline_list(e->store, false, e->arena, &rows, err);

	if (n < 0)
		return -1;
	while (n--)
		if (same(rows[n].demand, e->demand) && same(rows[n].target, e->target)) {
			if (deadline_undo(e->store, rows[n].id, e->by, e->now, err) < 0)
				return -1;
			note_row(e, &rows[n]);
			return 0;
		}
	extend_add_scope(&scope, e->demand, e->target);
	err_set(err, ERR_INPUT, "there is no entry for %s to take back", scope.p);
	str_release(&scope);
	return -1;
}

int extend_enter(struct extend_entries *e, long reply, struct err *err)
{
	return add(e, e->demand, e->target, reply, err);
}

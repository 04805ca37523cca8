#include <string.h>

#include "demand/demand.h"

const char *const demand_position_names[] = {
	"open", "partial", "answered", "refused", "redirected", "withdrawn", NULL};
_Static_assert(sizeof demand_position_names / sizeof *demand_position_names == DEMAND_POSITIONS + 1,
	"a name for each position");

static const char *const basis_names[] = {"initial", "asked", "granted", "refused", NULL};

const struct demand *demand_find(const struct demand *demands, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(demands[i].id, id) == 0)
			return &demands[i];
	return NULL;
}

const char *demand_position_name(enum demand_position position)
{
	return position < DEMAND_POSITIONS ? demand_position_names[position] : "unknown";
}

/* The place of a name in a list that ends in NULL, or -1. */
static int name_place(const char *const *names, const char *name)
{
	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

int demand_position_parse(const char *name, enum demand_position *position_r)
{
	int place = name_place(demand_position_names, name);

	if (place < 0)
		return -1;
	*position_r = (enum demand_position)place;
	return 0;
}

bool demand_position_waits(enum demand_position position)
{
	return position == DEMAND_OPEN || position == DEMAND_PARTIAL;
}

enum demand_position demand_position_of(
	const char *demand, const char *target, const struct demand_judgement *rows, size_t n)
{
	while (n--)
		if (strcmp(rows[n].demand, demand) == 0 && strcmp(rows[n].target, target) == 0)
			return rows[n].position;
	return DEMAND_OPEN;
}

const char *demand_basis_name(enum demand_basis basis)
{
	return basis < DEMAND_BASES ? basis_names[basis] : "unknown";
}

int demand_basis_parse(const char *name, enum demand_basis *basis_r)
{
	int place = name_place(basis_names, name);

	if (place < 0)
		return -1;
	*basis_r = (enum demand_basis)place;
	return 0;
}

/* How closely an entry means this demand at this target: 0 for all, 1 for the target, 2 for the
 * demand, 3 for both; -1 when it means another. */
static int specificity(const struct demand_deadline *row, const char *demand, const char *target)
{
	if (row->demand && strcmp(row->demand, demand) != 0)
		return -1;
	if (row->target && strcmp(row->target, target) != 0)
		return -1;
	return (row->demand ? 2 : 0) + (row->target ? 1 : 0);
}

bool demand_deadline_of(const struct demand *demand, const char *target,
	const struct demand_deadline *rows, size_t n, struct date *date_r)
{
	int best = -1;

	for (size_t i = 0; i < n; i++) {
		bool counts = rows[i].basis == DEMAND_INITIAL || rows[i].basis == DEMAND_GRANTED;
		int how = counts ? specificity(&rows[i], demand->id, target) : -1;
		if (how >= 0 && how >= best) {
			best = how;
			*date_r = rows[i].date;
		}
	}
	if (best >= 0)
		return true;
	if (demand->has_deadline)
		*date_r = demand->deadline;
	return demand->has_deadline;
}

bool demand_overdue(
	enum demand_position position, bool has_deadline, struct date deadline, int64_t now)
{
	return has_deadline && demand_position_waits(position) && now >= date_end(deadline);
}

long demand_days_overdue(struct date deadline, int64_t now)
{
	return now < date_end(deadline)
		       ? 0
		       : (long)(date_to_days(date_at(now)) - date_to_days(deadline));
}

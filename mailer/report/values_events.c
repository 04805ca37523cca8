/* What happened, as templates read it. */
#include <stdlib.h>

#include "base/hash.h"
#include "report/values.h"

enum event_column {
	EVENT_KIND,
	EVENT_AT,
	EVENT_ON,
	EVENT_TARGET,
	EVENT_TARGETS_TEXT,
	EVENT_DEMAND,
	EVENT_DEMANDS_TEXT,
	EVENT_LOOK,
	EVENT_WORD,
	EVENT_DATE,
	EVENT_REPLY,
	EVENT_URL,
	EVENT_ID,
	EVENT_COLUMNS,
};

static const char *const event_columns[] = {"kind", "at", "on", "target", "targets_text", "demand",
	"demands_text", "look", "word", "date", "reply_url", "url", "id"};

enum { DEMANDS_GROUPED = 64, LOOK_BACK = 256 }; /* demands in a group's mask; groups of a day */

/* Kinds that come to many targets at once: those of one day, for the same date, are told as one. */
static bool is_grouped(enum report_event kind)
{
	return kind == REPORT_SENT || kind == REPORT_REMINDED || kind == REPORT_DEADLINE_PASSED;
}

/* A group of happenings while it is gathered. */
struct group {
	struct report_happening h; /* the first; target or demand REPORT_NONE once there are two */
	struct date day;
	uint64_t demands; /* a bit each, of the first DEMANDS_GROUPED */
};

static bool same_day(struct date a, struct date b)
{
	return a.year == b.year && a.month == b.month && a.day == b.day;
}

/* Whether a happening of the group's day is told in one with it. */
static bool belongs(const struct group *g, const struct report_happening *h)
{
	if (g->h.kind != h->kind || !same_day(g->h.date, h->date))
		return false;
	if (is_grouped(h->kind))
		return true;
	/* What was decided on several demands of one target for the same reason. */
	return g->demands && h->demand >= 0 && h->demand < DEMANDS_GROUPED &&
	       g->h.target == h->target && g->h.reply == h->reply && g->h.position == h->position;
}

static bool concerns(const struct report_happening *h, long target, long demand)
{
	if (target != REPORT_NONE && h->target != REPORT_NONE && h->target != target)
		return false;
	if (demand == REPORT_NONE)
		return true;
	/* A demand's page tells its own story, and of the deadlines that are its own too. */
	if (h->kind == REPORT_DEADLINE_PASSED)
		return demand >= DEMANDS_GROUPED || (h->demands >> demand & 1);
	return h->demand == demand ||
	       (h->demand == REPORT_NONE && h->kind >= REPORT_DEADLINE_ASKED &&
		       h->kind <= REPORT_DEADLINE_REFUSED);
}

static struct group *find_group(
	struct group *groups, size_t n, const struct report_happening *h, struct date day)
{
	size_t end = n > LOOK_BACK ? n - LOOK_BACK : 0;

	for (size_t i = n; i-- > end && same_day(groups[i].day, day);)
		if (belongs(&groups[i], h))
			return &groups[i];
	return NULL;
}

/*
 * Adds a happening to its group. Several letters to one target are one: counted[target] is the
 * number of the last group, of each kind, that a target was counted in.
 */
static void join(struct group *g, const struct report_happening *h, size_t number, size_t *counted)
{
	if (is_grouped(h->kind)) {
		if (g->h.target != h->target && counted[h->target] != number) {
			g->h.count++;
			g->h.target = REPORT_NONE;
		}
		counted[h->target] = number;
		return;
	}
	g->demands |= (uint64_t)1 << h->demand;
	if (g->h.demand != h->demand)
		g->h.demand = REPORT_NONE;
}

/* The groups that concern a target and a demand, oldest first; of the arena. */
static size_t make_groups(
	struct report_values *v, long target, long demand, struct group **groups_r)
{
	const struct report_model *m = v->model;
	size_t *counted = mem_array(m->target_count * REPORT_EVENTS + 1, sizeof *counted), n = 0;
	struct group *groups;

	for (size_t i = 0; i < m->happening_count; i++)
		n += concerns(&m->happenings[i], target, demand);
	groups = *groups_r = arena_array(v->arena, n, sizeof *groups);
	n = 0;
	for (size_t i = 0; i < m->happening_count; i++) {
		const struct report_happening *h = &m->happenings[i];
		if (!concerns(h, target, demand))
			continue;
		size_t *of_kind = counted + m->target_count * h->kind;
		struct date day = date_at(h->at);
		struct group *g = find_group(groups, n, h, day);
		if (g) {
			join(g, h, (size_t)(g - groups) + 1, of_kind);
			continue;
		}
		groups[n] = (struct group){.h = *h, .day = day};
		if (h->demand >= 0 && h->demand < DEMANDS_GROUPED)
			groups[n].demands = (uint64_t)1 << h->demand;
		n++;
		if (is_grouped(h->kind))
			of_kind[h->target] = n;
	}
	free(counted);
	return n;
}

char *values_uuid(struct arena *arena, const char *campaign, const char *name)
{
	struct str s = STR_INIT, hex = STR_INIT;
	uint8_t d[SHA256_SIZE];
	char *uuid;

	str_adds(&s, campaign);
	str_addc(&s, '\0');
	str_adds(&s, name);
	sha256(s.p, s.len, d);
	d[6] = (uint8_t)(0x80 | (d[6] & 0x0f));
	d[8] = (uint8_t)(0x80 | (d[8] & 0x3f));
	add_hex(&hex, d, 16);
	uuid = arena_printf(arena, "urn:uuid:%.8s-%.4s-%.4s-%.4s-%.12s", hex.p, hex.p + 8,
		hex.p + 12, hex.p + 16, hex.p + 20);
	str_release(&s);
	str_release(&hex);
	return uuid;
}

static char *event_uuid(struct report_values *v, const struct group *g)
{
	struct str name = STR_INIT;
	char *uuid;

	if (is_grouped(g->h.kind)) {
		str_addf(&name, "%s ", report_event_names[g->h.kind]);
		date_add(&name, g->day);
		str_addc(&name, ' ');
		if (g->h.date.year)
			date_add(&name, g->h.date);
	} else {
		str_adds(&name, g->h.id);
	}
	uuid = values_uuid(v->arena, v->model->facts.id, name.p);
	str_release(&name);
	return uuid;
}

static struct liquid_value member(struct liquid_value hash, const char *key)
{
	struct liquid_value value = liquid_nil();

	liquid_hash_get(hash.hash, key, &value);
	return value;
}

/* The page that tells more about it. */
static struct liquid_value event_url(struct report_values *v, const struct report_happening *h)
{
	if (h->reply)
		return liquid_text(arena_printf(v->arena, "replies/%ld.html", h->reply));
	if (h->target >= 0)
		return member(v->target[h->target], "url");
	if (h->demand >= 0)
		return member(v->demand[h->demand], "url");
	return liquid_text("index.html");
}

/* "3 demands" of a group of several; nil when it concerns one, or all by its nature. */
static struct liquid_value demands_text(struct report_values *v, const struct group *g)
{
	int n = __builtin_popcountll(g->demands);

	return n > 1 ? liquid_text(strings_count(v->strings, v->arena, "n_demands", n))
		     : liquid_nil();
}

static struct liquid_value event_value(struct report_values *v, const struct group *g)
{
	const struct report_happening *h = &g->h;
	struct liquid_row *row = liquid_row_new(v->arena, v->event_columns);
	struct str at = STR_INIT;
	bool judged = h->kind == REPORT_JUDGED;
	const char *position = demand_position_name(h->position);

	clock_add_rfc3339(&at, h->at);
	liquid_row_set(row, EVENT_KIND, liquid_text(report_event_names[h->kind]));
	liquid_row_set(row, EVENT_AT, liquid_text(arena_strdup(v->arena, at.p)));
	liquid_row_set(row, EVENT_ON, values_date(v, g->day));
	liquid_row_set(row, EVENT_TARGET, h->target >= 0 ? v->target[h->target] : liquid_nil());
	liquid_row_set(row, EVENT_TARGETS_TEXT,
		h->target >= 0 ? liquid_nil()
			       : liquid_text(strings_count(
					 v->strings, v->arena, "n_recipients", h->count)));
	liquid_row_set(row, EVENT_DEMAND, h->demand >= 0 ? v->demand[h->demand] : liquid_nil());
	liquid_row_set(row, EVENT_DEMANDS_TEXT, demands_text(v, g));
	liquid_row_set(row, EVENT_LOOK, judged ? liquid_text(position) : liquid_nil());
	liquid_row_set(row, EVENT_WORD,
		judged ? liquid_text(strings_get(
				 v->strings, arena_printf(v->arena, "look_%s", position)))
		       : liquid_nil());
	liquid_row_set(row, EVENT_DATE, h->date.year ? values_date(v, h->date) : liquid_nil());
	liquid_row_set(row, EVENT_REPLY,
		h->reply ? liquid_text(arena_printf(v->arena, "replies/%ld.html", h->reply))
			 : liquid_nil());
	liquid_row_set(row, EVENT_URL, event_url(v, h));
	liquid_row_set(row, EVENT_ID, liquid_text(event_uuid(v, g)));
	str_release(&at);
	return liquid_row_value(row);
}

struct liquid_value values_events(struct report_values *v, long target, long demand)
{
	struct liquid_array *list = liquid_array_new(v->arena);
	struct group *groups;
	size_t n = make_groups(v, target, demand, &groups);

	if (v->event_columns == NULL)
		v->event_columns = liquid_columns_new(v->arena, event_columns, EVENT_COLUMNS);
	for (size_t i = n; i-- > 0;)
		liquid_array_add(list, event_value(v, &groups[i]));
	return liquid_array_value(list);
}

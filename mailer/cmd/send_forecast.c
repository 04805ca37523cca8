#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "campaign/schedule.h"
#include "cmd/previewed.h"
#include "cmd/send_forecast.h"
#include "cmd/words.h"

enum {
	PEOPLE_NAMED = 3,
	FILES_NAMED = 8,
	STEPS = 100000, /* of the walk through the hours */
};

/* A letter of this run. key is its recipient's; false ends the visits. */
typedef bool visit_fn(void *ctx, const char *key, const char *name, const char *email);

static bool is_meant(const struct send_forecast *f, const char *key)
{
	return !map_get(&f->plan->suppressed_keys, key, strlen(key), NULL) &&
	       (f->picked->head == NULL || map_get(f->picked, key, strlen(key), NULL));
}

/* Letters that wait in the outbox. 1 to go on, 0 to stop, -1. */
static int visit_waiting(
	const struct send_forecast *f, size_t *left, visit_fn *visit, void *ctx, struct err *err)
{
	static const enum outbox_state states[] = {OUTBOX_QUEUED, OUTBOX_DEFERRED};
	struct outbox_letter row = {0};
	bool on = true;
	int rc = 0;

	for (size_t i = 0; on && rc >= 0 && i < 2; i++) {
		struct outbox_filter filter = {.by_state = true, .state = states[i]};
		struct outbox_iter *iter = NULL;
		rc = outbox_list(f->w->store, &filter, &iter, err);
		while (on && rc >= 0 && (rc = outbox_each(iter, &row, err)) > 0) {
			if (!is_meant(f, row.recipient_key))
				continue;
			on = visit(ctx, row.recipient_key, row.name, row.email) && --*left > 0;
		}
		outbox_iter_free(iter);
	}
	outbox_letter_release(&row);
	return rc < 0 ? -1 : on;
}

/* Whether the outbox has the n-th letter of the lists: 1, 0, -1. */
static int is_known(const struct send_forecast *f, const struct letter_id *id, struct err *err)
{
	struct outbox_letter row = {0};

	if (f->plan->edition == 0)
		return 0;
	char *key = letter_key(&f->w->campaign, id);
	int found = outbox_find(f->w->store, OUTBOX_BY_KEY, key, &row, err);
	free(key);
	outbox_letter_release(&row);
	return found;
}

/* Those that wait, then those that would be queued; at most as many as this run sends. */
static int visit_all(const struct send_forecast *f, visit_fn *visit, void *ctx, struct err *err)
{
	const struct campaign *c = &f->w->campaign;
	const struct table *t = &c->recipients;
	long email = table_column(t, "email"), name = table_column(t, "name");
	size_t left = f->letters;
	int rc = left ? visit_waiting(f, &left, visit, ctx, err) : 0;

	for (size_t n = 0; rc > 0 && f->plan->chosen && n < f->plan->letters; n++) {
		struct letter_id id;
		letter_nth(c, n, &id);
		int known = is_known(f, &id, err);
		char *key = campaign_recipient_key(c, id.recipient);
		if (known < 0)
			rc = -1;
		else if (known == 0 && is_meant(f, key))
			rc = visit(ctx, key, table_cell(t, id.recipient, name),
				     table_cell(t, id.recipient, email)) &&
			     --left > 0;
		free(key);
	}
	return rc < 0 ? -1 : 0;
}

static void add_visible(struct str *out, const char *text)
{
	utf8_add_visible(out, text, strlen(text), false);
}

struct people {
	struct str *out;
	size_t named;
	struct str last; /* key */
};

static bool name_one(void *ctx, const char *key, const char *name, const char *email)
{
	struct people *p = ctx;

	/* A letter of each signatory to one recipient names them once. */
	if (p->named && strcmp(str_c(&p->last), key) == 0)
		return true;
	str_reset(&p->last);
	str_adds(&p->last, key);
	str_adds(p->out, p->named++ ? "; " : "");
	/* An address of a list may bring a name of its own. */
	if (name && *name && strchr(email, '<') == NULL) {
		add_visible(p->out, name);
		str_adds(p->out, " <");
		add_visible(p->out, email);
		str_addc(p->out, '>');
	} else {
		add_visible(p->out, email);
	}
	return p->named < PEOPLE_NAMED;
}

/* A letter that asks for an answer by a day that is over. */
static void add_late(const struct workspace *w, struct str *out)
{
	int64_t today = date_to_days(date_at(clock_now()));
	const struct date *late = NULL;

	for (size_t i = 0; i < w->demand_count && late == NULL; i++)
		if (w->demands[i].has_deadline && date_to_days(w->demands[i].deadline) < today)
			late = &w->demands[i].deadline;
	if (late == NULL)
		return;
	str_adds(out, "the deadline ");
	date_add(out, *late);
	str_adds(out, " is past already\n");
}

int send_forecast_people(const struct send_forecast *f, struct str *out, struct err *err)
{
	struct people people = {.out = out, .last = STR_INIT};
	bool individual = f->w->campaign.letter.mode == MODE_INDIVIDUAL;

	str_adds(out, "from ");
	add_visible(out, f->w->campaign.letter.from);
	if (individual)
		str_adds(out, ", with each signatory's name");
	str_adds(out, "\nto ");
	int rc = visit_all(f, name_one, &people, err);
	str_release(&people.last);
	if (rc < 0)
		return -1;
	if (individual && f->letters > people.named)
		str_addf(out,
			people.named < PEOPLE_NAMED ? ": %zu letters" : " and others: %zu letters",
			f->letters);
	else if (f->letters > people.named)
		str_addf(out, " and %zu more", f->letters - people.named);
	str_addc(out, '\n');
	add_late(f->w, out);
	return 0;
}

void send_forecast_unseen(const struct send_forecast *f, struct str *out)
{
	static const uint8_t secret[STORE_SECRET_SIZE] = {0};
	struct campaign *c = &f->w->campaign;
	struct problems ignored = {0};
	struct previewed unseen = {0};
	struct composer *x =
		composer_new(c, LETTER_FIRST, clock_now(), secret, sizeof secret, &ignored);

	for (size_t i = 0; x && i < c->recipients.row_count; i++)
		previewed_add(&unseen, composer_template(x, i));
	previewed_drop_known(&unseen, c);
	for (size_t i = 0; i < unseen.count; i++)
		str_addf(out, "%s%s",
			i ? ", " : "never previewed as it is now: ", cli_visible(unseen.names[i]));
	if (unseen.count)
		str_addc(out, '\n');
	if (x)
		composer_free(x);
	problems_release(&ignored);
}

static void add_frozen(const struct send_forecast *f, struct str *out)
{
	const struct campaign_files *files = &f->w->campaign.files;

	str_adds(out, "frozen now: ");
	for (size_t i = 0; i < files->count && i < FILES_NAMED; i++) {
		str_adds(out, i ? ", " : "");
		add_visible(out, files->items[i].name);
	}
	if (files->count > FILES_NAMED)
		str_addf(out, " and %zu more files", files->count - FILES_NAMED);
	str_addc(out, '\n');
}

struct domains {
	struct map count;
	size_t most;
};

static bool count_domain(void *ctx, const char *key, const char *name, const char *email)
{
	struct domains *d = ctx;
	const char *at = strrchr(key, '@');
	const char *domain = at ? at + 1 : key;
	intptr_t n = 0;

	(void)name;
	(void)email;
	map_get(&d->count, domain, strlen(domain), &n);
	map_put(&d->count, domain, strlen(domain), ++n);
	if ((size_t)n > d->most)
		d->most = (size_t)n;
	return true;
}

/* Seconds from the first of n letters to the last: the limit holds for every span. */
static int64_t span_of(const struct rate *r, size_t n)
{
	return r->count && n ? (int64_t)((n - 1) / (size_t)r->count) * r->seconds : 0;
}

static void add_rate(struct str *out, const struct rate *r)
{
	const char *period = r->seconds == 1	   ? "second"
			     : r->seconds == 60	   ? "minute"
			     : r->seconds == 3600  ? "hour"
			     : r->seconds == 86400 ? "day"
						   : NULL;

	if (period)
		str_addf(out, "%ld %s %s", r->count, *period == 'h' ? "an" : "a", period);
	else
		str_addf(out, "%ld in %ld seconds", r->count, r->seconds);
}

/* When work of some seconds that begins now ends, done only in the hours that are set. */
static int64_t end_of(const struct send_settings *s, int64_t begin, int64_t seconds)
{
	int64_t step = seconds / STEPS > 60 ? seconds / STEPS : 60, t = begin;

	if (s->hours.count == 0)
		return begin + seconds;
	while (seconds > 0) {
		int64_t part = seconds < step ? seconds : step;
		t = hours_next(&s->hours, t + part);
		seconds -= part;
	}
	return t;
}

static void add_pace(
	const struct send_settings *s, struct str *out, int64_t begin, int64_t now, int64_t seconds)
{
	str_adds(out, "pace: ");
	if (s->rate.count) {
		str_adds(out, "at most ");
		add_rate(out, &s->rate);
	}
	if (s->domain_rate.count) {
		str_adds(out, s->rate.count ? ", " : "at most ");
		add_rate(out, &s->domain_rate);
		str_adds(out, " to one domain");
	}
	if (s->rate.count == 0 && s->domain_rate.count == 0)
		str_adds(out, "as fast as they are taken");
	str_adds(out, s->hours.count ? ", in the hours that are set\n" : "\n");
	if (begin > now) {
		str_adds(out, "the first would leave at ");
		words_add_time(out, begin);
		str_addc(out, '\n');
	}
	if (s->rate.count || s->domain_rate.count) {
		str_adds(out, "the last would leave at ");
		words_add_time(out, end_of(s, begin, seconds));
		str_adds(out, " at the earliest\n");
	}
}

int send_forecast_course(const struct send_forecast *f, struct str *out, struct err *err)
{
	const struct send_settings *s = &f->w->campaign.send;
	struct domains domains = {0};
	int64_t now = clock_now(), begin = s->has_start && s->start > now ? s->start : now;
	int64_t seconds = span_of(&s->rate, f->letters), slowest;

	if (f->letters == 0)
		return 0;
	if (f->freezes)
		add_frozen(f, out);
	if (s->domain_rate.count && visit_all(f, count_domain, &domains, err) < 0) {
		map_release(&domains.count);
		return -1;
	}
	slowest = span_of(&s->domain_rate, domains.most);
	map_release(&domains.count);
	add_pace(s, out, hours_next(&s->hours, begin), now, slowest > seconds ? slowest : seconds);
	return 0;
}

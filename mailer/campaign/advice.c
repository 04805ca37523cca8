/* What is legal but suspicious: said once, before a letter goes out under several names. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "campaign/address.h"
#include "campaign/campaign.h"
#include "campaign/lookalike.h"

/* Beyond so many warnings of one kind, more of them help nobody; pairs are compared up to a limit.
 */
enum { TOLD_MAX = 20, PAIRS_MAX = 400 };

struct advice {
	const struct campaign *c;
	struct problems *problems;
	size_t told; /* of the present kind */
};

static void suspect(struct advice *a, const struct table *t, size_t row, long column,
	const char *fmt, ...) __attribute__((format(printf, 5, 6)));

static void suspect(
	struct advice *a, const struct table *t, size_t row, long column, const char *fmt, ...)
{
	struct str text = STR_INIT;
	size_t line, place;
	va_list ap;

	if (++a->told > TOLD_MAX)
		return;
	table_cell_at(t, row, column, &line, &place);
	va_start(ap, fmt);
	str_vaddf(&text, fmt, ap);
	va_end(ap);
	problems_warn(a->problems, t->file, line, place, "%s", str_c(&text));
	str_release(&text);
}

/* Ends a kind of warning: says how many more there are. */
static void end_kind(struct advice *a, const struct table *t, const char *what)
{
	if (a->told > TOLD_MAX)
		problems_warn(a->problems, t->file, t->header_line, 1, "%s in %zu more rows", what,
			a->told - TOLD_MAX);
	a->told = 0;
}

/* Different spellings in a column, each with the row that had it first. */
struct spellings {
	char *items[PAIRS_MAX];
	size_t rows[PAIRS_MAX];
	size_t count;
};

/* One letter more, less, other or swapped in a long name. */
static bool nearly_same(const char *a, const char *b)
{
	size_t n = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
	size_t limit = n >= 14 ? 2 : 1;

	return n >= 7 && name_distance(a, b, limit) <= limit && !lookalike_differ_in_digits(a, b);
}

/* A spelling that is new, with those before it that are nearly the same. */
static void compare_spelling(struct advice *a, const struct table *t, size_t row, const char *key,
	const struct spellings *s)
{
	long column = table_column(t, "org");

	for (size_t i = 0; s->count < PAIRS_MAX && i < s->count; i++) {
		size_t other = s->rows[i];
		if (!nearly_same(s->items[i], key))
			continue;
		suspect(a, t, row, column,
			"the organisation \"%s\" is nearly \"%s\" in line %u: are they one?",
			table_cell(t, row, column), table_cell(t, other, column),
			(unsigned)t->lines[other]);
		return;
	}
}

static void advise_spelling(struct advice *a, const struct table *t)
{
	long column = table_column(t, "org");
	struct map exact = {0}, loose = {0};
	struct spellings *s = mem_alloc(sizeof *s);

	for (size_t row = 0; column >= 0 && row < t->row_count; row++) {
		const char *org = table_cell(t, row, column);
		intptr_t first;
		if (*org == '\0' || !map_put(&exact, org, strlen(org), (intptr_t)row))
			continue;
		char *key = lookalike_org_key(org);
		if (map_get(&loose, key, strlen(key), &first)) {
			suspect(a, t, row, column,
				"the organisation \"%s\" is \"%s\" in line %u: one spelling would "
				"make "
				"them one",
				org, table_cell(t, (size_t)first, column),
				(unsigned)t->lines[first]);
			free(key);
			continue;
		}
		map_put(&loose, key, strlen(key), (intptr_t)row);
		compare_spelling(a, t, row, key, s);
		if (s->count < PAIRS_MAX) {
			s->items[s->count] = key;
			s->rows[s->count++] = row;
		} else {
			free(key);
		}
	}
	for (size_t i = 0; i < s->count; i++)
		free(s->items[i]);
	free(s);
	map_release(&exact);
	map_release(&loose);
	end_kind(a, t, "organisations spelled in two ways");
}

/* Rows of t whose address or organisation is in the map. */
static void advise_signatories(struct advice *a)
{
	const struct table *r = &a->c->recipients, *s = &a->c->signatories;
	long email = table_column(r, "email"), org = table_column(r, "org");
	long their_email = table_column(s, "email"), their_org = table_column(s, "org");
	struct map emails = {0}, orgs = {0};
	intptr_t line;

	for (size_t row = 0; row < s->row_count; row++) {
		const char *e = table_cell(s, row, their_email), *o = table_cell(s, row, their_org);
		char *key = address_key(e), *org_key = lookalike_org_key(o);
		if (*e)
			map_put(&emails, key, strlen(key), (intptr_t)s->lines[row]);
		if (*o)
			map_put(&orgs, org_key, strlen(org_key), (intptr_t)s->lines[row]);
		free(key);
		free(org_key);
	}
	for (size_t row = 0; s->row_count && row < r->row_count; row++) {
		const char *o = table_cell(r, row, org);
		char *key = address_key(table_cell(r, row, email)), *org_key = lookalike_org_key(o);
		if (map_get(&emails, key, strlen(key), &line))
			suspect(a, r, row, email,
				"the recipient %s is a signatory too (%s, line %ld)",
				table_cell(r, row, email), s->file, (long)line);
		else if (*o && map_get(&orgs, org_key, strlen(org_key), &line))
			suspect(a, r, row, org,
				"the recipient's organisation \"%s\" is a signatory too (%s, line "
				"%ld)",
				o, s->file, (long)line);
		free(key);
		free(org_key);
	}
	map_release(&emails);
	map_release(&orgs);
	end_kind(a, r, "recipients who are signatories");
}

/* A domain that was not met before: compared with the others, and looked at for itself. */
static void advise_domain(struct advice *a, size_t row, const char *domain, struct map *skeletons,
	struct spellings *seen)
{
	const struct table *t = &a->c->recipients;
	long email = table_column(t, "email");
	char *shown = address_domain_shown(domain), *skeleton = lookalike_domain_skeleton(shown);
	const char *big = lookalike_big_provider(domain);
	intptr_t first;

	if (strcmp(shown, domain) != 0)
		suspect(a, t, row, email,
			"the domain %s is %s on the wire: look-alike letters are possible, check "
			"each",
			shown, domain);
	if (map_get(skeletons, skeleton, strlen(skeleton), &first))
		suspect(a, t, row, email, "the domain %s looks like %s in line %u: is it meant?",
			shown, address_domain(table_cell(t, (size_t)first, email)),
			(unsigned)t->lines[first]);
	else if (big)
		suspect(a, t, row, email, "the domain %s looks like %s: is it meant?", domain, big);
	else
		for (size_t i = 0; seen->count < PAIRS_MAX && i < seen->count; i++)
			if (lookalike_domains_near(seen->items[i], domain)) {
				suspect(a, t, row, email,
					"the domain %s looks like %s in line %u: is it meant?",
					domain, seen->items[i], (unsigned)t->lines[seen->rows[i]]);
				break;
			}
	map_put(skeletons, skeleton, strlen(skeleton), (intptr_t)row);
	if (seen->count < PAIRS_MAX) {
		seen->rows[seen->count] = row;
		seen->items[seen->count++] = mem_strdup(domain);
	}
	free(shown);
	free(skeleton);
}

static void advise_domains(struct advice *a)
{
	const struct table *t = &a->c->recipients;
	long email = table_column(t, "email");
	struct map known = {0}, skeletons = {0};
	struct spellings *seen = mem_alloc(sizeof *seen);

	for (size_t row = 0; email >= 0 && row < t->row_count; row++) {
		const char *cell = table_cell(t, row, email), *written = address_domain(cell);
		if (!map_put(&known, written, strlen(written), 1))
			continue;
		char *key = address_key(cell);
		const char *domain = address_domain(key);
		if (strcmp(written, domain) == 0 || map_put(&known, domain, strlen(domain), 1))
			advise_domain(a, row, domain, &skeletons, seen);
		free(key);
	}
	for (size_t i = 0; i < seen->count; i++)
		free(seen->items[i]);
	free(seen);
	map_release(&known);
	map_release(&skeletons);
	end_kind(a, t, "domains that look like others");
}

static void advise_free_mail(struct advice *a)
{
	const struct table *t = &a->c->recipients;
	long email = table_column(t, "email"), org = table_column(t, "org");

	for (size_t row = 0; row < t->row_count; row++) {
		const char *domain = address_domain(table_cell(t, row, email));
		if (*table_cell(t, row, org) && lookalike_is_free_mail(domain))
			suspect(a, t, row, email,
				"a free-mail address (%s) for the organisation \"%s\": is it "
				"theirs?",
				domain, table_cell(t, row, org));
	}
	end_kind(a, t, "free-mail addresses of organisations");
}

static void advise_deadline(struct advice *a, const struct setting_place *at, struct date deadline,
	struct date today, const char *whose)
{
	int day = date_weekday(deadline);
	struct str text = STR_INIT;

	date_add(&text, deadline);
	if (date_to_days(deadline) < date_to_days(today))
		problems_warn(a->problems, at->file, at->line, at->column,
			"the deadline %s%s is past", str_c(&text), whose);
	else if (day == 0 || day == 6)
		problems_warn(a->problems, at->file, at->line, at->column,
			"the deadline %s%s is a %s", str_c(&text), whose,
			day ? "Saturday" : "Sunday");
	str_release(&text);
}

void campaign_advise(const struct campaign *c, struct date today, struct problems *problems)
{
	struct advice a = {.c = c, .problems = problems};

	if (c->has_deadline)
		advise_deadline(&a, &c->deadline_at, c->deadline, today, "");
	for (size_t i = 0; i < c->demand_count; i++) {
		const struct demand_setting *d = &c->demands[i];
		struct str whose = STR_INIT;
		str_addf(&whose, " of the demand \"%s\"", d->id);
		if (d->has_deadline)
			advise_deadline(&a, &d->deadline_at, d->deadline, today, str_c(&whose));
		str_release(&whose);
	}
	if (c->demand_count == 0)
		problems_warn(problems, CAMPAIGN_FILE, 1, 1,
			"no demands: answers can be filed against nothing");
	if (c->signatories.row_count == 0)
		problems_warn(
			problems, CAMPAIGN_FILE, 1, 1, "no signatories: nobody signs the letter");
	advise_spelling(&a, &c->recipients);
	advise_spelling(&a, &c->signatories);
	advise_signatories(&a);
	advise_domains(&a);
	advise_free_mail(&a);
}

/* What is legal but suspicious: said once, before a letter goes out under several names. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/sightings.h"
#include "base/utf8.h"
#include "campaign/address.h"
#include "campaign/advising.h"
#include "campaign/alike.h"
#include "campaign/campaign.h"
#include "campaign/lookalike.h"

void advice_suspect(
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

void advice_end_kind(struct advice *a, const struct table *t, const char *what)
{
	if (a->told > TOLD_MAX)
		problems_warn(a->problems, t->file, t->header_line, 1, "%s in %zu more rows", what,
			a->told - TOLD_MAX);
	a->told = 0;
}

/* ---- organisations ---- */

/* One letter more, less, other or swapped in a long name. */
static bool nearly_same(const char *a, const char *b)
{
	size_t n = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
	size_t limit = n >= 14 ? 2 : 1;

	return n >= 7 && name_distance(a, b, limit) <= limit && !lookalike_differ_in_digits(a, b);
}

enum org_way { ORG_SAME = 1, ORG_NEARLY };

struct spelling {
	struct sightings keys;
	struct lately *lately;
	struct firsts *firsts;
	struct findings found;
};

/* A name that was not met lately. */
static void look_at_org(struct spelling *s, size_t row, const char *org, uint64_t hash)
{
	char *key = lookalike_org_key(org);
	size_t n = s->firsts->count;

	sightings_add(&s->keys, sightings_hash(&s->keys, key, strlen(key)), (uint32_t)row,
		(uint32_t)(hash >> 32));
	if (n < PAIRS_MAX && !firsts_has(s->firsts, key, row))
		for (size_t i = 0; i < n; i++)
			if (nearly_same(s->firsts->items[i], key)) {
				findings_add(&s->found, row, s->firsts->rows[i], ORG_NEARLY);
				break;
			}
	free(key);
}

static void advise_spelling(struct advice *a, const struct table *t)
{
	long column = table_column(t, "org");
	struct spelling s = {
		.lately = mem_alloc(sizeof *s.lately), .firsts = mem_alloc(sizeof *s.firsts)};

	for (size_t row = 0; column >= 0 && row < t->row_count; row++) {
		const char *org = table_cell(t, row, column);
		uint64_t hash = *org ? sightings_hash(&s.keys, org, strlen(org)) : 0;
		if (*org && !lately_met(s.lately, hash))
			look_at_org(&s, row, org, hash);
	}
	findings_add_alike(&s.found, &s.keys, ORG_SAME);
	for (size_t i = 0; i < s.found.kept; i++) {
		const struct finding *f = &s.found.items[i];
		advice_suspect(a, t, f->row, column,
			f->way == ORG_SAME
				? "the organisation \"%s\" is \"%s\" in line %zu: one "
				  "spelling would make them one"
				: "the organisation \"%s\" is nearly \"%s\" in line %zu: "
				  "are they one?",
			table_cell(t, f->row, column), table_cell(t, f->other, column),
			table_line(t, f->other));
	}
	a->told += s.found.count - s.found.kept;
	sightings_release(&s.keys);
	firsts_free(s.firsts);
	free(s.lately);
	advice_end_kind(a, t, "organisations spelled in two ways");
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
			map_put(&emails, key, strlen(key), (intptr_t)table_line(s, row));
		if (*o)
			map_put(&orgs, org_key, strlen(org_key), (intptr_t)table_line(s, row));
		free(key);
		free(org_key);
	}
	for (size_t row = 0; s->row_count && row < r->row_count; row++) {
		const char *o = table_cell(r, row, org);
		char *key = emails.head ? address_key(table_cell(r, row, email)) : NULL;
		char *org_key = orgs.head && *o ? lookalike_org_key(o) : NULL;
		if (key && map_get(&emails, key, strlen(key), &line))
			advice_suspect(a, r, row, email,
				"the recipient %s is a signatory too (%s, line %ld)",
				table_cell(r, row, email), s->file, (long)line);
		else if (org_key && map_get(&orgs, org_key, strlen(org_key), &line))
			advice_suspect(a, r, row, org,
				"the recipient's organisation \"%s\" is a signatory too (%s, line "
				"%ld)",
				o, s->file, (long)line);
		free(key);
		free(org_key);
	}
	map_release(&emails);
	map_release(&orgs);
	advice_end_kind(a, r, "recipients who are signatories");
}

/* ---- domains ---- */

enum domain_way { DOMAIN_LETTERS, DOMAIN_SHORT, DOMAIN_ALIKE, DOMAIN_PROVIDER, DOMAIN_NEAR };

struct domains {
	struct sightings skeletons, suspect; /* suspect: domains that are so by themselves */
	struct lately *lately;
	struct firsts *firsts;
	struct findings found;
};

/* A domain that was not met lately: compared with the first ones, and looked at for itself. */
static void look_at_domain(struct domains *d, size_t row, const char *domain, uint64_t hash)
{
	char *shown = address_domain_shown(domain), *folded = utf8_folded(shown, strlen(shown));
	char *skeleton = lookalike_domain_skeleton(folded);
	size_t n = d->firsts->count;
	bool known = firsts_has(d->firsts, domain, row);

	sightings_add(&d->skeletons, sightings_hash(&d->skeletons, skeleton, strlen(skeleton)),
		(uint32_t)row, (uint32_t)(hash >> 32));
	if (strcmp(shown, domain) != 0)
		sightings_add(&d->suspect, hash, (uint32_t)row, DOMAIN_LETTERS);
	if (strchr(domain, '.') == NULL && strcmp(domain, "localhost") != 0)
		sightings_add(&d->suspect, hash, (uint32_t)row, DOMAIN_SHORT);
	if (lookalike_big_provider(domain))
		sightings_add(&d->suspect, hash, (uint32_t)row, DOMAIN_PROVIDER);
	else
		for (size_t i = 0; !known && n < PAIRS_MAX && i < n; i++)
			if (lookalike_domains_near(d->firsts->items[i], domain)) {
				findings_add(&d->found, row, d->firsts->rows[i], DOMAIN_NEAR);
				break;
			}
	free(shown);
	free(folded);
	free(skeleton);
}

/* Domains that are suspect by themselves, each in its first row. */
static void find_suspect(struct domains *d)
{
	struct sighting item, last = {0};

	while (sightings_next(&d->suspect, &item)) {
		if (item.hash != last.hash || item.number == last.number)
			findings_add(&d->found, item.number, item.number, (int)item.mark);
		if (item.hash != last.hash)
			last = item;
	}
}

static void tell_domain(struct advice *a, const struct finding *f)
{
	const struct table *t = &a->c->recipients;
	long email = table_column(t, "email");
	char *key = address_key(table_cell(t, f->row, email));
	const char *domain = address_domain(key);
	char *shown = address_domain_shown(domain);

	if (f->way == DOMAIN_LETTERS)
		advice_suspect(a, t, f->row, email,
			"the domain %s is %s on the wire: look-alike letters are possible, check "
			"each",
			shown, domain);
	else if (f->way == DOMAIN_SHORT)
		advice_suspect(a, t, f->row, email,
			"the domain %s has no dot: is its end missing, as in %s.org?", shown,
			shown);
	else if (f->way == DOMAIN_PROVIDER)
		advice_suspect(a, t, f->row, email, "the domain %s looks like %s: is it meant?",
			domain, lookalike_big_provider(domain));
	else
		advice_suspect(a, t, f->row, email,
			"the domain %s looks like %s in line %zu: is it meant?", shown,
			address_domain(table_cell(t, f->other, email)), table_line(t, f->other));
	free(key);
	free(shown);
}

static void advise_domains(struct advice *a)
{
	const struct table *t = &a->c->recipients;
	long email = table_column(t, "email");
	struct domains d = {
		.lately = mem_alloc(sizeof *d.lately), .firsts = mem_alloc(sizeof *d.firsts)};

	for (size_t row = 0; email >= 0 && row < t->row_count; row++) {
		const char *cell = table_cell(t, row, email), *written = address_domain(cell);
		if (lately_met(d.lately, sightings_hash(&d.skeletons, written, strlen(written))))
			continue;
		char *key = address_key(cell);
		const char *domain = address_domain(key);
		look_at_domain(
			&d, row, domain, sightings_hash(&d.skeletons, domain, strlen(domain)));
		free(key);
	}
	findings_add_alike(&d.found, &d.skeletons, DOMAIN_ALIKE);
	find_suspect(&d);
	for (size_t i = 0; i < d.found.kept; i++)
		tell_domain(a, &d.found.items[i]);
	a->told += d.found.count - d.found.kept;
	sightings_release(&d.skeletons);
	sightings_release(&d.suspect);
	firsts_free(d.firsts);
	free(d.lately);
	advice_end_kind(a, t, "domains that look like others");
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
	advise_recipients(&a);
}

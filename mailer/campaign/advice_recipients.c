#include <string.h>

#include "base/sightings.h"
#include "campaign/address.h"
#include "campaign/advising.h"
#include "campaign/lookalike.h"

static void advise_free_mail(struct advice *a)
{
	const struct table *t = &a->c->recipients;
	long email = table_column(t, "email"), org = table_column(t, "org");

	for (size_t row = 0; row < t->row_count; row++) {
		const char *domain = address_domain(table_cell(t, row, email));
		if (*table_cell(t, row, org) && lookalike_is_free_mail(domain))
			advice_suspect(a, t, row, email,
				"a free-mail address (%s) for the organisation \"%s\": is it "
				"theirs?",
				domain, table_cell(t, row, org));
	}
	advice_end_kind(a, t, "free-mail addresses of organisations");
}

/* RFC 6531: such a mailbox can only be written to where every server on the way knows SMTPUTF8. */
static void advise_mailbox_names(struct advice *a)
{
	const struct table *t = &a->c->recipients;
	long email = table_column(t, "email");

	for (size_t row = 0; row < t->row_count; row++) {
		const char *cell = table_cell(t, row, email), *why;
		struct address address;
		bool plain = ascii_only(cell, strlen(cell));
		if (plain || address_parse(cell, &address, &why) < 0)
			continue;
		size_t local = (size_t)(address_domain(address.email) - address.email);
		if (!ascii_only(address.email, local))
			advice_suspect(a, t, row, email,
				"the part before the @ of %s is not ASCII: the letter can only be "
				"sent where the server offers SMTPUTF8, and is rejected elsewhere",
				address.email);
		address_release(&address);
	}
	advice_end_kind(a, t, "addresses that are not ASCII before the @");
}

/* Mailboxes that programs send from, and people do not read. */
static bool is_read_by_nobody(const char *email, size_t local)
{
	static const char *const names[] = {"noreply", "donotreply", "mailerdaemon"};
	char letters[16];
	size_t n = 0;

	for (size_t i = 0; i < local; i++) {
		if (strchr("-_.", email[i]))
			continue;
		if (n + 1 >= sizeof letters)
			return false;
		letters[n++] = (char)ascii_lower((unsigned char)email[i]);
	}
	letters[n] = '\0';
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(letters, names[i]) == 0)
			return true;
	return false;
}

static void advise_readers(struct advice *a)
{
	const struct table *t = &a->c->recipients;
	long email = table_column(t, "email");

	for (size_t row = 0; row < t->row_count; row++) {
		const char *cell = table_cell(t, row, email), *at = strrchr(cell, '@');
		if (at && is_read_by_nobody(cell, (size_t)(at - cell)))
			advice_suspect(a, t, row, email,
				"what is sent to %s is read by nobody: is there another address?",
				cell);
	}
	advice_end_kind(a, t, "addresses that nobody reads");
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool ends_in_blank(const char *cell)
{
	static const char nbsp[] = "\xC2\xA0";

	return *cell && (is_blank(*cell) || is_blank(cell[strlen(cell) - 1]) ||
				str_starts(cell, nbsp) || str_ends(cell, nbsp));
}

/* A cell in quotes keeps them: "Dear Bea ,". */
static void advise_blanks(struct advice *a, const struct table *t)
{
	for (size_t row = 0; row < t->row_count; row++)
		for (size_t column = 0; column < t->column_count; column++) {
			const char *cell = table_cell(t, row, (long)column);
			if (ends_in_blank(cell))
				advice_suspect(a, t, row, (long)column,
					"\"%s\" is \"%.60s\": the blanks at its ends go into the "
					"letter",
					t->columns[column], cell);
		}
	advice_end_kind(a, t, "cells that begin or end with blanks");
}

/* An id picks a row; an id of two rows picks both. Blank ones pick none. */
static void advise_ids(struct advice *a)
{
	const struct table *t = &a->c->recipients;
	long id = table_column(t, "id");
	struct sightings ids = {0};
	struct sighting item, first = {0};
	bool any = false;

	for (size_t row = 0; id >= 0 && row < t->row_count; row++) {
		const char *cell = table_cell(t, row, id);
		if (*cell)
			sightings_add(
				&ids, sightings_hash(&ids, cell, strlen(cell)), (uint32_t)row, 0);
	}
	for (; sightings_next(&ids, &item); any = true) {
		if (!any || item.hash != first.hash)
			first = item;
		else
			advice_suspect(a, t, item.number, id,
				"the id \"%s\" a second time (the first is in line %zu): it picks "
				"both rows",
				table_cell(t, item.number, id), table_line(t, first.number));
	}
	sightings_release(&ids);
	advice_end_kind(a, t, "ids that are there already");
}

void advise_recipients(struct advice *a)
{
	advise_free_mail(a);
	advise_mailbox_names(a);
	advise_readers(a);
	advise_blanks(a, &a->c->recipients);
	advise_blanks(a, &a->c->signatories);
	advise_ids(a);
}

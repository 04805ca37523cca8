/* Who is who in a campaign: keys, targets, and the rows that a person names. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "campaign/address.h"
#include "campaign/campaign.h"
#include "campaign/roster.h"

static const char *cell(const struct campaign *c, size_t row, const char *column)
{
	return table_cell(&c->recipients, row, table_column(&c->recipients, column));
}

char *campaign_recipient_key(const struct campaign *c, size_t row)
{
	return address_key(cell(c, row, "email"));
}

char *campaign_signatory_key(const struct campaign *c, size_t row)
{
	return roster_signatory_key(&c->signatories, row);
}

const char *campaign_target(const struct campaign *c, size_t row)
{
	const char *org = cell(c, row, "org"), *email = cell(c, row, "email");
	const char *domain = address_domain(email);

	return *org ? org : *domain ? domain : email;
}

static bool same_folded(const char *text, const char *folded)
{
	char *other = utf8_folded(text, strlen(text));
	bool same = strcmp(other, folded) == 0;

	free(other);
	return same;
}

size_t campaign_pick(const struct campaign *c, const char *who, size_t **rows_r)
{
	char *folded = utf8_folded(who, strlen(who)), *key = address_key(who);
	long email = table_column(&c->recipients, "email"), id = table_column(&c->recipients, "id");
	bool address = strchr(who, '@') != NULL;
	size_t *rows = NULL, count = 0, cap = 0;

	for (size_t row = 0; row < c->recipients.row_count; row++) {
		bool picked = same_folded(campaign_target(c, row), folded) ||
			      (id >= 0 && same_folded(table_cell(&c->recipients, row, id), folded));
		if (!picked && address) {
			char *other = address_key(table_cell(&c->recipients, row, email));
			picked = strcmp(other, key) == 0;
			free(other);
		}
		if (!picked)
			continue;
		mem_grow(&rows, &cap, count, sizeof *rows);
		rows[count++] = row;
	}
	free(folded);
	free(key);
	*rows_r = rows;
	return count;
}

/* One line: NAME="VALUE", with line ends and quotes escaped; nothing when there is no value. */
static void add(struct str *out, const char *group, const char *name, const char *value)
{
	if (value == NULL)
		return;
	str_addf(out, "%s.%s=\"", group, name);
	for (; *value; value++) {
		if (*value == '\n')
			str_adds(out, "\\n");
		else if (*value == '"' || *value == '\\')
			str_addf(out, "\\%c", *value);
		else
			str_addc(out, *value);
	}
	str_adds(out, "\"\n");
}

static void add_deadline(struct str *out, const char *group, bool has, struct date deadline)
{
	struct str text = STR_INIT;

	if (has)
		date_add(&text, deadline);
	add(out, group, "deadline", has ? str_c(&text) : NULL);
	str_release(&text);
}

void campaign_add_frozen_settings(const struct campaign *c, struct str *out)
{
	const struct letter_settings *l = &c->letter;

	add(out, "campaign", "id", c->id);
	add(out, "campaign", "title", c->title);
	add(out, "campaign", "timezone", c->timezone);
	add(out, "campaign", "language", c->language);
	add_deadline(out, "campaign", c->has_deadline, c->deadline);
	add(out, "letter", "template", l->template_file);
	add(out, "letter", "from", l->from);
	add(out, "letter", "reply_to", l->reply_to);
	add(out, "letter", "plus_address", l->plus_address ? "true" : "false");
	add(out, "letter", "mode", l->mode == MODE_JOINT ? "joint" : "individual");
	add(out, "letter", "reminder", l->reminder_file);
	add(out, "letter", "layout", l->layout_file);
	add(out, "lists", "recipients", c->recipients_file);
	add(out, "lists", "signatories", c->signatories_file);
	add(out, "send", "unsubscribe", c->send.unsubscribe);
	for (size_t i = 0; i < c->demand_count; i++) {
		const struct demand_setting *d = &c->demands[i];
		add(out, "demand", "id", d->id);
		add(out, "demand", "title", d->title);
		add(out, "demand", "text", d->text);
		add_deadline(out, "demand", d->has_deadline, d->deadline);
	}
}

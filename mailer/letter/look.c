#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "campaign/address.h"
#include "letter/look.h"
#include "letter/source_place.h"

/* Many servers take a hundred addresses with a letter (RFC 5321 4.5.3.1.8), and not more. */
enum { SUBJECT_WIDTH = 78, ADDRESSES_USUAL = 100 };

bool look_is_new(struct map *told, const char *text)
{
	const char *who = strstr(text, " (for ");
	size_t n = who ? (size_t)(who - text) : strlen(text);

	return map_put(told, text, n, 0);
}

/* Whether it is to be told: it is new, and there is room for it. */
static bool is_wanted(struct look *k, const char *what, const char *why)
{
	struct str s = STR_INIT;
	bool wanted;

	if (k->problems->count >= PROBLEMS_MAX)
		return false;
	str_addf(&s, "%s: %s", what, why);
	wanted = look_is_new(&k->told, s.p);
	str_release(&s);
	return wanted;
}

static void warn_at(struct look *k, struct source_place place, const char *what, const char *why)
{
	const struct table *t = &k->composer->campaign->recipients;

	problems_warn(k->problems, place.file, place.line, place.column, "%s: %s (for %s:%zu)",
		what, why, t->file, table_line(t, k->recipient));
}

void look_warn_of(struct look *k, const struct variant *v, const char *text, const char *what,
	const char *why)
{
	if (is_wanted(k, what, why))
		warn_at(k, source_place_of(k->composer, v, text), what, why);
}

static void warn_of_field(struct look *k, const struct variant *v, enum field field,
	const char *value, const char *what, const char *why)
{
	if (!is_wanted(k, what, why))
		return;
	struct template_place place = template_place(&v->text, field, value);
	warn_at(k, (struct source_place){v->file, place.line, place.column}, what, why);
}

static void look_at_files(struct look *k, const struct letter *l, const struct variant *v)
{
	size_t total = 0;

	for (size_t i = 0; i < l->attachment_count; i++) {
		const struct letter_file *f = &l->attachments[i];
		const char *why = attachment_suspicion(f->name, f->size);
		total += f->size;
		if (why == NULL)
			continue;
		if (f->is_inline)
			look_warn_of(k, v, f->path, f->path, why);
		else
			warn_of_field(k, v, FIELD_ATTACHMENT, f->path, f->path, why);
	}
	if (total && l->attachment_count > 1 && attachment_suspicion("", total))
		warn_of_field(k, v, FIELD_ATTACHMENT, NULL, "the attachments together",
			attachment_suspicion("", total));
}

/* Whether the letter goes to the recipient of its row. */
static bool reaches_recipient(const struct look *k, const struct letter *l)
{
	char *wanted = campaign_recipient_key(k->composer->campaign, k->recipient);
	bool reached = false;

	for (size_t i = 0; i < l->envelope_count && !reached; i++) {
		char *key = address_key(l->envelope_to[i]);
		reached = strcmp(key, wanted) == 0;
		free(key);
	}
	free(wanted);
	return reached;
}

static void look_at_addresses(struct look *k, const struct letter *l, const struct variant *v)
{
	bool own_to = template_has(&v->text, FIELD_TO) || v->text.head_has_tags;

	if (own_to && !reaches_recipient(k, l))
		warn_of_field(k, v, FIELD_TO, l->to, l->to,
			"the letter goes there, and not to its recipient");
	if (l->envelope_count > ADDRESSES_USUAL)
		warn_of_field(k, v, FIELD_CC, NULL, "To, Cc and Bcc",
			"more than 100 addresses, which many servers do not take");
}

/* That of the recipient alone is told with its row. */
static void look_at_scripts(struct look *k, const struct letter *l, const struct variant *v)
{
	const struct table *t = &k->composer->campaign->recipients;
	const char *email = table_cell(t, k->recipient, k->composer->email);

	static const char what[] = "From, Sender, Reply-To, Cc or Bcc";
	static const char why[] =
		"an address there is not ASCII before the @: the letter can only be sent where the "
		"server offers SMTPUTF8, and is rejected elsewhere";

	if (l->smtputf8 && ascii_only(email, strlen(email)) && is_wanted(k, what, why))
		warn_at(k, (struct source_place){v->file, 1, 1}, what, why);
}

void look_at_letter(struct look *k, const struct letter *l, const struct variant *v)
{
	if (utf8_length(l->subject, strlen(l->subject)) > SUBJECT_WIDTH)
		warn_of_field(k, v, FIELD_SUBJECT, NULL, "the Subject",
			"longer than 78 characters, many programs cut it");
	look_at_files(k, l, v);
	look_at_addresses(k, l, v);
	look_at_scripts(k, l, v);
	if (l->html)
		look_at_html(k, l, v);
}

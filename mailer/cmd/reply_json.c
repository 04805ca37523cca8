#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "cmd/reply_json.h"

/* NULL is null; bytes that are no UTF-8 are repaired, since JSON knows no others. */
static json_t *text(const char *s)
{
	struct str repaired = STR_INIT;
	json_t *value;

	if (s == NULL)
		return json_null();
	utf8_add_repaired(&repaired, s, strlen(s));
	value = json_stringn(str_c(&repaired), repaired.len);
	str_release(&repaired);
	return value ? value : json_null();
}

static json_t *time_text(int64_t t)
{
	struct str s = STR_INIT;
	json_t *value;

	if (t == 0)
		return json_null();
	clock_add_rfc3339(&s, t);
	value = text(str_c(&s));
	str_release(&s);
	return value;
}

static json_t *sender(const struct reply *r)
{
	struct str s = STR_INIT;
	json_t *value;

	if (r->from_email == NULL && r->from_name == NULL)
		return json_null();
	if (r->from_name && *r->from_name && r->from_email)
		str_addf(&s, "%s <%s>", r->from_name, r->from_email);
	else
		str_adds(&s, r->from_email ? r->from_email : r->from_name);
	value = text(str_c(&s));
	str_release(&s);
	return value;
}

static json_t *letters(const struct reply *r)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->letter_count; i++) {
		json_t *o = json_object();
		json_object_set_new(o, "ref", text(r->letters[i].ref));
		json_object_set_new(o, "rung", json_integer(r->letters[i].rung));
		json_object_set_new(o, "evidence", text(r->letters[i].evidence));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *demands(const struct reply *r)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->demand_count; i++) {
		const struct reply_demand *d = &r->demands[i];
		bool passage = d->end > d->start;
		json_t *o = json_object();
		json_object_set_new(o, "id", text(d->demand));
		json_object_set_new(
			o, "start", passage ? json_integer((json_int_t)d->start) : json_null());
		json_object_set_new(
			o, "end", passage ? json_integer((json_int_t)d->end) : json_null());
		json_object_set_new(o, "quote", text(d->quote));
		json_object_set_new(o, "reason", text(d->reason));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *bounce(const struct reply *r)
{
	json_t *o;

	if (!r->bounce_recipient && !r->bounce_action && !r->bounce_status && !r->bounce_diagnostic)
		return json_null();
	o = json_object();
	json_object_set_new(o, "recipient", text(r->bounce_recipient));
	json_object_set_new(o, "action", text(r->bounce_action));
	json_object_set_new(o, "status", text(r->bounce_status));
	json_object_set_new(o, "diagnostic", text(r->bounce_diagnostic));
	return o;
}

void reply_json_add(struct str *out, const struct reply *r)
{
	json_t *o = json_object();
	char *line;

	json_object_set_new(o, "reply", json_integer(r->number));
	json_object_set_new(o, "sha256", text(r->sha256));
	json_object_set_new(o, "message_id", text(r->message_id));
	json_object_set_new(o, "date", time_text(r->date));
	json_object_set_new(o, "from", sender(r));
	json_object_set_new(o, "subject", text(r->subject));
	json_object_set_new(o, "class", text(r->class));
	json_object_set_new(o, "filing", text(reply_filing_name(r->filing)));
	json_object_set_new(o, "letters", letters(r));
	json_object_set_new(o, "demands", demands(r));
	json_object_set_new(o, "promised_date", text(r->promised_date));
	json_object_set_new(o, "bounce", bounce(r));
	json_object_set_new(o, "quarantined", json_boolean(r->quarantined));
	line = json_dumps(o, JSON_COMPACT | JSON_ENSURE_ASCII);
	str_adds(out, line);
	str_addc(out, '\n');
	free(line);
	json_decref(o);
}

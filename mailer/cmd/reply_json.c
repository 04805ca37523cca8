#include "cmd/json_out.h"
#include "cmd/reply_json.h"

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
	value = json_text(str_c(&s));
	str_release(&s);
	return value;
}

static json_t *letters(const struct reply *r)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->letter_count; i++) {
		json_t *o = json_object();
		json_set_text(o, "ref", r->letters[i].ref);
		json_set(o, "rung", json_integer(r->letters[i].rung));
		json_set_text(o, "evidence", r->letters[i].evidence);
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
		json_set_text(o, "id", d->demand);
		json_set(o, "start", passage ? json_integer((json_int_t)d->start) : json_null());
		json_set(o, "end", passage ? json_integer((json_int_t)d->end) : json_null());
		json_set_text(o, "quote", d->quote);
		json_set_text(o, "reason", d->reason);
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
	json_set_text(o, "recipient", r->bounce_recipient);
	json_set_text(o, "action", r->bounce_action);
	json_set_text(o, "status", r->bounce_status);
	json_set_text(o, "diagnostic", r->bounce_diagnostic);
	return o;
}

void reply_json_add(struct str *out, const struct reply *r)
{
	json_t *o = json_object();

	json_set_number(o, "reply", r->number);
	json_set_text(o, "sha256", r->sha256);
	json_set_text(o, "message_id", r->message_id);
	json_set_time(o, "date", r->date);
	json_set(o, "from", sender(r));
	json_set_text(o, "subject", r->subject);
	json_set_text(o, "class", r->class);
	json_set_text(o, "filing", reply_filing_name(r->filing));
	json_set(o, "letters", letters(r));
	json_set(o, "demands", demands(r));
	json_set_text(o, "promised_date", r->promised_date);
	json_set(o, "bounce", bounce(r));
	json_set_bool(o, "quarantined", r->quarantined);
	json_add(out, o);
	str_addc(out, '\n');
}

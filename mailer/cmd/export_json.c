#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/utf8.h"
#include "cmd/export.h"
#include "cmd/reply_json.h"
#include "store/events.h"
#include "store/judgement.h"
#include "store/replies.h"
#include "store/suppress.h"

static json_t *text_value(const char *text)
{
	struct str repaired = STR_INIT;

	if (text == NULL)
		return json_null();
	utf8_add_repaired(&repaired, text, strlen(text));
	json_t *value = json_stringn(str_c(&repaired), repaired.len);
	str_release(&repaired);
	return value ? value : json_null();
}

static json_t *time_value(int64_t t)
{
	struct str text = STR_INIT;

	if (t == 0)
		return json_null();
	clock_add_rfc3339(&text, t);
	json_t *value = json_string(text.p);
	str_release(&text);
	return value;
}

static json_t *number_or_null(long n)
{
	return n ? json_integer(n) : json_null();
}

/* One element of a list, in a line of its own. */
static void print_item(json_t *o, bool *first)
{
	char *text = json_dumps(o, JSON_COMPACT | JSON_ENSURE_ASCII);

	cli_print("%s\n%s", *first ? "" : ",", text);
	*first = false;
	free(text);
	json_decref(o);
}

static int write_letters(struct export *x, struct err *err)
{
	struct outbox_letter l = {0};
	struct outbox_iter *iter;
	bool first = true;
	int rc;

	if (outbox_list(x->w.store, NULL, &iter, err) < 0)
		return -1;
	while ((rc = outbox_each(iter, &l, err)) > 0) {
		json_t *o = json_object();
		json_object_set_new(o, "ref", text_value(l.ref));
		json_object_set_new(o, "kind", text_value(l.kind));
		json_object_set_new(o, "email", text_value(l.email));
		json_object_set_new(o, "name", text_value(l.name));
		json_object_set_new(o, "org", text_value(l.org));
		json_object_set_new(o, "signatory", text_value(l.signatory));
		json_object_set_new(o, "subject", text_value(l.subject));
		json_object_set_new(o, "message_id", text_value(l.message_id));
		json_object_set_new(o, "sha256", text_value(l.sha256));
		json_object_set_new(o, "state", text_value(outbox_state_name(l.state)));
		json_object_set_new(o, "attempts", json_integer(l.attempts));
		json_object_set_new(o, "code", number_or_null(l.code));
		json_object_set_new(o, "enhanced", text_value(l.enhanced));
		json_object_set_new(o, "text", text_value(l.text));
		json_object_set_new(o, "sent_at", time_value(l.sent_at));
		json_object_set_new(o, "bounced", json_boolean(l.bounced));
		json_object_set_new(
			o, "conversation", text_value(outbox_conversation_name(l.conversation)));
		print_item(o, &first);
	}
	outbox_iter_free(iter);
	outbox_letter_release(&l);
	return rc;
}

static int write_replies(struct export *x, struct err *err)
{
	struct reply r = {0};
	struct str line = STR_INIT;
	long *numbers;
	long n = reply_list(x->w.store, NULL, &x->arena, &numbers, err);

	for (long i = 0; i < n; i++) {
		if (reply_load(x->w.store, numbers[i], &r, err) < 0) {
			n = -1;
			break;
		}
		str_reset(&line);
		reply_json_add(&line, &r);
		json_t *o = json_loads(line.p, 0, NULL);
		json_object_set_new(o, "reply_text", text_value(r.reply_text));
		json_object_set_new(
			o, "publication", text_value(reply_publication_name(r.publication)));
		json_object_set_new(o, "received_at", time_value(r.received_at));
		bool first = i == 0;
		print_item(o, &first);
	}
	reply_release(&r);
	str_release(&line);
	return n < 0 ? -1 : 0;
}

static int write_demands(struct export *x, struct err *err)
{
	struct standing st;
	bool first = true;

	(void)err;
	for (size_t d = 0; d < x->w.demand_count; d++)
		for (size_t t = 0; t < x->target_count; t++) {
			json_t *o = json_object(), *replies = json_array();
			struct str date = STR_INIT;
			standing_at(&x->standings, d, x->targets[t].org, &st);
			if (st.has_deadline)
				date_add(&date, st.deadline);
			json_object_set_new(o, "id", text_value(x->w.demands[d].id));
			json_object_set_new(o, "title", text_value(x->w.demands[d].title));
			json_object_set_new(o, "target", text_value(x->targets[t].org));
			json_object_set_new(o, "deadline", text_value(date.p));
			json_object_set_new(o, "overdue", json_boolean(st.overdue));
			json_object_set_new(
				o, "position", text_value(demand_position_name(st.position)));
			json_object_set_new(o, "pending", json_boolean(st.pending));
			json_object_set_new(o, "conversation",
				text_value(outbox_conversation_name(x->targets[t].conversation)));
			for (size_t i = 0; i < st.reply_count; i++)
				json_array_append_new(replies, json_integer(st.replies[i]));
			json_object_set_new(o, "replies", replies);
			print_item(o, &first);
			str_release(&date);
		}
	return 0;
}

static int write_judgements(struct export *x, struct err *err)
{
	struct judgement_filter filter = {.with_undone = true};
	struct judgement *rows;
	long n = judgement_list(x->w.store, &filter, &x->arena, &rows, err);
	bool first = true;

	for (long i = 0; i < n; i++) {
		json_t *o = json_object();
		json_object_set_new(o, "demand", text_value(rows[i].demand));
		json_object_set_new(o, "target", text_value(rows[i].target));
		json_object_set_new(o, "position", text_value(rows[i].position));
		json_object_set_new(o, "reply", number_or_null(rows[i].reply));
		json_object_set_new(o, "quote", text_value(rows[i].quote));
		json_object_set_new(o, "by", text_value(rows[i].by));
		json_object_set_new(o, "at", time_value(rows[i].at));
		json_object_set_new(o, "undone_at", time_value(rows[i].undone_at));
		json_object_set_new(o, "undone_by", text_value(rows[i].undone_by));
		print_item(o, &first);
	}
	return n < 0 ? -1 : 0;
}

static int write_deadlines(struct export *x, struct err *err)
{
	struct deadline_row *rows;
	long n = deadline_list(x->w.store, true, &x->arena, &rows, err);
	bool first = true;

	for (long i = 0; i < n; i++) {
		json_t *o = json_object();
		json_object_set_new(o, "date", text_value(rows[i].date));
		json_object_set_new(o, "demand", text_value(rows[i].demand));
		json_object_set_new(o, "target", text_value(rows[i].target));
		json_object_set_new(o, "basis", text_value(rows[i].basis));
		json_object_set_new(o, "reply", number_or_null(rows[i].reply));
		json_object_set_new(o, "note", text_value(rows[i].note));
		json_object_set_new(o, "by", text_value(rows[i].by));
		json_object_set_new(o, "at", time_value(rows[i].at));
		json_object_set_new(o, "undone_at", time_value(rows[i].undone_at));
		print_item(o, &first);
	}
	return n < 0 ? -1 : 0;
}

static int write_suppressed(struct export *x, struct err *err)
{
	struct suppression *rows;
	long n = suppress_list(x->w.store, &x->arena, &rows, err);
	bool first = true;

	for (long i = 0; i < n; i++) {
		json_t *o = json_object();
		json_object_set_new(o, "email", text_value(rows[i].email));
		json_object_set_new(o, "reason", text_value(rows[i].reason));
		json_object_set_new(o, "by", text_value(rows[i].by));
		json_object_set_new(o, "at", time_value(rows[i].at));
		print_item(o, &first);
	}
	return n < 0 ? -1 : 0;
}

static int write_events(struct export *x, struct err *err)
{
	struct event_iter *iter;
	struct event e;
	bool first = true;
	int rc;

	if (events_list(x->w.store, NULL, &iter, err) < 0)
		return -1;
	while ((rc = events_each(iter, &e, err)) > 0) {
		json_t *o = json_object();
		json_object_set_new(o, "seq", json_integer(e.seq));
		json_object_set_new(o, "at", time_value(e.at));
		json_object_set_new(o, "actor", text_value(e.actor));
		json_object_set_new(o, "kind", text_value(e.kind));
		json_object_set_new(o, "letter", text_value(e.letter));
		json_object_set_new(o, "reply", number_or_null(e.reply));
		json_object_set_new(o, "demand", text_value(e.demand));
		json_object_set_new(o, "target", text_value(e.target));
		json_object_set_new(o, "detail", text_value(e.detail));
		json_object_set_new(o, "hash", text_value(e.hash));
		print_item(o, &first);
	}
	events_iter_free(iter);
	return rc;
}

int export_json(struct export *x, struct err *err)
{
	static const struct {
		const char *name;
		int (*write)(struct export *x, struct err *err);
	} lists[] = {
		{"letters", write_letters},
		{"replies", write_replies},
		{"demands", write_demands},
		{"judgements", write_judgements},
		{"deadlines", write_deadlines},
		{"suppressed", write_suppressed},
		{"events", write_events},
	};
	const struct campaign *c = &x->w.campaign;
	json_t *campaign = json_object();

	if (export_prepare(x, err) < 0) {
		json_decref(campaign);
		return -1;
	}
	json_object_set_new(campaign, "id", text_value(c->id));
	json_object_set_new(campaign, "title", text_value(c->title));
	char *text = json_dumps(campaign, JSON_COMPACT | JSON_ENSURE_ASCII);
	cli_print("{\"campaign\":%s", text);
	free(text);
	json_decref(campaign);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		cli_print(",\n\"%s\":[", lists[i].name);
		if (lists[i].write(x, err) < 0)
			return -1;
		cli_print("]");
	}
	cli_print("}\n");
	return 0;
}

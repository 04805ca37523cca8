#include "store/events.h"
#include "store/judgement.h"
#include "store/replies.h"
#include "store/suppress.h"
#include "cmd/export.h"
#include "cmd/json_out.h"
#include "cmd/record_json.h"
#include "cmd/reply_json.h"

/* One element of a list, in a line of its own. */
static void print_item(json_t *o, bool *first)
{
	cli_print("%s\n", *first ? "" : ",");
	json_print(o);
	*first = false;
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
		json_set_text(o, "ref", l.ref);
		json_set_text(o, "kind", l.kind);
		json_set_text(o, "email", l.email);
		json_set_cell(o, "name", l.name);
		json_set_cell(o, "org", l.org);
		json_set_cell(o, "signatory", l.signatory);
		json_set_text(o, "subject", l.subject);
		json_set_text(o, "message_id", l.message_id);
		json_set_text(o, "sha256", l.sha256);
		json_set_text(o, "state", outbox_state_name(l.state));
		json_set(o, "attempts", json_integer(l.attempts));
		json_set_number(o, "code", l.code);
		json_set_text(o, "enhanced", l.enhanced);
		json_set_text(o, "text", l.text);
		json_set_time(o, "sent_at", l.sent_at);
		json_set_bool(o, "bounced", l.bounced);
		json_set_text(o, "conversation", outbox_conversation_name(l.conversation));
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
		json_set_text(o, "reply_text", r.reply_text);
		json_set_text(o, "publication", reply_publication_name(r.publication));
		json_set_time(o, "received_at", r.received_at);
		bool first = i == 0;
		print_item(o, &first);
	}
	reply_release(&r);
	str_release(&line);
	return n < 0 ? -1 : 0;
}

static int write_demands(struct export *x, struct err *err)
{
	bool first = true;

	(void)err;
	for (size_t d = 0; d < x->w.demand_count; d++)
		for (size_t t = 0; t < x->target_count; t++)
			print_item(standing_json(&x->standings, d, &x->targets[t]), &first);
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
		json_set_text(o, "demand", rows[i].demand);
		json_set_text(o, "target", rows[i].target);
		json_set_text(o, "position", rows[i].position);
		json_set_number(o, "reply", rows[i].reply);
		json_set_text(o, "quote", rows[i].quote);
		json_set_text(o, "by", rows[i].by);
		json_set_time(o, "at", rows[i].at);
		json_set_time(o, "undone_at", rows[i].undone_at);
		json_set_text(o, "undone_by", rows[i].undone_by);
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
		json_set_text(o, "date", rows[i].date);
		json_set_text(o, "demand", rows[i].demand);
		json_set_text(o, "target", rows[i].target);
		json_set_text(o, "basis", rows[i].basis);
		json_set_number(o, "reply", rows[i].reply);
		json_set_text(o, "note", rows[i].note);
		json_set_text(o, "by", rows[i].by);
		json_set_time(o, "at", rows[i].at);
		json_set_time(o, "undone_at", rows[i].undone_at);
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
		json_set_text(o, "email", rows[i].email);
		json_set_text(o, "reason", rows[i].reason);
		json_set_text(o, "by", rows[i].by);
		json_set_time(o, "at", rows[i].at);
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
	while ((rc = events_each(iter, &e, err)) > 0)
		print_item(event_json(&e), &first);
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
	json_set_text(campaign, "id", c->id);
	json_set_text(campaign, "title", c->title);
	cli_print("{\"campaign\":");
	json_print(campaign);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		cli_print(",\n\"%s\":[", lists[i].name);
		if (lists[i].write(x, err) < 0)
			return -1;
		cli_print("]");
	}
	cli_print("}\n");
	return 0;
}

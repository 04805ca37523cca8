#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "store/events.h"
#include "store/judgement.h"
#include "store/replies.h"
#include "cmd/csv_out.h"
#include "cmd/export.h"
#include "cmd/mail_text.h"

const char *const export_records[] = {
	"letter", "reply", "demand", "judgement", "deadline", "event", NULL};

enum column {
	RECORD,
	REF, /* of a letter; several: separated by spaces */
	REPLY,
	AT,
	TARGET,
	NAME,
	EMAIL,
	SUBJECT,
	STATE,
	CONVERSATION,
	CLASS,
	FILING,
	DEMAND,
	POSITION,
	DEADLINE,
	OVERDUE,
	PENDING,
	BASIS,
	BY,
	QUOTE,
	TEXT,
	COLUMNS,
};

static const char *const titles[COLUMNS] = {"record", "letter", "reply", "at", "target", "name",
	"email", "subject", "state", "conversation", "class", "filing", "demand", "position",
	"deadline", "days_overdue", "pending", "basis", "by", "quote", "text"};

/* One row: its texts; filled ones live in the arena until the row is printed. */
struct row {
	const char *cells[COLUMNS];
	struct arena arena;
};

static bool wanted(const struct export *x, const char *record)
{
	return x->only == NULL || strcmp(x->only, record) == 0;
}

static void set_time(struct row *row, enum column column, int64_t t)
{
	struct str text = STR_INIT;

	if (t == 0)
		return;
	clock_add_rfc3339(&text, t);
	row->cells[column] = arena_strdup(&row->arena, text.p);
	str_release(&text);
}

static void set_number(struct row *row, enum column column, int64_t n)
{
	if (n)
		row->cells[column] = arena_printf(&row->arena, "%" PRId64, n);
}

static void print_row(struct row *row)
{
	struct str line = STR_INIT;

	for (size_t i = 0; i < COLUMNS; i++)
		csv_add_cell(&line, row->cells[i], i == 0);
	str_adds(&line, "\r\n");
	fwrite(line.p, 1, line.len, stdout);
	str_release(&line);
	arena_reset(&row->arena);
	memset(row->cells, 0, sizeof row->cells);
}

static int write_letters(struct export *x, struct row *row, struct err *err)
{
	struct outbox_letter l = {0};
	struct outbox_iter *iter;
	int rc;

	if (outbox_list(x->w.store, NULL, &iter, err) < 0)
		return -1;
	while ((rc = outbox_each(iter, &l, err)) > 0) {
		row->cells[RECORD] = "letter";
		row->cells[REF] = l.ref;
		set_time(row, AT, l.sent_at);
		row->cells[TARGET] = l.org;
		row->cells[NAME] = l.name;
		row->cells[EMAIL] = l.email;
		row->cells[SUBJECT] = l.subject;
		row->cells[STATE] = l.bounced ? "bounced" : outbox_state_name(l.state);
		row->cells[CONVERSATION] = outbox_conversation_name(l.conversation);
		row->cells[TEXT] = l.bounced ? l.bounce_text : l.text;
		print_row(row);
	}
	outbox_iter_free(iter);
	outbox_letter_release(&l);
	return rc;
}

/* References, organisations or demands of a mail, in one cell. */
static void set_links(struct row *row, const struct reply *r)
{
	struct str refs = STR_INIT, orgs = STR_INIT, demands = STR_INIT;

	for (size_t i = 0; i < r->letter_count; i++) {
		str_addf(&refs, "%s%s", i ? " " : "", r->letters[i].ref);
		str_addf(&orgs, "%s%s", i ? "; " : "", r->letters[i].org);
	}
	for (size_t i = 0; i < r->demand_count; i++)
		str_addf(&demands, "%s%s", i ? " " : "", r->demands[i].demand);
	row->cells[REF] = arena_strdup(&row->arena, str_c(&refs));
	row->cells[TARGET] = arena_strdup(&row->arena, str_c(&orgs));
	row->cells[DEMAND] = arena_strdup(&row->arena, str_c(&demands));
	str_release(&refs);
	str_release(&orgs);
	str_release(&demands);
}

static int write_replies(struct export *x, struct row *row, struct err *err)
{
	struct reply r = {0};
	long *numbers;
	long n = reply_list(x->w.store, NULL, &x->arena, &numbers, err);

	for (long i = 0; i < n; i++) {
		if (reply_load(x->w.store, numbers[i], &r, err) < 0) {
			n = -1;
			break;
		}
		row->cells[RECORD] = "reply";
		set_number(row, REPLY, r.number);
		set_time(row, AT, r.date ? r.date : r.received_at);
		row->cells[NAME] = r.from_name;
		row->cells[EMAIL] = r.from_email;
		row->cells[SUBJECT] = r.subject;
		row->cells[STATE] = reply_publication_name(r.publication);
		row->cells[CLASS] = r.class;
		row->cells[FILING] = reply_filing_name(r.filing);
		row->cells[DEADLINE] = r.promised_date;
		row->cells[TEXT] = r.reply_text;
		set_links(row, &r);
		print_row(row);
	}
	reply_release(&r);
	return n < 0 ? -1 : 0;
}

static int write_demands(struct export *x, struct row *row, struct err *err)
{
	struct standing st;

	(void)err;
	for (size_t d = 0; d < x->w.demand_count; d++)
		for (size_t t = 0; t < x->target_count; t++) {
			struct str date = STR_INIT;
			standing_at(&x->standings, d, x->targets[t].org, &st);
			row->cells[RECORD] = "demand";
			row->cells[DEMAND] = x->w.demands[d].id;
			row->cells[SUBJECT] = x->w.demands[d].title;
			row->cells[TARGET] = x->targets[t].org;
			row->cells[POSITION] = demand_position_name(st.position);
			row->cells[CONVERSATION] =
				outbox_conversation_name(x->targets[t].conversation);
			row->cells[PENDING] = st.pending ? "yes" : "no";
			set_number(row, OVERDUE, st.days_overdue);
			if (st.has_deadline) {
				date_add(&date, st.deadline);
				row->cells[DEADLINE] = date.p;
			}
			print_row(row);
			str_release(&date);
		}
	return 0;
}

static int write_judgements(struct export *x, struct row *row, struct err *err)
{
	struct judgement_filter filter = {.with_undone = true};
	struct judgement *rows;
	long n = judgement_list(x->w.store, &filter, &x->arena, &rows, err);

	for (long i = 0; i < n; i++) {
		row->cells[RECORD] = "judgement";
		set_number(row, REPLY, rows[i].reply);
		set_time(row, AT, rows[i].at);
		row->cells[TARGET] = rows[i].target;
		row->cells[DEMAND] = rows[i].demand;
		row->cells[POSITION] = rows[i].position;
		row->cells[BY] = rows[i].by;
		row->cells[QUOTE] = rows[i].quote;
		row->cells[STATE] = rows[i].undone_at ? "taken back" : "stands";
		print_row(row);
	}
	return n < 0 ? -1 : 0;
}

static int write_deadlines(struct export *x, struct row *row, struct err *err)
{
	struct deadline_row *rows;
	long n = deadline_list(x->w.store, true, &x->arena, &rows, err);

	for (long i = 0; i < n; i++) {
		row->cells[RECORD] = "deadline";
		set_number(row, REPLY, rows[i].reply);
		set_time(row, AT, rows[i].at);
		row->cells[TARGET] = rows[i].target;
		row->cells[DEMAND] = rows[i].demand;
		row->cells[DEADLINE] = rows[i].date;
		row->cells[BASIS] = rows[i].basis;
		row->cells[BY] = rows[i].by;
		row->cells[TEXT] = rows[i].note;
		row->cells[STATE] = rows[i].undone_at ? "taken back" : "stands";
		print_row(row);
	}
	return n < 0 ? -1 : 0;
}

static int write_events(struct export *x, struct row *row, struct err *err)
{
	struct event_iter *iter;
	struct event e;
	int rc;

	if (events_list(x->w.store, NULL, &iter, err) < 0)
		return -1;
	while ((rc = events_each(iter, &e, err)) > 0) {
		row->cells[RECORD] = "event";
		row->cells[REF] = e.letter;
		set_number(row, REPLY, e.reply);
		set_time(row, AT, e.at);
		row->cells[TARGET] = e.target;
		row->cells[DEMAND] = e.demand;
		row->cells[STATE] = e.kind;
		row->cells[BY] = e.actor;
		row->cells[TEXT] = e.detail;
		print_row(row);
	}
	events_iter_free(iter);
	return rc;
}

int export_csv(struct export *x, struct err *err)
{
	static int (*const writers[])(struct export *, struct row *, struct err *) = {write_letters,
		write_replies, write_demands, write_judgements, write_deadlines, write_events};
	struct row row = {0};
	int rc = export_prepare(x, err);

	for (size_t i = 0; i < COLUMNS; i++)
		row.cells[i] = titles[i];
	print_row(&row);
	for (size_t i = 0; rc >= 0 && export_records[i]; i++)
		if (wanted(x, export_records[i]))
			rc = writers[i](x, &row, err);
	arena_release(&row.arena);
	return rc < 0 ? -1 : 0;
}

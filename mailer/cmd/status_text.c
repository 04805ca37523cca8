#include "cmd/status.h"
#include "cmd/words.h"

static void print_title(const struct status *s)
{
	const struct campaign *c = &s->w.campaign;
	struct str line = STR_INIT;

	cli_print("%s%s%s  %s\n", cli_style(s->cli, STYLE_BOLD),
		cli_visible(c->title ? c->title : c->id), cli_style(s->cli, STYLE_NONE),
		c->title ? cli_visible(c->id) : "");
	if (c->has_deadline) {
		str_adds(&line, "deadline ");
		words_add_day(&line, c->deadline);
		str_adds(&line, ", ");
		words_add_distance(&line, c->deadline, s->now);
		cli_print("%s\n", line.p);
	}
	cli_print("\n");
	str_release(&line);
}

/* ", 12 sent", unless there are none. */
static void add_part(struct str *line, size_t n, const char *what)
{
	if (n)
		str_addf(line, "%s%zu %s", str_ends(line->p, " ") ? "" : ", ", n, what);
}

static void print_counts(const struct status *s)
{
	static const enum outbox_state order[] = {OUTBOX_SENT, OUTBOX_QUEUED, OUTBOX_SENDING,
		OUTBOX_DEFERRED, OUTBOX_REJECTED, OUTBOX_UNCERTAIN};
	const struct reply_counts *r = &s->replies;
	struct str line = STR_INIT;

	str_addf(&line, "Letters %7zu  ", s->letters.total);
	if (s->letters.total == 0)
		str_adds(&line, "none yet; `openletter send` freezes, queues and sends them");
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		add_part(&line, s->letters.by_state[order[i]], outbox_state_name(order[i]));
	add_part(&line, s->letters.bounced, "bounced");
	str_addf(&line, "\nReplies %7zu  ", r->total);
	add_part(&line, r->reply, r->reply == 1 ? "reply" : "replies");
	add_part(&line, r->auto_reply, r->auto_reply == 1 ? "auto-reply" : "auto-replies");
	add_part(&line, r->bounce, r->bounce == 1 ? "bounce" : "bounces");
	add_part(&line, r->total - r->reply - r->auto_reply - r->bounce, "other");
	add_part(&line, r->quarantined, "unreadable");
	while (str_ends(line.p, " "))
		str_truncate(&line, line.len - 1);
	cli_print("%s\n\n", line.p);
	str_release(&line);
}

int status_print_text(struct status *s, struct err *err)
{
	print_title(s);
	if (status_print_waiting(s, err) < 0)
		return -1;
	print_counts(s);
	status_print_table(s);
	return 0;
}

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/utf8.h"
#include "store/watch_position.h"
#include "cmd/reply_json.h"
#include "cmd/watch_command.h"
#include "cmd/watch_tell.h"

enum { SUBJECT_WIDTH = 60 };

static void add_letters(struct str *line, const struct reply *r)
{
	static const char *const words[] = {
		[REPLY_FILED] = " filed to ",
		[REPLY_SUGGESTED] = " may belong to ",
		[REPLY_CONTESTED] = " contested between ",
		[REPLY_UNVERIFIED] = " from an unknown sender, filed to ",
	};

	if (r->filing == REPLY_UNSORTED) {
		str_adds(line, r->quarantined ? " could not be read, unsorted" : " unsorted");
		return;
	}
	str_adds(line, words[r->filing]);
	for (size_t i = 0; i < r->letter_count; i++)
		str_addf(line, "%s%s (%s)", i ? ", " : "", r->letters[i].ref, r->letters[i].org);
}

static void add_demands(struct str *line, const struct reply *r)
{
	for (size_t i = 0; i < r->demand_count; i++)
		str_addf(line, "%s%s", i ? ", " : " for ", r->demands[i].demand);
}

static void add_subject(struct str *line, const char *subject)
{
	if (utf8_width(subject, strlen(subject)) <= SUBJECT_WIDTH)
		str_adds(line, subject);
	else
		utf8_add_padded(line, subject, SUBJECT_WIDTH);
}

/* "reply 3 from Jane <jane@example.com>, "Re: ...": filed to MS-3 (Acme) for suspend; token in To"
 */
static void add_line(struct str *line, const struct reply *r)
{
	const char *from = r->from_email ? r->from_email : "an unknown sender";

	str_addf(line, "%ld: %s from ", r->number, r->class);
	if (r->from_name && *r->from_name && r->from_email)
		str_addf(line, "%s <%s>", r->from_name, from);
	else
		str_adds(line, from);
	if (r->subject && *r->subject) {
		str_adds(line, ", \"");
		add_subject(line, r->subject);
		str_addc(line, '"');
	}
	str_addc(line, ':');
	add_letters(line, r);
	add_demands(line, r);
	if (r->promised_date)
		str_addf(line, "; promises %s", r->promised_date);
	if (r->bounce_recipient)
		str_addf(line, "; %s%s%s", r->bounce_recipient, r->bounce_status ? " " : "",
			r->bounce_status ? r->bounce_status : "");
	if (r->letter_count > 0)
		str_addf(line, "; %s", r->letters[0].evidence);
	if (r->same_id)
		str_adds(line, "; another mail with the same Message-ID differs from it");
}

static void print_line(const struct watch_tell *t, const struct reply *r)
{
	enum style style = r->filing == REPLY_FILED ? STYLE_GREEN : STYLE_YELLOW;
	struct str line = STR_INIT, visible = STR_INIT;

	add_line(&line, r);
	utf8_add_visible(&visible, line.p, line.len, false);
	cli_print("%s%s%s\n", cli_style(t->cli, style), str_c(&visible),
		cli_style(t->cli, STYLE_NONE));
	str_release(&line);
	str_release(&visible);
}

static void count(struct watch_tell *t, const struct reply *r)
{
	t->count++;
	t->filed += r->filing == REPLY_FILED;
	t->waiting += r->filing == REPLY_CONTESTED || r->filing == REPLY_UNSORTED;
}

void watch_tell_end(struct watch_tell *t)
{
	t->failed = t->failed || fflush(stdout) != 0;
}

/* Its end, whatever it was, is noted: one that fails is told, and not run for ever. */
static void run_command(struct watch_tell *t, long number, const struct str *json)
{
	struct err err;

	if (t->stop && t->stop())
		return;
	if (watch_command_run(t->on_reply, t->dir, json->p, json->len, &err) < 0)
		log_add(LOG_WARN, "reply %ld: %s", number, err.text);
	if (watch_command_done(t->store, number, &err) < 0)
		log_add(LOG_WARN, "reply %ld: on_reply will be run once more: %s", number,
			err.text);
}

/* One view for all questions, and none while a command runs. */
static bool load(struct watch_tell *t, long number, struct reply *r)
{
	struct err err;
	int found =
		store_view_begin(t->store, &err) < 0 ? -1 : reply_load(t->store, number, r, &err);

	store_view_end(t->store);
	if (found <= 0)
		log_add(LOG_WARN, "reply %ld cannot be shown: %s", number, err.text);
	return found > 0;
}

void watch_tell(struct watch_tell *t, const struct reply *reply)
{
	struct str json = STR_INIT;

	count(t, reply);
	if (t->cli->json || t->on_reply)
		reply_json_add(&json, reply);
	if (t->cli->json)
		cli_print("%s", str_c(&json));
	else
		print_line(t, reply);
	if (t->on_reply) {
		watch_tell_end(t);
		run_command(t, reply->number, &json);
	}
	str_release(&json);
}

static void tell_late(struct watch_tell *t, long number)
{
	struct reply r = {0};
	struct str json = STR_INIT;
	struct err err;

	if (t->on_reply == NULL) {
		if (watch_command_done(t->store, number, &err) < 0)
			log_add(LOG_WARN, "%s", err.text);
		return;
	}
	if (!load(t, number, &r))
		return;
	log_add(LOG_INFO, "reply %ld was filed before; on_reply is run for it now", number);
	reply_json_add(&json, &r);
	run_command(t, number, &json);
	str_release(&json);
	reply_release(&r);
}

void watch_tell_late(struct watch_tell *t)
{
	struct arena arena = {0};
	struct err err;
	long *replies, n = watch_commands(t->store, &arena, &replies, &err);

	if (n < 0)
		log_add(LOG_WARN, "%s", err.text);
	for (long i = 0; i < n; i++)
		tell_late(t, replies[i]);
	arena_release(&arena);
}

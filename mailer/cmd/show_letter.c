/* A letter: its bytes made again and checked, and what became of it. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/clock.h"
#include "campaign/address.h"
#include "cmd/show.h"
#include "cmd/words.h"

/* What happened, and what a person can do. */
static void tell_state(const struct cli *cli, const struct outbox_letter *l)
{
	struct str when = STR_INIT;

	words_add_time(&when, l->sent_at ? l->sent_at : l->updated_at);
	cli_note(cli, "%s to %s <%s>: %s %s%s%s%s%s", l->ref, l->name ? l->name : l->org, l->email,
		outbox_state_name(l->state), when.p, l->text ? " (" : "",
		l->enhanced ? l->enhanced : "", l->text ? (l->enhanced ? " " : "") : "",
		l->text ? l->text : "");
	if (l->text)
		cli_note(cli, "attempt %ld, code %d", l->attempts, l->code);
	if (l->state == OUTBOX_UNCERTAIN)
		cli_note(cli,
			"it may have arrived; look into the server's log or the Sent folder, then "
			"openletter resolve %s --sent | --resend",
			l->ref);
	if (l->state == OUTBOX_REJECTED)
		cli_note(
			cli, "correct what was wrong, then openletter resolve %s --resend", l->ref);
	if (l->bounced)
		cli_note(cli, "it came back: %s %s", l->bounce_status ? l->bounce_status : "",
			l->bounce_text ? l->bounce_text : "");
	str_release(&when);
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

static json_t *text_value(const char *text)
{
	json_t *value = text ? json_string(text) : NULL;

	return value ? value : json_null();
}

static void print_json(const struct outbox_letter *l, bool verified)
{
	json_t *o = json_object();

	json_object_set_new(o, "ref", text_value(l->ref));
	json_object_set_new(o, "kind", text_value(l->kind));
	json_object_set_new(o, "email", text_value(l->email));
	json_object_set_new(o, "name", text_value(l->name));
	json_object_set_new(o, "org", text_value(l->org));
	json_object_set_new(o, "signatory", text_value(l->signatory));
	json_object_set_new(o, "subject", text_value(l->subject));
	json_object_set_new(o, "message_id", text_value(l->message_id));
	json_object_set_new(o, "size", json_integer((json_int_t)l->size));
	json_object_set_new(o, "sha256", text_value(l->sha256));
	json_object_set_new(o, "verified", json_boolean(verified));
	json_object_set_new(o, "state", text_value(outbox_state_name(l->state)));
	json_object_set_new(o, "attempts", json_integer(l->attempts));
	json_object_set_new(o, "code", l->code ? json_integer(l->code) : json_null());
	json_object_set_new(o, "enhanced", text_value(l->enhanced));
	json_object_set_new(o, "text", text_value(l->text));
	json_object_set_new(o, "sent_at", time_value(l->sent_at));
	json_object_set_new(o, "next_at", time_value(l->next_at));
	json_object_set_new(o, "bounced", json_boolean(l->bounced));
	json_object_set_new(o, "bounce_status", text_value(l->bounce_status));
	json_object_set_new(o, "bounce_text", text_value(l->bounce_text));
	json_object_set_new(
		o, "conversation", text_value(outbox_conversation_name(l->conversation)));
	char *line = json_dumps(o, JSON_COMPACT | JSON_ENSURE_ASCII);
	cli_print("%s\n", line);
	free(line);
	json_decref(o);
}

static int print_letter(struct show *s, const struct outbox_letter *row, struct err *err)
{
	struct frozen frozen = {0};
	struct letter letter = {0};
	int rc = frozen_load(&frozen, &s->w, row->edition, err);

	if (rc == 0)
		rc = frozen_write(&frozen, &s->w, row, &letter, err);
	if (rc == 0 && s->cli->json) {
		print_json(row, true);
	} else if (rc == 0) {
		show_bytes(letter.bytes.p, letter.bytes.len);
		tell_state(s->cli, row);
	}
	letter_release(&letter);
	frozen_release(&frozen);
	return rc < 0 ? -1 : 1;
}

/* The only letter to an address: 1, 0 (none, or the argument is no address), -1 (several). */
static int find_by_address(struct show *s, struct outbox_letter *letter, struct err *err)
{
	struct outbox_filter filter = {0};
	struct outbox_iter *iter;
	struct outbox_letter other = {0};
	int rc, more = 0;

	if (strchr(s->what, '@') == NULL)
		return 0;
	char *key = address_key(s->what);
	filter.recipient_key = key;
	rc = outbox_list(s->w.store, &filter, &iter, err);
	if (rc == 0) {
		rc = outbox_each(iter, letter, err);
		if (rc > 0)
			more = outbox_each(iter, &other, err);
		outbox_iter_free(iter);
	}
	if (more > 0)
		rc = err_set(err, ERR_INPUT,
			"several letters went to %s: %s, %s ...; name one of them", s->what,
			letter->ref, other.ref);
	outbox_letter_release(&other);
	free(key);
	return rc;
}

int show_letter(struct show *s, struct err *err)
{
	struct outbox_letter row = {0};
	int rc = outbox_find(s->w.store, OUTBOX_BY_REF, s->what, &row, err);

	if (rc == 0)
		rc = outbox_find(s->w.store, OUTBOX_BY_MESSAGE_ID, s->what, &row, err);
	if (rc == 0)
		rc = find_by_address(s, &row, err);
	if (rc > 0)
		rc = print_letter(s, &row, err);
	outbox_letter_release(&row);
	return rc;
}

/* A letter: its bytes made again and checked, and what became of it. */
#include <stdlib.h>
#include <string.h>

#include "campaign/address.h"
#include "cmd/json_out.h"
#include "cmd/show.h"
#include "cmd/words.h"

/* What happened, and what a person can do. */
static void tell_state(const struct cli *cli, const struct outbox_letter *l)
{
	struct str when = STR_INIT, answer = STR_INIT, to = STR_INIT;

	if (l->name && *l->name)
		str_addf(&to, "%s <%s>", l->name, l->email);
	else
		str_adds(&to, l->email);
	words_add_time(&when, l->sent_at ? l->sent_at : l->updated_at);
	if (l->code)
		str_addf(&answer, " %d", l->code);
	if (l->enhanced)
		str_addf(&answer, " %s", l->enhanced);
	if (l->text)
		str_addf(&answer, " %s", l->text);
	cli_note(cli, "%s to %s: %s %s%s%s", l->ref, to.p, outbox_state_name(l->state), when.p,
		answer.len ? ":" : "", str_c(&answer));
	if (l->attempts > 1)
		cli_note(cli, "%ld attempts so far", l->attempts);
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
	str_release(&to);
	str_release(&answer);
	str_release(&when);
}

static void print_json(const struct outbox_letter *l, bool verified)
{
	json_t *o = json_object();

	json_set_text(o, "ref", l->ref);
	json_set_text(o, "kind", l->kind);
	json_set_text(o, "email", l->email);
	json_set_cell(o, "name", l->name);
	json_set_cell(o, "org", l->org);
	json_set_cell(o, "signatory", l->signatory);
	json_set_text(o, "subject", l->subject);
	json_set_text(o, "message_id", l->message_id);
	json_set_count(o, "size", l->size);
	json_set_text(o, "sha256", l->sha256);
	json_set_bool(o, "verified", verified);
	json_set_text(o, "state", outbox_state_name(l->state));
	json_set(o, "attempts", json_integer(l->attempts));
	json_set_number(o, "code", l->code);
	json_set_text(o, "enhanced", l->enhanced);
	json_set_text(o, "text", l->text);
	json_set_time(o, "sent_at", l->sent_at);
	json_set_time(o, "next_at", l->next_at);
	json_set_bool(o, "bounced", l->bounced);
	json_set_text(o, "bounce_status", l->bounce_status);
	json_set_text(o, "bounce_text", l->bounce_text);
	json_set_text(o, "conversation", outbox_conversation_name(l->conversation));
	json_print_line(o);
}

static int print_letter(struct show *s, const struct outbox_letter *row, struct err *err)
{
	struct frozen frozen = {0};
	struct letter letter = {0};
	int rc = frozen_load(&frozen, &s->w, row->edition, err);

	if (rc == 0)
		rc = frozen_write(&frozen, row, &letter, err);
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

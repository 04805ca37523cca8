/* What waits for a person, with the command that settles it. */
#include "cmd/status.h"
#include "cmd/words.h"

enum { NAMED_MAX = 6 }; /* letters or replies that are named in a line */

static void print_item(
	const struct status *s, enum style style, const struct str *what, const char *command)
{
	cli_print("  %s!%s %s\n", cli_style(s->cli, style), cli_style(s->cli, STYLE_NONE), what->p);
	cli_print("    %s%s%s\n", cli_style(s->cli, STYLE_DIM), command,
		cli_style(s->cli, STYLE_NONE));
}

/* ", ..." of the letters that a filter gives. */
static int add_letters(
	struct status *s, const struct outbox_filter *filter, struct str *out, struct err *err)
{
	struct outbox_letter letter = {0};
	struct outbox_iter *iter;
	int rc, n = 0;

	if (outbox_list(s->w.store, filter, &iter, err) < 0)
		return -1;
	while ((rc = outbox_each(iter, &letter, err)) > 0) {
		if (n == NAMED_MAX) {
			str_adds(out, ", ...");
			break;
		}
		str_addf(out, "%s%s", n++ ? ", " : ": ", cli_visible(letter.ref));
	}
	outbox_iter_free(iter);
	outbox_letter_release(&letter);
	return rc < 0 ? -1 : 0;
}

static int print_letters(struct status *s, size_t n, struct outbox_filter filter, enum style style,
	const char *one, const char *many, const char *command, struct err *err)
{
	struct str what = STR_INIT;

	if (n == 0)
		return 0;
	words_add_count(&what, n, one, many);
	int rc = add_letters(s, &filter, &what, err);
	if (rc == 0)
		print_item(s, style, &what, command);
	str_release(&what);
	return rc;
}

static void print_numbers(const struct status *s, long count, const long *numbers, enum style style,
	const char *one, const char *many, const char *command)
{
	struct str what = STR_INIT;

	if (count <= 0)
		return;
	words_add_count(&what, (size_t)count, one, many);
	for (long i = 0; i < count && i <= NAMED_MAX; i++)
		if (i == NAMED_MAX)
			str_adds(&what, ", ...");
		else
			str_addf(&what, "%s%ld", i ? ", " : ": ", numbers[i]);
	print_item(s, style, &what, command);
	str_release(&what);
}

static int print_replies(struct status *s, size_t n, struct reply_filter filter, enum style style,
	const char *one, const char *many, const char *command, struct err *err)
{
	long *numbers;

	if (n == 0)
		return 0;
	long count = reply_list(s->w.store, &filter, &s->arena, &numbers, err);
	print_numbers(s, count, numbers, style, one, many, command);
	return count < 0 ? -1 : 0;
}

#define BY_STATE(st) ((struct outbox_filter){.by_state = true, .state = (st)})
#define BY_FILING(f) ((struct reply_filter){.by_filing = true, .filing = (f)})

static int print_all_letters(struct status *s, struct err *err)
{
	const size_t *n = s->letters.by_state;

	if (print_letters(s, n[OUTBOX_UNCERTAIN], BY_STATE(OUTBOX_UNCERTAIN), STYLE_RED,
		    "letter may or may not have been sent", "letters may or may not have been sent",
		    "openletter resolve LETTER --sent | --resend", err) < 0 ||
		print_letters(s, n[OUTBOX_REJECTED], BY_STATE(OUTBOX_REJECTED), STYLE_RED,
			"letter was rejected", "letters were rejected",
			"openletter show LETTER tells why; openletter resolve LETTER --resend",
			err) < 0)
		return -1;
	return print_letters(s, s->letters.bounced, (struct outbox_filter){.only_bounced = true},
		STYLE_YELLOW, "letter came back", "letters came back",
		"openletter show LETTER tells why", err);
}

static int print_all_replies(struct status *s, struct err *err)
{
	const struct reply_counts *r = &s->replies;

	if (print_replies(s, r->pending, (struct reply_filter){.pending = true}, STYLE_YELLOW,
		    "reply waits to be judged", "replies wait to be judged",
		    "openletter review, or openletter file REPLY --demand D --as POSITION",
		    err) < 0 ||
		print_replies(s, r->contested, BY_FILING(REPLY_CONTESTED), STYLE_YELLOW,
			"reply speaks for more than one letter",
			"replies speak for more than one letter",
			"openletter file REPLY --letter REF", err) < 0 ||
		print_replies(s, r->suggested, BY_FILING(REPLY_SUGGESTED), STYLE_YELLOW,
			"reply may belong to a letter", "replies may belong to a letter",
			"openletter file REPLY --letter REF, or --unrelated", err) < 0 ||
		print_replies(s, r->unverified, BY_FILING(REPLY_UNVERIFIED), STYLE_YELLOW,
			"reply came from a sender that nothing is known of",
			"replies came from senders that nothing is known of",
			"openletter show REPLY, then openletter file REPLY", err) < 0)
		return -1;
	return print_replies(s, r->unsorted, BY_FILING(REPLY_UNSORTED), STYLE_YELLOW,
		"mail matched no letter", "mails matched no letter",
		"openletter file REPLY --letter REF, or --unrelated", err);
}

static bool nothing_waits(const struct status *s)
{
	const size_t *n = s->letters.by_state;
	const struct reply_counts *r = &s->replies;

	return n[OUTBOX_UNCERTAIN] + n[OUTBOX_REJECTED] + s->letters.bounced + r->pending +
		       r->contested + r->suggested + r->unsorted + r->unverified ==
	       0;
}

int status_print_waiting(struct status *s, struct err *err)
{
	struct str today = STR_INIT;
	long *promises, promised;

	date_add(&today, date_at(s->now));
	promised = reply_promises(s->w.store, today.p, &s->arena, &promises, err);
	str_release(&today);
	if (promised < 0)
		return -1;
	if (promised == 0 && nothing_waits(s))
		return 0;
	cli_print("%sWaits for you%s\n", cli_style(s->cli, STYLE_BOLD),
		cli_style(s->cli, STYLE_NONE));
	if (print_all_letters(s, err) < 0 || print_all_replies(s, err) < 0)
		return -1;
	print_numbers(s, promised, promises, STYLE_YELLOW, "reply promises a date",
		"replies promise a date", "openletter extend --accept REPLY | --decline REPLY");
	cli_print("\n");
	return 0;
}

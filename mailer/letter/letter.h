/*
 * Letters: template + lists -> the bytes of one mail.
 *
 * A composer is made once for a campaign (and a kind of letter) and composes any number of letters;
 * the same campaign files, secret, date and number give the same bytes. It knows nothing of the
 * store or of servers.
 *
 * A letter's reference ("A2025-3") is made of the campaign's id and the letter's number: the
 * initials and the digits of the id's words (at least three characters), a hyphen, the number. It
 * matches [A-Z][A-Z0-9]{2,15}-[1-9][0-9]*; whoever looks for references takes whole words of that
 * form in any case. The text ends in a line "Ref: A2025-3" unless subject or text hold it already.
 */
#ifndef LETTER_LETTER_H
#define LETTER_LETTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "campaign/campaign.h"

enum letter_kind { LETTER_FIRST, LETTER_REMINDER };

/* What was kept of a letter that was made before; see struct letter. */
struct letter_marks {
	const char *key, *message_id, *token;
};

/* What makes a letter this one and no other; borrowed pointers into the campaign or the caller. */
struct letter_id {
	enum letter_kind kind;
	unsigned level; /* 0 for a first letter, 1.. for reminders */
	size_t recipient; /* row in campaign->recipients */
	long signatory; /* row in campaign->signatories in individual mode, else -1 */
	size_t number; /* what its reference ends in, from 1 */
	/* reminders only: the letter that this one follows; NULL otherwise */
	const char *first_message_id;
	const char *first_ref;
	int64_t first_date;
	/* reminders only: ids of the demands that are open, and the days they are overdue */
	const char *const *open_demands;
	size_t open_demand_count;
	long days_overdue;
	/*
	 * A test letter, NULL otherwise: goes to this address alone, is marked in Subject and
	 * headers, and has a key, token and Message-ID of its own.
	 */
	const char *test_to;
	/* NULL: they are worked out. Who gives them compares the letter's hash with what was kept.
	 */
	const struct letter_marks *marks;
};

/* A file that goes with a letter. */
struct letter_file {
	char *name, *type; /* "annex.pdf", "application/pdf" */
	char *path; /* in the campaign folder */
	size_t size; /* of the file, in bytes */
	bool is_inline; /* an image of the HTML part */
	char *content_id; /* without brackets */
};

/* One composed letter; everything belongs to its arena. */
struct letter {
	struct arena arena;
	char *key; /* unique within the campaign: kind, recipient and signatory */
	char *ref; /* for people: "A2025-3" */
	char *message_id; /* without brackets */
	char *token; /* 16 characters of base32, 80 bits */
	char *subject; /* UTF-8, as read */
	char *from, *to, *reply_to; /* as read: "Name <address>" in UTF-8 */
	char *sender, *cc, *bcc; /* likewise; NULL when there is none */
	char *text; /* the body as a person reads it (text part), UTF-8, LF */
	char *html; /* the HTML part, or NULL */
	char *language; /* of the text: "en", "pt-BR" */
	bool right_to_left;
	bool smtputf8; /* an address has a local part that is not ASCII: needs SMTPUTF8 (RFC 6531)
			*/
	char *envelope_from; /* addr-spec */
	char **envelope_to; /* To, Cc and Bcc: addr-specs */
	size_t envelope_count;
	struct letter_file *attachments; /* inline images last */
	size_t attachment_count;
	struct str bytes; /* the mail: CRLF line ends, 7-bit, no line over 998 (RFC 5322 2.1.1) */
	char sha256[SHA256_HEX];
};

struct composer;

/*
 * Makes a composer for the letters of one kind. date: seconds since the epoch, the Date of every
 * letter. secret: for tokens and Message-IDs. Template problems go to problems with their places;
 * NULL is returned when one of them is an error. The campaign must outlive the composer. Language
 * variants (letter.LANG.md), the layout, partials and attachments are read through c->source and
 * kept in c->files, so that an edition freezes them (composer_check() reads all that letters need).
 */
struct composer *composer_new(struct campaign *c, enum letter_kind kind, int64_t date,
	const uint8_t *secret, size_t secret_len, struct problems *problems);

/* The template that a recipient's letters are made from: letter.md, or one of another language. */
const char *composer_template(struct composer *composer, size_t recipient);

/*
 * A composer whose letters are for looking at only: in text, U+FDEE and U+FDEF stand around each
 * merge value, in html <mark> and </mark>.
 */
struct composer *composer_new_marked(struct campaign *c, enum letter_kind kind, int64_t date,
	const uint8_t *secret, size_t secret_len, struct problems *problems);
void composer_free(struct composer *composer);

/*
 * Composes one letter; letter is zeroed or was composed before (its arena and buffer are reused).
 * -1 with one sentence that names file, line, column and recipient row when the merge fails.
 */
int composer_write(struct composer *composer, const struct letter_id *id, struct letter *letter,
	struct err *err);
void letter_release(struct letter *letter);

/* What all letters of a composer come to. */
struct composer_totals {
	size_t count, failed; /* letters; those that could not be made */
	size_t bytes_largest, recipient_largest; /* the largest letter, and the row it goes to */
	uint64_t bytes; /* of all together */
};

/*
 * Composes every letter once, and reports each problem of the templates once, with the first
 * recipient that it meets; warns of subjects over 78 characters and attachments that many servers
 * refuse. Afterwards every attachment is in the campaign's files. A reminder is made with all
 * demands open and one day overdue. totals_r may be NULL.
 */
void composer_check(
	struct composer *composer, struct problems *problems, struct composer_totals *totals_r);

/* Adds the sentence of a failed composer_write() to problems, with its place. */
void letter_problem(const struct err *err, struct problems *problems);

/*
 * Tells why a letter could not be made (err of its composer_write()), and what else is wrong with
 * it: every unknown variable of its templates. What several letters have is told once, for the
 * first of them; told is the caller's, zero-initialised at first.
 */
void composer_tell(struct composer *composer, const struct letter_id *id, const struct err *err,
	struct map *told, struct problems *problems);

/* Calls see for each key of `name` that its templates read; see liquid_each_key(). */
void composer_each_key(const struct composer *composer, const char *name,
	void (*see)(void *ctx, const char *key), void *ctx);

/*
 * Makes id that of a reminder as it might be: level 1, every demand open and a day overdue. Its
 * texts are of arena.
 */
void letter_sample_reminder(const struct campaign *c, struct letter_id *id, struct arena *arena);

/* How many letters the campaign makes: recipients, or recipients x signatories in individual mode.
 */
size_t letter_count(const struct campaign *c);

/* The recipient row and signatory row (-1 in joint mode) of the n-th letter (from 0), and its key
 * (heap). */
void letter_nth(const struct campaign *c, size_t n, struct letter_id *id_r);
char *letter_key(const struct campaign *c, const struct letter_id *id);

/* Appends what the references of a campaign begin with ("A2025-"); the letter's number follows. */
void letter_add_ref_prefix(struct str *out, const char *campaign_id);

#endif

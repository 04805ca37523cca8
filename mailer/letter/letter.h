/*
 * Letters: template + lists -> the bytes of one mail.
 *
 * A composer is made once for a campaign (and a kind of letter) and composes any number of letters;
 * the same campaign files, secret, date and number give the same bytes. It knows nothing of the
 * store or of servers.
 */
#ifndef LETTER_LETTER_H
#define LETTER_LETTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/str.h"
#include "campaign/campaign.h"

enum letter_kind { LETTER_FIRST, LETTER_REMINDER };

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
	char *text; /* the body as a person reads it (text part), UTF-8, LF */
	char *html; /* the HTML part, or NULL */
	char *envelope_from; /* addr-spec */
	char **envelope_to; /* To, Cc and Bcc: addr-specs */
	size_t envelope_count;
	struct {
		char *name, *type;
		size_t size;
	} * attachments;
	size_t attachment_count;
	struct str bytes; /* the mail: CRLF line ends, 7-bit, no line over 998 (RFC 5322 2.1.1) */
	char sha256[SHA256_HEX];
};

struct composer;

/*
 * Makes a composer for the letters of one kind. date: seconds since the epoch, the Date of every
 * letter. secret: for tokens and Message-IDs. Template problems go to problems with their places;
 * NULL is returned when one of them is an error. The campaign must outlive the composer.
 */
struct composer *composer_new(const struct campaign *c, enum letter_kind kind, int64_t date,
	const uint8_t *secret, size_t secret_len, struct problems *problems);
void composer_free(struct composer *composer);

/*
 * Composes one letter; letter is zeroed or was composed before (its arena and buffer are reused).
 * -1 with one sentence that names file, line, column and recipient row when the merge fails.
 */
int composer_write(struct composer *composer, const struct letter_id *id, struct letter *letter,
	struct err *err);
void letter_release(struct letter *letter);

/* How many letters the campaign makes: recipients, or recipients x signatories in individual mode.
 */
size_t letter_count(const struct campaign *c);

/* The recipient row and signatory row (-1 in joint mode) of the n-th letter (from 0), and its key
 * (heap). */
void letter_nth(const struct campaign *c, size_t n, struct letter_id *id_r);
char *letter_key(const struct campaign *c, const struct letter_id *id);

#endif

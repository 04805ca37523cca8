/*
 * Replies: every mail that was read in, what it was taken for, and what it answers.
 *
 * "Reply" is any mail here, bounces and unrelated ones too. Its bytes are in the archive (a
 * Maildir); this is what was found in them. Identity is the SHA-256 of the bytes: the same bytes
 * are one reply. A machine files (letters and demands with evidence); judging is for people
 * (judgement.h).
 */
#ifndef STORE_REPLIES_H
#define STORE_REPLIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "store/outbox.h"
#include "store/store.h"

enum reply_filing {
	REPLY_FILED, /* rungs 1 to 3, or a person */
	REPLY_SUGGESTED, /* rungs 4 to 6: a person confirms */
	REPLY_CONTESTED, /* rungs disagree */
	REPLY_UNVERIFIED, /* filed, from a sender that nothing is known of */
	REPLY_UNSORTED, /* nothing matched */
};

/* Publication, the fourth layer. */
enum reply_publication {
	REPLY_RECEIVED,
	REPLY_UNDER_REVIEW,
	REPLY_PUBLISHED,
	REPLY_REDACTED,
	REPLY_WITHHELD,
};

/* The names in JSON and in the store. */
const char *reply_filing_name(enum reply_filing filing);
const char *reply_publication_name(enum reply_publication publication);

/* A letter that the mail belongs (or may belong) to, best first. */
struct reply_letter {
	int64_t letter;
	const char *ref; /* set when loaded */
	const char *org; /* the letter's target; set when loaded */
	int rung; /* 1 to 6 of the ladder; 0: a person said so */
	const char *evidence; /* "token in To: letters+...@example.org" */
	/* For reply_add(), what this mail does to the letter: */
	enum outbox_conversation moves_to; /* OUTBOX_SILENT moves nothing */
	bool moved; /* the letter is there already, as is known: no need to look */
	bool proves; /* it carries what only a letter that was sent can have told */
	bool bounces; /* it reports that the letter did not arrive (bounce_* below) */
};

/* A demand that the mail answers, with the passage: bytes start to end of text. */
struct reply_demand {
	const char *demand;
	size_t start, end; /* equal when no passage was found */
	const char *quote; /* the passage, or a part of it */
	const char *reason; /* "named: Demand 2", "all open demands of the letter" */
};

/* One mail. Loaded ones own their strings by the arena; for reply_add() they are borrowed. */
struct reply {
	long number; /* what `replies` prints, from 1; set by reply_add() */
	const char *sha256; /* of its bytes; unique */
	const char *message_id; /* without brackets, or NULL */
	int64_t date; /* of the mail; 0 when it cannot be read */
	const char *from_name, *from_email, *subject; /* or NULL */
	const char *class; /* reading_class_name() */
	enum reply_filing filing;
	const char *archive_name; /* below the archive: "cur/..." or "new/..." */
	size_t size;
	int64_t received_at; /* when it was read in */
	const char *text; /* the whole text, UTF-8; or NULL */
	const char *reply_text; /* what the sender wrote */
	const char *promised_date; /* "2025-10-31", or NULL */
	const char *bounce_recipient, *bounce_action, *bounce_status, *bounce_diagnostic;
	bool quarantined; /* could not be read; only sha256 and size are known */
	bool same_id; /* another mail had this Message-ID and other bytes (W16); set by reply_add()
		       */
	enum reply_publication publication;

	struct reply_letter *letters;
	size_t letter_count;
	struct reply_demand *demands;
	size_t demand_count;

	struct arena arena;
};

void reply_release(struct reply *reply);

/* Whether these bytes were read in before: 1 with the reply's number, 0, -1. */
int reply_find_by_sha256(struct store *store, const char *sha256, long *number_r, struct err *err);

/*
 * Adds a mail with its letters and demands, moves the letters' conversations, marks bounced ones,
 * and writes the events: one transaction. reply->number and same_id are set. Bytes that are known
 * already change nothing: *added_r (may be NULL) is false and number is that of the known one.
 */
int reply_add(struct store *store, struct reply *reply, bool *added_r, struct err *err);

/* One reply with its letters and demands: 1, 0, -1. Zero or release reply_r first. */
int reply_load(struct store *store, long number, struct reply *reply_r, struct err *err);

/* Which replies; zero-initialised is all. Joined by "and". */
struct reply_filter {
	const char *class;
	bool by_filing;
	enum reply_filing filing;
	const char *demand; /* filed or suggested to it */
	int64_t letter; /* linked to it; 0 any */
	const char *target; /* linked to a letter to it */
	bool pending; /* answers a demand and waits for a judgement (see reply_pending_count()) */
	long after; /* only numbers above it */
};

/* Numbers of the replies that match, in order, in *numbers_r (of the arena); the count, or -1. */
long reply_list(struct store *store, const struct reply_filter *filter, struct arena *arena,
	long **numbers_r, struct err *err);

/*
 * Links between replies and demands at targets, for status: one for each demand that a filed,
 * contested or unverified mail answers at the target of each letter it belongs to. `pending`: the
 * class is "reply", it is filed (or unverified) and no judgement that stands names this reply for
 * this demand and target. Ordered by reply.
 */
struct reply_link {
	long reply;
	const char *demand, *target;
	bool pending;
};
long reply_links(
	struct store *store, struct arena *arena, struct reply_link **links_r, struct err *err);

/*
 * Replies that promise a date from `from` ("2025-10-31") on, are filed (or unverified), and that no
 * entry of the deadline ledger names, not even one taken back: suggestions that nobody has decided
 * about. Numbers in order, in *numbers_r (of the arena); the count, or -1.
 */
long reply_promises(struct store *store, const char *from, struct arena *arena, long **numbers_r,
	struct err *err);

struct reply_counts {
	size_t total, reply, auto_reply, bounce, unsorted, contested, pending, suggested,
		unverified, quarantined;
};
int reply_count(struct store *store, struct reply_counts *counts_r, struct err *err);

/*
 * A person files a mail: it belongs to these letters (at rung 0), whatever was found, or, where
 * none is named, to those that it belonged to or was suggested for; it answers these demands from
 * now on, and its filing is `filed`. A mail of class "unrelated" becomes a "reply". Moves the
 * conversations of the letters to `replied` when the class is "reply", and those of letters that it
 * no longer belongs to back. Event "filed".
 */
int reply_file(struct store *store, long number, const int64_t *letters, size_t letter_count,
	const struct reply_demand *demands, size_t demand_count, int64_t at, struct err *err);

/*
 * A person says that a mail which no machine was sure of (unsorted, suggested) has nothing to do
 * with the campaign: it waits for nobody any more. A "reply" becomes "unrelated"; suggestions go.
 * ERR_INPUT for any other filing. reply_unfile() takes it back. Event "filed".
 */
int reply_dismiss(struct store *store, long number, int64_t at, struct err *err);

/* Takes a person's filing back: the filing, class, letters and demands are what they were before.
 */
int reply_unfile(struct store *store, long number, int64_t at, struct err *err);

#endif

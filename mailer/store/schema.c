#include <stddef.h>

#include "store/schema.h"

/* See daybook.h. */
#define DAYBOOK                                                                                    \
	"CREATE TABLE daybook (id INTEGER PRIMARY KEY, actor TEXT NOT NULL, lines BLOB NOT NULL);"

/* Mails by the server's own ids; replies for which on_reply is still to be run. */
#define WATCHING                                                                                   \
	"CREATE TABLE IF NOT EXISTS objects (source TEXT NOT NULL, object TEXT NOT NULL,"          \
	" reply BIGINT NOT NULL REFERENCES replies, PRIMARY KEY (source, object)) WITHOUT ROWID;"  \
	"CREATE TABLE IF NOT EXISTS commands (reply INTEGER PRIMARY KEY REFERENCES replies);"

/* What follows the first piece of a large blob; see blob.c. */
#define BLOB_PIECES                                                                                \
	"CREATE TABLE blob_pieces (sha256 TEXT NOT NULL REFERENCES blobs, piece BIGINT NOT NULL,"  \
	" bytes BLOB NOT NULL, PRIMARY KEY (sha256, piece));"

/* What a letter is; `id` is its number. */
#define LETTERS(table)                                                                             \
	"CREATE TABLE " table " (id INTEGER PRIMARY KEY, ref TEXT NOT NULL COLLATE NOCASE,"        \
	" key TEXT NOT NULL, edition BIGINT NOT NULL, list BIGINT, kind TEXT NOT NULL,"            \
	" level BIGINT NOT NULL, recipient_row BIGINT NOT NULL, signatory_row BIGINT NOT NULL,"    \
	" recipient_key TEXT NOT NULL, domain TEXT NOT NULL, email TEXT NOT NULL, name TEXT,"      \
	" org TEXT NOT NULL, signatory TEXT, message_id TEXT NOT NULL, token TEXT NOT NULL,"       \
	" subject TEXT, envelope_from TEXT, size BIGINT NOT NULL, sha256 TEXT NOT NULL,"           \
	" created_at BIGINT NOT NULL, bounced BIGINT NOT NULL DEFAULT 0, bounce_status TEXT,"      \
	" bounce_text TEXT, bounced_at BIGINT NOT NULL DEFAULT 0,"                                 \
	" conversation BIGINT NOT NULL DEFAULT 0);"
/* Letters that wait are in none of these: many at once cost them nothing. */
#define LETTER_INDEXES                                                                             \
	"CREATE INDEX letters_answered ON letters (org, conversation) WHERE conversation > 0;"     \
	"CREATE INDEX letters_bounced ON letters (id) WHERE bounced = 1;"

/*
 * How far a letter has come, one row each. Apart from letters, because it changes twice as each one
 * leaves: rows of letters are long, and stay as they are.
 */
#define DELIVERIES                                                                                 \
	"CREATE TABLE deliveries (letter INTEGER PRIMARY KEY REFERENCES letters,"                  \
	" state BIGINT NOT NULL DEFAULT 0, attempts BIGINT NOT NULL DEFAULT 0,"                    \
	" next_at BIGINT NOT NULL DEFAULT 0, code BIGINT NOT NULL DEFAULT 0, enhanced TEXT,"       \
	" text TEXT, updated_at BIGINT NOT NULL, sent_at BIGINT NOT NULL DEFAULT 0);"              \
	"CREATE INDEX deliveries_queued ON deliveries (letter) WHERE state = 0;"                   \
	"CREATE INDEX deliveries_sending ON deliveries (letter) WHERE state = 1;"                  \
	"CREATE INDEX deliveries_due ON deliveries (next_at, letter) WHERE state = 3;"             \
	"CREATE INDEX deliveries_rejected ON deliveries (letter) WHERE state = 4;"                 \
	"CREATE INDEX deliveries_uncertain ON deliveries (letter) WHERE state = 5;"

/* Each mail is a row and an event: most of them are filed, and in neither of these. */
#define REPLIES_FILING "CREATE INDEX replies_filing ON replies (filing) WHERE filing <> 0;"
#define EVENTS_RARE "CREATE INDEX events_rare ON events (kind) WHERE " SCHEMA_IS_RARE("kind") ";"

const char schema_upgrade_2[] =
	DAYBOOK WATCHING BLOB_PIECES "ALTER TABLE replies ADD COLUMN reply_start BIGINT;"
				     "ALTER TABLE replies ADD COLUMN reply_end BIGINT;"
				     "PRAGMA user_version = 2";

#define LETTER_COLUMNS                                                                             \
	"id, ref, key, edition, list, kind, level, recipient_row, signatory_row, recipient_key,"   \
	" domain, email, name, org, signatory, message_id, token, subject, envelope_from, size,"   \
	" sha256, created_at, bounced, bounce_status, bounce_text, bounced_at, conversation"

/* Foreign keys are not enforced while it runs. */
const char schema_upgrade_3[] = DELIVERIES
	"INSERT INTO deliveries SELECT id, state, attempts, next_at, code, enhanced,"
	" text, updated_at, sent_at FROM letters;" LETTERS(
		"letters_3") "INSERT INTO letters_3 SELECT " LETTER_COLUMNS " FROM letters;"
			     "DROP TABLE letters; ALTER TABLE letters_3 RENAME TO "
			     "letters;" LETTER_INDEXES "DROP INDEX replies_filing; DROP INDEX "
			     "reply_demands_demand;" REPLIES_FILING "PRAGMA user_version = 3";

const char schema_upgrade_4[] = "DROP INDEX events_rare;" EVENTS_RARE "PRAGMA user_version = 4";

/* Numbers of states and conversations are those of outbox.h. */
const char schema_sql[] =
	/* One row: the store's identity, the number of commits, the end of the chain of events. */
	"CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 1), store TEXT NOT NULL,"
	" generation BIGINT NOT NULL, event_seq BIGINT NOT NULL, event_hash TEXT NOT NULL);"
	"CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE blobs (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL);" BLOB_PIECES
	"CREATE TABLE editions (id INTEGER PRIMARY KEY, date BIGINT NOT NULL, settings TEXT NOT "
	"NULL);"
	"CREATE TABLE edition_files (edition BIGINT NOT NULL REFERENCES editions, rank BIGINT NOT "
	"NULL,"
	" name TEXT NOT NULL, sha256 TEXT NOT NULL REFERENCES blobs,"
	" PRIMARY KEY (edition, rank)) WITHOUT ROWID;"

	/* Hashes of lists, so that a million letters need not repeat one. */
	"CREATE TABLE lists (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE);" LETTERS(
		"letters") LETTER_INDEXES DELIVERIES
		/* What a sender states, until it is posted. */
		DAYBOOK /* Letters by state, bounced ones as state -1, organisations as state -2:
			 * kept by triggers, whatever writes. */
	"CREATE TABLE letter_counts (state INTEGER PRIMARY KEY, n BIGINT NOT NULL);"
	"INSERT INTO letter_counts VALUES (-2, 0), (-1, 0), (0, 0), (1, 0), (2, 0), (3, 0), (4, "
	"0), (5, 0);"
	"CREATE TABLE replies (number INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE,"
	" message_id TEXT, date BIGINT NOT NULL, from_name TEXT, from_email TEXT, subject TEXT,"
	" class TEXT NOT NULL, filing BIGINT NOT NULL, archive_name TEXT, size BIGINT NOT NULL,"
	" received_at BIGINT NOT NULL, text TEXT, reply_text TEXT, reply_start BIGINT,"
	/* Where reply_text stands in text; then it is not kept twice. */
	" reply_end BIGINT, promised_date TEXT,"
	" bounce_recipient TEXT, bounce_action TEXT, bounce_status TEXT, bounce_diagnostic TEXT,"
	" quarantined BIGINT NOT NULL, same_id BIGINT NOT NULL, publication BIGINT NOT NULL "
	"DEFAULT 0,"
	" revision BIGINT NOT NULL DEFAULT 0, pending BIGINT NOT NULL DEFAULT 0);"
	"CREATE INDEX replies_message_id ON replies (message_id) WHERE message_id IS NOT NULL;"
	/* Senders whose mails people filed, for lookup_learned_sender(). */
	"CREATE INDEX replies_learned ON replies (lower(from_email)) WHERE revision > 0;"
	"CREATE INDEX replies_kind ON replies (class, filing, quarantined, pending);" REPLIES_FILING
	"CREATE INDEX replies_promise ON replies (promised_date) WHERE promised_date IS NOT NULL;"
	"CREATE INDEX replies_pending ON replies (number) WHERE pending = 1;"
	/* What a mail belongs to, by revision: 0 is the machine's, each person's filing one more.
	 * The row of 0 comes with the first of those. */
	"CREATE TABLE filings (reply BIGINT NOT NULL REFERENCES replies, revision BIGINT NOT NULL,"
	" filing BIGINT NOT NULL, class TEXT NOT NULL, at BIGINT NOT NULL, actor TEXT NOT NULL,"
	" PRIMARY KEY (reply, revision)) WITHOUT ROWID;"
	"CREATE TABLE reply_letters (reply BIGINT NOT NULL, revision BIGINT NOT NULL,"
	" rank BIGINT NOT NULL, letter BIGINT NOT NULL REFERENCES letters, rung BIGINT NOT NULL,"
	" evidence TEXT, moves_to BIGINT NOT NULL, bounces BIGINT NOT NULL,"
	" PRIMARY KEY (reply, revision, rank)) WITHOUT ROWID;"
	"CREATE INDEX reply_letters_letter ON reply_letters (letter, reply);"
	"CREATE TABLE reply_demands (reply BIGINT NOT NULL, revision BIGINT NOT NULL,"
	" rank BIGINT NOT NULL, demand TEXT NOT NULL, start_at BIGINT NOT NULL, end_at BIGINT NOT "
	"NULL,"
	" quote TEXT, reason TEXT, PRIMARY KEY (reply, revision, rank)) WITHOUT ROWID;"
	/* Replies at demands and targets as they stand: follows from the above and the judgements.
	 */
	"CREATE TABLE links (reply BIGINT NOT NULL REFERENCES replies, demand TEXT NOT NULL,"
	" target TEXT NOT NULL, pending BIGINT NOT NULL,"
	" PRIMARY KEY (reply, demand, target)) WITHOUT ROWID;"

	"CREATE TABLE judgements (id INTEGER PRIMARY KEY, demand TEXT NOT NULL, target TEXT NOT "
	"NULL,"
	" position TEXT NOT NULL, reply BIGINT REFERENCES replies, quote TEXT, judge TEXT NOT NULL,"
	" at BIGINT NOT NULL, undone_at BIGINT NOT NULL DEFAULT 0, undone_by TEXT);"
	"CREATE INDEX judgements_place ON judgements (demand, target);"
	"CREATE INDEX judgements_reply ON judgements (reply) WHERE reply IS NOT NULL;"
	"CREATE TABLE deadlines (id INTEGER PRIMARY KEY, date TEXT NOT NULL, demand TEXT, target "
	"TEXT,"
	" basis TEXT NOT NULL, judge TEXT NOT NULL, note TEXT, reply BIGINT REFERENCES replies,"
	" at BIGINT NOT NULL, undone_at BIGINT NOT NULL DEFAULT 0, undone_by TEXT);"
	"CREATE INDEX deadlines_reply ON deadlines (reply) WHERE reply IS NOT NULL;"
	/* Decisions on what the public may read; the last one of a reply counts. state: as in
	 * replies.h. */
	"CREATE TABLE publications (id INTEGER PRIMARY KEY, reply BIGINT NOT NULL REFERENCES "
	"replies,"
	" state BIGINT NOT NULL, text TEXT, judge TEXT NOT NULL, at BIGINT NOT NULL);"
	"CREATE INDEX publications_reply ON publications (reply, id);"
	"CREATE TABLE suppressed (key TEXT PRIMARY KEY, email TEXT NOT NULL, reason TEXT,"
	" judge TEXT NOT NULL, at BIGINT NOT NULL) WITHOUT ROWID;"

	"CREATE TABLE events (seq INTEGER PRIMARY KEY, at BIGINT NOT NULL, actor TEXT NOT NULL,"
	" kind TEXT NOT NULL, letter TEXT, reply BIGINT, demand TEXT, target TEXT, detail TEXT,"
	" hash TEXT NOT NULL);"
	"CREATE INDEX events_letter ON events (letter) WHERE letter IS NOT NULL;"
	"CREATE INDEX events_reply ON events (reply) WHERE reply IS NOT NULL;"
	"CREATE INDEX events_demand ON events (demand) WHERE demand IS NOT NULL;"
	/* Of the kinds that come by the million, any stretch of the log holds some. */
	EVENTS_RARE

	"CREATE TABLE mailboxes (id INTEGER PRIMARY KEY, source TEXT NOT NULL, folder TEXT NOT "
	"NULL, uidvalidity BIGINT NOT NULL DEFAULT 0, last_uid BIGINT NOT NULL DEFAULT 0, modseq "
	"BIGINT NOT NULL DEFAULT 0, UNIQUE (source, folder));CREATE TABLE messages (mailbox BIGINT "
	"NOT NULL REFERENCES mailboxes, uidvalidity BIGINT NOT NULL, uid BIGINT NOT NULL, name "
	"TEXT NOT NULL, reply BIGINT NOT NULL REFERENCES replies, PRIMARY KEY (mailbox, "
	"uidvalidity, uid, name)) WITHOUT ROWID;CREATE TABLE plans (id INTEGER PRIMARY KEY, "
	"mailbox BIGINT NOT NULL REFERENCES mailboxes, uidvalidity BIGINT NOT NULL, uid BIGINT NOT "
	"NULL, name TEXT NOT NULL, reply BIGINT NOT NULL, action BIGINT NOT NULL, folder TEXT NOT "
	"NULL, tries BIGINT NOT NULL DEFAULT 0, note TEXT, done_at BIGINT NOT NULL DEFAULT 0, "
	"UNIQUE (mailbox, uidvalidity, uid, name, action, folder));CREATE INDEX plans_open ON "
	"plans (mailbox, uid, name, action, id) WHERE done_at = 0;" WATCHING;

const struct schema_part schema_letters[] = {
	{"INDEX", "letters_ref", "CREATE UNIQUE INDEX letters_ref ON letters (ref)"},
	{"INDEX", "letters_key", "CREATE UNIQUE INDEX letters_key ON letters (key)"},
	{"INDEX", "letters_message_id",
		"CREATE UNIQUE INDEX letters_message_id ON letters (message_id)"},
	{"INDEX", "letters_token", "CREATE UNIQUE INDEX letters_token ON letters (token)"},
	{"INDEX", "letters_recipient", "CREATE INDEX letters_recipient ON letters (recipient_key)"},
	{"INDEX", "letters_domain", "CREATE INDEX letters_domain ON letters (domain)"},
	{"INDEX", "letters_org", "CREATE INDEX letters_org ON letters (org)"},
	{"TRIGGER", "letters_added",
		"CREATE TRIGGER letters_added AFTER INSERT ON deliveries BEGIN"
		" UPDATE letter_counts SET n = n + 1 WHERE state = NEW.state; END"},
	{"TRIGGER", "letters_target",
		"CREATE TRIGGER letters_target AFTER INSERT ON letters WHEN (SELECT count(*) FROM"
		" (SELECT 1 FROM letters WHERE org = NEW.org LIMIT 2) AS some) = 1 BEGIN"
		" UPDATE letter_counts SET n = n + 1 WHERE state = -2; END"},
	{"TRIGGER", "letters_retarget",
		"CREATE TRIGGER letters_retarget AFTER UPDATE OF org ON letters WHEN OLD.org <> "
		"NEW.org BEGIN UPDATE letter_counts SET n = n - (NOT EXISTS (SELECT 1 FROM letters "
		"WHERE org = OLD.org)) + ((SELECT count(*) FROM (SELECT 1 FROM letters WHERE org = "
		"NEW.org LIMIT 2) AS some) = 1) WHERE state = -2; END"},
	{"TRIGGER", "letters_bounce",
		"CREATE TRIGGER letters_bounce AFTER UPDATE OF bounced ON letters"
		" WHEN OLD.bounced <> NEW.bounced BEGIN"
		" UPDATE letter_counts SET n = n + NEW.bounced - OLD.bounced WHERE state = -1; "
		"END"},
	{NULL, NULL, NULL},
};

int schema_add_parts(struct db *db, struct err *err)
{
	int rc = 0;

	for (const struct schema_part *p = schema_letters; rc == 0 && p->name; p++)
		rc = db_script(db, p->sql, err);
	return rc;
}

/*
 * Whether what the tables say is what the log tells: what was frozen, states of letters, mails,
 * judgements, deadlines, publication.
 */
#include <inttypes.h>

#include "store/core.h"
#include "store/edition.h"
#include "store/events.h"
#include "store/publication.h"
#include "store/schema.h"

/* Each gives a row, with what does not agree in words, or none. */
static const char *const questions[] = {
	/* The last event about a letter's delivery decides its state. */
	"SELECT 'letter ' || l.ref || ' is in another state than the log tells' FROM letters l"
	" JOIN deliveries d ON d.letter = l.id"
	" LEFT JOIN events e ON e.seq = (SELECT max(x.seq) FROM events x WHERE x.letter = l.ref"
	"  AND x.kind IN ('sent', 'deferred', 'rejected', 'uncertain', 'queued', 'resolved'))"
	" WHERE NOT (d.state = CASE e.kind WHEN 'sent' THEN 2 WHEN 'deferred' THEN 3"
	"  WHEN 'rejected' THEN 4 WHEN 'uncertain' THEN 5 WHEN 'resolved' THEN"
	"  CASE substr(e.detail, 1, 14) WHEN 'counts as sent' THEN 2 ELSE 0 END ELSE 0 END"
	" OR (d.state = 1 AND coalesce(e.kind, 'queued') <> 'sent')"
	" OR (d.state = 5 AND EXISTS (SELECT 1 FROM events r WHERE r.kind = 'restored'"
	"  AND " SCHEMA_IS_RARE("r.kind") "))) LIMIT 1",
	"SELECT 'the judgement on ' || j.demand || ' at ' || j.target || ' is not as it was "
	"logged' FROM judgements j WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.kind = "
	"'judged' AND e.at = j.at AND e.actor = j.judge AND e.demand = j.demand AND e.target = "
	"j.target AND e.reply IS NOT DISTINCT FROM j.reply AND e.detail = CASE WHEN j.quote IS "
	"NULL THEN j.position ELSE j.position || ': \"' || j.quote || '\"' END) LIMIT 1",
	"SELECT 'a judgement on ' || j.demand || ' was taken back, or not, other than it was "
	"logged' FROM judgements j WHERE (j.undone_at <> 0) <> EXISTS (SELECT 1 FROM events e "
	"WHERE e.kind = 'judgement-undone' AND e.at = j.undone_at AND e.demand = j.demand AND "
	"e.target = j.target AND e.detail = j.position) LIMIT 1",
	"SELECT 'judgements are missing that were logged' WHERE (SELECT count(*) FROM judgements) "
	"<>"
	" (SELECT count(*) FROM events WHERE kind = 'judged' AND " SCHEMA_IS_RARE("kind") ")",
	"SELECT 'the deadline ' || d.date || ' is not as it was logged' FROM deadlines d"
	" WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.kind = 'deadline' AND e.at = d.at"
	" AND e.actor = d.judge AND e.demand IS NOT DISTINCT FROM d.demand"
	" AND e.target IS NOT DISTINCT FROM d.target AND e.reply IS NOT DISTINCT FROM d.reply"
	" AND e.detail = d.basis || ': ' || d.date ||"
	" CASE WHEN d.note IS NULL THEN '' ELSE '; ' || d.note END) LIMIT 1",
	"SELECT 'the deadline ' || d.date || ' was taken back, or not, other than it was logged'"
	" FROM deadlines d WHERE (d.undone_at <> 0) <> EXISTS (SELECT 1 FROM events e"
	" WHERE e.kind = 'deadline-undone' AND e.at = d.undone_at"
	" AND e.demand IS NOT DISTINCT FROM d.demand AND e.target IS NOT DISTINCT FROM d.target"
	" AND e.detail = d.basis || ': ' || d.date) LIMIT 1",
	"SELECT 'deadlines are missing that were logged' WHERE (SELECT count(*) FROM deadlines) <>"
	" (SELECT count(*) FROM events WHERE kind = 'deadline' AND " SCHEMA_IS_RARE("kind") ")",
	/* Logs of before may know no hash of a mail. */
	"SELECT 'reply ' || r.number || ' is another mail than was logged' FROM replies r"
	" WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.kind = 'received'"
	" AND e.reply = r.number AND (e.detail LIKE '%; SHA-256 ' || r.sha256"
	" OR e.detail NOT LIKE '%; SHA-256 %')) LIMIT 1",
	"SELECT 'mails are missing that were logged' WHERE (SELECT count(*) FROM replies) <>"
	" (SELECT count(*) FROM events WHERE kind = 'received' AND detail IS NOT NULL)",
	"SELECT 'editions are missing that were logged' WHERE (SELECT count(*) FROM editions) <>"
	" (SELECT count(*) FROM events WHERE kind = 'frozen' AND " SCHEMA_IS_RARE("kind") ")",
	"SELECT 'reply ' || r.number || ' is released, or not, other than was decided'"
	" FROM replies r WHERE r.publication <> coalesce((SELECT p.state FROM publications p"
	" WHERE p.reply = r.number ORDER BY p.id DESC LIMIT 1), 0) LIMIT 1",
};

static int ask(struct store *store, struct str *finding, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof questions / sizeof *questions; i++) {
		struct db_rows *rows = db_query(store->db, questions[i], DB_NONE, err);
		rc = rows ? db_next(rows, err) : -1;
		if (rc > 0)
			str_adds(finding, db_col_text(rows, 0));
		db_end(rows);
	}
	return rc;
}

/* Whether what was frozen is what the log tells, and its files have their bytes still. */
static int audit_edition(struct store *store, int64_t id, struct str *finding, struct err *err)
{
	struct edition edition = {0};
	struct str summary = STR_INIT, bytes = STR_INIT;
	struct err damage;
	int64_t seq;
	int rc = edition_load(store, id, &edition, err);

	if (rc > 0) {
		edition_add_summary(&edition, &summary);
		/* Logs of before tell no digest. */
		rc = db_get_int(store->db,
			"SELECT min(seq) FROM events WHERE kind = 'frozen' AND (detail = $1"
			" OR (detail LIKE $2 AND detail NOT LIKE '%SHA-256%'))"
			" AND " SCHEMA_IS_RARE("kind"),
			DB_ARGS(db_text(str_c(&summary)), db_text(arena_printf(&edition.arena,
								  "edition %" PRId64 ",%%", id))),
			&seq, err);
		if (rc == 0)
			str_addf(finding, "edition %" PRId64 " is not as it was frozen", id);
		rc = rc < 0 ? -1 : rc == 0;
	}
	for (size_t i = 0; rc == 0 && i < edition.file_count; i++) {
		str_reset(&bytes);
		if (edition_read(store, &edition, &edition.files[i], &bytes, &damage) < 0) {
			str_adds(finding, damage.text);
			rc = 1;
		}
	}
	edition_release(&edition);
	str_release(&summary);
	str_release(&bytes);
	return rc;
}

static int audit_editions(struct store *store, struct str *finding, struct err *err)
{
	int64_t last = 0;
	int rc = edition_current(store, &last, err) < 0 ? -1 : 0;

	for (int64_t id = 1; rc == 0 && id <= last; id++)
		rc = audit_edition(store, id, finding, err);
	return rc;
}

/* Whether a decision on what the public may read was logged, with the hash of its text. */
static int audit_decision(struct store *store, struct db_rows *rows, struct err *err)
{
	char hash[PUBLICATION_DETAIL];
	int64_t seq;

	return db_get_int(store->db,
		"SELECT min(seq) FROM events WHERE kind = $1 AND reply = $2 AND actor = $3"
		" AND at = $4 AND (detail IS NULL OR detail = $5)",
		DB_ARGS(db_text(reply_publication_name(
				(enum reply_publication)db_col_int(rows, 1))),
			db_int(db_col_int(rows, 0)), db_text(db_col_text(rows, 3)),
			db_int(db_col_int(rows, 4)),
			db_text(publication_detail(db_col_text(rows, 2), hash))),
		&seq, err);
}

static int audit_publication(struct store *store, struct str *finding, struct err *err)
{
	struct db_rows *rows = db_query(store->db,
		"SELECT reply, state, text, judge, at FROM publications ORDER BY id", DB_NONE, err);
	int64_t logged = 0, count = 0;
	int more = rows ? 0 : -1, known = 1;

	while (rows && known > 0 && (more = db_next(rows, err)) > 0) {
		known = audit_decision(store, rows, err);
		count++;
		if (known == 0)
			str_addf(finding, "the decision on reply %ld is not as it was logged",
				(long)db_col_int(rows, 0));
	}
	db_end(rows);
	if (more < 0 || known < 0)
		return -1;
	if (known == 0)
		return 1;
	if (db_get_int(store->db,
		    "SELECT count(*) FROM events WHERE (kind = 'received' AND detail IS NULL)"
		    " OR (kind IN ('under-review', 'published', 'redacted', 'withheld')"
		    " AND " SCHEMA_IS_RARE("kind") ")",
		    DB_NONE, &logged, err) < 0)
		return -1;
	if (logged == count)
		return 0;
	str_adds(finding, "decisions on what is public are missing that were logged");
	return 1;
}

int events_audit(struct store *store, struct str *finding, struct err *err)
{
	if (store_view_begin(store, err) < 0)
		return -1;
	int rc = ask(store, finding, err);
	if (rc == 0)
		rc = audit_editions(store, finding, err);
	if (rc == 0)
		rc = audit_publication(store, finding, err);
	store_view_end(store);
	return rc;
}

/*
 * Whether what the tables say is what the log tells: states of letters, judgements, deadlines.
 */
#include "store/core.h"
#include "store/events.h"

/* Each gives a row, with what does not agree in words, or none. */
static const char *const questions[] = {
	/* The last event about a letter's delivery decides its state. */
	"SELECT 'letter ' || l.ref || ' is in another state than the log tells' FROM letters l"
	" LEFT JOIN events e ON e.seq = (SELECT max(x.seq) FROM events x WHERE x.letter = l.ref"
	"  AND x.kind IN ('sent', 'deferred', 'rejected', 'uncertain', 'queued', 'resolved'))"
	" WHERE NOT (l.state = CASE e.kind WHEN 'sent' THEN 2 WHEN 'deferred' THEN 3"
	"  WHEN 'rejected' THEN 4 WHEN 'uncertain' THEN 5 WHEN 'resolved' THEN"
	"  CASE substr(e.detail, 1, 14) WHEN 'counts as sent' THEN 2 ELSE 0 END ELSE 0 END"
	" OR (l.state = 1 AND coalesce(e.kind, 'queued') <> 'sent')"
	" OR (l.state = 5 AND EXISTS (SELECT 1 FROM events r WHERE r.kind = 'restored'"
	"  AND r.kind NOT IN ('sent', 'deferred')))) LIMIT 1",
	"SELECT 'the judgement on ' || j.demand || ' at ' || j.target || ' is not as it was logged'"
	" FROM judgements j WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.kind = 'judged'"
	" AND e.at = j.at AND e.actor = j.judge AND e.demand = j.demand AND e.target = j.target"
	" AND e.reply IS NOT DISTINCT FROM j.reply AND e.detail ="
	" CASE WHEN j.quote IS NULL THEN j.position ELSE j.position || ': \"' || j.quote || '\"' "
	"END)"
	" LIMIT 1",
	"SELECT 'a judgement on ' || j.demand || ' was taken back, or not, other than it was "
	"logged'"
	" FROM judgements j WHERE (j.undone_at <> 0) <> EXISTS (SELECT 1 FROM events e"
	" WHERE e.kind = 'judgement-undone' AND e.at = j.undone_at AND e.demand = j.demand"
	" AND e.target = j.target AND e.detail = j.position) LIMIT 1",
	"SELECT 'judgements are missing that were logged' WHERE (SELECT count(*) FROM judgements) "
	"<>"
	" (SELECT count(*) FROM events WHERE kind = 'judged' AND kind NOT IN ('sent', 'deferred'))",
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
	" (SELECT count(*) FROM events WHERE kind = 'deadline' AND kind NOT IN ('sent', "
	"'deferred'))",
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

int events_audit(struct store *store, struct str *finding, struct err *err)
{
	if (store_view_begin(store, err) < 0)
		return -1;
	int rc = ask(store, finding, err);
	store_view_end(store);
	return rc;
}

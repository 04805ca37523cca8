#include <stdlib.h>

#include "store/core.h"
#include "store/links.h"
#include "store/replies.h"

/* Filings 0 (filed), 2 (contested) and 3 (unverified) link; a contested one waits for its filing.
 */
int links_rebuild(struct store *store, long reply, struct err *err)
{
	if (db_run(store->db, "DELETE FROM links WHERE reply = $1", DB_ARGS(db_int(reply)), err) <
		0)
		return -1;
	/* Of a list of three SQLite would make a table, each time. */
	if (db_run(store->db,
		    "INSERT INTO links (reply, demand, target, pending)"
		    " SELECT DISTINCT r.number, d.demand, l.org,"
		    " CASE WHEN r.class = 'reply' AND r.filing IN (0, 3) AND NOT EXISTS"
		    "  (SELECT 1 FROM judgements j WHERE j.reply = r.number AND j.demand = d.demand"
		    "   AND j.target = l.org AND j.undone_at = 0) THEN 1 ELSE 0 END"
		    " FROM replies r"
		    " JOIN reply_demands d ON d.reply = r.number AND d.revision = r.revision"
		    " JOIN reply_letters rl ON rl.reply = r.number AND rl.revision = r.revision"
		    " JOIN letters l ON l.id = rl.letter"
		    " WHERE r.number = $1 AND r.filing <= 3 AND r.filing <> 1",
		    DB_ARGS(db_int(reply)), err) < 0)
		return -1;
	return db_run(store->db,
		"UPDATE replies SET pending = CASE WHEN EXISTS (SELECT 1 FROM links"
		" WHERE reply = $1 AND pending = 1) THEN 1 ELSE 0 END WHERE number = $1",
		DB_ARGS(db_int(reply)), err);
}

/* Copies the letter's organisation, which the caller may not have told, into the arena. 0 or -1. */
static int find_org(struct store *store, const struct reply_letter *letter, struct arena *arena,
	const char **org_r, struct err *err)
{
	struct db_rows *rows;
	int rc;

	*org_r = letter->org;
	if (letter->org)
		return 0;
	rows = db_query(store->db, "SELECT org FROM letters WHERE id = $1",
		DB_ARGS(db_int(letter->letter)), err);
	rc = rows ? db_next(rows, err) : -1;
	if (rc > 0)
		*org_r = core_text(rows, 0, arena);
	db_end(rows);
	return rc < 0 ? -1 : 0;
}

static int add_link(struct store *store, long reply, const char *demand, const char *target,
	bool pending, struct err *err)
{
	return db_run(store->db,
		"INSERT INTO links (reply, demand, target, pending) VALUES ($1, $2, $3, $4)"
		" ON CONFLICT (reply, demand, target) DO NOTHING",
		DB_ARGS(db_int(reply), db_text(demand), db_text(target), db_int(pending)), err);
}

int links_add(struct store *store, const struct reply *reply, bool pending, struct err *err)
{
	struct arena arena = {0};
	const char *target, *before = NULL;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < reply->letter_count; i++) {
		rc = find_org(store, &reply->letters[i], &arena, &target, err);
		/* Many letters to one organisation are one place. */
		if (rc < 0 || target == NULL || (before && strcmp(before, target) == 0))
			continue;
		for (size_t k = 0; rc == 0 && k < reply->demand_count; k++)
			rc = add_link(store, reply->number, reply->demands[k].demand, target,
				pending, err);
		before = target;
	}
	arena_release(&arena);
	return rc;
}

long reply_links(
	struct store *store, struct arena *arena, struct reply_link **links_r, struct err *err)
{
	struct reply_link *list = NULL;
	size_t n = 0, cap = 0;
	int rc = -1;
	struct db_rows *rows = db_query(store->db,
		"SELECT reply, demand, target, pending FROM links ORDER BY reply, demand, target",
		DB_NONE, err);

	while (rows && (rc = db_next(rows, err)) > 0) {
		mem_grow(&list, &cap, n, sizeof *list);
		list[n++] = (struct reply_link){.reply = (long)db_col_int(rows, 0),
			.demand = core_text(rows, 1, arena),
			.target = core_text(rows, 2, arena),
			.pending = db_col_int(rows, 3) != 0};
	}
	db_end(rows);
	*links_r = arena_array(arena, n, sizeof *list);
	if (n)
		memcpy(*links_r, list, n * sizeof *list);
	free(list);
	return rc < 0 ? -1 : (long)n;
}

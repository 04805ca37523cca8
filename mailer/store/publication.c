#include "store/core.h"
#include "store/events.h"
#include "store/publication.h"
#include "store/reply_rows.h"

const char *publication_detail(const char *text, char detail_r[PUBLICATION_DETAIL])
{
	static const char words[] = "text of SHA-256 ";
	_Static_assert(sizeof words - 1 + SHA256_HEX == PUBLICATION_DETAIL, "it has room");

	if (text == NULL)
		return NULL;
	memcpy(detail_r, words, sizeof words);
	sha256_hex(text, strlen(text), detail_r + sizeof words - 1);
	return detail_r;
}

static int keep_decision(struct store *store, long number, enum reply_publication state,
	const char *text, const char *by, int64_t at, struct err *err)
{
	char detail[PUBLICATION_DETAIL];
	struct event event = {.at = at,
		.actor = by,
		.kind = reply_publication_name(state),
		.reply = number,
		.detail = publication_detail(text, detail)};
	int64_t there;
	int found = db_get_int(store->db, "SELECT number FROM replies WHERE number = $1",
		DB_ARGS(db_int(number)), &there, err);

	if (found <= 0)
		return found < 0 ? -1
				 : err_set(err, ERR_INPUT,
					   "there is no reply %ld; `openletter replies` lists them",
					   number);
	if (db_run(store->db,
		    "INSERT INTO publications (reply, state, text, judge, at)"
		    " VALUES ($1, $2, $3, $4, $5)",
		    DB_ARGS(db_int(number), db_int(state), db_text(text), db_text(by), db_int(at)),
		    err) < 0 ||
		db_run(store->db, "UPDATE replies SET publication = $1 WHERE number = $2",
			DB_ARGS(db_int(state), db_int(number)), err) < 0)
		return -1;
	return events_add(store, &event, err);
}

int reply_publish(struct store *store, long number, enum reply_publication state, const char *text,
	const char *by, int64_t at, struct err *err)
{
	if ((state == REPLY_REDACTED) != (text != NULL))
		return err_set(err, ERR_INPUT,
			"a redacted reply needs its redacted text, and no other reply has one");
	if (store_begin(store, err) < 0)
		return -1;
	return store_end(store, keep_decision(store, number, state, text, by, at, err), err);
}

/* A column's text only where a reply in this state shows it. */
static const char *shown(struct db_rows *rows, int col, bool public, struct arena *arena)
{
	return public ? core_text(rows, col, arena) : NULL;
}

static void read_row(struct db_rows *rows, struct arena *arena, struct publication *p)
{
	enum reply_publication state = (enum reply_publication)db_col_int(rows, 1);

	*p = (struct publication){
		.reply = (long)db_col_int(rows, 0),
		.state = state,
		.date = db_col_int(rows, 2),
		.received_at = db_col_int(rows, 3),
		.class = core_text(rows, 4, arena),
		.filing = (enum reply_filing)db_col_int(rows, 5),
		.subject = shown(rows, 6, state == REPLY_PUBLISHED, arena),
		.by = core_text(rows, 9, arena),
		.at = db_col_int(rows, 10),
	};
	if (state == REPLY_PUBLISHED)
		p->text = reply_rows_written(rows, 11, 7, 12, arena);
	else if (state == REPLY_REDACTED)
		p->text = core_text(rows, 8, arena);
}

/* The latest decision of each reply counts; what the sender wrote is read for published ones only.
 */
#define SELECT_ROWS                                                                                \
	"SELECT r.number, r.publication, r.date, r.received_at, r.class, r.filing, r.subject,"     \
	" CASE r.publication WHEN 2 THEN r.reply_text END, p.text, p.judge,"                       \
	" coalesce(p.at, 0), CASE r.publication WHEN 2 THEN r.text END, r.reply_start,"            \
	" r.reply_end FROM replies r LEFT JOIN publications p ON p.id ="                           \
	" (SELECT max(q.id) FROM publications q WHERE q.reply = r.number)"
_Static_assert(REPLY_PUBLISHED == 2, "the number of REPLY_PUBLISHED stands in SELECT_ROWS");

#define SELECT_TARGETS                                                                             \
	"SELECT r.number, l.org FROM replies r JOIN reply_letters k ON k.reply = r.number"         \
	" AND k.revision = r.revision JOIN letters l ON l.id = k.letter"

/* Targets in order of reply and rank; rows are in order of reply. */
static int add_targets(struct db_rows *rows, struct publication *all, size_t count,
	struct arena *arena, struct err *err)
{
	size_t i = 0;
	int more;

	while ((more = db_next(rows, err)) > 0) {
		long number = (long)db_col_int(rows, 0);
		const char *org = db_col_text(rows, 1);
		bool known = false;
		while (i < count && all[i].reply < number)
			i++;
		if (i == count || all[i].reply != number)
			continue;
		struct publication *p = &all[i];
		for (size_t k = 0; k < p->target_count; k++)
			known = known || strcmp(p->targets[k], org) == 0;
		if (known)
			continue;
		/* Grows by doubling; a mail seldom belongs to more than one. */
		if ((p->target_count & (p->target_count - 1)) == 0) {
			const char **more_room = arena_array(arena,
				p->target_count ? 2 * p->target_count : 1, sizeof *more_room);
			for (size_t k = 0; k < p->target_count; k++)
				more_room[k] = p->targets[k];
			p->targets = more_room;
		}
		p->targets[p->target_count++] = arena_strdup(arena, org);
	}
	return more;
}

long publication_list(
	struct store *store, struct arena *arena, struct publication **rows_r, struct err *err)
{
	struct publication *all;
	struct db_rows *rows;
	int64_t room = 0;
	size_t count = 0;
	int more;

	if (db_get_int(store->db, "SELECT count(*) FROM replies", DB_NONE, &room, err) < 0)
		return -1;
	*rows_r = all = arena_array(arena, (size_t)room, sizeof *all);
	rows = db_query(store->db, SELECT_ROWS " ORDER BY r.number", DB_NONE, err);
	if (rows == NULL)
		return -1;
	/* A mail that came in meanwhile is for the next time. */
	while ((more = db_next(rows, err)) > 0 && count < (size_t)room)
		read_row(rows, arena, &all[count++]);
	db_end(rows);
	if (more < 0)
		return -1;
	rows = db_query(store->db, SELECT_TARGETS " ORDER BY r.number, k.rank", DB_NONE, err);
	more = rows ? add_targets(rows, all, count, arena, err) : -1;
	db_end(rows);
	return more < 0 ? -1 : (long)count;
}

#include "store/core.h"
#include "store/lookup.h"
#include "store/replies.h"

/* Takes the first column of rows, of which there are at most max. */
static long take_ids(
	struct db_rows *rows, size_t max, struct arena *arena, int64_t **ids_r, struct err *err)
{
	long n = 0;
	int rc;

	*ids_r = arena_array(arena, max, sizeof **ids_r);
	while ((rc = rows ? db_next(rows, err) : -1) > 0 && (size_t)n < max)
		(*ids_r)[n++] = db_col_int(rows, 0);
	return rc < 0 ? -1 : n;
}

long lookup_letters_of_mail(struct store *store, const char *message_id, size_t max,
	struct arena *arena, int64_t **ids_r, long *reply_r, struct err *err)
{
	int64_t number;
	int found = db_get_int(store->db,
		"SELECT number FROM replies WHERE message_id = $1 AND filing IN ($2, $3)"
		" ORDER BY number DESC LIMIT 1",
		DB_ARGS(db_text(message_id), db_int(REPLY_FILED), db_int(REPLY_UNVERIFIED)),
		&number, err);

	*ids_r = NULL;
	if (found <= 0)
		return found;
	*reply_r = (long)number;
	struct db_rows *rows = db_query(store->db,
		"SELECT rl.letter FROM reply_letters rl JOIN replies r"
		" ON r.number = rl.reply AND r.revision = rl.revision"
		" WHERE r.number = $1 ORDER BY rl.rank LIMIT $2",
		DB_ARGS(db_int(number), db_int((int64_t)max)), err);
	long n = take_ids(rows, max, arena, ids_r, err);
	db_end(rows);
	return n;
}

int lookup_learned_sender(struct store *store, const char *email, const char *org, struct err *err)
{
	int64_t one;

	/* A revision above 0 is a person's. */
	return db_get_int(store->db,
		"SELECT 1 FROM replies r JOIN reply_letters rl"
		" ON rl.reply = r.number AND rl.revision = r.revision"
		" JOIN letters l ON l.id = rl.letter"
		" WHERE lower(r.from_email) = $1 AND r.revision > 0 AND l.org = $2 LIMIT 1",
		DB_ARGS(db_text(email), db_text(org)), &one, err);
}

long lookup_letters_to(struct store *store, const char *recipient_key, const char *domain,
	size_t max, struct arena *arena, int64_t **ids_r, struct err *err)
{
	/* State: sending, sent or uncertain. The latest few are looked at, however many there are.
	 */
	static const char by_recipient[] =
		"SELECT letter FROM deliveries WHERE letter IN (SELECT id FROM letters"
		" WHERE recipient_key = $1 ORDER BY id DESC LIMIT 200) AND state IN (1, 2, 5)"
		" ORDER BY letter DESC LIMIT $2";
	static const char by_domain[] =
		"SELECT letter FROM deliveries WHERE letter IN (SELECT id FROM letters"
		" WHERE domain = $1 ORDER BY id DESC LIMIT 200) AND state IN (1, 2, 5)"
		" ORDER BY letter DESC LIMIT $2";
	struct db_rows *rows = db_query(store->db, recipient_key ? by_recipient : by_domain,
		DB_ARGS(db_text(recipient_key ? recipient_key : domain), db_int((int64_t)max)),
		err);
	long n = take_ids(rows, max, arena, ids_r, err);

	db_end(rows);
	return n;
}

#include <inttypes.h>

#include "store/core.h"
#include "store/outbox.h"
#include "store/queue.h"

static int replace(struct store *store, int64_t id, const struct outbox_letter *l, struct err *err)
{
	int64_t list = core_list(store, l->list_blob, err);
	int64_t found;
	int rc;

	if (list < 0 || core_letters(store, err) < 0)
		return -1;
	rc = db_get_int(store->db,
		"UPDATE letters SET edition = $2, list = $3, recipient_row = $4, signatory_row = "
		"$5,"
		" email = $6, name = $7, org = $8, signatory = $9, message_id = $10, token = $11,"
		" subject = $12, envelope_from = $13, size = $14, sha256 = $15"
		" WHERE id = $1 AND EXISTS (SELECT 1 FROM deliveries WHERE letter = $1"
		" AND state IN (0, 3)) RETURNING id",
		DB_ARGS(db_int(id), db_int(l->edition), db_id(list), db_int(l->recipient_row),
			db_int(l->signatory_row), db_text(l->email ? l->email : ""),
			db_text(l->name), db_text(l->org ? l->org : ""), db_text(l->signatory),
			db_text(l->message_id), db_text(l->token), db_text(l->subject),
			db_text(l->envelope_from), db_int((int64_t)l->size), db_text(l->sha256)),
		&found, err);
	if (rc == 0)
		return err_set(err, ERR_FAILED,
			"letter number %" PRId64
			" cannot be replaced: it is not waiting to be sent",
			id);
	return rc < 0 ? -1 : 0;
}

int outbox_replace(
	struct store *store, int64_t id, const struct outbox_letter *letter, struct err *err)
{
	if (store_begin(store, err) < 0)
		return -1;
	int rc = store_end(store, replace(store, id, letter, err), err);
	if (rc == 0)
		queue_unclaim(store, id, true);
	return rc;
}

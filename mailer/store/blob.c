/*
 * Content by hash. Large content is kept in pieces, so that neither writing nor reading needs the
 * whole of it in memory: the first piece stands in `blobs`, further ones in `blob_pieces`. Stores
 * of the first form have all of it in `blobs`.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "store/core.h"
#include "store/schema.h"

enum { PIECE = 64 << 10 }; /* part of the form of stores: a first piece that is shorter is all */

static int has(struct store *store, const char *sha256, struct err *err)
{
	int64_t one;

	return db_get_int(store->db, "SELECT 1 FROM blobs WHERE sha256 = $1",
		DB_ARGS(db_text(sha256)), &one, err);
}

static int put_piece(struct store *store, const char *sha256, size_t number, const void *bytes,
	size_t n, struct err *err)
{
	if (number == 0)
		return db_run(store->db, "INSERT INTO blobs (sha256, bytes) VALUES ($1, $2)",
			DB_ARGS(db_text(sha256), db_blob(bytes, n)), err);
	return db_run(store->db,
		"INSERT INTO blob_pieces (sha256, piece, bytes) VALUES ($1, $2, $3)",
		DB_ARGS(db_text(sha256), db_int((int64_t)number), db_blob(bytes, n)), err);
}

static int put_all(struct store *store, const char *sha256, const struct reader *from, bool check,
	struct err *err)
{
	char *bytes = mem_alloc(PIECE), hex[SHA256_HEX];
	struct sha256_stream hash;
	size_t at = 0;
	int rc = 0;

	sha256_begin(&hash);
	do {
		size_t n = from->size - at < PIECE ? from->size - at : PIECE;
		rc = reader_get(from, at, bytes, n, err);
		if (rc == 0)
			rc = put_piece(store, sha256, at / PIECE, bytes, n, err);
		sha256_feed(&hash, bytes, n);
		at += n;
	} while (rc == 0 && at < from->size);
	sha256_end(&hash, hex);
	free(bytes);
	if (rc == 0 && check && strcmp(hex, sha256) != 0)
		return err_set(err, ERR_INPUT,
			"a list was changed while it was copied into the store; run again");
	return rc;
}

static int put(struct store *store, const char *sha256, const struct reader *from, bool check,
	struct err *err)
{
	if (store_begin(store, err) < 0)
		return -1;
	int rc = has(store, sha256, err);
	if (rc == 0)
		rc = put_all(store, sha256, from, check, err);
	return store_end(store, rc < 0 ? -1 : 0, err);
}

int store_blob_put(
	struct store *store, const char *sha256, const void *bytes, size_t n, struct err *err)
{
	struct reader from = reader_bytes(bytes, n);

	return put(store, sha256, &from, false, err);
}

int store_blob_copy(
	struct store *store, const char *sha256, const struct reader *from, struct err *err)
{
	return put(store, sha256, from, true, err);
}

/* ---- reading ---- */

/* Appends a piece: 1, 0 (no such), -1. */
static int get_piece(
	struct store *store, const char *sha256, size_t number, struct str *out, struct err *err)
{
	struct db_rows *rows =
		number ? db_query(store->db,
				 "SELECT bytes FROM blob_pieces WHERE sha256 = $1 AND piece = $2",
				 DB_ARGS(db_text(sha256), db_int((int64_t)number)), err)
		       : db_query(store->db, "SELECT bytes FROM blobs WHERE sha256 = $1",
				 DB_ARGS(db_text(sha256)), err);
	int rc = rows ? db_next(rows, err) : -1;

	if (rc > 0) {
		size_t n;
		const void *p = db_col_blob(rows, 0, &n);
		str_add(out, p, n);
		if (out->full)
			rc = err_set(err, ERR_FAILED, "content %s is too large to be read", sha256);
	}
	db_end(rows);
	return rc;
}

/* Bytes in further pieces than the first, which has n. */
static int count_rest(
	struct store *store, const char *sha256, size_t n, int64_t *rest_r, struct err *err)
{
	int64_t form = 0;

	*rest_r = 0;
	if (n != PIECE)
		return 0;
	/* A store of the first form that is only read stays as it is. */
	if (db_get_int(store->db, "PRAGMA user_version", DB_NONE, &form, err) < 0)
		return -1;
	if (form < SCHEMA_PIECES)
		return 0;
	return db_get_int(store->db, "SELECT sum(length(bytes)) FROM blob_pieces WHERE sha256 = $1",
		DB_ARGS(db_text(sha256)), rest_r, err);
}

int store_blob_get(struct store *store, const char *sha256, struct str *out, struct err *err)
{
	size_t before = out->len;
	int64_t rest;
	int rc = get_piece(store, sha256, 0, out, err);

	if (rc <= 0)
		return rc;
	if (count_rest(store, sha256, out->len - before, &rest, err) < 0)
		return -1;
	for (size_t number = 1; rc > 0 && rest > (int64_t)(number - 1) * PIECE; number++)
		rc = get_piece(store, sha256, number, out, err);
	if (rc == 0)
		rc = err_set(err, ERR_FAILED,
			"the store is damaged: a piece of content %s is missing; restore the "
			"newest intact copy",
			sha256);
	return rc;
}

/* Content that is open: the piece that was read last is kept. */
struct open_blob {
	struct store *store;
	char sha256[SHA256_HEX];
	size_t first; /* bytes of the first piece */
	size_t number; /* of the piece that is held */
	struct str bytes;
};

static int hold(struct open_blob *b, size_t number, struct err *err)
{
	int rc;

	if (b->bytes.len && b->number == number)
		return 0;
	str_reset(&b->bytes);
	b->number = number;
	rc = get_piece(b->store, b->sha256, number, &b->bytes, err);
	if (rc == 0)
		rc = err_set(err, ERR_FAILED,
			"the store is damaged: a piece of content %s is missing; restore the "
			"newest intact copy",
			b->sha256);
	return rc < 0 ? -1 : 0;
}

static int read_blob(void *ctx, size_t at, void *bytes, size_t n, struct err *err)
{
	struct open_blob *b = ctx;

	while (n) {
		size_t number = at < b->first ? 0 : 1 + (at - b->first) / PIECE;
		size_t offset = at < b->first ? at : (at - b->first) % PIECE;
		if (hold(b, number, err) < 0)
			return -1;
		if (offset >= b->bytes.len)
			return err_set(err, ERR_FAILED,
				"the store is damaged: a piece of content %s is too short; restore "
				"the newest intact copy",
				b->sha256);
		size_t take = b->bytes.len - offset < n ? b->bytes.len - offset : n;
		memcpy(bytes, b->bytes.p + offset, take);
		bytes = (char *)bytes + take;
		at += take;
		n -= take;
	}
	return 0;
}

static void close_blob(void *ctx)
{
	struct open_blob *b = ctx;

	str_release(&b->bytes);
	free(b);
}

int store_blob_open(
	struct store *store, const char *sha256, struct reader *reader_r, struct err *err)
{
	struct open_blob *b;
	int64_t first = 0, rest;
	int rc = db_get_int(store->db, "SELECT length(bytes) FROM blobs WHERE sha256 = $1",
		DB_ARGS(db_text(sha256)), &first, err);

	if (rc <= 0)
		return rc;
	if (count_rest(store, sha256, (size_t)first, &rest, err) < 0)
		return -1;
	b = mem_alloc(sizeof *b);
	*b = (struct open_blob){.store = store, .first = (size_t)first, .bytes = STR_INIT};
	snprintf(b->sha256, sizeof b->sha256, "%s", sha256);
	*reader_r = (struct reader){.read = read_blob,
		.close = close_blob,
		.ctx = b,
		.size = (size_t)first + (size_t)rest};
	return 1;
}

/*
 * The driver: the one place that knows which database it is.
 *
 * SQL with $1, $2 ... in a form that SQLite and PostgreSQL share, prepared once and kept; rows by a
 * pull iterator; errors as sentences. Internal to store/. After an I/O error or damage every
 * further call fails with the first reason.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"

struct db;

enum db_mode {
	DB_READ,
	DB_WRITE,
	DB_MEMORY, /* in memory, to write */
};

/* Opens a database that exists. With DB_READ no statement can write. */
int db_open(const char *path, enum db_mode mode, struct db **db_r, struct err *err);
/*
 * From now on the journal is moved into the database by another thread, for who writes much and has
 * other things to do meanwhile. The file of the journal then grows to some 50 MB before it is
 * written over. Not for DB_READ and DB_MEMORY.
 */
void db_checkpoint_aside(struct db *db);

/* Rolls back what is open, finishes every statement. NULL is fine. */
void db_close(struct db *db);

/* Milliseconds to wait for another process's transaction. */
void db_set_wait(struct db *db, int ms);

/* Runs statements separated by semicolons, for schemas and settings. */
int db_script(struct db *db, const char *sql, struct err *err);

/* The transaction: a write lock from the beginning, so that a commit is never refused for one. */
int db_begin(struct db *db, struct err *err);
int db_commit(struct db *db, struct err *err);
void db_rollback(struct db *db);
bool db_in_transaction(const struct db *db);

/* Until db_rollback(), reads see one moment; nothing can be written. */
int db_snapshot(struct db *db, struct err *err);

/* Whether no statement is in the middle of its rows, so that tables can be altered. */
bool db_is_idle(const struct db *db);

/*
 * A number that is another one when anybody has committed in between, this connection or another
 * one. To be compared within transactions.
 */
int64_t db_version(struct db *db);

/* Rows changed since it was opened, by statements and triggers. */
int64_t db_changes(const struct db *db);

/* A value for a parameter; borrowed. */
struct db_value {
	enum { DB_NULL, DB_INT, DB_TEXT, DB_BLOB } type;
	int64_t i;
	const void *p;
	size_t n;
};

static inline struct db_value db_int(int64_t i)
{
	return (struct db_value){.type = DB_INT, .i = i};
}

/* 0 becomes NULL: for "none". */
static inline struct db_value db_id(int64_t i)
{
	return (struct db_value){.type = i ? DB_INT : DB_NULL, .i = i};
}

/* NULL stays NULL. */
static inline struct db_value db_text(const char *text)
{
	return (struct db_value){
		.type = text ? DB_TEXT : DB_NULL, .p = text, .n = text ? strlen(text) : 0};
}

static inline struct db_value db_blob(const void *p, size_t n)
{
	return (struct db_value){.type = DB_BLOB, .p = p, .n = n};
}

/* The parameters of a statement, $1 first: "DB_ARGS(db_int(1), db_text(x))" fills two arguments. */
#define DB_ARGS(...)                                                                               \
	((const struct db_value[]){__VA_ARGS__}),                                                  \
		sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value)
#define DB_NONE NULL, 0

/* Runs a statement that gives no rows (or whose rows do not matter). 0 or -1. */
int db_run(struct db *db, const char *sql, const struct db_value *args, size_t n, struct err *err);

/*
 * Starts a statement that gives rows; args are copied. NULL on failure. db_next(): 1, 0, -1. Ended
 * by db_end(), which a NULL survives. The same SQL may be running several times.
 */
struct db_rows;
struct db_rows *db_query(
	struct db *db, const char *sql, const struct db_value *args, size_t n, struct err *err);
int db_next(struct db_rows *rows, struct err *err);
void db_end(struct db_rows *rows);

/* Columns from 0; pointers are valid until the next db_next() or db_end(). */
int64_t db_col_int(struct db_rows *rows, int col); /* 0 for NULL */
const char *db_col_text(struct db_rows *rows, int col); /* NULL for NULL */
const void *db_col_blob(struct db_rows *rows, int col, size_t *n_r);

/* One row of one integer: 1 with *value_r, 0 (no row, or NULL), -1. */
int db_get_int(struct db *db, const char *sql, const struct db_value *args, size_t n,
	int64_t *value_r, struct err *err);

#endif

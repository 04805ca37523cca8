/* The layer that gathers writes of SQLite's journal: transactions of every size, several writers.
 */
#include "raw.h"

#include "store/sqlite_wal.h"

static sqlite3 *connect_to(void)
{
	sqlite3 *db;

	assert_int_equal(
		sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, sqlite_wal_layer()), SQLITE_OK);
	sqlite3_busy_timeout(db, 10000);
	return db;
}

static void run(sqlite3 *db, const char *sql)
{
	char *why = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
}

static void expect_sound(int64_t rows)
{
	assert_int_equal(raw("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> "
			     "'ok'"),
		0);
	assert_int_equal(raw("SELECT count(*) FROM t"), rows);
	/* As a process sees it that trusts nothing in memory: from the journal itself. */
	assert_int_equal(raw("SELECT count(*) FROM t INDEXED BY t_text WHERE text >= ''"), rows);
}

#define TABLE "CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT); CREATE INDEX t_text ON t (text)"
/* Rows whose places in the index are anywhere. */
#define FILL                                                                                       \
	"WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < %d)"          \
	" INSERT INTO t (text) SELECT hex(randomblob(40)) FROM n"

/* Pages leave the cache before the commit, and are written again where they are in the journal. */
static void a_transaction_that_does_not_fit_the_cache(void **state)
{
	sqlite3 *db = connect_to(), *other = connect_to();
	char sql[256];

	(void)state;
	run(db, "PRAGMA cache_size = 20; " TABLE);
	snprintf(sql, sizeof sql, FILL, 6000);
	for (int round = 1; round <= 3; round++) {
		run(db, "BEGIN IMMEDIATE");
		run(db, sql);
		run(db, "UPDATE t SET text = hex(randomblob(30)) WHERE id % 7 = 0");
		run(db, "COMMIT");
		expect_sound(6000 * round);
		run(db, "BEGIN IMMEDIATE");
		run(db, "UPDATE t SET text = hex(randomblob(50)) WHERE id % 5 = 0");
		run(db, "ROLLBACK");
		expect_sound(6000 * round);
		/* Another writer goes on behind it, and the journal begins anew now and then. */
		run(other, "UPDATE t SET text = text || 'x' WHERE id % 100 = 0");
		if (round == 2)
			run(other, "PRAGMA wal_checkpoint(TRUNCATE)");
		expect_sound(6000 * round);
	}
	sqlite3_close(db);
	sqlite3_close(other);
	expect_sound(18000);
}

/* Each finds the end where the others have left it. */
static void writers_in_turns(void **state)
{
	sqlite3 *db[3];
	char sql[256];
	int rows = 0;
	unsigned dice = 1;

	(void)state;
	for (int i = 0; i < 3; i++) {
		db[i] = connect_to();
		run(db[i], "PRAGMA cache_size = 20; PRAGMA journal_size_limit = 100000");
	}
	run(db[0], TABLE);
	for (int turn = 0; turn < 300; turn++) {
		dice = dice * 1103515245 + 12345;
		int who = dice >> 16 & 3, n = 1 << (dice >> 20 & 7);
		if (who == 3) {
			run(db[dice >> 24 & 1], dice >> 25 & 1 ? "PRAGMA wal_checkpoint(RESTART)"
							       : "PRAGMA wal_checkpoint(TRUNCATE)");
			continue;
		}
		snprintf(sql, sizeof sql, FILL, n);
		run(db[who], sql);
		rows += n;
		if (turn % 20 == 0)
			expect_sound(rows);
	}
	expect_sound(rows);
	for (int i = 0; i < 3; i++)
		sqlite3_close(db[i]);
	expect_sound(rows);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_transaction_that_does_not_fit_the_cache),
		TEST(writers_in_turns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

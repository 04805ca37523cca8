/* Stores of earlier forms are brought up to date by whoever opens them, and nothing is lost. */
#include "raw.h"

#include "base/file.h"
#include "base/str.h"
#include "store/replies.h"
#include "store/schema.h"

/* From form 2 back to form 1, as far as there was any. */
#define BACK_TO_1                                                                                  \
	"DROP TABLE daybook; DROP TABLE blob_pieces; ALTER TABLE replies DROP COLUMN reply_start;" \
	"ALTER TABLE replies DROP COLUMN reply_end; PRAGMA user_version = 1"

/* From today's form back to form 3. */
#define BACK_TO_3                                                                                  \
	"DROP INDEX events_rare; CREATE INDEX events_rare ON events (kind) WHERE kind NOT IN"      \
	" ('sent', 'deferred', 'received'); PRAGMA user_version = 3"

/* All objects of the file by name: tables, indexes, triggers. */
#define OBJECTS                                                                                    \
	"SELECT group_concat(what, ' ') FROM (SELECT type || ' ' || name || ' ' || tbl_name AS "   \
	"what"                                                                                     \
	" FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name)"
#define COLUMNS                                                                                    \
	"SELECT group_concat(what, ' ') FROM (SELECT m.name || '.' || c.name || ' ' || c.type ||"  \
	" c.\"notnull\" || coalesce(c.dflt_value, '') || c.pk AS what FROM sqlite_master m,"       \
	" pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.name)"

static char *raw_column(const char *sql, int column)
{
	sqlite3 *db;
	sqlite3_stmt *stmt;
	char *text = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	if (sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_text(stmt, column))
		text = strdup((const char *)sqlite3_column_text(stmt, column));
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	return text;
}

static char *raw_text(const char *sql)
{
	return raw_column(sql, 0);
}

/* Puts a store of form 2 in the place of the new one: what it wrote when it was the newest. */
static void put_form_2(void)
{
	struct str sql = STR_INIT;

	store_close(store);
	store = NULL;
	assert_int_equal(unlink(path), 0);
	char note[128];
	snprintf(note, sizeof note, "%s.generation", path);
	assert_int_equal(unlink(note), 0);
	must(file_read(TEST_DATA "/stores/form2.sql", 1 << 20, &sql, &err));
	raw_run(sql.p);
	raw_run("PRAGMA journal_mode = WAL");
	str_release(&sql);
}

/* Everything that form2.sql holds, in today's tables. */
static void expect_all(bool daybook)
{
	struct outbox_counts c;
	struct outbox_letter l = {0};
	struct reply r = {0};

	must(outbox_count(store, &c, &err));
	assert_int_equal(c.total, 6);
	assert_int_equal(c.by_state[OUTBOX_QUEUED], !daybook);
	assert_int_equal(c.by_state[OUTBOX_SENDING], daybook);
	assert_int_equal(c.by_state[OUTBOX_SENT], 2);
	assert_int_equal(c.by_state[OUTBOX_DEFERRED], 1);
	assert_int_equal(c.by_state[OUTBOX_REJECTED], 1);
	assert_int_equal(c.by_state[OUTBOX_UNCERTAIN], 1);
	assert_int_equal(outbox_find(store, OUTBOX_BY_REF, "form-3", &l, &err), 1);
	assert_int_equal(l.state, OUTBOX_DEFERRED);
	assert_int_equal(l.next_at, 1900000000);
	assert_int_equal(l.code, 450);
	assert_string_equal(l.text, "later");
	assert_string_equal(l.email, "u3@d3.example.com");
	assert_int_equal(outbox_find(store, OUTBOX_BY_REF, "FORM-1", &l, &err), 1);
	assert_int_equal(l.state, OUTBOX_SENT);
	assert_int_equal(l.conversation, OUTBOX_REPLIED);
	assert_true(l.sent_at > 0);
	outbox_letter_release(&l);
	assert_int_equal(reply_load(store, 1, &r, &err), 1);
	assert_int_equal(r.letter_count, 1);
	assert_string_equal(r.letters[0].ref, "FORM-1");
	reply_release(&r);
	assert_int_equal(raw("SELECT count(*) FROM pragma_foreign_key_check"), 0);
	assert_int_equal(raw("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> "
			     "'ok'"),
		0);
}

/* A new letter and one that is sent are counted, as in a store that was made today. */
static void expect_alive(void)
{
	struct outbox_counts before, after;
	struct outbox_result sent = {.state = OUTBOX_SENT, .code = 250};
	struct outbox_letter l = {0};
	bool added;

	must(outbox_count(store, &before, &err));
	must(outbox_add(store, letter_of(7, "acme"), &added, &err));
	assert_true(added);
	assert_int_equal(outbox_next(store, 1000, NULL, NULL, &l, &err), 1);
	must(outbox_intend(store, &l.id, 1, &err));
	must(outbox_result(store, l.id, &sent, 1000, NULL, &err));
	outbox_letter_release(&l);
	must(outbox_count(store, &after, &err));
	assert_int_equal(after.total, before.total + 1);
	assert_int_equal(after.by_state[OUTBOX_SENT], before.by_state[OUTBOX_SENT] + 1);
	assert_int_equal(after.by_state[OUTBOX_QUEUED], before.by_state[OUTBOX_QUEUED]);
}

static void bring_up(const char *back, enum store_mode mode)
{
	char *objects = raw_text(OBJECTS), *columns = raw_text(COLUMNS), *now;

	put_form_2();
	if (back)
		raw_run(back);
	must(store_open(path, mode, &store, &err));
	assert_int_equal(raw("PRAGMA user_version"), SCHEMA_VERSION);
	now = raw_text(OBJECTS);
	assert_string_equal(now, objects);
	free(now);
	now = raw_text(COLUMNS);
	assert_string_equal(now, columns);
	free(now);
	free(objects);
	free(columns);
	expect_all(back == NULL);
	/* And once more, by who writes. */
	restart();
	expect_all(back == NULL);
	expect_alive();
}

static void a_writer_brings_up_form_2(void **state)
{
	(void)state;
	bring_up(NULL, STORE_WRITE);
}

static void a_reader_brings_up_form_2(void **state)
{
	(void)state;
	bring_up(NULL, STORE_READ);
}

static void form_1_is_brought_up(void **state)
{
	(void)state;
	bring_up(BACK_TO_1, STORE_READ);
}

/* The queries that are to use the index of rare kinds do. */
static void expect_rare_index(void)
{
	char *index = raw_text("SELECT sql FROM sqlite_master WHERE name = 'events_rare'");
	char *end = strstr(index, " WHERE ");
	char *plan = raw_column("EXPLAIN QUERY PLAN SELECT count(*) FROM events"
				" WHERE kind = 'judged' AND " SCHEMA_IS_RARE("kind"),
		3);

	assert_non_null(end);
	assert_string_equal(end, " WHERE " SCHEMA_IS_RARE("kind"));
	assert_non_null(strstr(plan, "events_rare"));
	free(plan);
	free(index);
}

static void form_3_is_brought_up(void **state)
{
	(void)state;
	put_form_2();
	must(store_open(path, STORE_WRITE, &store, &err));
	store_close(store);
	raw_run(BACK_TO_3);
	must(store_open(path, STORE_READ, &store, &err));
	assert_int_equal(raw("PRAGMA user_version"), SCHEMA_VERSION);
	expect_rare_index();
	restart();
	expect_all(true);
	expect_alive();
}

static void new_stores_and_old_ones_have_the_same_index_of_events(void **state)
{
	(void)state;
	expect_rare_index();
	put_form_2();
	must(store_open(path, STORE_WRITE, &store, &err));
	expect_rare_index();
}

/* Numbers of commits are told from those that were noted, also across forms. */
static void an_old_copy_of_a_former_form_is_refused(void **state)
{
	(void)state;
	put_form_2();
	must(store_open(path, STORE_WRITE, &store, &err));
	expect_alive();
	store_close(store);
	store = NULL;
	assert_int_equal(unlink(path), 0);
	struct str sql = STR_INIT;
	must(file_read(TEST_DATA "/stores/form2.sql", 1 << 20, &sql, &err));
	raw_run(sql.p);
	str_release(&sql);
	assert_int_equal(store_open(path, STORE_WRITE, &store, &err), -1);
	assert_non_null(strstr(err.text, "old copy"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_writer_brings_up_form_2),
		TEST(a_reader_brings_up_form_2),
		TEST(form_1_is_brought_up),
		TEST(form_3_is_brought_up),
		TEST(new_stores_and_old_ones_have_the_same_index_of_events),
		TEST(an_old_copy_of_a_former_form_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

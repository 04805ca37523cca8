/* Checkpoints by another thread, while the store's owner goes on to commit. */
#include "fixture.h"
#include "raw.h"

#include <sys/stat.h>
#include <unistd.h>

enum {
	BLOB = 400 << 10,
	ROUNDS = 250, /* about 25,000 pages: twice what the journal may hold */
	JOURNAL_MAX = 64 << 20,
	GUARD = 60000, /* looks, a millisecond apart */
};

static off_t size_of(const char *suffix)
{
	char name[300];
	struct stat st;

	snprintf(name, sizeof name, "%s%s", path, suffix);
	return stat(name, &st) == 0 ? st.st_size : 0;
}

static void put(int i, char *bytes)
{
	char name[32];

	snprintf(name, sizeof name, "blob-%d", i);
	memset(bytes, 'a' + i % 26, BLOB);
	must(store_blob_put(store, name, bytes, BLOB, &err));
}

/* The database grows though its owner commits nothing more; and the journal has an end. */
static void the_journal_is_moved_meanwhile(void **state)
{
	char *bytes = malloc(BLOB);
	off_t journal = 0;
	int i = 0;

	(void)state;
	store_checkpoint_aside(store);
	for (; i < 20; i++)
		put(i, bytes);
	for (int look = 0; size_of("") < 4 << 20; look++) {
		assert_true(look < GUARD);
		usleep(1000);
	}
	for (; i < ROUNDS; i++) {
		put(i, bytes);
		journal = size_of("-wal") > journal ? size_of("-wal") : journal;
	}
	assert_true(journal > 8 << 20);
	assert_true(journal < JOURNAL_MAX);
	/* Another process sees all of it at any time; and so does whoever opens it next. */
	assert_int_equal(raw("SELECT count(*) FROM blobs WHERE sha256 LIKE 'blob-%'"), ROUNDS);
	restart();
	assert_int_equal(size_of("-wal"), 0);
	for (i = 0; i < ROUNDS; i++) {
		struct str out = STR_INIT;
		char name[32];
		snprintf(name, sizeof name, "blob-%d", i);
		assert_int_equal(store_blob_get(store, name, &out, &err), 1);
		memset(bytes, 'a' + i % 26, BLOB);
		assert_int_equal(out.len, BLOB);
		assert_memory_equal(out.p, bytes, BLOB);
		str_release(&out);
	}
	assert_int_equal(raw("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> "
			     "'ok'"),
		0);
	free(bytes);
}

/* Little is committed: nothing is left behind, and no thread was needed. */
static void a_small_one_needs_none(void **state)
{
	(void)state;
	store_checkpoint_aside(store);
	must(store_meta_set(store, "a", "1", 1, &err));
	restart();
	struct str out = STR_INIT;
	assert_int_equal(store_meta_get(store, "a", &out, &err), 1);
	str_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_journal_is_moved_meanwhile, setup, teardown),
		cmocka_unit_test_setup_teardown(a_small_one_needs_none, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

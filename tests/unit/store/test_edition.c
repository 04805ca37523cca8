#include "fixture.h"

#include "store/edition.h"

static const struct edition_file files[] = {
	{.name = "campaign.cfg", .bytes = "campaign = { };\n", .len = 16},
	{.name = "letter.md", .bytes = "Dear\0you", .len = 8},
	{.name = "empty.csv", .bytes = "", .len = 0},
};

static void an_edition_comes_back_whole(void **state)
{
	int64_t id = 0, current = 0;
	struct edition e = {0};

	(void)state;
	assert_int_equal(edition_current(store, &current, &err), 0);
	assert_int_equal(edition_load(store, 1, &e, &err), 0);
	must(edition_freeze(store, 1234, files, 3, "mode=joint\n", &id, &err));
	assert_int_equal(id, 1);
	must(edition_freeze(store, 1300, files, 2, "mode=individual\n", &id, &err));
	assert_int_equal(id, 2);
	restart();
	assert_int_equal(edition_current(store, &current, &err), 1);
	assert_int_equal(current, 2);
	assert_int_equal(edition_load(store, 1, &e, &err), 1);
	assert_int_equal(e.date, 1234);
	assert_string_equal(e.settings, "mode=joint\n");
	assert_int_equal(e.file_count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(e.files[i].name, files[i].name);
		assert_int_equal(e.files[i].len, files[i].len);
		assert_memory_equal(e.files[i].bytes, files[i].bytes, files[i].len);
	}
	assert_int_equal(edition_load(store, 2, &e, &err), 1);
	assert_int_equal(e.file_count, 2);
	/* One file's bytes can go before the rest; the names alone need no bytes. */
	edition_forget_bytes(&e, "letter.md");
	assert_null(e.files[1].bytes);
	assert_memory_equal(e.files[0].bytes, files[0].bytes, files[0].len);
	edition_release(&e);
	struct arena arena = {0};
	const char **names;
	assert_int_equal(edition_names(store, 1, &arena, &names, &err), 3);
	assert_string_equal(names[2], "empty.csv");
	assert_int_equal(edition_names(store, 3, &arena, &names, &err), 0);
	arena_release(&arena);
}

static void changes_are_named(void **state)
{
	static const struct {
		struct edition_file files[4];
		size_t n;
		const char *settings, *names;
	} cases[] = {
		{{{"campaign.cfg", "other", 5, NULL}, {"letter.md", "Dear\0you", 8, NULL},
			 {"empty.csv", "", 0, NULL}},
			3, "s", ""},
		{{{"campaign.cfg", "other", 5, NULL}, {"letter.md", "Dear\0you", 8, NULL},
			 {"empty.csv", "", 0, NULL}},
			3, "t", "campaign.cfg "},
		{{{"campaign.cfg", "", 0, NULL}, {"letter.md", "Dear\0me!", 8, NULL},
			 {"empty.csv", "", 0, NULL}},
			3, "s", "letter.md "},
		{{{"campaign.cfg", "", 0, NULL}, {"letter.md", "Dear\0you", 8, NULL}}, 2, "s",
			"empty.csv "},
		{{{"campaign.cfg", "", 0, NULL}, {"letter.md", "Dear\0you", 8, NULL},
			 {"empty.csv", "", 0, NULL}, {"new.pdf", "x", 1, NULL}},
			4, "s", "new.pdf "},
	};
	struct arena arena = {0};
	int64_t id;

	(void)state;
	must(edition_freeze(store, 1, files, 3, "s", &id, &err));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str names = STR_INIT;
		const char **list;
		long n = edition_changes(store, id, cases[i].files, cases[i].n, "campaign.cfg",
			cases[i].settings, &arena, &list, &err);
		must((int)n);
		for (long k = 0; k < n; k++)
			str_addf(&names, "%s ", list[k]);
		assert_string_equal(str_c(&names), cases[i].names);
		str_release(&names);
	}
	const char **list;
	assert_int_equal(
		edition_changes(store, 9, files, 3, "campaign.cfg", "s", &arena, &list, &err), -1);
	arena_release(&arena);
}

static void a_damaged_file_is_named(void **state)
{
	struct edition e = {0};
	char command[256];
	int64_t id;

	(void)state;
	must(edition_freeze(store, 1, files, 3, "s", &id, &err));
	snprintf(command, sizeof command,
		"python3 -c \"import sqlite3; c = sqlite3.connect('%s'); "
		"c.execute('update blobs set bytes = ? where length(bytes) = 8', (b'Dear all',)); "
		"c.commit()\"",
		path);
	assert_int_equal(system(command), 0);
	assert_int_equal(edition_load(store, id, &e, &err), -1);
	assert_non_null(strstr(err.text, "letter.md"));
	edition_release(&e);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(an_edition_comes_back_whole),
		TEST(changes_are_named),
		TEST(a_damaged_file_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "fixture.h"

#include "store/edition.h"

#define FILE(name, bytes)                                                                          \
	{                                                                                          \
		name, bytes, sizeof bytes - 1, NULL                                                \
	}
static const struct edition_file files[] = {
	FILE("campaign.cfg", "campaign = { };\n"),
	FILE("letter.md", "Dear\0you"),
	FILE("empty.csv", ""),
};

/* With their hashes, which the caller knows in real life. */
static const struct edition_file *hashed(const struct edition_file *from, size_t n)
{
	static struct edition_file out[4];
	static char hex[4][SHA256_HEX];

	for (size_t i = 0; i < n; i++) {
		sha256_hex(from[i].bytes, from[i].len, hex[i]);
		out[i] = from[i];
		out[i].sha256 = hex[i];
	}
	return out;
}

static void an_edition_comes_back_whole(void **state)
{
	int64_t id = 0, current = 0;
	struct edition e = {0};

	(void)state;
	assert_int_equal(edition_current(store, &current, &err), 0);
	assert_int_equal(edition_load(store, 1, &e, &err), 0);
	must(edition_freeze(store, 1234, hashed(files, 3), 3, "mode=joint\n", &id, &err));
	assert_int_equal(id, 1);
	must(edition_freeze(store, 1300, hashed(files, 2), 2, "mode=individual\n", &id, &err));
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
		struct str bytes = STR_INIT;
		must(edition_read(store, &e, &e.files[i], &bytes, &err));
		assert_int_equal(bytes.len, files[i].len);
		assert_memory_equal(str_c(&bytes), files[i].bytes, files[i].len);
		str_release(&bytes);
	}
	assert_int_equal(edition_load(store, 2, &e, &err), 1);
	assert_int_equal(e.file_count, 2);
	assert_ptr_equal(edition_file(&e, "letter.md"), &e.files[1]);
	assert_null(edition_file(&e, "empty.csv"));
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
		{{FILE("campaign.cfg", "other"), FILE("letter.md", "Dear\0you"),
			 FILE("empty.csv", "")},
			3, "s", ""},
		{{FILE("campaign.cfg", "other"), FILE("letter.md", "Dear\0you"),
			 FILE("empty.csv", "")},
			3, "t", "campaign.cfg "},
		{{FILE("campaign.cfg", ""), FILE("letter.md", "Dear\0me!"), FILE("empty.csv", "")},
			3, "s", "letter.md "},
		{{FILE("campaign.cfg", ""), FILE("letter.md", "Dear\0you")}, 2, "s", "empty.csv "},
		{{FILE("campaign.cfg", ""), FILE("letter.md", "Dear\0you"), FILE("empty.csv", ""),
			 FILE("new.pdf", "x")},
			4, "s", "new.pdf "},
	};
	struct arena arena = {0};
	int64_t id;

	(void)state;
	must(edition_freeze(store, 1, hashed(files, 3), 3, "s", &id, &err));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str names = STR_INIT;
		const char **list;
		long n = edition_changes(store, id, hashed(cases[i].files, cases[i].n), cases[i].n,
			"campaign.cfg", cases[i].settings, &arena, &list, &err);
		must((int)n);
		for (long k = 0; k < n; k++)
			str_addf(&names, "%s ", list[k]);
		assert_string_equal(str_c(&names), cases[i].names);
		str_release(&names);
	}
	const char **list;
	assert_int_equal(edition_changes(store, 9, hashed(files, 3), 3, "campaign.cfg", "s", &arena,
				 &list, &err),
		-1);
	arena_release(&arena);
}

static void a_damaged_file_is_named(void **state)
{
	struct edition e = {0};
	struct str bytes = STR_INIT;
	char command[256];
	int64_t id;

	(void)state;
	must(edition_freeze(store, 1, hashed(files, 3), 3, "s", &id, &err));
	snprintf(command, sizeof command,
		"python3 -c \"import sqlite3; c = sqlite3.connect('%s'); "
		"c.execute('update blobs set bytes = ? where length(bytes) = 8', (b'Dear all',)); "
		"c.commit()\"",
		path);
	assert_int_equal(system(command), 0);
	assert_int_equal(edition_load(store, id, &e, &err), 1);
	must(edition_read(store, &e, &e.files[0], &bytes, &err));
	assert_int_equal(edition_read(store, &e, &e.files[1], &bytes, &err), -1);
	assert_non_null(strstr(err.text, "letter.md"));
	str_release(&bytes);
	edition_release(&e);
}

/* Content of several pieces, around the ends of pieces. */
static void large_content_is_read_in_pieces(void **state)
{
	static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 131072, 131073, 1000000};
	char *all = malloc(1000000), *part = malloc(1000000), hex[SHA256_HEX];

	(void)state;
	for (size_t i = 0; i < 1000000; i++)
		all[i] = (char)(i * 7 + i / 251);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		size_t n = sizes[i];
		struct reader from = reader_bytes(all, n), r;
		struct str out = STR_INIT;
		sha256_hex(all, n, hex);
		must(store_blob_copy(store, hex, &from, &err));
		must(store_blob_copy(store, hex, &from, &err));
		assert_int_equal(store_blob_get(store, hex, &out, &err), 1);
		assert_int_equal(out.len, n);
		assert_memory_equal(str_c(&out), all, n);
		assert_int_equal(store_blob_open(store, hex, &r, &err), 1);
		assert_int_equal(r.size, n);
		for (size_t at = 0; at < n; at += 50000) {
			size_t take = n - at < 70001 ? n - at : 70001;
			must(reader_get(&r, at, part, take, &err));
			assert_memory_equal(part, all + at, take);
		}
		assert_int_equal(reader_get(&r, n, part, 1, &err), -1);
		reader_close(&r);
		str_release(&out);
	}
	/* What was changed while it was copied is not kept. */
	struct reader from = reader_bytes(all, 200000), r;
	sha256_hex(all, 200001, hex);
	assert_int_equal(store_blob_copy(store, hex, &from, &err), -1);
	assert_non_null(strstr(err.text, "changed"));
	assert_int_equal(store_blob_open(store, hex, &r, &err), 0);
	free(all);
	free(part);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(an_edition_comes_back_whole),
		TEST(changes_are_named),
		TEST(a_damaged_file_is_named),
		TEST(large_content_is_read_in_pieces),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

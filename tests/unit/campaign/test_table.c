#include <fcntl.h>
#include <unistd.h>

#include "loading.h"

#include "base/hash.h"
#include "campaign/roster.h"
#include "campaign/table.h"

/* Lists of which only a few rows are in memory at once. */

static struct problems problems;
static struct err err;

static struct str told(void)
{
	struct str s = STR_INIT;

	for (size_t i = 0; i < problems.count; i++)
		str_addf(&s, "%zu:%zu %s\n", problems.items[i].line, problems.items[i].column,
			problems.items[i].text);
	problems_release(&problems);
	return s;
}

static void assert_told_nothing(void)
{
	struct str s = told();

	assert_string_equal(str_c(&s), "");
	str_release(&s);
}

/* Row i of the list that the tests read: cells that are short, long, quoted, of several lines. */
static void add_row(struct str *out, size_t i, const char *separator, const char *end)
{
	str_addf(out, "r%zu%s\"%zu \"\"High\"\" Street%sTown\"%s", i, separator, i, end, separator);
	for (size_t k = 0; k < i % 7; k++)
		str_adds(out, "\xC3\xBC\xE2\x82\xAC\xF0\x9F\x98\x80");
	str_adds(out, end);
}

static void assert_row(const struct table *t, size_t row, size_t i)
{
	struct str first = STR_INIT, second = STR_INIT;

	str_addf(&first, "r%zu", i);
	str_addf(&second, "%zu \"High\" Street\nTown", i);
	assert_string_equal(table_cell(t, row, 0), str_c(&first));
	assert_string_equal(table_cell(t, row, 1), str_c(&second));
	assert_int_equal(strlen(table_cell(t, row, 2)), i % 7 * 9);
	str_release(&first);
	str_release(&second);
}

/* Forwards, backwards and across, in lists of all dialects: each row is what it was. */
static void test_rows_read_back(void **state)
{
	static const struct {
		const char *before, *separator, *end;
		bool last_end;
	} dialects[] = {
		{"", ",", "\n", true},
		{"\xEF\xBB\xBF", ";", "\r\n", true},
		{"sep=\t\r\n", "\t", "\r\n", false},
		{"", ",", "\r", true},
		{"\n\n", ",", "\n", false},
	};
	static const size_t counts[] = {0, 1, 2, 3000};

	(void)state;
	for (size_t d = 0; d < 5; d++)
		for (size_t c = 0; c < 4; c++) {
			const struct table_use use = {.block = 100};
			const char *sep = dialects[d].separator;
			struct str text = STR_INIT;
			struct table t;
			char sha256[SHA256_HEX], wanted[SHA256_HEX];
			size_t n = counts[c];
			str_addf(&text, "%sid%saddress%snote%s", dialects[d].before, sep, sep,
				dialects[d].end);
			for (size_t i = 0; i < n; i++)
				add_row(&text, i, sep, dialects[d].end);
			if (!dialects[d].last_end)
				str_truncate(&text, text.len - strlen(dialects[d].end));
			struct reader reader = reader_bytes(text.p, text.len);
			table_read(&t, "x.csv", &reader, &use, sha256, &problems);
			assert_told_nothing();
			sha256_hex(text.p, text.len, wanted);
			assert_string_equal(sha256, wanted);
			assert_int_equal(t.row_count, n);
			assert_int_equal(t.column_count, 3);
			for (size_t i = 0; i < n; i++)
				assert_row(&t, i, i);
			for (size_t i = n; i-- > 0;)
				assert_row(&t, i, i);
			for (size_t i = 0; i < n; i++)
				assert_row(&t, i * 1009 % n, i * 1009 % n);
			size_t first = d == 2 || d == 4 ? (d == 2 ? 3 : 4) : 2;
			for (size_t i = 0; i < n; i += 131) {
				size_t line, column;
				assert_int_equal(table_line(&t, i), first + 2 * i);
				table_cell_at(&t, i, 2, &line, &column);
				assert_int_equal(line, first + 2 * i + 1);
				assert_int_equal(column, 7);
			}
			assert_string_equal(table_cell(&t, n, 0), "");
			assert_int_equal(table_check(&t, &err), 0);
			table_release(&t);
			str_release(&text);
		}
}

/* Cells stay where they are while few other places are read; those of a table that is held, always.
 */
static void test_cells_stay(void **state)
{
	struct str text = STR_INIT;

	(void)state;
	str_adds(&text, "id,address,note\n");
	for (size_t i = 0; i < 3000; i++)
		add_row(&text, i, ",", "\n");
	for (int hold = 0; hold < 2; hold++) {
		const struct table_use use = {.block = 20, .hold = hold};
		struct reader reader = reader_bytes(text.p, text.len);
		struct table t;
		table_read(&t, "x.csv", &reader, &use, NULL, &problems);
		assert_told_nothing();
		const char *cell = table_cell(&t, 5, 0);
		size_t n = hold ? 3000 : 5 + TABLE_NEAR + 1, moves = table_moves(&t);
		for (size_t i = 6; i < n; i++)
			assert_row(&t, i, i);
		assert_string_equal(cell, "r5");
		assert_ptr_equal(table_cell(&t, 5, 0), cell);
		assert_int_equal(hold, table_moves(&t) == moves);
		table_release(&t);
	}
	str_release(&text);
}

/* Rows with a fault are left out, and the rest moves up, whenever it is read. */
static void test_rows_left_out(void **state)
{
	const struct table_use use = {.block = 50};
	struct str text = STR_INIT;
	struct table_marks marks = {0};
	struct table t;

	(void)state;
	str_adds(&text, "id,address,note\n");
	for (size_t i = 0; i < 2000; i++) {
		add_row(&text, i, ",", "\n");
		/* Rows of another form are none from the beginning. */
		if (i % 100 == 50)
			str_adds(&text, "x,y\n\n,,\n\"never closed\nx\"y,z,z\n");
	}
	struct reader reader = reader_bytes(text.p, text.len);
	table_read(&t, "x.csv", &reader, &use, NULL, &problems);
	assert_int_equal(t.row_count, 2000);
	problems_release(&problems);
	for (size_t i = 0; i < 2000; i++)
		if (i % 3 == 1 || (i > 300 && i < 400) || i == 1999)
			table_mark(&marks, i);
	table_drop(&t, &marks);
	table_marks_release(&marks);
	size_t row = 0;
	for (size_t i = 0; i < 2000; i++)
		if (!(i % 3 == 1 || (i > 300 && i < 400) || i == 1999))
			assert_row(&t, row++, i);
	assert_int_equal(t.row_count, row);
	assert_row(&t, 0, 0);
	assert_int_equal(table_check(&t, &err), 0);
	table_release(&t);
	str_release(&text);
}

/* Characters and line ends that lie across what is read at once; faults far behind. */
static void test_places_far_behind(void **state)
{
	const struct table_use use = {.block = 16};
	struct str text = STR_INIT, s;
	struct table t;

	(void)state;
	str_adds(&text, "name,note\r\n");
	for (size_t i = 0; i < 500; i++)
		str_addf(&text, "%.*s\xF0\x9F\x98\x80,\"\xE2\x82\xAC\r\nb\"\r\n", (int)(i % 5),
			"aaaaa");
	str_adds(&text, "\xC3\xA9\xC3\xA9,a\xFF\r\n");
	str_add(&text, "e,\0\r\n", 5);
	str_adds(&text, "f,g,h\r\n");
	struct reader reader = reader_bytes(text.p, text.len);
	table_read(&t, "x.csv", &reader, &use, NULL, &problems);
	s = told();
	assert_non_null(strstr(str_c(&s), "1002:5 a byte that is not valid UTF-8"));
	assert_non_null(strstr(str_c(&s), "a NUL byte"));
	assert_non_null(strstr(str_c(&s), "a row of 3 fields"));
	str_release(&s);
	table_release(&t);
	str_release(&text);
}

/* A reader whose bytes can be changed behind the table's back, or fail. */
static void test_what_is_read_again_is_the_same(void **state)
{
	const struct table_use use = {.block = 100};
	struct str text = STR_INIT;
	struct table t;

	(void)state;
	str_adds(&text, "id,address,note\n");
	for (size_t i = 0; i < 3000; i++)
		add_row(&text, i, ",", "\n");
	struct reader reader = reader_bytes(text.p, text.len);
	table_read(&t, "x.csv", &reader, &use, NULL, &problems);
	assert_told_nothing();
	assert_row(&t, 0, 0);
	assert_int_equal(table_check(&t, &err), 0);
	char *somewhere = strstr(text.p, "\nr1500,");
	somewhere[2] = '2';
	assert_row(&t, 0, 0);
	assert_row(&t, 1000, 1000);
	assert_int_equal(table_check(&t, &err), 0);
	assert_string_equal(table_cell(&t, 1500, 0), "");
	assert_int_equal(table_check(&t, &err), -1);
	assert_non_null(strstr(err.text, "changed while it was read"));
	/* Nothing is read any more, so that nobody takes half of a list for the whole. */
	somewhere[2] = '1';
	assert_string_equal(table_cell(&t, 1500, 0), "");
	assert_string_equal(table_cell(&t, 2500, 0), "");
	table_release(&t);
	str_release(&text);
}

/* ---- recipients in a file that is too large to be kept ---- */

static void write_list(const char *path, size_t rows, size_t twice)
{
	struct str text = STR_INIT;
	int fd;

	str_adds(&text, "email,name,org,language\n");
	for (size_t i = 0; i < rows; i++)
		str_addf(&text, "Person <p%zu@example.com>,%s,Organisation %zu of many,%s\n",
			i == twice ? 7 : i, i % 2 ? "" : "Jane", i, i % 1000 ? "en" : "de-CH");
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text.p, text.len), text.len);
	close(fd);
	str_release(&text);
}

static void test_recipients_in_a_file(void **state)
{
	char folder[] = "/tmp/openletter-table-XXXXXX", path[64];
	struct reader reader;
	struct roster_languages languages = {0};
	struct table t;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/x.csv", folder);
	write_list(path, 40000, 30000);
	assert_int_equal(reader_open(&reader, path, 1 << 30, &err), 0);
	roster_read_recipients(&t, "x.csv", &reader, true, &languages, NULL, &problems);
	struct str s = told();
	assert_string_equal(str_c(&s),
		"30002:1 the recipient p7@example.com a second time, expected each once (the first "
		"is in line 9)\n");
	str_release(&s);
	assert_int_equal(t.row_count, 39999);
	assert_string_equal(table_cell(&t, 29999, 0), "p29999@example.com");
	assert_string_equal(table_cell(&t, 30000, 0), "p30001@example.com");
	assert_string_equal(table_cell(&t, 30000, 1), "Person");
	assert_string_equal(table_cell(&t, 30001, 1), "Jane");
	assert_int_equal(languages.count, 2);
	assert_string_equal(languages.items[0].name, "de-CH");
	assert_int_equal(languages.items[1].row, 1);
	/* Another file under its name changes nothing; another content is seen. */
	unlink(path);
	write_list(path, 10, 99);
	assert_string_equal(table_cell(&t, 10000, 0), "p10000@example.com");
	assert_int_equal(table_check(&t, &err), 0);
	table_release(&t);
	reader_close(&reader);
	roster_languages_release(&languages);

	write_list(path, 40000, 99999);
	assert_int_equal(reader_open(&reader, path, 1 << 30, &err), 0);
	roster_read_recipients(&t, "x.csv", &reader, true, NULL, NULL, &problems);
	assert_told_nothing();
	write_list(path, 20000, 99999);
	for (size_t i = 0; i < t.row_count; i++)
		table_cell(&t, i, 0);
	assert_int_equal(table_check(&t, &err), -1);
	assert_non_null(strstr(err.text, "changed while it was read"));
	table_release(&t);
	reader_close(&reader);
	unlink(path);
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows_read_back),
		cmocka_unit_test(test_cells_stay),
		cmocka_unit_test(test_rows_left_out),
		cmocka_unit_test(test_places_far_behind),
		cmocka_unit_test(test_what_is_read_again_is_the_same),
		cmocka_unit_test(test_recipients_in_a_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

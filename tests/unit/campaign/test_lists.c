#include "loading.h"

/* What a fault in a list comes to: rows of the table of faults, by number. */
struct fault {
	const char *row, *recipients, *signatories; /* NULL: without fault */
	const char *told, *also;
	size_t errors;
};

#define HEAD "email,name,org\n"

static const struct fault faults[] = {
	{"B13", "mail,name,org\nb@example.com,B,O\n", NULL, "recipients.csv:1:1: ", "\"mail\"", 1},
	{"B13", "name,E-Mail\nB,b@example.com\n", NULL, "recipients.csv:1:1: ", "\"E-Mail\"", 1},
	{"B13", NULL, "title,email\nDr,a@example.org\n", "signatories.csv:1:1: ", "\"name\"", 1},
	{"B14", "email,name,org,name\nb@example.com,B,O,C\n", NULL,
		"recipients.csv:1:16: ", "twice", 1},
	{"B14", "email,\"a, b\",\"a, b\"\nb@example.com,1,2\n", NULL,
		"recipients.csv:1:14: ", "twice", 1},
	{"B15", HEAD "b@example.com,B\nc@example.com,C,O\n", NULL,
		"recipients.csv:2:1: ", "2 fields, expected 3", 1},
	{"B15", HEAD "b@example.com,B,O,x,y\n", NULL,
		"recipients.csv:2:19: ", "5 fields, expected 3", 1},
	{"B15", HEAD "b@example.com\n", NULL, "recipients.csv:2:1: ", "1 field, expected 3", 1},
	{"B15 quoted lines before", HEAD "a@example.com,A,\"x\ny\"\nb@example.com,B\n", NULL,
		"recipients.csv:4:1: ", NULL, 2},
	{"B16", HEAD "a@example.com,\"A,O\nb@example.com,B,O\nc@example.com,C,O\n", NULL,
		"recipients.csv:2:15: ", "never closed", 1},
	{"B16", HEAD "a@example.com,\"A,O\nb@example.com,\"B\",O\nc@example.com,C\n", NULL,
		"recipients.csv:2:15: ", "recipients.csv:4:1: ", 2},
	{"B16", HEAD "a@example.com,\"A\"x,O\n", NULL,
		"recipients.csv:2:18: ", "after a closing quote", 1},
	{"B16", HEAD "a@example.com,A \"the\" B,O\n", NULL,
		"recipients.csv:2:17: ", "inside a field", 1},
	{"B16 header", "email,\"name,org\nb@example.com,B,O\n", NULL,
		"recipients.csv:1:7: ", "never closed", 1},
	{"B17", "", NULL, "recipients.csv:1:1: ", "an empty file", 1},
	{"B17", "\xEF\xBB\xBF\r\n\r\n", NULL, "recipients.csv:1:1: ", "an empty file", 1},
	{"B17", NULL, " \n", "signatories.csv:1:1: ", "an empty file", 1},
	{"B18", HEAD "b@example.com,B\xFCrger,O\nc@example.com,M\xE9,O\n", NULL,
		"recipients.csv:2:16: ", "recipients.csv:3:16: ", 2},
	{"B20", HEAD "b@example.com,\"B\r\nBcc: x@example.test\",O\n", NULL,
		"recipients.csv:2:15: ", "a line end", 1},
	{"B20", HEAD "b@example.com,\"B\rC\",O\n", NULL, "recipients.csv:2:15: ", "a line end", 1},
	{"B20", HEAD "b@example.com,B\rBcc: x@example.test,O\n", NULL,
		"recipients.csv:2:15: ", "carriage return", 2},
	{"B20", HEAD "\"b@example.com\nx\",B,O\n", NULL, "recipients.csv:2:1: ", "a line end", 1},
	{"B20", HEAD "b@example.com,B,\"O\nX\"\n", NULL, "recipients.csv:2:17: ", "a line end", 1},
	{"B20", NULL, "name,org\n\"A\nB\",O\n", "signatories.csv:2:1: ", "a line end", 1},
	{"X1", HEAD "b@example.com,\"B\xE2\x80\xA8X\",O\n", NULL,
		"recipients.csv:2:15: ", "line separator", 1},
	{"X1", HEAD "b@example.com,B\x1b[2J,O\n", NULL,
		"recipients.csv:2:15: ", "control character", 1},
	{"X2", HEAD "\"b@example.com>\r\nRCPT TO:<x@example.test\",B,O\n", NULL,
		"recipients.csv:2:1: ", "a line end", 1},
	{"X2", HEAD "b@example.com> RCPT TO:<x@example.test,B,O\n", NULL,
		"recipients.csv:2:1: ", "no address", 1},
	{"X14", HEAD "=?utf-8?b?YUBi?=@example.com,B,O\n", NULL,
		"recipients.csv:2:1: ", "encoded word", 1},
	{"B21", HEAD "\"b@example.com, c@example.com\",B,O\n", NULL,
		"recipients.csv:2:1: ", "two addresses", 1},
	{"B21", HEAD "b@example.com;c@example.com,B,O\n", NULL,
		"recipients.csv:2:1: ", "two addresses", 1},
	{"B21", HEAD "\"B <b@example.com>, C <c@example.com>\",B,O\n", NULL,
		"recipients.csv:2:1: ", "no address", 1},
	{"B22 case", HEAD "b@example.com,B,O\nx@example.com,X,O\nB@Example.COM,B,O\n", NULL,
		"recipients.csv:4:1: ", "line 2", 1},
	{"B22 IDN",
		HEAD "b@b\xC3\xBC"
		     "cher.test,B,O\nb@XN--BCHER-KVA.test,B,O\n",
		NULL, "recipients.csv:3:1: ", "line 2", 1},
	{"B22 dot", HEAD "b@example.com,B,O\nb@example.com.,B,O\n", NULL,
		"recipients.csv:3:1: ", "line 2", 1},
	{"B22 full-width dot",
		HEAD "b@example.com,B,O\nb@example\xE3\x80\x82"
		     "com,B,O\n",
		NULL, "recipients.csv:3:1: ", "line 2", 1},
	{"B22 name", "name,email,org\nB,b@example.com,O\nC,C <B@example.com>,O\n", NULL,
		"recipients.csv:3:3: ", "line 2", 1},
	{"no address", HEAD ",B,O\nb@example.com,B,O\n", NULL,
		"recipients.csv:2:1: ", "no address in this row", 1},
	{"bad address", HEAD "nobody,B,O\n", NULL, "recipients.csv:2:1: ", "there is no @", 1},
	{"no name", HEAD "b@example.com,B,O\n,,x\n", NULL,
		"recipients.csv:3:1: ", "no address in this row", 1},
	{"unnamed column", "email,,org\nb@example.com,B,O\n", NULL,
		"recipients.csv:2:15: ", "no name", 1},
	{"language", "email,language\nb@example.com,../x\n", NULL,
		"recipients.csv:2:15: ", "\"language\"", 1},
	{"signatory", NULL, "name,org,email\nA,O,nobody\n", "signatories.csv:2:5: ", "no @", 1},
	{"signatory twice", NULL, "name,org\nA,O\nB,O\nA,O\n", "signatories.csv:4:1: ", "line 2",
		1},
	{"signatory without name", NULL, "name,org,title\n,,Dr\n",
		"signatories.csv:2:1: ", "neither", 1},
	{"B38", HEAD, NULL, "recipients.csv:1:1: ", "without recipients", 1},
	{"B38 blank rows", HEAD ",,\n , ,\n", NULL, "recipients.csv:1:1: ", "without recipients",
		1},
	{"several", "email,name,name\nx,B\nb@example.com,B,C\nb@example.com,D,E\n", "name\n\n",
		"recipients.csv:1:12: ", "recipients.csv:4:1: ", 3},
};

static void test_faults(void **state)
{
	size_t failed = 0;

	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		const struct fault *f = &faults[i];
		struct loaded l;
		load(&l, NULL, f->recipients, f->signatories);
		if (!is_told(&l, f->told, f->also, f->errors)) {
			failed++;
			print_error("%s, of:\n%s\n", f->row,
				f->recipients ? f->recipients : f->signatories);
		}
		unload(&l);
	}
	assert_int_equal(failed, 0);
}

static void parse(struct loaded *l, struct table *t, const char *bytes, size_t n)
{
	*l = (struct loaded){0};
	table_parse(t, "x.csv", bytes, n, &l->problems);
	str_init(&l->told);
	tell_problems(l);
}

static void unparse(struct loaded *l, struct table *t)
{
	table_release(t);
	problems_release(&l->problems);
	str_release(&l->told);
}

/* B19: UTF-16, with and without mark, is named. */
static void test_b19_utf16(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		const char *name;
	} cases[] = {
		{"\xFF\xFE"
		 "e\0m\0",
			6, "UTF-16"},
		{"\xFE\xFF\0e\0m", 6, "UTF-16"},
		{"e\0m\0a\0", 6, "UTF-16"},
		{"\0e\0m\0a", 6, "UTF-16"},
		{"\xFF\xFE\0\0e\0\0\0", 8, "UTF-32"},
		/* Workbooks that were only renamed. */
		{"PK\3\4\x14\0\6\0", 8, "x.csv:1:1: a workbook or a document (.xlsx"},
		{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, "an old workbook"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct loaded l;
		struct table t;
		parse(&l, &t, cases[i].bytes, cases[i].n);
		assert_told(&l, "B19", cases[i].name);
		assert_int_equal(l.problems.errors, 1);
		unparse(&l, &t);
	}
}

static void test_b20_nul(void **state)
{
	static const char text[] = "email,name\nb@example.com,\"B\0C\"\nc@example.com,C\n";
	struct loaded l;
	struct table t;

	(void)state;
	parse(&l, &t, text, sizeof text - 1);
	assert_told(&l, "B20", "x.csv:2:17: a NUL byte");
	assert_int_equal(l.problems.errors, 1);
	unparse(&l, &t);
}

static void test_b23_long_field(void **state)
{
	struct str text = STR_INIT;
	struct loaded l;

	(void)state;
	str_adds(&text, "email,name,org,note\nb@example.com,B,O,");
	for (int i = 0; i < TABLE_CELL_MAX + 1; i++)
		str_addc(&text, 'x');
	str_adds(&text, "\nc@example.com,");
	for (int i = 0; i < 2000; i++)
		str_addc(&text, 'n');
	str_adds(&text, ",O,\n");
	load(&l, NULL, str_c(&text), NULL);
	assert_told(&l, "B23", "recipients.csv:2:19: a field longer than");
	assert_told(&l, "B23", "recipients.csv:3:15: \"name\" has 2000 bytes");
	assert_int_equal(l.problems.errors, 2);
	unload(&l);
	str_release(&text);
}

/* B24, and lists as spreadsheets write them. */
static void test_b24_dialects(void **state)
{
	static const char *const same[] = {
		"email,name,org\nb@example.com,\"Doe, J\",\"a \"\"q\"\"\"\n",
		"\xEF\xBB\xBF"
		"email,name,org\r\nb@example.com,\"Doe, J\",\"a \"\"q\"\"\"\r\n",
		"email;name;org\r\nb@example.com;Doe, J;\"a \"\"q\"\"\"",
		"email\tname\torg\nb@example.com\tDoe, J\t\"a \"\"q\"\"\"\n",
		"sep=;\r\nemail;name;org\r\nb@example.com;Doe, J;\"a \"\"q\"\"\"\r\n",
		"email,name,org\rb@example.com,\"Doe, J\",\"a \"\"q\"\"\"\r",
		"\n\n email , name ,org\n\n b@example.com , \"Doe, J\" ,\"a \"\"q\"\"\"\n,,\n\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		struct loaded l;
		struct table t;
		parse(&l, &t, same[i], strlen(same[i]));
		assert_string_equal(str_c(&l.told), "");
		assert_int_equal(t.column_count, 3);
		assert_int_equal(t.row_count, 1);
		assert_int_equal(table_column(&t, "org"), 2);
		assert_int_equal(table_column(&t, "nothing"), -1);
		assert_string_equal(table_cell(&t, 0, 0), "b@example.com");
		assert_string_equal(table_cell(&t, 0, 1), "Doe, J");
		assert_string_equal(table_cell(&t, 0, 2), "a \"q\"");
		assert_string_equal(table_cell(&t, 0, -1), "");
		unparse(&l, &t);
	}
}

static void test_places(void **state)
{
	static const char text[] = "\nemail,address,note\r\n"
				   "a@example.com,\"1 Rue\r\nBruxelles\", x\r\n"
				   "\r\n"
				   "\xC3\xA9@example.com,\"\xC3\xA9\xC3\xA9\",y\r\n";
	struct loaded l;
	struct table t;
	size_t line, column;

	(void)state;
	parse(&l, &t, text, sizeof text - 1);
	assert_string_equal(str_c(&l.told), "");
	assert_int_equal(t.row_count, 2);
	assert_string_equal(table_cell(&t, 0, 1), "1 Rue\nBruxelles");
	assert_int_equal(table_line(&t, 0), 3);
	assert_int_equal(table_line(&t, 1), 6);
	assert_int_equal(table_cell_place(&t, 0, 1), 15);
	table_cell_at(&t, 0, 2, &line, &column);
	assert_int_equal(line, 4);
	assert_int_equal(column, 13);
	table_cell_at(&t, 1, 2, &line, &column);
	assert_int_equal(line, 6);
	assert_int_equal(column, 20);
	table_header_at(&t, 1, &line, &column);
	assert_int_equal(line, 2);
	assert_int_equal(column, 7);
	unparse(&l, &t);
}

/* An address with a name is taken apart; a blank name takes it. */
static void test_addresses_with_names(void **state)
{
	struct loaded l;
	const struct table *t = &l.campaign.recipients;

	(void)state;
	load(&l, NULL,
		"email,name\n\"\"\"Doe, J\"\" <Doe@Example.com>\",\n K <k@b\xC3\xBC"
		"cher.test> ,Kay\n",
		NULL);
	assert_string_equal(str_c(&l.told), "");
	assert_string_equal(table_cell(t, 0, 0), "Doe@Example.com");
	assert_string_equal(table_cell(t, 0, 1), "Doe, J");
	assert_string_equal(table_cell(t, 1, 0), "k@b\xC3\xBC"
						 "cher.test");
	assert_string_equal(table_cell(t, 1, 1), "Kay");
	unload(&l);
}

/* X6: what looks like an option or a command is an address or is refused, nothing else. */
static void test_x6_addresses_are_data(void **state)
{
	struct loaded l;

	(void)state;
	load(&l, NULL, "email\n-oQ/tmp@x.test\n;id;@x.test\n${run{id}}@x.test\n", NULL);
	assert_told(&l, "X6", "recipients.csv:3:1: ");
	assert_int_equal(l.problems.errors, 1);
	assert_string_equal(table_cell(&l.campaign.recipients, 0, 0), "-oQ/tmp@x.test");
	unload(&l);
}

static void test_many_problems_stay_quick(void **state)
{
	struct str text = STR_INIT;
	struct loaded l;

	(void)state;
	str_adds(&text, "email,name\n");
	for (int i = 0; i < 200000; i++)
		str_addf(&text, "\"x%d\n", i);
	load(&l, NULL, str_c(&text), NULL);
	assert_true(l.problems.errors >= PROBLEMS_MAX);
	assert_int_equal(l.problems.count, PROBLEMS_MAX);
	unload(&l);
	str_reset(&text);
	str_adds(&text, "email\n");
	for (int i = 0; i < 200000; i++)
		str_adds(&text, "a@example.com\n");
	load(&l, NULL, str_c(&text), NULL);
	assert_int_equal(l.problems.errors, 199999);
	unload(&l);
	str_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_b19_utf16),
		cmocka_unit_test(test_b20_nul),
		cmocka_unit_test(test_b23_long_field),
		cmocka_unit_test(test_b24_dialects),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_addresses_with_names),
		cmocka_unit_test(test_x6_addresses_are_data),
		cmocka_unit_test(test_many_problems_stay_quick),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

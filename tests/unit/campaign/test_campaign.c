#include "loading.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static const char people[] = "id,email,name,org,language\n"
			     "r1,b@Example.com,B,B Ltd,de-AT\n"
			     "r2,c@example.com,C,b ltd,\n"
			     "r3,d@b\xC3\xBC"
			     "cher.test,D,,fr\n";

static void test_identity(void **state)
{
	static const struct {
		const char *who;
		size_t count, first;
	} picks[] = {
		{"B@example.COM", 1, 0},
		{"R2", 1, 1},
		{"B LTD", 2, 0},
		{"d@xn--bcher-kva.test", 1, 2},
		{"b\xC3\xBC"
		 "cher.test",
			1, 2},
		{"nobody", 0, 0},
		{"x@example.com", 0, 0},
	};
	struct loaded l;
	const struct campaign *c = &l.campaign;

	(void)state;
	load(&l, NULL, people, "id,name,org,email\ns1,A,O,\n,B,O,B@Example.org\n,C,P,\n");
	assert_string_equal(str_c(&l.told), "");
	static const char *const keys[] = {
		"b@example.com", "c@example.com", "d@xn--bcher-kva.test"};
	static const char *const signers[] = {"s1", "b@example.org", "C|P"};
	for (size_t i = 0; i < 3; i++) {
		char *key = campaign_recipient_key(c, i), *signer = campaign_signatory_key(c, i);
		assert_string_equal(key, keys[i]);
		assert_string_equal(signer, signers[i]);
		free(key);
		free(signer);
	}
	assert_string_equal(campaign_target(c, 0), "B Ltd");
	assert_string_equal(campaign_target(c, 2), "b\xC3\xBC"
						   "cher.test");
	for (size_t i = 0; i < sizeof picks / sizeof *picks; i++) {
		size_t *rows, n = campaign_pick(c, picks[i].who, &rows);
		if (n != picks[i].count || (n && rows[0] != picks[i].first))
			fail_msg("%s picks %zu rows", picks[i].who, n);
		free(rows);
	}
	unload(&l);
}

/* What was read once gives the same campaign again: that is what an edition is. */
static void test_load_again_from_files(void **state)
{
	struct loaded l = {0};
	struct campaign again;
	struct problems problems = {0};
	struct str a = STR_INIT, b = STR_INIT;

	(void)state;
	give(&l, CAMPAIGN_FILE, SETTINGS "@include \"more.cfg\"\n", strlen(SETTINGS) + 20);
	give(&l, "more.cfg", "send = { user = \"u\"; password = \"p\"; };", 39);
	give(&l, "recipients.csv", people, sizeof people - 1);
	give(&l, "signatories.csv", SIGNATORIES, strlen(SIGNATORIES));
	give(&l, "letter.md", LETTER, strlen(LETTER));
	give(&l, "letter.de.md", LETTER, strlen(LETTER));
	give(&l, "letter.fr.md", LETTER, strlen(LETTER));
	give(&l, "letter.it.md", LETTER, strlen(LETTER));
	load_given(&l);
	assert_string_equal(str_c(&l.told), "");
	/* Variants for languages that recipients have, and no others. */
	assert_non_null(campaign_file(&l.campaign, "letter.de.md"));
	assert_non_null(campaign_file(&l.campaign, "letter.fr.md"));
	assert_null(campaign_file(&l.campaign, "letter.it.md"));

	struct source source = source_files(&l.campaign.files);
	campaign_load(&again, ".", &source, true, &problems);
	assert_int_equal(problems.errors, 0);
	assert_int_equal(again.files.count, l.campaign.files.count);
	for (size_t i = 0; i < again.files.count; i++) {
		assert_string_equal(again.files.items[i].name, l.campaign.files.items[i].name);
		assert_string_equal(again.files.items[i].sha256, l.campaign.files.items[i].sha256);
	}
	campaign_add_frozen_settings(&l.campaign, &a);
	campaign_add_frozen_settings(&again, &b);
	assert_string_equal(str_c(&a), str_c(&b));
	campaign_release(&again);
	problems_release(&problems);
	str_release(&a);
	str_release(&b);
	unload(&l);
}

/* Files of which a large one is read in pieces, as a folder's are. */
static int read_given(void *ctx, const char *name, struct str *out, struct err *err)
{
	const struct campaign_file *file = campaign_files_find(ctx, name);

	if (file == NULL)
		return err_set(err, ERR_INPUT, "%s: is not there", name);
	str_add(out, file->bytes.p, file->bytes.len);
	return 0;
}

static int open_given(void *ctx, const char *name, struct reader *reader_r, struct err *err)
{
	const struct campaign_file *file = campaign_files_find(ctx, name);

	if (file == NULL)
		return err_set(err, ERR_INPUT, "%s: is not there", name);
	*reader_r = reader_bytes(file->bytes.p, file->bytes.len);
	return 0;
}

/* A list of n people, some of whom read German, some of whom have a name in their address. */
static void give_people(struct loaded *l, size_t n)
{
	struct str list = STR_INIT;

	str_adds(&list, "email,name,org,language\n");
	for (size_t i = 0; i < n; i++)
		str_addf(&list,
			i % 3 ? "p%zu@example.com,P %zu,Org %zu,\n"
			      : "\"Q <p%zu@example.com>\",,Org %zu %zu,de\n",
			i, i, i % 7);
	*l = (struct loaded){0};
	give(l, CAMPAIGN_FILE, SETTINGS, strlen(SETTINGS));
	give(l, "recipients.csv", list.p, list.len);
	give(l, "signatories.csv", SIGNATORIES, strlen(SIGNATORIES));
	give(l, "letter.md", LETTER, strlen(LETTER));
	give(l, "letter.de.md", LETTER, strlen(LETTER));
	l->source = (struct source){.read = read_given, .open = open_given, .ctx = &l->files};
	str_init(&l->told);
	str_release(&list);
}

static void expect_same_people(const struct campaign *a, const struct campaign *b)
{
	assert_int_equal(a->recipients.row_count, b->recipients.row_count);
	for (size_t row = 0; row < a->recipients.row_count; row++) {
		for (long column = 0; column < (long)a->recipients.column_count; column++)
			assert_string_equal(table_cell(&a->recipients, row, column),
				table_cell(&b->recipients, row, column));
		assert_int_equal(table_line(&a->recipients, row), table_line(&b->recipients, row));
	}
	assert_int_equal(a->languages.count, b->languages.count);
	assert_int_equal(a->files.count, b->files.count);
	for (size_t i = 0; i < a->files.count; i++)
		assert_string_equal(a->files.items[i].sha256, b->files.items[i].sha256);
}

/* Loads what `changed` gives after `first` was loaded and given up. */
static bool taken_over(struct loaded *first, struct loaded *changed)
{
	struct loaded fresh = {0};
	struct err err;

	campaign_load(&first->campaign, ".", &first->source, true, &first->problems);
	assert_int_equal(first->problems.errors, 0);
	campaign_forget_files(&first->campaign);
	assert_int_equal(first->campaign.recipients.row_count, 0);
	assert_string_equal(table_cell(&first->campaign.recipients, 0, 0), "");
	campaign_load_again(&changed->campaign, ".", &changed->source, &first->campaign, true,
		&changed->problems);
	campaign_load(&fresh.campaign, ".", &changed->source, true, &fresh.problems);
	assert_int_equal(changed->problems.count, fresh.problems.count);
	expect_same_people(&changed->campaign, &fresh.campaign);
	assert_int_equal(campaign_check_lists(&changed->campaign, &err), 0);
	unload(&fresh);
	return first->campaign.spare.row_count == 0;
}

static void test_same_recipients_are_not_checked_again(void **state)
{
	static const size_t sizes[] = {1, 50, 60000};
	struct loaded first, again;

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		give_people(&first, sizes[i]);
		give_people(&again, sizes[i]);
		assert_true(taken_over(&first, &again));
		/* Not even what they were read from at first is needed. */
		unload(&first);
		assert_string_equal(table_cell(&again.campaign.recipients, 0, 0), "p0@example.com");
		assert_string_equal(table_cell(&again.campaign.recipients, 0, 1), "Q");
		unload(&again);
	}
}

static void test_other_recipients_are_checked(void **state)
{
	static const size_t sizes[] = {50, 60000};
	struct loaded first, other;
	struct str *bytes;

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		give_people(&first, sizes[i]);
		give_people(&other, sizes[i]);
		bytes = &other.files.items[1].bytes;
		bytes->p[bytes->len - 3] = 'x';
		assert_false(taken_over(&first, &other));
		unload(&first);
		unload(&other);
		/* One more is seen by its size. */
		give_people(&first, sizes[i]);
		give_people(&other, sizes[i] + 1);
		assert_false(taken_over(&first, &other));
		unload(&first);
		unload(&other);
	}
}

/* What could not be read once is not handed on. */
static void test_recipients_that_changed_meanwhile_are_checked(void **state)
{
	struct loaded first, again;
	struct problems problems = {0};

	(void)state;
	give_people(&first, 60000);
	give_people(&again, 60000);
	campaign_load(&first.campaign, ".", &first.source, true, &first.problems);
	first.files.items[1].bytes.p[40] ^= 1;
	assert_string_equal(table_cell(&first.campaign.recipients, 0, 0), "");
	campaign_forget_files(&first.campaign);
	campaign_load_again(&again.campaign, ".", &again.source, &first.campaign, true, &problems);
	assert_int_equal(problems.errors, 0);
	assert_string_equal(table_cell(&again.campaign.recipients, 0, 0), "p0@example.com");
	assert_true(first.campaign.spare.row_count > 0);
	problems_release(&problems);
	unload(&first);
	unload(&again);
}

/* What shapes letters is in the frozen settings; servers and paces are not. */
static void test_frozen_settings(void **state)
{
	static const char *const other[] = {
		"campaign = { id = \"a-2\"; title = \"A title\"; deadline = \"2025-10-10\"; "
		"timezone = "
		"\"Europe/Brussels\"; };\n" GROUP_LETTER DEMANDS,
		GROUP_CAMPAIGN "letter = { from = \"B <a@example.org>\"; };\n" DEMANDS,
		GROUP_CAMPAIGN GROUP_LETTER
		"demands = ( { id = \"d1\"; title = \"T\"; text = \"X\\\"\nY\"; } );\n",
		GROUP_CAMPAIGN GROUP_LETTER,
		SETTINGS "send = { unsubscribe = \"leave@example.org\"; };\n",
	};
	struct str a = STR_INIT, b = STR_INIT;
	struct loaded l;

	(void)state;
	load(&l, NULL, NULL, NULL);
	campaign_add_frozen_settings(&l.campaign, &a);
	unload(&l);
	load(&l,
		SETTINGS "send = { url = \"smtp://mail.example.org\"; rate = \"1/s\"; };\n"
			 "inbox = { file_into = \"x\"; };\n# a comment\n",
		NULL, NULL);
	campaign_add_frozen_settings(&l.campaign, &b);
	assert_string_equal(str_c(&a), str_c(&b));
	unload(&l);
	for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
		load(&l, other[i], NULL, NULL);
		assert_string_equal(str_c(&l.told), "");
		str_reset(&b);
		campaign_add_frozen_settings(&l.campaign, &b);
		assert_string_not_equal(str_c(&a), str_c(&b));
		unload(&l);
	}
	str_release(&a);
	str_release(&b);
}

/* --- what needs a real folder --- */

static char folder[] = "/tmp/openletter-campaign.XXXXXX";

static void put(const char *name, const char *text, mode_t mode)
{
	char *path = path_join(folder, name);
	struct err err;

	unlink(path);
	assert_int_equal(file_write(path, text, strlen(text), 0600, &err), 0);
	assert_int_equal(chmod(path, mode), 0);
	free(path);
}

static int make_folder(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	put("letter.md", LETTER, 0644);
	put("recipients.csv", RECIPIENTS, 0644);
	put("signatories.csv", SIGNATORIES, 0644);
	return 0;
}

static int remove_folder(void **state)
{
	static const char *const names[] = {CAMPAIGN_FILE, "letter.md", "recipients.csv",
		"signatories.csv", "secret.cfg", "pipe", "ca.pem"};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char *path = path_join(folder, names[i]);
		unlink(path);
		free(path);
	}
	return rmdir(folder);
}

static void load_folder(struct loaded *l)
{
	*l = (struct loaded){0};
	l->source = source_folder(folder);
	campaign_load(&l->campaign, folder, &l->source, true, &l->problems);
	str_init(&l->told);
	tell_problems(l);
}

static void test_b10_include_of_no_file(void **state)
{
	char *path = path_join(folder, "pipe");
	struct loaded l;

	(void)state;
	put(CAMPAIGN_FILE, SETTINGS "@include \"pipe\"\n", 0644);
	assert_int_equal(mkfifo(path, 0600), 0);
	load_folder(&l);
	assert_told(&l, "B10", "campaign.cfg:5:1: ");
	assert_told(&l, "B10", "is no regular file");
	unload(&l);
	unlink(path);
	free(path);
	put(CAMPAIGN_FILE, SETTINGS "@include \".\"\n", 0644);
	load_folder(&l);
	assert_told(&l, "B10", "is a directory");
	unload(&l);
}

static void test_b11_password_that_others_can_read(void **state)
{
	static const mode_t open_to_others[] = {0644, 0640, 0604, 0660, 0666};
	static const char settings[] = SETTINGS "send = { user = \"u\"; password = \"p\"; };\n";
	struct loaded l;

	(void)state;
	for (size_t i = 0; i < sizeof open_to_others / sizeof *open_to_others; i++) {
		put(CAMPAIGN_FILE, settings, open_to_others[i]);
		load_folder(&l);
		assert_told(&l, "B11", "campaign.cfg:5:33: a password in a file that others");
		unload(&l);
	}
	put(CAMPAIGN_FILE, settings, 0600);
	load_folder(&l);
	assert_string_equal(str_c(&l.told), "");
	unload(&l);
	/* It is the file that holds the password which counts. */
	put(CAMPAIGN_FILE, SETTINGS "@include \"secret.cfg\"\n", 0644);
	put("secret.cfg", "inbox = { user = \"u\"; password = \"p\"; };\n", 0600);
	load_folder(&l);
	assert_string_equal(str_c(&l.told), "");
	unload(&l);
	put("secret.cfg", "inbox = { user = \"u\"; password = \"p\"; };\n", 0644);
	load_folder(&l);
	assert_told(&l, "B11", "secret.cfg:1:34: ");
	unload(&l);
}

static void test_files_beside(void **state)
{
	struct loaded l;
	struct str wanted = STR_INIT;

	(void)state;
	put(CAMPAIGN_FILE, SETTINGS "send = { ca_file = \"ca.pem\"; };\n", 0644);
	load_folder(&l);
	assert_told(&l, "ca_file", "campaign.cfg:5:20: ");
	unload(&l);
	put("ca.pem", "x", 0644);
	load_folder(&l);
	assert_string_equal(str_c(&l.told), "");
	str_addf(&wanted, "%s/ca.pem", folder);
	assert_string_equal(l.campaign.send.server.ca_file, str_c(&wanted));
	unload(&l);
	str_release(&wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity),
		cmocka_unit_test(test_load_again_from_files),
		cmocka_unit_test(test_same_recipients_are_not_checked_again),
		cmocka_unit_test(test_other_recipients_are_checked),
		cmocka_unit_test(test_recipients_that_changed_meanwhile_are_checked),
		cmocka_unit_test(test_frozen_settings),
		cmocka_unit_test(test_b10_include_of_no_file),
		cmocka_unit_test(test_b11_password_that_others_can_read),
		cmocka_unit_test(test_files_beside),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <dirent.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "base/file.h"
#include "fixture.h"
#include "folder_of_test.h"
#include "report/site.h"

static char *path_of(const char *name)
{
	return path_join(root, name);
}

/* Writes the site of a store into root/site; with templates from root/pages when they are there. */
static struct folder_result write_site(struct store *store, int64_t now, const char *language,
	struct problems *problems, int expect)
{
	char *out = path_of("site"), *pages = path_of("pages");
	struct report_site site = {.out = out, .pages = {file_exists(pages) ? pages : NULL}};
	struct folder_result result = {0};
	struct report_model m = {0};
	struct reply_counts counts;
	struct err err = {0};
	struct strings *strings = pages_strings(&site.pages, language, &err);

	assert_non_null(strings);
	fixture_gather(store, now, language, &m);
	assert_int_equal(reply_count(store, &counts, &err), 0);
	for (size_t i = 0; i < 2; i++)
		report_add_letter(&m, i, "About Karsa",
			i ? "Dear Beta,\n\nplease."
			  : "Dear Alpha,\n\nplease write to letters+" TOKEN_ALPHA "@example.org.");
	int got = report_site_write(&m, &counts, strings, &site, &result, problems, &err);
	if (got != expect)
		print_error("%s\n", err.text);
	for (size_t i = 0; got != expect && i < problems->count; i++)
		print_error("%s:%zu:%zu: %s\n", problems->items[i].file, problems->items[i].line,
			problems->items[i].column, problems->items[i].text);
	assert_int_equal(got, expect);
	report_model_release(&m);
	strings_free(strings);
	free(out);
	free(pages);
	return result;
}

static int put(const char *path, const char *text)
{
	struct err err;

	return file_write(path, text, strlen(text), 0644, &err);
}

/* Everything below the site in one text. */
static void read_all(const char *dir, struct str *out, size_t *files)
{
	struct dirent **entries;
	int n = scandir(dir, &entries, NULL, alphasort);

	assert_true(n >= 0);
	for (int i = 0; i < n; i++) {
		char *path = path_join(dir, entries[i]->d_name);
		struct stat st;
		if (strcmp(entries[i]->d_name, ".") && strcmp(entries[i]->d_name, "..")) {
			assert_int_equal(lstat(path, &st), 0);
			str_addf(out, "\n== %s\n", path);
			if (S_ISDIR(st.st_mode))
				read_all(path, out, files);
			else
				assert_int_equal(file_read(path, 1 << 24, out, NULL), 0);
			*files += S_ISREG(st.st_mode);
		}
		free(path);
		free(entries[i]);
	}
	free(entries);
}

static void nothing_leaks(void **state)
{
	static const char *const secrets[] = {SECRET_SENTENCE, "cobalt", REDACTED_SENTENCE,
		"Jane Roe", "Clerk Name", TOKEN_ALPHA, TOKEN_ALPHA_2, TOKEN_BETA, "I am away",
		"<script", "<b>it"};
	static const char *const languages[] = {"en", "ar"};
	int64_t now;
	struct store *store = fixture_store(&now);

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		struct problems problems = {0};
		struct str all = STR_INIT;
		size_t files = 0;
		write_site(store, now, languages[k], &problems, 0);
		assert_int_equal(problems.count, 0);
		char *site = path_of("site");
		read_all(site, &all, &files);
		assert_true(files >= 14);
		for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
			if (strstr(all.p, secrets[i]))
				fail_msg("%s: %s", secrets[i], strstr(all.p, secrets[i]) - 200);
		for (size_t i = 0; i < sizeof fixture_addresses / sizeof *fixture_addresses; i++)
			assert_null(strstr(all.p, fixture_addresses[i]));
		/* What was released is there, and the hostile name is text. */
		assert_non_null(strstr(all.p, PUBLIC_SENTENCE));
		assert_non_null(strstr(all.p, "Gamma &lt;script&gt;"));
		assert_non_null(strstr(all.p, "default-src 'none'"));
		str_release(&all);
		free(site);
		problems_release(&problems);
	}
	store_close(store);
}

static void an_unchanged_site_is_left_alone(void **state)
{
	struct problems problems = {0};
	struct err err;
	int64_t now;
	struct store *store = fixture_store(&now);
	char *page = path_of("site/replies/3.html"), *alpha = path_of("site/targets/beta.html");
	struct stat before, after;

	(void)state;
	struct folder_result first = write_site(store, now, "en", &problems, 0);
	assert_true(first.written > 12);
	assert_int_equal(stat(alpha, &before), 0);
	/* A minute later on the same day nothing is to be written. */
	struct folder_result second = write_site(store, now + 60, "en", &problems, 0);
	assert_int_equal(second.written, 0);
	assert_int_equal(second.unchanged, first.written);
	/* A decision of today changes the pages of that target, and not the other's. */
	assert_true(file_exists(page));
	assert_int_equal(reply_publish(store, 3, REPLY_WITHHELD, NULL, "x", now, &err), 0);
	struct folder_result third = write_site(store, now + 60, "en", &problems, 0);
	assert_int_equal(third.removed, 1);
	assert_true(third.written > 0 && third.unchanged > third.written / 2);
	assert_false(file_exists(page));
	assert_int_equal(stat(alpha, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	free(page);
	free(alpha);
	store_close(store);
}

static void templates_of_the_folder_win(void **state)
{
	struct problems problems = {0};
	struct str text = STR_INIT;
	struct err err;
	int64_t now;
	struct store *store = fixture_store(&now);
	char *pages = path_of("pages"), *index = path_of("pages/index.html"),
	     *out = path_of("site/index.html"), *extra = path_of("pages/logo.svg"),
	     *logo = path_of("site/logo.svg"), *words = path_of("pages/strings.en.json");

	(void)state;
	assert_int_equal(dir_make(pages, 0755, &err), 0);
	assert_int_equal(put(index, "{% assign title = \"Mine\" %}Ours: {{ t.deadline }}"), 0);
	assert_int_equal(put(extra, "<svg/>"), 0);
	assert_int_equal(put(words, "{\"deadline\": \"By\"}"), 0);
	write_site(store, now, "en", &problems, 0);
	assert_int_equal(file_read(out, 1 << 20, &text, &err), 0);
	assert_non_null(strstr(text.p, "Ours: By"));
	assert_true(file_exists(logo));
	/* A mistake is told with its place, and the site stays as it was. */
	assert_int_equal(put(index, "{{ t.deadline | nosuch }}"), 0);
	write_site(store, now, "en", &problems, -1);
	assert_int_equal(problems.errors, 1);
	assert_true(str_ends(problems.items[0].file, "pages/index.html"));
	str_reset(&text);
	assert_int_equal(file_read(out, 1 << 20, &text, &err), 0);
	assert_non_null(strstr(text.p, "Ours: By"));
	problems_release(&problems);
	str_release(&text);
	free(pages);
	free(index);
	free(out);
	free(extra);
	free(logo);
	free(words);
	store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_root, remove_root)
	const struct CMUnitTest tests[] = {
		TEST(nothing_leaks),
		TEST(an_unchanged_site_is_left_alone),
		TEST(templates_of_the_folder_win),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

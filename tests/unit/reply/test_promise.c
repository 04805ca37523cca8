#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include "reply/reading.h"

/* What a sentence promises, or "none"; the caller frees it. */
static char *promised(const char *sentence)
{
	struct reading r;
	struct str mail = STR_INIT;

	str_addf(&mail,
		"Date: Mon, 6 Oct 2025 10:00:00 +0000\r\nContent-Type: text/plain; "
		"charset=utf-8\r\n\r\n%s\r\n",
		sentence);
	reading_parse(str_c(&mail), mail.len, &r);
	str_release(&mail);
	char *date = strdup(r.promised_date ? r.promised_date : "none");
	assert_true(r.promised_at.start <= r.promised_at.end && r.promised_at.end <= r.text_len);
	reading_release(&r);
	return date;
}

/* The table of tests/data/promises.tsv. */
static void test_sentences(void **state)
{
	struct str table = STR_INIT;
	struct err err = {0};
	size_t wrong = 0, dates = 0, none = 0;

	(void)state;
	if (file_read(TEST_DATA "/promises.tsv", 1 << 20, &table, &err) < 0)
		fail_msg("%s", err.text);
	for (char *rest = table.p, *line; (line = strsep(&rest, "\n")) != NULL;) {
		char *sentence = strchr(line, '\t');
		if (*line == '#' || sentence == NULL)
			continue;
		*sentence++ = '\0';
		*(strcmp(line, "none") == 0 ? &none : &dates) += 1;
		char *got = promised(sentence);
		if (strcmp(got, line) != 0) {
			print_error("%s: got %s, expected %s\n", sentence, got, line);
			wrong++;
		}
		free(got);
	}
	str_release(&table);
	assert_int_equal(wrong, 0);
	assert_true(dates > 0 && none > 0);
}

/* Only the sender's own words promise anything, and only a person's do. */
static void test_whose_words(void **state)
{
	static const char *const mails[] = {
		"Date: Mon, 6 Oct 2025 10:00:00 +0000\n\nNo.\n\n> You will answer by 31 October.\n",
		"Date: Mon, 6 Oct 2025 10:00:00 +0000\nAuto-Submitted: auto-replied\n\nI will be "
		"back "
		"by 31 October.\n",
		"Date: Mon, 6 Oct 2025 10:00:00 +0000\n\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof mails / sizeof *mails; i++) {
		struct reading r;
		reading_parse(mails[i], strlen(mails[i]), &r);
		assert_null(r.promised_date);
		reading_release(&r);
	}
}

static void test_words_are_named(void **state)
{
	static const char mail[] =
		"Date: Mon, 6 Oct 2025 10:00:00 +0000\n\nWe will answer by the end "
		"of the month, all of us.\n";
	struct reading r;

	(void)state;
	reading_parse(mail, sizeof mail - 1, &r);
	assert_int_equal(
		r.promised_at.end - r.promised_at.start, strlen("by the end of the month"));
	assert_memory_equal(r.text + r.promised_at.start, "by the end of the month", 23);
	reading_release(&r);
}

/* The end of a day is the campaign's, not the sender's. */
static void test_time_zone(void **state)
{
	static const char mail[] =
		"Date: Mon, 6 Oct 2025 23:30:00 +0000\n\nWe will answer tomorrow.\n";
	struct reading r;
	struct err err;

	(void)state;
	assert_int_equal(clock_set_zone("Asia/Tokyo", &err), 0);
	reading_parse(mail, sizeof mail - 1, &r);
	assert_string_equal(r.promised_date, "2025-10-08");
	reading_release(&r);
	assert_int_equal(clock_set_zone("UTC", &err), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sentences),
		cmocka_unit_test(test_whose_words),
		cmocka_unit_test(test_words_are_named),
		cmocka_unit_test(test_time_zone),
	};
	struct err err;

	if (clock_set_zone("UTC", &err) < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

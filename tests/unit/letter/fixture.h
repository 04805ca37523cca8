/* A campaign in memory and a composer for its letters, for the unit tests of letter/. */
#ifndef TEST_LETTER_FIXTURE_H
#define TEST_LETTER_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/clock.h"
#include "letter/letter.h"

struct test_file {
	const char *name, *text;
};

#define CONFIG(letter)                                                                             \
	"campaign = { id = \"assurances-2025\"; title = \"Accountability\"; deadline = "           \
	"\"2025-10-10\"; timezone = \"Europe/Brussels\"; language = \"en\"; };\n"                  \
	"letter = { from = \"Joint Letter <letters@example.org>\"; reply_to = "                    \
	"\"answers@example.org\"; " letter " };\n"                                                 \
	"recipients = \"recipients.csv\"; signatories = \"signatories.csv\";\n"                    \
	"demands = ( { id = \"suspend\"; title = \"Suspend\"; text = \"Suspend it.\"; },\n"        \
	"{ id = \"publish\"; title = \"Publish\"; text = \"Publish *it* <now>.\"; } );\n"

#define RECIPIENTS                                                                                 \
	"email,name,org,annex\n"                                                                   \
	"ceo@example.com,\"Doe, Jané\",A *B* <c>,\n"                                              \
	"policy@example.com,,Plain Ltd,annex.txt\n"

#define SIGNATORIES                                                                                \
	"name,org,title,email\nAda,Rights One,Director,ada@one.example.net\n"                      \
	"Bo,Rights Two,,bo@two.example.net\n"

static inline int read_test_file(void *ctx, const char *name, struct str *out, struct err *err)
{
	for (const struct test_file *f = ctx; f->name; f++)
		if (strcmp(f->name, name) == 0) {
			str_adds(out, f->text);
			return 0;
		}
	return err_set(err, ERR_INPUT, "%s: there is no such file", name);
}

static const uint8_t secret[32] = {1, 2, 3};
enum { DATE = 1758870000 }; /* Fri, 26 Sep 2025 09:00:00 +0200 */

struct fixture {
	struct campaign campaign;
	struct composer *composer;
	struct problems problems;
	struct letter letter;
	struct err err;
	struct test_file files[12];
};

/* A composer of letters of that kind; the files are the letter and others, up to 8, ended by a NULL
 * name. It is NULL where the letter has errors. */
static inline void begin(
	struct fixture *f, const char *config, enum letter_kind kind, const struct test_file *more)
{
	size_t n = 0;

	memset(f, 0, sizeof *f);
	f->files[n++] = (struct test_file){"campaign.cfg", config};
	for (; more->name; more++)
		f->files[n++] = *more;
	f->files[n++] = (struct test_file){"recipients.csv", RECIPIENTS};
	f->files[n++] = (struct test_file){"signatories.csv", SIGNATORIES};
	struct source source = {.read = read_test_file, .ctx = f->files};
	campaign_load(&f->campaign, "/nonexistent", &source, true, &f->problems);
	for (size_t i = 0; i < f->problems.count; i++)
		if (!f->problems.items[i].warning)
			print_message("%s:%zu: %s\n", f->problems.items[i].file,
				f->problems.items[i].line, f->problems.items[i].text);
	assert_int_equal(f->problems.errors, 0);
	problems_release(&f->problems);
	f->problems = (struct problems){0};
	f->composer = composer_new(&f->campaign, kind, DATE, secret, sizeof secret, &f->problems);
}

static inline void end(struct fixture *f)
{
	letter_release(&f->letter);
	composer_free(f->composer);
	campaign_release(&f->campaign);
	problems_release(&f->problems);
}

static inline void write_nth(struct fixture *f, size_t n)
{
	struct letter_id id;

	assert_non_null(f->composer);
	letter_nth(&f->campaign, n, &id);
	if (composer_write(f->composer, &id, &f->letter, &f->err) < 0) {
		print_message("%s\n", f->err.text);
		fail();
	}
}

/* The first letter cannot be made; err says why. */
static inline void expect_refused(struct fixture *f)
{
	struct letter_id id;

	assert_non_null(f->composer);
	letter_nth(&f->campaign, 0, &id);
	assert_int_equal(composer_write(f->composer, &id, &f->letter, &f->err), -1);
}

/* Adds each problem as a line, as people see it. */
static inline void add_problems(struct str *out, const struct problems *problems)
{
	for (size_t i = 0; i < problems->count; i++)
		str_addf(out, "%s:%zu:%zu: %s\n", problems->items[i].file, problems->items[i].line,
			problems->items[i].column, problems->items[i].text);
}

static inline void assert_has(const char *text, const char *part)
{
	if (strstr(text, part) == NULL) {
		print_message("\"%s\" is not in:\n%s\n", part, text);
		fail();
	}
}

static inline void assert_has_not(const char *text, const char *part)
{
	if (strstr(text, part)) {
		print_message("\"%s\" is in:\n%s\n", part, text);
		fail();
	}
}

#endif

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "reply/pipeline.h"

/* A stand-in for the reader: the subject is the first line; some mails end or hold up the child. */
static void parse(const void *bytes, size_t n, struct reading *r)
{
	static char subject[64];
	size_t line = n < sizeof subject - 1 ? n : sizeof subject - 1;
	const char *newline = n ? memchr(bytes, '\n', line) : NULL;

	if (newline)
		line = (size_t)(newline - (const char *)bytes);
	memcpy(subject, bytes, line);
	subject[line] = '\0';
	*r = (struct reading){.subject = subject, .text = "", .reply_text = ""};
	if (strncmp(subject, "crash", 5) == 0)
		abort();
	if (strncmp(subject, "spin", 4) == 0)
		for (volatile unsigned i = 0;; i++)
			;
}

struct fixture {
	struct worker worker;
	struct pipeline *pipeline;
};

static int start(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct err err;

	if (f == NULL)
		return -1;
	f->worker.parse = parse;
	f->pipeline = pipeline_new(&f->worker);
	*state = f;
	return worker_start(&f->worker, &err);
}

static int stop(void **state)
{
	struct fixture *f = *state;

	pipeline_free(f->pipeline);
	worker_stop(&f->worker);
	free(f);
	return 0;
}

static void post(struct fixture *f, const char *text, size_t padding)
{
	struct str mail = STR_INIT;
	struct err err;

	str_adds(&mail, text);
	for (size_t i = 0; i < padding; i++)
		str_addc(&mail, 'x');
	assert_int_equal(pipeline_post(f->pipeline, &mail, &err), 0);
	assert_int_equal(mail.len, 0);
}

static void expect(struct fixture *f, const char *subject)
{
	struct reading r;
	struct err err;

	assert_int_equal(pipeline_take(f->pipeline, &r, &err), 0);
	if (subject) {
		assert_false(r.quarantined);
		assert_string_equal(r.subject, subject);
	} else {
		assert_true(r.quarantined);
		assert_non_null(r.quarantine_reason);
	}
	reading_release(&r);
}

static void test_order(void **state)
{
	struct fixture *f = *state;
	char text[32];

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 300; i++) {
			snprintf(text, sizeof text, "mail %d\n", i);
			post(f, text, 4000);
		}
		for (int i = 0; i < 300; i++) {
			snprintf(text, sizeof text, "mail %d", i);
			expect(f, text);
		}
	}
	assert_int_equal(f->worker.restarts, 0);
}

/* More than the pipes hold, and nothing at all. */
static void test_sizes(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 4; i++)
		post(f, "large\n", (size_t)3 << 20);
	post(f, "", 0);
	post(f, "last\n", 0);
	for (int i = 0; i < 4; i++)
		expect(f, "large");
	expect(f, "");
	expect(f, "last");
}

/* W13: the bad ones are quarantined after a second try alone, and cost the others nothing. */
static void test_bad_mails(void **state)
{
	static const char *const mails[] = {
		"a\n", "crash\n", "b\n", "c\n", "crash\n", "crash\n", "d\n", "spin\n", "e\n"};
	struct fixture *f = *state;
	size_t n = sizeof mails / sizeof *mails;

	for (size_t i = 0; i < n; i++)
		post(f, mails[i], 100);
	for (size_t i = 0; i < n; i++) {
		char subject[8] = {mails[i][0]};
		expect(f, strlen(mails[i]) > 2 ? NULL : subject);
	}
	assert_int_equal(f->worker.restarts, 8);
}

static void test_killed_from_outside(void **state)
{
	struct fixture *f = *state;

	post(f, "one\n", 0);
	expect(f, "one");
	kill(f->worker.pid, SIGKILL);
	for (int i = 0; i < 10; i++)
		post(f, "two\n", 100000);
	for (int i = 0; i < 10; i++)
		expect(f, "two");
	assert_int_equal(f->worker.restarts, 1);
}

static void test_forget(void **state)
{
	struct fixture *f = *state;

	post(f, "one\n", 100);
	post(f, "two\n", 2 << 20);
	pipeline_forget(f->pipeline);
	post(f, "three\n", 100);
	expect(f, "three");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_order, start, stop),
		cmocka_unit_test_setup_teardown(test_sizes, start, stop),
		cmocka_unit_test_setup_teardown(test_bad_mails, start, stop),
		cmocka_unit_test_setup_teardown(test_killed_from_outside, start, stop),
		cmocka_unit_test_setup_teardown(test_forget, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

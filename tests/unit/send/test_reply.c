#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "send/reply.h"

static const struct {
	const char *in;
	enum reply_status status;
	int code;
	const char *enhanced, *text;
} cases[] = {
	{"250 ok\r\n", REPLY_COMPLETE, 250, "", "ok"},
	{"250\r\n", REPLY_COMPLETE, 250, "", ""},
	{"250 \r\n", REPLY_COMPLETE, 250, "", ""},
	{"250 ok\n", REPLY_COMPLETE, 250, "", "ok"},
	{"550 5.1.1 no such user\r\n", REPLY_COMPLETE, 550, "5.1.1", "no such user"},
	{"550 5.1.1\r\n", REPLY_COMPLETE, 550, "5.1.1", ""},
	{"550-5.7.26 a\r\n550-5.7.26 b\r\n550 5.7.26 c\r\n", REPLY_COMPLETE, 550, "5.7.26",
		"a b c"},
	{"550-\r\n550 x\r\n", REPLY_COMPLETE, 550, "", "x"},
	/* The class of an enhanced code is that of the code (RFC 2034 4). */
	{"550 4.1.1 odd\r\n", REPLY_COMPLETE, 550, "", "4.1.1 odd"},
	{"550 5.1.1.1 odd\r\n", REPLY_COMPLETE, 550, "", "5.1.1.1 odd"},
	{"550 5.1234.1 odd\r\n", REPLY_COMPLETE, 550, "", "5.1234.1 odd"},
	{"550 5.11 odd\r\n", REPLY_COMPLETE, 550, "", "5.11 odd"},
	{"550 \x1b[31mred\x07\r\n", REPLY_COMPLETE, 550, "", "\\x1b[31mred\\x07"},
	{"250 ok", REPLY_MORE, 0, NULL, NULL},
	{"250-ok\r\n", REPLY_MORE, 250, NULL, NULL},
	{"hello\r\n", REPLY_GARBAGE, 0, NULL, "hello"},
	{"\r\n", REPLY_GARBAGE, 0, NULL, ""},
	{"25 ok\r\n", REPLY_GARBAGE, 0, NULL, "25 ok"},
	{"2500 ok\r\n", REPLY_GARBAGE, 0, NULL, "2500 ok"},
	{"199 ok\r\n", REPLY_GARBAGE, 0, NULL, "199 ok"},
	{"650 ok\r\n", REPLY_GARBAGE, 0, NULL, "650 ok"},
	{"250_ok\r\n", REPLY_GARBAGE, 0, NULL, "250_ok"},
	{"250-a\r\n550 b\r\n", REPLY_GARBAGE, 250, NULL, "550 b"},
	{" 250 ok\r\n", REPLY_GARBAGE, 0, NULL, " 250 ok"},
};

/* Each in one piece and byte by byte. */
static void replies_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (size_t step = 1; step <= 64; step *= 64) {
			struct reply_reader r;
			const char *at = cases[i].in, *end = at + strlen(at);
			enum reply_status status = REPLY_MORE;

			reply_reader_init(&r);
			while (at < end && status == REPLY_MORE) {
				size_t n = (size_t)(end - at) < step ? (size_t)(end - at) : step;
				size_t left = n;
				status = reply_read(&r, &at, &left);
				assert_true(status != REPLY_MORE || left == 0);
			}
			assert_int_equal(status, cases[i].status);
			if (cases[i].code)
				assert_int_equal(r.reply.code, cases[i].code);
			if (cases[i].text && (step > 1 || status == REPLY_COMPLETE))
				assert_string_equal(str_c(&r.reply.text), cases[i].text);
			if (cases[i].enhanced)
				assert_string_equal(r.reply.enhanced, cases[i].enhanced);
			reply_reader_release(&r);
		}
}

static void replies_follow_each_other(void **state)
{
	struct reply_reader r;
	const char *at = "250 2.1.0 a\r\n354 b\r\n250";
	size_t n = strlen(at);

	(void)state;
	reply_reader_init(&r);
	assert_int_equal(reply_read(&r, &at, &n), REPLY_COMPLETE);
	assert_int_equal(r.reply.code, 250);
	assert_string_equal(r.reply.enhanced, "2.1.0");
	assert_int_equal(reply_read(&r, &at, &n), REPLY_COMPLETE);
	assert_int_equal(r.reply.code, 354);
	assert_string_equal(r.reply.enhanced, "");
	assert_string_equal(str_c(&r.reply.text), "b");
	assert_int_equal(reply_read(&r, &at, &n), REPLY_MORE);
	assert_int_equal(n, 0);
	reply_reader_release(&r);
}

/* X7, S24: what has no end is ended, and little of it is kept. */
static void endless_replies_end(void **state)
{
	static const char *const pieces[] = {"250-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n", "250"
											"yyyyyyyy"};

	(void)state;
	for (size_t k = 0; k < 2; k++) {
		struct reply_reader r;
		enum reply_status status = REPLY_MORE;
		size_t fed = 0;

		reply_reader_init(&r);
		if (k == 1) {
			const char *at = "250 ";
			size_t n = 4;
			assert_int_equal(reply_read(&r, &at, &n), REPLY_MORE);
		}
		while (status == REPLY_MORE && fed < 10 << 20) {
			const char *at = pieces[k] + (k == 1 ? 3 : 0);
			size_t n = strlen(at);
			fed += n;
			status = reply_read(&r, &at, &n);
		}
		assert_int_equal(status, REPLY_GARBAGE);
		assert_true(fed <= REPLY_MAX_BYTES + 100);
		assert_true(r.reply.text.len <= REPLY_MAX_TEXT + 100);
		reply_reader_release(&r);
	}
}

static void much_text_is_cut(void **state)
{
	struct reply_reader r;

	(void)state;
	reply_reader_init(&r);
	for (int i = 0; i < 200; i++) {
		const char *at =
			i < 199 ? "550-0123456789012345678901234567890123456789\r\n" : "550 .\r\n";
		size_t n = strlen(at);
		assert_int_equal(reply_read(&r, &at, &n), i < 199 ? REPLY_MORE : REPLY_COMPLETE);
	}
	assert_in_range(r.reply.text.len, REPLY_MAX_TEXT - 100, REPLY_MAX_TEXT + 100);
	reply_reader_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replies_are_read),
		cmocka_unit_test(replies_follow_each_other),
		cmocka_unit_test(endless_replies_end),
		cmocka_unit_test(much_text_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

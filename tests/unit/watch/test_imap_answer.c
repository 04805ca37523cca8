/* Answers of a server as they are read: mails in any order and form, and what is no answer. */
#include <libetpan/libetpan.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/mem.h"
#include "base/str.h"
#include "watch/imap.h"
#include "watch/imap_answer.h"
#include "watch/imap_names.h"

/* ---- a server that says what it was told to, `piece` bytes at a time */

static struct {
	const char *p;
	size_t left, piece;
	struct str heard;
} server;

static ssize_t give(void *ctx, void *bytes, size_t n)
{
	(void)ctx;
	n = n < server.piece ? n : server.piece;
	n = n < server.left ? n : server.left;
	memcpy(bytes, server.p, n);
	server.p += n;
	server.left -= n;
	return (ssize_t)n;
}

static ssize_t hear(void *ctx, const void *bytes, size_t n)
{
	(void)ctx;
	str_add(&server.heard, bytes, n);
	return (ssize_t)n;
}

static char host[] = "server", prefix[] = "";

static void open_session(struct imap *imap, const char *script, size_t piece)
{
	struct stream_line line = {.recv = give, .send = hear, .fd = -1};

	server.p = script;
	server.left = strlen(script);
	server.piece = piece;
	str_release(&server.heard);
	str_init(&server.heard);
	*imap = (struct imap){.stream = stream_new(&line, -1, 1),
		.session = mailimap_new(0, NULL),
		.host = host,
		.prefix = prefix,
		.delimiter = '/'};
	assert_int_equal(mailimap_connect(imap->session, stream_mailstream(imap->stream)),
		MAILIMAP_NO_ERROR_AUTHENTICATED);
}

static void close_session(struct imap *imap)
{
	imap_fetch_forget(imap);
	mailstream_close(imap->session->imap_stream);
	imap->session->imap_stream = NULL;
	mailimap_free(imap->session);
	stream_free(imap->stream);
	str_release(&server.heard);
}

/* ---- mails as "UID:bytes " */

static int begin(void *ctx, uint32_t uid, struct err *err)
{
	(void)err;
	str_addf(ctx, "%u:", uid);
	return 0;
}

static int feed(void *ctx, const void *bytes, size_t n, struct err *err)
{
	(void)err;
	str_add(ctx, bytes, n);
	return 0;
}

static int end(void *ctx, uint32_t uid, struct err *err)
{
	(void)uid;
	(void)err;
	str_addc(ctx, ' ');
	return 0;
}

static void drop(void *ctx)
{
	str_adds(ctx, "! ");
}

static const uint32_t uids[] = {2, 5, 6};

/* What comes of asking for the first n of the uids. */
static const struct {
	const char *name, *script;
	size_t n;
	int result;
	const char *mails;
} answers[] = {
	{"two mails",
		"* 1 FETCH (UID 2 BODY[] {5}\r\nhello)\r\n* 2 FETCH (UID 5 BODY[] {0}\r\n)\r\nx1 "
		"OK\r\n",
		3, 0, "2:hello 5: "},
	{"what looks like an end is content",
		"* 1 FETCH (UID 2 BODY[] {22}\r\n)\r\nx1 OK done\r\n* BYE\r\n)\r\nx1 OK done\r\n",
		3, 0, "2:)\r\nx1 OK done\r\n* BYE\r\n "},
	{"the UID comes last",
		"* 1 FETCH (FLAGS (\\Seen \"x\") BODY[] {3}\r\nabc UID 5)\r\nx1 OK done\r\n", 3, 0,
		"5:abc "},
	{"the UID of the only one comes last", "* 1 FETCH (BODY[] {3}\r\nabc UID 2)\r\nx1 OK\r\n",
		1, 0, "2:abc "},
	{"it was another mail's", "* 1 FETCH (BODY[] {3}\r\nabc UID 3)\r\nx1 OK done\r\n", 1, 0,
		"2:abc! "},
	{"a quoted string", "* 1 FETCH (UID 2 BODY[] \"a\\\"b\\\\\")\r\nx1 OK done\r\n", 3, 0,
		"2:a\"b\\ "},
	{"NIL is none", "* 1 FETCH (UID 2 BODY[] NIL)\r\nx1 OK done\r\n", 3, 0, ""},
	{"mails that nobody asked for, or twice",
		"* 9 FETCH (UID 9 BODY[] {1}\r\nx)\r\n* 1 FETCH (UID 2 BODY[] {1}\r\na)\r\n"
		"* 1 FETCH (UID 2 BODY[] {1}\r\nb)\r\nx1 OK done\r\n",
		3, 0, "2:a "},
	{"other news, other items",
		"* 12 EXISTS\r\n* 1 EXPUNGE\r\n* VANISHED 7\r\n* OK [X {3}] {3}\r\n"
		"* 1 FETCH (X (A (\"(\" {2}\r\n)) NIL) {1}\r\n\") MODSEQ (7) UID 2 BODY[]<0> "
		"{1}\r\na)\r\n"
		"* LIST () \"/\" {3}\r\na b\r\nx1 OK done\r\n",
		3, 0, "2:a "},
	{"a refusal after a mail", "* 1 FETCH (UID 2 BODY[] {1}\r\na)\r\nx1 NO [X] no more\r\n", 3,
		IMAP_REFUSED, "2:a "},
	{"it breaks off", "* 1 FETCH (UID 2 BODY[] {9}\r\nabc", 3, IMAP_ENDED, "2:abc! "},
	{"garbage", "* ((((\r\nx1 OK done\r\n", 3, IMAP_ENDED, ""},
	{"another tag", "x2 OK done\r\n", 3, IMAP_ENDED, ""},
	{"no end", "* 1 FETCH (UID 2 BODY[] {1}\r\na\r\nx1 OK done\r\n", 3, IMAP_ENDED, "2:a! "},
	{"a UID beyond every one", "* 1 FETCH (UID 4294967296 BODY[] {1}\r\na)\r\nx1 OK\r\n", 3,
		IMAP_ENDED, ""},
	{"goodbye", "* BYE enough\r\n", 3, IMAP_ENDED, ""},
	{"a literal beyond every limit", "* 1 FETCH (UID 2 BODY[] {99999999999}\r\n", 3, IMAP_ENDED,
		""},
};

static void mails_are_taken_in_any_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
		for (size_t piece = 1; piece < 100; piece += 31) {
			struct str got = STR_INIT;
			struct imap_taker taker = {begin, feed, end, drop, &got};
			struct imap imap;
			struct err err;

			open_session(&imap, answers[i].script, piece);
			assert_int_equal(
				imap_fetch_post(&imap, uids, answers[i].n, IMAP_WHOLE, &err), 0);
			int rc = imap_fetch_take(&imap, &taker, &err);
			if (rc != answers[i].result || strcmp(str_c(&got), answers[i].mails) != 0)
				fail_msg("%s, %zu bytes at a time: %d \"%s\"", answers[i].name,
					piece, rc, str_c(&got));
			str_release(&got);
			close_session(&imap);
		}
}

static void two_questions_are_answered_in_order(void **state)
{
	struct str got = STR_INIT;
	struct imap_taker taker = {begin, feed, end, drop, &got};
	struct imap imap;
	struct err err;

	(void)state;
	open_session(&imap,
		"* 1 FETCH (UID 2 BODY[] {1}\r\na)\r\nx1 OK\r\n* 2 FETCH (UID 5 BODY[HEADER] "
		"{1}\r\nb)\r\nx2 OK\r\n",
		100);
	assert_int_equal(imap_fetch_post(&imap, uids, 1, IMAP_WHOLE, &err), 0);
	assert_int_equal(imap_fetch_post(&imap, uids + 1, 2, IMAP_HEADER, &err), 0);
	assert_string_equal(str_c(&server.heard),
		"x1 UID FETCH 2 (UID BODY.PEEK[])\r\nx2 UID FETCH 5:6 (UID BODY.PEEK[HEADER])\r\n");
	assert_int_equal(imap_fetch_take(&imap, &taker, &err), 0);
	assert_string_equal(str_c(&got), "2:a ");
	assert_int_equal(imap_fetch_take(&imap, &taker, &err), 0);
	assert_string_equal(str_c(&got), "2:a 5:b ");
	str_release(&got);
	close_session(&imap);
}

/* Servers may do both at a time (Dovecot does). */
static void what_belongs_to_the_next_question_is_taken_too(void **state)
{
	struct str got = STR_INIT;
	struct imap_taker taker = {begin, feed, end, drop, &got};
	struct imap imap;
	struct err err = {0};

	(void)state;
	open_session(&imap,
		"* 2 FETCH (UID 5 BODY[] {1}\r\nb)\r\n* 1 FETCH (UID 2 BODY[] {1}\r\na)\r\n"
		"x2 NO later\r\nx1 OK\r\n",
		7);
	assert_int_equal(imap_fetch_post(&imap, uids, 1, IMAP_WHOLE, &err), 0);
	assert_int_equal(imap_fetch_post(&imap, uids + 1, 2, IMAP_WHOLE, &err), 0);
	assert_int_equal(imap_fetch_take(&imap, &taker, &err), 0);
	assert_string_equal(str_c(&got), "5:b 2:a ");
	assert_int_equal(imap_fetch_take(&imap, &taker, &err), IMAP_REFUSED);
	assert_non_null(strstr(err.text, "later"));
	assert_string_equal(str_c(&got), "5:b 2:a ");
	str_release(&got);
	close_session(&imap);
}

static void the_library_and_the_reader_take_turns(void **state)
{
	struct str got = STR_INIT;
	struct imap_taker taker = {begin, feed, end, drop, &got};
	struct imap imap;
	struct err err;

	(void)state;
	/* All of it comes in one piece: none of them may read what is the other's. */
	open_session(&imap,
		"1 OK first\r\n* 1 FETCH (UID 2 BODY[] {1}\r\na)\r\nx1 OK\r\n"
		"* 3 EXISTS\r\n2 OK second\r\n",
		1000);
	assert_int_equal(imap_noop(&imap, &err), 0);
	assert_int_equal(imap_fetch_post(&imap, uids, 1, IMAP_WHOLE, &err), 0);
	assert_int_equal(imap_fetch_take(&imap, &taker, &err), 0);
	assert_string_equal(str_c(&got), "2:a ");
	assert_int_equal(imap_noop(&imap, &err), 0);
	assert_int_equal(imap_news(&imap), 1);
	str_release(&got);
	close_session(&imap);
}

static void add_range(void *ctx, uint32_t first, uint32_t last)
{
	str_addf(ctx, "%u-%u ", first, last);
}

static void sets_are_read(void **state)
{
	static const struct {
		const char *set, *ranges;
		bool good;
	} sets[] = {
		{"1", "1-1 ", true},
		{"1:3,7,9:8", "1-3 7-7 8-9 ", true},
		{"", "", false},
		{"1,", "1-1 ", false},
		{"1:*", "1-1 ", false},
		{"4294967296", "", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
		struct str got = STR_INIT;
		assert_int_equal(imap_set_each(sets[i].set, add_range, &got), sets[i].good);
		assert_string_equal(str_c(&got), sets[i].ranges);
		str_release(&got);
	}
}

static void names_go_both_ways(void **state)
{
	static const struct {
		const char *wire, *name;
	} names[] = {
		{"INBOX", "INBOX"},
		{"A &- B", "A & B"},
		{"Gel&APY-scht", "Gelöscht"},
		{"&U,BTFw-", "台北"},
		{"&2D3eAA-!", "😀!"},
	};
	static const char *const broken[] = {"&", "&x", "&2D0-", "&3gA-", "&AAA-", "a&$-"};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct str name = STR_INIT, wire = STR_INIT;
		imap_name_decode(&name, names[i].wire);
		assert_string_equal(str_c(&name), names[i].name);
		imap_name_encode(&wire, names[i].name);
		assert_string_equal(str_c(&wire), names[i].wire);
		str_release(&name);
		str_release(&wire);
	}
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		struct str name = STR_INIT;
		imap_name_decode(&name, broken[i]);
		assert_string_equal(str_c(&name), broken[i]);
		str_release(&name);
	}
}

static int note_line(void *ctx, const char *line, struct err *err)
{
	(void)err;
	str_addf(ctx, "%s\n", line);
	return 0;
}

/* A string is a string, quoted or as a literal. */
static void lines_are_told_with_their_literals(void **state)
{
	static const struct {
		const char *script, *lines;
	} cases[] = {
		{"* LIST (\\Sent) \"/\" {12}\r\nSent \"it\\ems\r\n* LIST () NIL x\r\nx1 OK\r\n",
			"LIST (\\Sent) \"/\" \"Sent \\\"it\\\\ems\"\nLIST () NIL x\n"},
		{"* X {1}\r\na {2+}\r\nbc (d)\r\n* Y {0}\r\n\r\nx1 OK\r\n",
			"X \"a\" \"bc\" (d)\nY \"\"\n"},
		/* What no quoted string can be is passed over, and what follows it is told. */
		{"* X {4}\r\na\r\nb {1}\r\nc\r\n* Y z\r\nx1 OK\r\n", "Y z\n"},
	};
	struct str lines = STR_INIT, big = STR_INIT;
	struct imap_handler handler = {.line = note_line, .ctx = &lines};
	struct imap imap;
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (size_t piece = 1; piece <= 64; piece += 63) {
			open_session(&imap, cases[i].script, piece);
			str_reset(&lines);
			assert_int_equal(imap_ask(&imap, "LIST", &handler, "x", &err), 0);
			assert_string_equal(str_c(&lines), cases[i].lines);
			close_session(&imap);
		}
	str_adds(&big, "* X {5000}\r\n");
	for (int i = 0; i < 5000; i++)
		str_addc(&big, 'x');
	str_adds(&big, "\r\n* Y z\r\nx1 OK\r\n");
	open_session(&imap, big.p, 1000);
	str_reset(&lines);
	assert_int_equal(imap_ask(&imap, "LIST", &handler, "x", &err), 0);
	assert_string_equal(str_c(&lines), "Y z\n");
	close_session(&imap);
	str_release(&lines);
	str_release(&big);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mails_are_taken_in_any_form),
		cmocka_unit_test(two_questions_are_answered_in_order),
		cmocka_unit_test(what_belongs_to_the_next_question_is_taken_too),
		cmocka_unit_test(the_library_and_the_reader_take_turns),
		cmocka_unit_test(lines_are_told_with_their_literals),
		cmocka_unit_test(sets_are_read),
		cmocka_unit_test(names_go_both_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

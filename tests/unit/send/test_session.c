#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "send/session.h"

/*
 * A dialogue is a list of steps:
 *
 *     "b1"      letter 1 begins (goes to u1@test); "b1,3" to 3 recipients
 *     "<TEXT"   exactly this is to be sent now; it is taken as sent
 *     "~N"      only N bytes of what is to be sent go out
 *     ">TEXT"   the server says TEXT
 *     "d"       the letter that the server waits for may leave: its message is "m\r\n"
 *     "w1"      the server waits for the message of letter 1 ("w-": of none)
 *     "=1 STATE CODE"  letter 1 has this outcome
 *     "+MS"     time passes
 *     "x"       the connection is lost
 *     "e"       the session has ended ("o": it is open)
 *     "s"       wind down
 *     "c"       a letter can begin ("n": none can)
 */
enum { STEPS = 40 };

static const struct {
	const char *name;
	bool lock_step;
	const char *steps[STEPS];
} dialogues[] = {
	{"S37 lock-step", true,
		{"b1", "<MAIL FROM:<a@test>\r\n", "n", ">250 ok\r\n", "<RCPT TO:<u1@test>\r\n",
			">250 ok\r\n", "<DATA\r\n", "w-", ">354 go\r\n", "w1", "<", "n", "d",
			"<m\r\n.\r\n", "n", ">250 2.0.0 ok\r\n", "=1 sent 250", "c", "o"}},
	{"pipelined: a message and the next envelope leave together", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n", "n",
			">250 a\r\n250 b\r\n354 c\r\n", "w1", "d", "c", "b2",
			"<m\r\n.\r\nMAIL FROM:<a@test>\r\nRCPT TO:<u2@test>\r\nDATA\r\n", "n",
			">250 ok\r\n250 a\r\n250 b\r\n354 c\r\n", "=1 sent 250", "w2", "d",
			"<m\r\n.\r\n", ">250 ok\r\n", "=2 sent 250", "c"}},
	{"S15 refused at RCPT, RSET before the next", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">250 a\r\n550 5.1.1 no\r\n503 bad\r\n", "=1 rejected 550", "c", "b2",
			"<RSET\r\nMAIL FROM:<a@test>\r\nRCPT TO:<u2@test>\r\nDATA\r\n",
			">250 a\r\n250 a\r\n250 a\r\n354 go\r\n", "w2", "d", "<m\r\n.\r\n",
			">250 ok\r\n", "=2 sent 250"}},
	{"refused at RCPT, but DATA is taken: a dot alone (RFC 2920)", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">250 a\r\n550 no\r\n354 go\r\n", "w-", "<.\r\n", ">554 no recipients\r\n",
			"=1 rejected 550", "b2",
			"<MAIL FROM:<a@test>\r\nRCPT TO:<u2@test>\r\nDATA\r\n"}},
	{"refused at RCPT, lost before the answer to DATA", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">250 a\r\n550 no\r\n", "x", "=1 rejected 550", "e"}},
	{"S13 451 at MAIL", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">451 later\r\n503 a\r\n503 b\r\n", "=1 deferred 451", "b2",
			"<MAIL FROM:<a@test>\r\nRCPT TO:<u2@test>\r\nDATA\r\n"}},
	{"S13 452 at DATA", true,
		{"b1", "<MAIL FROM:<a@test>\r\n", ">250 ok\r\n", "<RCPT TO:<u1@test>\r\n",
			">250 ok\r\n", "<DATA\r\n", ">452 full\r\n", "=1 deferred 452", "b2",
			"<RSET\r\n", ">250 ok\r\n", "<MAIL FROM:<a@test>\r\n"}},
	{"several recipients: DATA waits, and none is refused", false,
		{"b1,3",
			"<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nRCPT TO:<v1@test>\r\nRCPT "
			"TO:<w1@test>\r\n",
			">250 a\r\n250 b\r\n250 c\r\n", "<", ">250 d\r\n", "<DATA\r\n",
			">354 go\r\n", "w1", "d", "<m\r\n.\r\n", ">250 ok\r\n", "=1 sent 250"}},
	{"several recipients: one refused, nothing is sent", false,
		{"b1,3",
			"<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nRCPT TO:<v1@test>\r\nRCPT "
			"TO:<w1@test>\r\n",
			">250 a\r\n250 b\r\n550 c\r\n250 d\r\n", "=1 rejected 550", "b2",
			"<RSET\r\nMAIL FROM:<a@test>\r\nRCPT TO:<u2@test>\r\nDATA\r\n"}},
	{"S12 421 at RCPT", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">250 a\r\n421 closing\r\n", "=1 deferred 421", "e"}},
	{"S12 421 at MAIL on a fresh connection", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n", ">421 closing\r\n",
			"=1 deferred 421", "e"}},
	{"S14 421 after the dot", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">250 a\r\n250 b\r\n354 c\r\n", "d", "b2",
			"<m\r\n.\r\nMAIL FROM:<a@test>\r\nRCPT TO:<u2@test>\r\nDATA\r\n",
			">421 closing\r\n", "=1 deferred 421", "=2 untried 0", "e"}},
	{"S14 452 after the dot", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">250 a\r\n250 b\r\n354 c\r\n", "d", "<m\r\n.\r\n", ">452 full\r\n",
			"=1 deferred 452", "c", "b2",
			"<MAIL FROM:<a@test>\r\nRCPT TO:<u2@test>\r\nDATA\r\n"}},
	{"S16 554 after the dot", true,
		{"b1", "<MAIL FROM:<a@test>\r\n", ">250 ok\r\n", "<RCPT TO:<u1@test>\r\n",
			">250 ok\r\n", "<DATA\r\n", ">354 go\r\n", "d", "<m\r\n.\r\n",
			">554 5.6.0 no\r\n", "=1 rejected 554", "b2", "<MAIL FROM:<a@test>\r\n"}},
	{"S19 lost before the dot", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">250 a\r\n250 b\r\n354 c\r\n", "x", "=1 deferred 0", "e"}},
	{"S19 lost while the message leaves", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">250 a\r\n250 b\r\n354 c\r\n", "d", "~5", "x", "=1 deferred 0", "e"}},
	{"S19 lost without a word on a fresh connection", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n", "x",
			"=1 deferred 0"}},
	{"S20 lost after the dot", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">250 a\r\n250 b\r\n354 c\r\n", "d", "b2",
			"<m\r\n.\r\nMAIL FROM:<a@test>\r\nRCPT TO:<u2@test>\r\nDATA\r\n", "x",
			"=1 uncertain 0", "=2 untried 0", "e"}},
	{"S20 the dot has left, what follows has not", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">250 a\r\n250 b\r\n354 c\r\n", "d", "b2", "~6", "x", "=1 uncertain 0",
			"=2 untried 0"}},
	{"S20 no answer within ten minutes", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">250 a\r\n250 b\r\n354 c\r\n", "d", "<m\r\n.\r\n", "+599000", "o", "+2000",
			"=1 uncertain 0", "e"}},
	{"no answer to MAIL within five minutes", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n", "+299000", "o",
			"+2000", "=1 deferred 0", "e"}},
	{"S24 a drip does not move the deadline", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n", "+150000", ">2",
			"+100000", ">5", "+60000", "=1 deferred 0", "e"}},
	{"S22 no SMTP reply after the dot", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">250 a\r\n250 b\r\n354 c\r\n", "d", "<m\r\n.\r\n", ">OK I have it\r\n",
			"=1 uncertain 0", "e"}},
	{"S22 354 after the dot", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">250 a\r\n250 b\r\n354 c\r\n", "d", "<m\r\n.\r\n", ">354 go on\r\n",
			"=1 uncertain 354", "e"}},
	{"no SMTP reply before the dot", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n", ">250 a\r\nwhat\r\n",
			"=1 deferred 0", "e"}},
	{"250 to DATA", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">250 a\r\n250 b\r\n250 c\r\n", "=1 deferred 250", "e"}},
	{"an acceptance before the message was sent is none", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">250 a\r\n250 b\r\n354 c\r\n250 thanks\r\n", "=1 deferred 250", "e"}},
	{"an acceptance before the dot was sent is none", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">250 a\r\n250 b\r\n354 c\r\n", "d", "~2", ">250 thanks\r\n",
			"=1 deferred 250", "e"}},
	{"a refusal before the dot was sent", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">250 a\r\n250 b\r\n354 c\r\n", "d", "~2", ">552 too big\r\n",
			"=1 rejected 552", "e"}},
	{"S38 421 to the MAIL after a letter", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">250 a\r\n250 b\r\n354 c\r\n", "d", "b2",
			"<m\r\n.\r\nMAIL FROM:<a@test>\r\nRCPT TO:<u2@test>\r\nDATA\r\n",
			">250 ok\r\n421 enough\r\n", "=1 sent 250", "=2 untried 0", "e"}},
	{"S38 silently closed after a letter", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">250 a\r\n250 b\r\n354 c\r\n", "d", "b2",
			"<m\r\n.\r\nMAIL FROM:<a@test>\r\nRCPT TO:<u2@test>\r\nDATA\r\n",
			">250 ok\r\n", "=1 sent 250", "x", "=2 untried 0", "e"}},
	{"S38 closed while idle", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">250 a\r\n250 b\r\n354 c\r\n", "d", "<m\r\n.\r\n", ">250 ok\r\n",
			"=1 sent 250", ">421 bye\r\n", "e"}},
	{"S33 wind down: what has not left is given back", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n", ">250 a\r\n", "s",
			"=1 untried 0", "e"}},
	{"S33 wind down: what has left is waited for", false,
		{"b1", "<MAIL FROM:<a@test>\r\nRCPT TO:<u1@test>\r\nDATA\r\n",
			">250 a\r\n250 b\r\n354 c\r\n", "d", "b2",
			"<m\r\n.\r\nMAIL FROM:<a@test>\r\nRCPT TO:<u2@test>\r\nDATA\r\n", "s", "o",
			">250 ok\r\n", "=1 sent 250", "=2 untried 0", "e"}},
	{"out of turn", false, {">250 surprise\r\n", "e"}},
};

struct play {
	struct session s;
	int64_t now;
	char jobs[10];
	const char *addresses[10][3];
	struct str texts;
};

static const struct session_patience patience = {300000, 300000, 120000, 180000, 600000, 2000};

static void begin(struct play *p, const char *step)
{
	static const char *const names[][3] = {
		{"", "", ""}, {"u1@test", "v1@test", "w1@test"}, {"u2@test", "v2@test", "w2@test"}};
	int n = step[1] - '0';
	struct message m = {"m\r\n", 3, "a@test", names[n], step[2] == ',' ? 3 : 1, NULL};

	assert_true(session_can_begin(&p->s));
	session_begin(&p->s, &p->jobs[n], &m, p->now);
}

static void expect_sent(struct play *p, const char *name, const char *text)
{
	const char *bytes;
	size_t n = session_pending(&p->s, &bytes);

	if (n != strlen(text) || (n && memcmp(bytes, text, n) != 0))
		fail_msg("%s: sends \"%.*s\", expected \"%s\"", name, (int)n, n ? bytes : "", text);
	if (n)
		session_sent(&p->s, n, p->now);
}

static void expect_outcome(struct play *p, const char *name, const char *step)
{
	static const char *const verdicts[] = {
		"sent", "deferred", "rejected", "uncertain", "untried"};
	struct session_event e;
	char got[64];

	outcome_init(&e.outcome);
	if (!session_event(&p->s, &e))
		fail_msg("%s: no outcome, expected %s", name, step);
	snprintf(got, sizeof got, "=%d %s %d", (int)((char *)e.job - p->jobs),
		verdicts[e.outcome.verdict], e.outcome.code);
	if (strcmp(got, step) != 0)
		fail_msg("%s: %s (%s), expected %s", name, got, str_c(&e.outcome.text), step);
	outcome_release(&e.outcome);
}

static void take_step(struct play *p, const char *name, const char *step)
{
	switch (*step) {
	case 'b':
		begin(p, step);
		break;
	case '<':
		expect_sent(p, name, step + 1);
		break;
	case '~':
		session_sent(&p->s, strtoul(step + 1, NULL, 10), p->now);
		break;
	case '>':
		session_feed(&p->s, step + 1, strlen(step + 1), p->now);
		break;
	case 'd':
		assert_non_null(session_wants_data(&p->s));
		session_data(&p->s, "m\r\n", 3, p->now);
		break;
	case 'w':
		assert_ptr_equal(
			session_wants_data(&p->s), step[1] == '-' ? NULL : &p->jobs[step[1] - '0']);
		break;
	case '=':
		expect_outcome(p, name, step);
		break;
	case '+':
		p->now += strtol(step + 1, NULL, 10);
		session_check_deadline(&p->s, p->now);
		break;
	case 'x':
		session_lost(&p->s, "the connection was lost");
		break;
	case 's':
		session_wind_down(&p->s);
		break;
	case 'e':
	case 'o':
		if (p->s.ended != (*step == 'e'))
			fail_msg("%s: %s", name, *step == 'e' ? "has not ended" : "has ended");
		break;
	case 'c':
	case 'n':
		assert_int_equal(session_can_begin(&p->s), *step == 'c');
		break;
	default:
		fail_msg("%s: step %s is not known", name, step);
	}
}

static void dialogues_go_as_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof dialogues / sizeof *dialogues; i++) {
		struct offers offers = {.pipelining = !dialogues[i].lock_step};
		struct play p = {.now = 1000};
		struct session_event e;

		session_init(&p.s, &offers, &patience);
		for (size_t k = 0; k < STEPS && dialogues[i].steps[k]; k++)
			take_step(&p, dialogues[i].name, dialogues[i].steps[k]);
		outcome_init(&e.outcome);
		if (session_event(&p.s, &e))
			fail_msg("%s: one outcome too many", dialogues[i].name);
		outcome_release(&e.outcome);
		session_release(&p.s);
	}
}

/* Whatever the server says and wherever the line breaks: every letter ends with one outcome, and it
 * is sent only after its dot left and a 2xx came. */
static void any_cut_has_one_outcome(void **state)
{
	static const char server[] =
		"250 a\r\n250 b\r\n354 c\r\n250 ok\r\n250 a\r\n250 b\r\n354 c\r\n250 ok\r\n";
	struct offers offers = {.pipelining = true};

	(void)state;
	for (size_t cut = 0; cut <= sizeof server - 1; cut++) {
		struct play p = {.now = 1000};
		struct session_event e;
		int outcomes[3] = {0}, begun = 1;
		const char *bytes;

		session_init(&p.s, &offers, &patience);
		begin(&p, "b1");
		for (size_t i = 0; i < cut; i++) {
			session_sent(&p.s, session_pending(&p.s, &bytes), p.now);
			session_feed(&p.s, server + i, 1, p.now);
			if (session_wants_data(&p.s)) {
				session_data(&p.s, "m\r\n", 3, p.now);
				if (begun++ == 1)
					begin(&p, "b2");
			}
		}
		session_lost(&p.s, "lost");
		outcome_init(&e.outcome);
		while (session_event(&p.s, &e)) {
			int n = (int)((char *)e.job - p.jobs);
			outcomes[n]++;
			if (e.outcome.verdict == VERDICT_SENT)
				assert_true(cut >= (n == 1 ? 29 : 58));
		}
		outcome_release(&e.outcome);
		assert_int_equal(outcomes[1], 1);
		assert_int_equal(outcomes[2], begun > 1);
		session_release(&p.s);
	}
}

/* S19: a line that breaks while a large letter is on its way leaves no doubt about it. */
static void the_dot_of_a_large_letter_is_held_back(void **state)
{
	struct offers offers = {.pipelining = true};
	struct str big = STR_INIT;
	const char *bytes;

	(void)state;
	while (big.len < SESSION_LARGE)
		str_adds(&big, "a line of a large letter\r\n");
	for (int arrives = 0; arrives < 2; arrives++) {
		static const char *const to[] = {"u1@test"};
		struct play p = {.now = 1000};
		struct message m = {big.p, big.len, "a@test", to, 1, NULL};
		size_t n;

		session_init(&p.s, &offers, &patience);
		session_begin(&p.s, &p.jobs[1], &m, p.now);
		session_sent(&p.s, session_pending(&p.s, &bytes), p.now);
		take_step(&p, "large", ">250 a\r\n250 b\r\n354 c\r\n");
		session_data(&p.s, big.p, big.len, p.now);
		begin(&p, "b2");
		n = session_pending(&p.s, &bytes);
		assert_int_equal(n, big.len);
		assert_false(session_holds_dot(&p.s));
		session_sent(&p.s, n, p.now);
		assert_true(session_holds_dot(&p.s));
		assert_int_equal(session_pending(&p.s, &bytes), 0);
		if (arrives) {
			session_free_dot(&p.s);
			take_step(&p, "large",
				"<.\r\nMAIL FROM:<a@test>\r\nRCPT TO:<u2@test>\r\nDATA\r\n");
			assert_false(session_holds_dot(&p.s));
		}
		take_step(&p, "large", "x");
		take_step(&p, "large", arrives ? "=1 uncertain 0" : "=1 deferred 0");
		take_step(&p, "large", "=2 untried 0");
		session_release(&p.s);
	}
	str_release(&big);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dialogues_go_as_told),
		cmocka_unit_test(any_cut_has_one_outcome),
		cmocka_unit_test(the_dot_of_a_large_letter_is_held_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "net/dialogue.h"

/* Lines with "> " were sent, others received. */
static void play(struct dialogue *d, const char *const *lines)
{
	for (; *lines; lines++) {
		if (strncmp(*lines, "> ", 2) == 0)
			dialogue_sent(d, *lines + 2, strlen(*lines + 2));
		else
			assert_true(dialogue_received(d, *lines, strlen(*lines)));
	}
}

static const struct {
	const char *name;
	bool imap;
	const char *lines[24];
	const char *offers;
	bool logged_in, preauth;
	enum dialogue_phase phase;
} dialogues[] = {
	{"SMTP with STARTTLS and a login", false,
		{"220 mx ESMTP\r\n", "> EHLO me\r\n", "250-mx\r\n", "250-SIZE 5\r\n",
			"250 STARTTLS\r\n", "> STARTTLS\r\n", "220 go\r\n", "> EHLO me\r\n",
			"250-mx\r\n", "250-PIPELINING\r\n", "250 AUTH PLAIN\r\n",
			"> AUTH PLAIN AG1lAHB3\r\n", "235 2.7.0 ok\r\n", NULL},
		"PIPELINING\nAUTH PLAIN\n", true, false, DIALOGUE_LOGIN},
	{"SMTP: 235 without a login is none", false,
		{"220 mx\r\n", "> EHLO me\r\n", "250-mx\r\n", "235 2.7.0 ok\r\n", NULL}, "", false,
		false, DIALOGUE_HELLO},
	{"SMTP: a refused login", false,
		{"220 mx\r\n", "> EHLO me\r\n", "250-mx\r\n", "250 AUTH LOGIN\r\n",
			"> AUTH LOGIN\r\n", "334 VXNlcm5hbWU6\r\n", "> EHLO\r\n",
			"535 5.7.8 no\r\n", NULL},
		"AUTH LOGIN\n", false, false, DIALOGUE_LOGIN},
	{"SMTP: what was offered before TLS is forgotten", false,
		{"220 mx\r\n", "> EHLO me\r\n", "250-mx\r\n", "250 AUTH PLAIN\r\n",
			"> STARTTLS\r\n", "220 go\r\n", "> EHLO me\r\n", "250 mx\r\n", NULL},
		"", false, false, DIALOGUE_HELLO},
	{"IMAP with a login", true,
		{"* OK [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n", "> A001 CAPABILITY\r\n",
			"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n", "A001 OK done\r\n",
			"> A002 AUTHENTICATE PLAIN x\r\n",
			"A002 OK [CAPABILITY IMAP4rev1 IDLE] in\r\n", NULL},
		"IMAP4rev1\nIDLE\n", true, false, DIALOGUE_LOGIN},
	{"IMAP by a proxy, to a host called login", true,
		{"> CONNECT login.example.org:993 HTTP/1.1\r\n\r\n", "* OK hi\r\n",
			"> A001 CAPABILITY\r\n", "* CAPABILITY IMAP4rev1\r\n", "A001 OK x\r\n",
			NULL},
		"IMAP4rev1\n", false, false, DIALOGUE_HELLO},
	{"IMAP: OK to CAPABILITY is no login", true,
		{"* OK hi\r\n", "> A001 CAPABILITY\r\n", "* CAPABILITY IMAP4rev1\r\n",
			"A001 OK x\r\n", NULL},
		"IMAP4rev1\n", false, false, DIALOGUE_HELLO},
	{"IMAP: PREAUTH", true, {"* PREAUTH hi\r\n", NULL}, "", false, true, DIALOGUE_GREETING},
	{"IMAP: NO", true,
		{"* OK hi\r\n", "> A001 CAPABILITY\r\n", "* CAPABILITY IMAP4rev1\r\n",
			"A001 OK x\r\n", "> A002 LOGIN a b\r\n", "* OK still here\r\n",
			"A002 NO no\r\n", NULL},
		"IMAP4rev1\n", false, false, DIALOGUE_LOGIN},
};

static void both_sides_are_understood(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof dialogues / sizeof *dialogues; i++) {
		struct dialogue d;

		dialogue_init(&d, dialogues[i].imap);
		play(&d, dialogues[i].lines);
		if (strcmp(str_c(&d.offers), dialogues[i].offers) != 0)
			fail_msg("%s: offers \"%s\"", dialogues[i].name, str_c(&d.offers));
		if (d.logged_in != dialogues[i].logged_in || d.preauth != dialogues[i].preauth ||
			d.phase != dialogues[i].phase)
			fail_msg("%s: logged in %d, preauth %d, phase %d", dialogues[i].name,
				d.logged_in, d.preauth, (int)d.phase);
		dialogue_release(&d);
	}
}

static void nothing_that_was_sent_is_kept(void **state)
{
	struct dialogue d;
	static const char *const lines[] = {"220 mx\r\n", "> EHLO me\r\n", "250 mx\r\n",
		"> AUTH PLAIN CANARY-7f3\r\n", "535 no\r\n", NULL};

	(void)state;
	dialogue_init(&d, false);
	play(&d, lines);
	assert_string_equal(str_c(&d.last), "535 no");
	assert_null(strstr(str_c(&d.offers), "CANARY"));
	dialogue_release(&d);
}

static void words_are_made_safe_and_short(void **state)
{
	struct dialogue d;
	char line[3000];

	(void)state;
	memset(line, 'x', sizeof line);
	memcpy(line, "220 \x1b[2J", 8);
	dialogue_init(&d, false);
	assert_true(dialogue_received(&d, line, sizeof line));
	assert_non_null(strstr(str_c(&d.last), "\\x1b[2J"));
	assert_true(d.last.len < 1300);
	dialogue_release(&d);
}

static void endless_talk_is_ended(void **state)
{
	struct dialogue d;
	size_t lines = 0;

	(void)state;
	dialogue_init(&d, false);
	dialogue_sent(&d, "EHLO me\r\n", 9);
	while (dialogue_received(&d, "250-xxxxxxxxxxxxxxxxxxxxxxxx\r\n", 30))
		assert_true(++lines < 100000);
	assert_true(d.offers.len <= DIALOGUE_MAX_BYTES);
	dialogue_release(&d);
}

/* X16: "user", "CANARY-7f3", as servers might repeat them: by themselves, in PLAIN, LOGIN, OAuth.
 */
static const struct {
	const char *reply;
	bool hidden;
} refusals[] = {
	{"535 5.7.8 no", false},
	{"535 5.7.8 CANARY-7f is wrong", false},
	{"535 5.7.8 CANARY-7f3 is wrong", true},
	{"535 5.7.8 wrong: AHVzZXIAQ0FOQVJZLTdmMw==", true},
	{"535 5.7.8 wrong: Q0FOQVJZLTdmMw==", true},
	{"535 5.7.8 wrong: YUNBTkFSWS03ZjNi", true},
	{"535 5.7.8 wrong: eWFDQU5BUlktN2Yz", true},
	{"535 5.7.8 wrong: AHVzZXIAc29tZXRoaW5n", false},
};

static void secrets_are_not_repeated(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		struct dialogue d;

		dialogue_init(&d, false);
		dialogue_sent(&d, "EHLO me\r\n", 9);
		dialogue_sent(&d, "AUTH PLAIN\r\n", 12);
		assert_true(dialogue_received(&d, refusals[i].reply, strlen(refusals[i].reply)));
		dialogue_hide(&d, "CANARY-7f3");
		bool hidden = strstr(str_c(&d.last), "not shown") != NULL;
		if (hidden != refusals[i].hidden)
			fail_msg("\"%s\" became \"%s\"", refusals[i].reply, str_c(&d.last));
		assert_non_null(strstr(str_c(&d.last), "535"));
		dialogue_release(&d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secrets_are_not_repeated),
		cmocka_unit_test(both_sides_are_understood),
		cmocka_unit_test(nothing_that_was_sent_is_kept),
		cmocka_unit_test(words_are_made_safe_and_short),
		cmocka_unit_test(endless_talk_is_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

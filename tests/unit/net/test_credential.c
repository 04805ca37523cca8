#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "net/connection.h"
#include "net/credential.h"

static const struct {
	const char *command, *secret, *words;
} commands[] = {
	{"echo secret", "secret", NULL},
	{"printf secret", "secret", NULL},
	{"printf 'secret\\r\\nmore\\n'", "secret", NULL},
	{"printf 'pass word \\n'", "pass word ", NULL},
	/* It may print much more than a pipe holds. */
	{"echo secret; head -c 300000 /dev/zero", "secret", NULL},
	{"echo \"${OPENLETTER_PASSWORD-gone}\"", "gone", NULL},
	{"true", NULL, "nothing"},
	{"echo", NULL, "nothing"},
	{"echo secret; exit 3", NULL, "exit status 3"},
	{"kill -9 $$", NULL, "signal 9"},
	{"no-such-command-here 2>/dev/null", NULL, "exit status 127"},
	{"printf 'a\\0b\\n'", NULL, "NUL"},
	{"head -c 70000 /dev/zero | tr '\\0' x", NULL, "more than"},
};

static void the_first_line_is_the_secret(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		struct str secret = STR_INIT;
		struct err err = {0};
		int rc = credential_from_command(commands[i].command, &secret, &err);

		if (commands[i].secret) {
			if (rc < 0)
				fail_msg("%s: %s", commands[i].command, err.text);
			assert_string_equal(str_c(&secret), commands[i].secret);
		} else {
			assert_int_equal(rc, -1);
			assert_int_equal(secret.len, 0);
			if (strstr(err.text, commands[i].words) == NULL)
				fail_msg("%s: \"%s\" has no \"%s\"", commands[i].command, err.text,
					commands[i].words);
			assert_null(strstr(err.text, "secret"));
		}
		str_wipe(&secret);
	}
}

static void the_environment_is_emptied(void **state)
{
	(void)state;
	assert_string_equal(credential_from_environment(), "CANARY-7f3");
	assert_null(getenv("OPENLETTER_PASSWORD"));
	assert_string_equal(credential_from_environment(), "CANARY-7f3");
}

static void loopback_is_known(void **state)
{
	static const char *const yes[] = {"smtp://localhost:25", "imap://LOCALHOST/INBOX",
		"smtp://127.0.0.1", "smtp://127.9.8.7:2525", "imaps://[::1]:993"};
	static const char *const no[] = {"smtp://localhost.example.org", "smtp://128.0.0.1",
		"smtp://example.org", "smtp://127.0.0.1.example.org", "smtp://[::2]", "maildir:x",
		"", "smtp://user@example.org:25/127.0.0.1"};

	(void)state;
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		assert_true(connection_url_is_loopback(yes[i]));
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		assert_false(connection_url_is_loopback(no[i]));
}

static void bad_settings_connect_to_nothing(void **state)
{
	static const struct connection_settings bad[] = {
		{.url = "smtp://example.org:25", .tls = CONNECTION_PLAIN},
		{.url = "http://127.0.0.1:25"},
		{.url = "smtp://me:secret@127.0.0.1:25"},
		{.url = "maildir:x"},
		{.url = "smtp://"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct connection *c;
		enum connection_failure failure;
		struct err err;

		assert_int_equal(connection_open(&bad[i], &c, &failure, &err), -1);
		assert_int_equal(failure, CONNECTION_BAD_SETTINGS);
		assert_int_equal(err.kind, ERR_INPUT);
		assert_null(strstr(err.text, "secret"));
		assert_null(c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_environment_is_emptied),
		cmocka_unit_test(the_first_line_is_the_secret),
		cmocka_unit_test(loopback_is_known),
		cmocka_unit_test(bad_settings_connect_to_nothing),
	};

	setenv("OPENLETTER_PASSWORD", "CANARY-7f3", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What is said of a connection that could not be made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "net/failure.h"

static void test_words(void **state)
{
	static const char plain[] =
		"gnutls_handshake() failed: An unexpected TLS packet was received.";
	static const char late[] =
		"Operation timed out after 60001 milliseconds with 0 bytes received";
	static const struct {
		enum connection_failure failure;
		bool imap, tls;
		size_t received;
		const char *words, *want, *not ;
	} cases[] = {
		{CONNECTION_UNTRUSTED, false, true, 0, plain, "write smtp:// in `url`", "ca_file"},
		{CONNECTION_UNTRUSTED, true, true, 0, plain, "write imap:// in `url`",
			"received.)"},
		{CONNECTION_UNTRUSTED, false, true, 0, "verification failed.",
			"could not be trusted: verification failed. Nothing was sent", "smtp://"},
		{CONNECTION_UNTRUSTED, false, false, 99, plain, "could not be trusted",
			"begin with"},
		{CONNECTION_UNREACHABLE, false, false, 0, late, "or write smtps:// if TLS", "said"},
		{CONNECTION_UNREACHABLE, true, false, 0, late, "or write imaps:// if TLS", "said"},
		{CONNECTION_UNREACHABLE, false, true, 0, late, "check host and port in `url`",
			"://"},
		{CONNECTION_UNREACHABLE, false, false, 0, "Couldn't connect to server",
			"check host and port in `url`", "://"},
		{CONNECTION_UNREACHABLE, false, false, 20, late, "check host and port", "://"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char name[] = "mail.example.org:587";
		struct target t = {.name = name, .imap = cases[i].imap, .tls = cases[i].tls};
		struct dialogue talk;
		struct err err;
		dialogue_init(&talk, cases[i].imap);
		talk.received = cases[i].received;
		assert_int_equal(
			failure_words(cases[i].failure, &t, &talk, cases[i].words, true, &err), -1);
		assert_non_null(strstr(err.text, cases[i].want));
		assert_null(strstr(err.text, cases[i].not ));
		dialogue_release(&talk);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

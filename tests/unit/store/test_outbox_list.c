#include "letters.h"

static void lists_are_filtered(void **state)
{
	int64_t id = 2;

	(void)state;
	queue_letters(3, "acme");
	must(outbox_add(store, letter_of(4, "other"), NULL, &err));
	struct outbox_letter *reminder = letter_of(5, "other");
	reminder->kind = "reminder";
	reminder->level = 1;
	must(outbox_add(store, reminder, NULL, &err));
	must(outbox_intend(store, &id, 1, &err));
	must(outbox_bounced(store, 3, "5.1.1", "no such user", 0, 4000, &err));
	must(outbox_bounced(store, 3, "5.1.1", "again", 0, 4001, &err));
	static const struct {
		struct outbox_filter filter;
		const char *refs;
	} cases[] = {
		{{0}, "A-1 A-2 A-3 A-4 A-5 "},
		{{.org = "acme"}, "A-1 A-2 A-3 "},
		{{.org = "Acme"}, ""},
		{{.domain = "other.example.org"}, "A-4 A-5 "},
		{{.recipient_key = "r2@acme.example.org"}, "A-2 "},
		{{.kind = "reminder"}, "A-5 "},
		{{.by_state = true, .state = OUTBOX_SENDING}, "A-2 "},
		{{.by_state = true, .state = OUTBOX_QUEUED, .org = "acme"}, "A-1 A-3 "},
		{{.only_bounced = true}, "A-3 "},
		{{.reply = 1}, ""},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct outbox_iter *iter;
		struct outbox_letter l = {0};
		struct str refs = STR_INIT;
		long n = 0;
		int rc;
		must(outbox_list(store, &cases[i].filter, &iter, &err));
		for (; (rc = outbox_each(iter, &l, &err)) > 0; n++)
			str_addf(&refs, "%s ", l.ref);
		must(rc);
		assert_string_equal(str_c(&refs), cases[i].refs);
		assert_int_equal(outbox_filter_count(store, &cases[i].filter, &err), n);
		outbox_iter_free(iter);
		outbox_letter_release(&l);
		str_release(&refs);
	}
	expect_counts("5: 4 1 0 0 0 0, 1");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(lists_are_filtered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

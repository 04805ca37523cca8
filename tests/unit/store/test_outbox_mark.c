#include "fixture.h"

#include "store/events.h"

static void conversations_only_move_up(void **state)
{
	static const enum outbox_conversation steps[][2] = {
		{OUTBOX_SILENT, OUTBOX_SILENT},
		{OUTBOX_ACKNOWLEDGED, OUTBOX_ACKNOWLEDGED},
		{OUTBOX_SILENT, OUTBOX_ACKNOWLEDGED},
		{OUTBOX_REPLIED, OUTBOX_REPLIED},
		{OUTBOX_ACKNOWLEDGED, OUTBOX_REPLIED},
		{OUTBOX_REPLIED, OUTBOX_REPLIED},
	};
	struct outbox_letter l = {0};
	int64_t seq = 0;

	(void)state;
	queue_letters(1, "acme");
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		must(outbox_converse(store, 1, steps[i][0], 0, 10, &err));
		must(outbox_find(store, OUTBOX_BY_ID, "1", &l, &err));
		assert_int_equal(l.conversation, steps[i][1]);
	}
	outbox_letter_release(&l);
	must(events_last(store, &seq, &err));
	assert_int_equal(seq, 2);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(conversations_only_move_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

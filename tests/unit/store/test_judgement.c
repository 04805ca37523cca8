#include "fixture.h"

#include "store/events.h"
#include "store/judgement.h"

static void expect_judgements(struct judgement_filter filter, const char *want)
{
	struct arena arena = {0};
	struct judgement *rows;
	struct str got = STR_INIT;
	long n = judgement_list(store, &filter, &arena, &rows, &err);

	must((int)n);
	for (long i = 0; i < n; i++)
		str_addf(&got, "%s@%s=%s%s ", rows[i].demand, rows[i].target, rows[i].position,
			rows[i].undone_at ? "!" : "");
	assert_string_equal(str_c(&got), want);
	str_release(&got);
	arena_release(&arena);
}

static void judgements_are_kept_and_taken_back(void **state)
{
	static const struct judgement add[] = {
		{.demand = "suspend",
			.target = "acme",
			.position = "partial",
			.by = "Ana",
			.at = 10},
		{.demand = "suspend",
			.target = "other",
			.position = "refused",
			.by = "Ana",
			.at = 11},
		{.demand = "publish",
			.target = "acme",
			.position = "answered",
			.by = "Bo",
			.at = 12},
		{.demand = "suspend",
			.target = "acme",
			.position = "answered",
			.by = "Bo",
			.at = 13},
	};
	struct arena arena = {0};
	struct judgement *rows;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct judgement j = add[i];
		must(judgement_add(store, &j, &err));
		assert_int_equal(j.id, i + 1);
	}
	must(judgement_undo(store, 4, "Cy", 20, &err));
	restart();
	expect_judgements((struct judgement_filter){0},
		"suspend@acme=partial suspend@other=refused publish@acme=answered ");
	expect_judgements((struct judgement_filter){.with_undone = true},
		"suspend@acme=partial suspend@other=refused publish@acme=answered "
		"suspend@acme=answered! ");
	expect_judgements((struct judgement_filter){.demand = "suspend", .target = "acme"},
		"suspend@acme=partial ");
	expect_judgements((struct judgement_filter){.reply = 1}, "");
	assert_int_equal(judgement_list(store, &(struct judgement_filter){.with_undone = true},
				 &arena, &rows, &err),
		4);
	assert_int_equal(rows[3].undone_at, 20);
	assert_string_equal(rows[3].undone_by, "Cy");
	assert_null(rows[3].quote);
	arena_release(&arena);
	assert_int_equal(judgement_undo(store, 5, "Cy", 21, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
}

static void deadlines_are_kept_and_taken_back(void **state)
{
	struct deadline_row add[] = {
		{.date = "2025-10-10", .basis = "initial", .by = "Ana", .at = 10},
		{.date = "2025-10-31",
			.demand = "suspend",
			.target = "acme",
			.basis = "granted",
			.by = "Bo",
			.note = "asked by phone",
			.at = 11},
	};
	struct arena arena = {0};
	struct deadline_row *rows;

	(void)state;
	for (size_t i = 0; i < 2; i++)
		must(deadline_add(store, &add[i], &err));
	restart();
	assert_int_equal(deadline_list(store, false, &arena, &rows, &err), 2);
	assert_null(rows[0].demand);
	assert_null(rows[0].target);
	assert_null(rows[0].note);
	assert_string_equal(rows[1].date, "2025-10-31");
	assert_string_equal(rows[1].demand, "suspend");
	assert_string_equal(rows[1].target, "acme");
	assert_string_equal(rows[1].basis, "granted");
	assert_string_equal(rows[1].by, "Bo");
	assert_string_equal(rows[1].note, "asked by phone");
	assert_int_equal(rows[1].at, 11);
	must(deadline_undo(store, add[0].id, "Cy", 20, &err));
	assert_int_equal(deadline_undo(store, add[0].id, "Cy", 20, &err), -1);
	assert_int_equal(deadline_list(store, false, &arena, &rows, &err), 1);
	assert_string_equal(rows[0].date, "2025-10-31");
	assert_int_equal(deadline_list(store, true, &arena, &rows, &err), 2);
	assert_int_equal(rows[0].undone_at, 20);
	arena_release(&arena);
	struct event_iter *iter;
	struct event e;
	must(events_list(store, &(struct event_filter){.demand = "suspend"}, &iter, &err));
	assert_int_equal(events_each(iter, &e, &err), 1);
	assert_string_equal(e.kind, "deadline");
	assert_string_equal(e.detail, "granted: 2025-10-31; asked by phone");
	assert_string_equal(e.actor, "Bo");
	events_iter_free(iter);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(judgements_are_kept_and_taken_back),
		TEST(deadlines_are_kept_and_taken_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

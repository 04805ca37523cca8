#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"
#include "report/status.h"

static void the_matrix_tells_the_story(void **state)
{
	struct report_model m = {0};
	int64_t now;
	struct store *store = fixture_store(&now);

	(void)state;
	fixture_gather(store, now, "en", &m);
	assert_int_equal(m.target_count, 3);
	assert_string_equal(m.targets[0].name, "Alpha");
	const struct report_cell *one = report_cell(&m, 0, 0), *two = report_cell(&m, 0, 1);
	assert_int_equal(one->position, DEMAND_ANSWERED);
	assert_int_equal(two->position, DEMAND_REFUSED);
	assert_false(one->overdue || one->pending);
	assert_int_equal(one->deadline.day, 31);
	assert_int_equal(one->deadline_count, 2);
	assert_int_equal(one->judgement_count, 2);
	/* The second company: an auto-reply hides nothing, and its reply waits. */
	const struct report_cell *beta = report_cell(&m, 1, 0);
	assert_int_equal(beta->position, DEMAND_OPEN);
	assert_true(beta->overdue && beta->pending && beta->asked);
	assert_int_equal(beta->days_overdue, 26);
	assert_int_equal(beta->reply_count, 1);
	/* Never written to: late by the rule, and told apart. */
	const struct report_cell *gamma = report_cell(&m, 2, 0);
	assert_false(gamma->asked);
	assert_int_equal(m.targets[2].late, 0);
	/* A reply that waits to be read may be the answer: nobody is told that it is late. */
	assert_int_equal(m.targets[1].late, 0);
	assert_int_equal(m.targets[1].unread, 2);
	report_model_release(&m);
	store_close(store);
}

static void of_replies_only_what_was_released_is_in_it(void **state)
{
	struct report_model m = {0};
	int64_t now;
	struct store *store = fixture_store(&now);

	(void)state;
	fixture_gather(store, now, "en", &m);
	assert_int_equal(m.reply_count, 1);
	assert_true(m.replies[0].redacted);
	assert_null(m.replies[0].subject);
	assert_string_equal(m.replies[0].text, PUBLIC_SENTENCE " Write to [address removed].");
	/* Quotes: only words that the public text holds. */
	assert_string_equal(report_cell(&m, 0, 0)->judgements[1].quote, PUBLIC_SENTENCE);
	assert_null(report_cell(&m, 0, 0)->judgements[0].quote);
	assert_null(report_cell(&m, 0, 1)->judgements[1].quote);
	assert_int_equal(report_cell(&m, 0, 0)->judgements[0].reply, 0);
	assert_int_equal(report_cell(&m, 0, 0)->judgements[1].reply, 3);
	report_model_release(&m);
	store_close(store);
}

/* A mail that may be the answer protects its sender from being told late, and claims nothing. */
static void a_suggested_reply_is_not_silence(void **state)
{
	struct report_model m = {0};
	int64_t now;
	struct store *store = fixture_store(&now);
	struct err err;
	int64_t gamma = fixture_letter(store, 4, "x@gamma.example.net", "Delta", "0h3kq2m9xw4tzn5p",
		fixture_time("2025-09-26T09:00:00Z"));
	struct reply_letter link = {.letter = gamma, .rung = 6, .evidence = "domain"};
	struct reply reply = {.sha256 = "s",
		.class = "reply",
		.filing = REPLY_SUGGESTED,
		.archive_name = "cur/y",
		.received_at = fixture_time("2025-10-09T09:00:00Z"),
		.reply_text = SECRET_SENTENCE,
		.letters = &link,
		.letter_count = 1};

	(void)state;
	fixture_gather(store, now, "en", &m);
	assert_int_equal(m.targets[3].late, 2);
	size_t before = m.happening_count;
	report_model_release(&m);
	assert_int_equal(reply_add(store, &reply, NULL, &err), 0);
	fixture_gather(store, now, "en", &m);
	assert_int_equal(m.targets[3].late, 0);
	assert_int_equal(m.targets[3].unread, 2);
	assert_false(report_cell(&m, 3, 0)->pending);
	/* Neither that it replied is claimed, nor that its deadline passed without a reply. */
	assert_int_equal(m.happening_count, before - 1);
	report_model_release(&m);
	store_close(store);
}

static void withheld_and_changed_decisions_count_at_once(void **state)
{
	struct report_model m = {0};
	int64_t now;
	struct store *store = fixture_store(&now);
	struct err err;

	(void)state;
	assert_int_equal(reply_publish(store, 3, REPLY_WITHHELD, NULL, "x", now, &err), 0);
	fixture_gather(store, now, "en", &m);
	assert_int_equal(m.reply_count, 0);
	assert_null(report_cell(&m, 0, 0)->judgements[1].quote);
	report_model_release(&m);
	assert_int_equal(reply_publish(store, 3, REPLY_PUBLISHED, NULL, "x", now, &err), 0);
	fixture_gather(store, now, "en", &m);
	assert_int_equal(m.reply_count, 1);
	assert_string_equal(m.replies[0].text, PUBLIC_SENTENCE " " REDACTED_SENTENCE);
	assert_non_null(m.replies[0].subject);
	report_model_release(&m);
	assert_int_equal(reply_publish(store, 99, REPLY_PUBLISHED, NULL, "x", now, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_int_equal(reply_publish(store, 3, REPLY_REDACTED, NULL, "x", now, &err), -1);
	store_close(store);
}

static void happenings_are_in_order(void **state)
{
	static const enum report_event kinds[] = {REPORT_SENT, REPORT_SENT, REPORT_SENT,
		REPORT_RECEIVED, REPORT_DEADLINE_GRANTED, REPORT_JUDGED, REPORT_JUDGED,
		REPORT_DEADLINE_PASSED, REPORT_RECEIVED, REPORT_JUDGED, REPORT_JUDGED,
		REPORT_PUBLISHED, REPORT_RECEIVED};
	struct report_model m = {0};
	int64_t now;
	struct store *store = fixture_store(&now);

	(void)state;
	fixture_gather(store, now, "en", &m);
	assert_int_equal(m.happening_count, sizeof kinds / sizeof *kinds);
	for (size_t i = 0; i < m.happening_count; i++) {
		assert_int_equal(m.happenings[i].kind, kinds[i]);
		assert_true(i == 0 || m.happenings[i - 1].at <= m.happenings[i].at);
	}
	/* Alpha's deadline was moved before it passed: only Beta's passed on 10 October. */
	assert_int_equal(m.happenings[7].target, 1);
	report_model_release(&m);
	store_close(store);
}

static void status_is_one_line_of_json(void **state)
{
	struct report_model m = {0};
	struct reply_counts counts;
	struct str out = STR_INIT;
	struct err err;
	int64_t now;
	struct store *store = fixture_store(&now);

	(void)state;
	fixture_gather(store, now, "en", &m);
	assert_int_equal(reply_count(store, &counts, &err), 0);
	report_status_add(&m, &counts, &out);
	assert_non_null(strstr(out.p, "{\"campaign\":{\"id\":\"test-2025\""));
	assert_non_null(strstr(out.p,
		"{\"id\":\"two\",\"title\":\"Publish the findings\",\"target\":\"Beta\","
		"\"deadline\":\"2025-10-10\",\"overdue\":true,\"position\":\"open\",\"pending\":"
		"true,"
		"\"conversation\":\"replied\",\"replies\":[4]}"));
	assert_ptr_equal(strchr(out.p, '\n'), out.p + out.len - 1);
	assert_null(strstr(out.p, SECRET_SENTENCE));
	str_release(&out);
	report_model_release(&m);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_matrix_tells_the_story),
		cmocka_unit_test(of_replies_only_what_was_released_is_in_it),
		cmocka_unit_test(a_suggested_reply_is_not_silence),
		cmocka_unit_test(withheld_and_changed_decisions_count_at_once),
		cmocka_unit_test(happenings_are_in_order),
		cmocka_unit_test(status_is_one_line_of_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cmd/json_out.h"

static void expect(json_t *value, const char *line)
{
	struct str out = STR_INIT;

	json_add(&out, value);
	assert_string_equal(str_c(&out), line);
	str_release(&out);
}

static void texts(void **state)
{
	static const struct {
		const char *text, *json;
	} cases[] = {
		{NULL, "null"},
		{"", "\"\""},
		{"a \"b\" \\", "\"a \\\"b\\\" \\\\\""},
		{"Z\xC3\xBCrich", "\"Z\\u00FCrich\""},
		{"\x1b]0;x\x07\x7f", "\"\\u001B]0;x\\u0007\x7f\""},
		{"\xC2\x9B"
		 "2J",
			"\"\\u009B2J\""},
		{"caf\xE9", "\"caf\\uFFFD\""},
		{"\xF0\x9F\x95\x8A", "\"\\uD83D\\uDD4A\""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		expect(json_text(cases[i].text), cases[i].json);
}

static void members(void **state)
{
	json_t *o = json_object();
	struct date day = {.year = 2025, .month = 10, .day = 9};
	struct err err;

	(void)state;
	assert_int_equal(clock_set_zone("Europe/Brussels", &err), 0);
	json_set_text(o, "text", "x");
	json_set_text(o, "none", NULL);
	json_set_number(o, "reply", 3);
	json_set_number(o, "no_reply", 0);
	json_set_count(o, "total", 0);
	json_set_time(o, "at", 1758870000);
	json_set_time(o, "never", 0);
	json_set_date(o, "day", true, day);
	json_set_date(o, "no_day", false, day);
	json_set_bool(o, "due", false);
	json_set(o, "list", json_array());
	expect(o, "{\"text\":\"x\",\"none\":null,\"reply\":3,\"no_reply\":null,\"total\":0,"
		  "\"at\":\"2025-09-26T09:00:00+02:00\",\"never\":null,\"day\":\"2025-10-09\","
		  "\"no_day\":null,\"due\":false,\"list\":[]}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(members),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

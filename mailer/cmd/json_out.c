#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "cmd/cli.h"
#include "cmd/json_out.h"

json_t *json_text(const char *text)
{
	struct str repaired = STR_INIT;
	size_t n = text ? strlen(text) : 0;
	json_t *value;

	if (text == NULL)
		return json_null();
	/* The library need not look at it once more. */
	if (utf8_valid(text, n, NULL)) {
		value = json_stringn_nocheck(text, n);
	} else {
		utf8_add_repaired(&repaired, text, n);
		value = json_stringn_nocheck(str_c(&repaired), repaired.len);
		str_release(&repaired);
	}
	return value ? value : json_null();
}

void json_set(json_t *object, const char *name, json_t *value)
{
	json_object_set_new_nocheck(object, name, value);
}

void json_set_text(json_t *object, const char *name, const char *text)
{
	json_set(object, name, json_text(text));
}

void json_set_cell(json_t *object, const char *name, const char *text)
{
	json_set_text(object, name, text && *text ? text : NULL);
}

void json_set_number(json_t *object, const char *name, int64_t number)
{
	json_set(object, name, number ? json_integer(number) : json_null());
}

void json_set_time(json_t *object, const char *name, int64_t time)
{
	struct str text = STR_INIT;

	if (time)
		clock_add_rfc3339(&text, time);
	json_set_text(object, name, text.p);
	str_release(&text);
}

void json_set_date(json_t *object, const char *name, bool has, struct date date)
{
	struct str text = STR_INIT;

	if (has)
		date_add(&text, date);
	json_set_text(object, name, text.p);
	str_release(&text);
}

void json_set_count(json_t *object, const char *name, size_t count)
{
	json_set(object, name, json_integer((json_int_t)count));
}

void json_set_bool(json_t *object, const char *name, bool value)
{
	json_set(object, name, json_boolean(value));
}

static char *dump(json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_ENCODE_ANY);

	json_decref(value);
	return text;
}

void json_add(struct str *out, json_t *value)
{
	char *text = dump(value);

	str_adds(out, text ? text : "null");
	free(text);
}

void json_print(json_t *value)
{
	char *text = dump(value);

	cli_print("%s", text ? text : "null");
	free(text);
}

void json_print_line(json_t *value)
{
	json_print(value);
	cli_print("\n");
}

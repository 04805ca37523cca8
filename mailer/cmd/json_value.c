#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/json_value.h"

enum { JSON_BYTES_MAX = 1 << 30 };

static int read_standard_input(struct str *out, struct err *err)
{
	char piece[1 << 16];
	ssize_t n;

	while ((n = read(STDIN_FILENO, piece, sizeof piece)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, ERR_FAILED, "standard input cannot be read");
		str_add(out, piece, (size_t)n);
		if (out->full)
			return err_set(err, ERR_INPUT, "standard input is too long");
	}
	return 0;
}

int input_read(const char *path, size_t max, struct str *out, struct err *err)
{
	if (strcmp(path, "-") == 0)
		return read_standard_input(out, err);
	return file_read(path, max, out, err);
}

json_t *json_read_file(const char *path, struct err *err)
{
	struct str text = STR_INIT;
	json_error_t place;
	json_t *json = NULL;

	if (input_read(path, JSON_BYTES_MAX, &text, err) == 0) {
		const char *p = str_c(&text);
		size_t n = text.len;
		if (n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) {
			p += 3;
			n -= 3;
		}
		json = json_loadb(p, n, JSON_DECODE_ANY | JSON_ALLOW_NUL, &place);
		if (json == NULL)
			err_set(err, ERR_INPUT, "%s:%d:%d: this is no JSON: %s",
				strcmp(path, "-") == 0 ? "standard input" : path, place.line,
				place.column > 0 ? place.column : 1, place.text);
	}
	str_release(&text);
	return json;
}

static struct liquid_value array_value(struct arena *a, const json_t *json)
{
	struct liquid_array *array = liquid_array_new(a);

	for (size_t i = 0; i < json_array_size(json); i++)
		liquid_array_add(array, json_to_value(a, json_array_get(json, i)));
	return liquid_array_value(array);
}

static struct liquid_value object_value(struct arena *a, const json_t *json)
{
	struct liquid_hash *hash = liquid_hash_new(a);
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)json, key, value)
		liquid_hash_set(hash, key, json_to_value(a, value));
	return liquid_hash_value(hash);
}

/* jansson bounds the depth of what it reads, and with it this recursion. */
struct liquid_value json_to_value(struct arena *a, const json_t *json)
{
	switch (json_typeof(json)) {
	case JSON_OBJECT:
		return object_value(a, json);
	case JSON_ARRAY:
		return array_value(a, json);
	case JSON_STRING: {
		size_t n = json_string_length(json);
		return liquid_text_n(arena_strndup(a, json_string_value(json), n), n);
	}
	case JSON_INTEGER:
		return liquid_int(json_integer_value(json));
	case JSON_REAL:
		return liquid_float(json_real_value(json));
	case JSON_TRUE:
		return liquid_bool(true);
	case JSON_FALSE:
		return liquid_bool(false);
	default:
		return liquid_nil();
	}
}

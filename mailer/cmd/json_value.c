#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "liquid/number.h"
#include "cmd/json_value.h"

enum {
	JSON_BYTES_MAX = 1 << 30,
	BIG_DIGITS = 19, /* integers of fewer digits have 64 bits */
	NUMBER_HEX = 8, /* digits of the number of a big integer: there are fewer than bytes */
};

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

/* Takes a mark that is nowhere in the text. */
static void choose_mark(struct json_data *d, const char *text, size_t n)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	uint8_t bytes[JSON_MARK];

	do {
		random_bytes(bytes, sizeof bytes);
		for (size_t i = 0; i < JSON_MARK; i++)
			d->mark[i] = letters[bytes[i] % 32];
		d->mark[JSON_MARK] = '\0';
	} while (memmem(text, n, d->mark, JSON_MARK));
}

/* The bytes of an integer that may be too large and stands where a value does; 0: of none. */
static size_t big_integer(const char *p, const char *end)
{
	const char *digits = p + (*p == '-'), *q = digits;

	while (q < end && *q >= '0' && *q <= '9')
		q++;
	const char *after = q;
	while (after < end && ascii_is_space((unsigned char)*after))
		after++;
	if (q - digits < BIG_DIGITS || *digits == '0' ||
		(q < end && (*q == '.' || *q == 'e' || *q == 'E')) ||
		(after < end && *after == ':'))
		return 0;
	return (size_t)(q - p);
}

/*
 * Puts a text of the same length in the place of an integer, so that all else stays where it is:
 * the mark, the number of the integer, and as many letters as fill it. -1 when it is too long.
 */
static int mark_integer(struct json_data *d, char *p, size_t n)
{
	char number[JSON_MARK + NUMBER_HEX + 1];
	struct number value;

	if (number_leading(&d->arena, p, n, &value) != NUMBER_OK)
		return -1;
	mem_grow(&d->big, &d->big_cap, d->big_count, sizeof *d->big);
	d->big[d->big_count] = number_value(&d->arena, value);
	snprintf(number, sizeof number, "%s%08zx", d->mark, d->big_count++);
	memset(p, 'x', n);
	p[0] = p[n - 1] = '"';
	memcpy(p + 1, number, JSON_MARK + NUMBER_HEX);
	return 0;
}

static int too_long(
	const char *path, const struct str *text, size_t at, size_t digits, struct err *err)
{
	size_t line, column;

	utf8_place(text->p, text->len, at, &line, &column);
	return err_set(err, ERR_INPUT,
		"%s:%zu:%zu: an integer of %zu digits, expected at most %d; as a text, in quotes, "
		"it may be longer",
		path, line, column, digits, (int)NUMBER_DIGITS);
}

static bool is_of_number(char c)
{
	return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E';
}

/* Marks all integers that may be beyond 64 bits. */
static int mark_integers(struct json_data *d, const char *path, struct str *text, struct err *err)
{
	char *p = text->p;

	choose_mark(d, p, text->len);
	for (size_t i = 0; i < text->len; i++) {
		if (p[i] == '"') {
			for (i++; i < text->len && p[i] != '"'; i++)
				i += p[i] == '\\';
		} else if (is_of_number(p[i])) {
			size_t n = big_integer(p + i, p + text->len);
			if (n && mark_integer(d, p + i, n) < 0)
				return too_long(path, text, i, n - (p[i] == '-'), err);
			i += n ? n - 1 : 0;
			while (i + 1 < text->len && is_of_number(p[i + 1]))
				i++;
		}
	}
	return 0;
}

static json_t *parse(const struct str *text, json_error_t *place)
{
	return json_loadb(str_c(text), text->len, JSON_DECODE_ANY | JSON_ALLOW_NUL, place);
}

static int parse_file(struct json_data *d, const char *path, struct str *text, struct err *err)
{
	json_error_t place;

	d->json = parse(text, &place);
	if (d->json == NULL && json_error_code(&place) == json_error_numeric_overflow) {
		if (mark_integers(d, path, text, err) < 0)
			return -1;
		d->json = parse(text, &place);
	}
	if (d->json)
		return 0;
	bool too_large = str_starts(place.text, "real number overflow");
	return err_set(err, ERR_INPUT, "%s:%d:%d: %s%s%s", path, place.line,
		place.column > 0 ? place.column : 1,
		too_large ? "" : "this is no JSON: ", place.text,
		too_large ? "; a decimal has at most 308 digits before its point, expected it as a "
			    "text, in quotes"
			  : "");
}

int json_read_file(const char *path, struct json_data *data_r, struct err *err)
{
	struct str text = STR_INIT;
	int rc = input_read(path, JSON_BYTES_MAX, &text, err);

	*data_r = (struct json_data){0};
	if (rc == 0 && str_starts(str_c(&text), "\xEF\xBB\xBF")) {
		memmove(text.p, text.p + 3, text.len - 3);
		str_truncate(&text, text.len - 3);
	}
	if (rc == 0)
		rc = parse_file(
			data_r, strcmp(path, "-") == 0 ? "standard input" : path, &text, err);
	str_release(&text);
	return rc;
}

void json_data_release(struct json_data *data)
{
	json_decref(data->json);
	free(data->big);
	arena_release(&data->arena);
	*data = (struct json_data){0};
}

static struct liquid_value array_value(
	struct arena *a, const struct json_data *data, const json_t *json)
{
	struct liquid_array *array = liquid_array_new(a);

	for (size_t i = 0; i < json_array_size(json); i++)
		liquid_array_add(array, json_to_value(a, data, json_array_get(json, i)));
	return liquid_array_value(array);
}

static struct liquid_value object_value(
	struct arena *a, const struct json_data *data, const json_t *json)
{
	struct liquid_hash *hash = liquid_hash_new(a);
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)json, key, value)
		liquid_hash_set(hash, key, json_to_value(a, data, value));
	return liquid_hash_value(hash);
}

static struct liquid_value text_value(
	struct arena *a, const struct json_data *data, const json_t *json)
{
	const char *p = json_string_value(json);
	size_t n = json_string_length(json);

	if (data->big_count && strncmp(p, data->mark, JSON_MARK) == 0) {
		char number[NUMBER_HEX + 1];
		snprintf(number, sizeof number, "%s", p + JSON_MARK);
		struct liquid_value v = data->big[strtoul(number, NULL, 16)];
		if (v.kind == LIQUID_BIG)
			v.text.p = arena_strndup(a, v.text.p, v.text.n);
		return v;
	}
	return liquid_text_n(arena_strndup(a, p, n), n);
}

/* jansson bounds the depth of what it reads, and with it this recursion. */
struct liquid_value json_to_value(struct arena *a, const struct json_data *data, const json_t *json)
{
	switch (json_typeof(json)) {
	case JSON_OBJECT:
		return object_value(a, data, json);
	case JSON_ARRAY:
		return array_value(a, data, json);
	case JSON_STRING:
		return text_value(a, data, json);
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

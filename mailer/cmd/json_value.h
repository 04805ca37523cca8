/*
 * Files that a template reads from: JSON as values, and text.
 */
#ifndef CMD_JSON_VALUE_H
#define CMD_JSON_VALUE_H

#include <jansson.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "liquid/value.h"

/* Appends a regular file, or standard input where path is "-". 0 or -1. */
int input_read(const char *path, size_t max, struct str *out, struct err *err);

enum { JSON_MARK = 8 };

/*
 * A JSON file that was read. jansson takes no integer beyond 64 bits, and templates do: such ones
 * are texts in `json` that begin with the mark, which no text of the file does, and stand for the
 * digits kept here.
 */
struct json_data {
	json_t *json;
	char mark[JSON_MARK + 1];
	struct liquid_value *big;
	size_t big_count, big_cap;
	struct arena arena;
};

/*
 * Reads a JSON file ("-" is standard input). 0, or -1 with a message that has the place. Release in
 * either case.
 */
int json_read_file(const char *path, struct json_data *data_r, struct err *err);
void json_data_release(struct json_data *data);

/* A copy of any value of the file in an arena. */
struct liquid_value json_to_value(
	struct arena *a, const struct json_data *data, const json_t *json);

#endif

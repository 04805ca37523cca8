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

/*
 * Reads a JSON file ("-" is standard input); the caller releases it with json_decref(). NULL with a
 * message that has the place.
 */
json_t *json_read_file(const char *path, struct err *err);

/* A copy of any JSON value in an arena. */
struct liquid_value json_to_value(struct arena *a, const json_t *json);

#endif

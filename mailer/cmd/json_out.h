/*
 * JSON as the commands write it: one object on one line, ASCII only, so that no terminal obeys what
 * came from outside. Bytes that are no UTF-8 are repaired, since JSON knows no others; what has no
 * value is null.
 */
#ifndef CMD_JSON_OUT_H
#define CMD_JSON_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "base/clock.h"
#include "base/str.h"

/* A string; NULL is null. The caller owns it, as everything new of jansson. */
json_t *json_text(const char *text);

/* Members of an object. Of texts NULL is null, of times and numbers 0 is. */
void json_set_text(json_t *object, const char *name, const char *text);
/* A cell of a list: a blank one is null. */
void json_set_cell(json_t *object, const char *name, const char *text);
void json_set_number(json_t *object, const char *name, int64_t number);

/* RFC 3339, in the process's time zone. */
void json_set_time(json_t *object, const char *name, int64_t time);

/* "2025-10-10"; null where there is none. */
void json_set_date(json_t *object, const char *name, bool has, struct date date);

/* How many: 0 is 0. */
void json_set_count(json_t *object, const char *name, size_t count);

void json_set_bool(json_t *object, const char *name, bool value);

/* Takes the value over. Names, here and above, are UTF-8. */
void json_set(json_t *object, const char *name, json_t *value);

/* Appends a value, and releases it. No line end. */
void json_add(struct str *out, json_t *value);

/* The same to standard output, without and with a line end. */
void json_print(json_t *value);
void json_print_line(json_t *value);

#endif

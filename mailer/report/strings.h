/*
 * The words of the pages, from one JSON file a language: strings.LANGUAGE.json.
 *
 * An object of texts; a text that depends on a number is an object of the CLDR plural categories
 * that the language has ("zero", "one", "two", "few", "many", "other"), with {n} for the number.
 * What a translation lacks stays English. Other names in braces are filled in by the templates.
 */
#ifndef REPORT_STRINGS_H
#define REPORT_STRINGS_H

#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "liquid/value.h"

struct strings;

/* An empty set for a language tag ("en", "pt-BR"; copied). */
struct strings *strings_new(const char *language);
void strings_free(struct strings *s);

/* As given to strings_new(). */
const char *strings_language(const struct strings *s);

/*
 * Adds a file's texts over those that are there. ERR_INPUT with FILE:LINE:COLUMN when it is not
 * what is described above.
 */
int strings_add(struct strings *s, const char *file, const char *bytes, size_t n, struct err *err);

/* A text, or "" when there is none. Valid until the next strings_add(). */
const char *strings_get(const struct strings *s, const char *key);

/* The text for n things of the plural text `key`, {n} filled in; of the arena. Which it is, the
 * language's rules say. */
char *strings_count(const struct strings *s, struct arena *arena, const char *key, long n);

/* All plain texts as a hash for templates; values are borrowed from s. */
struct liquid_value strings_value(const struct strings *s, struct arena *arena);

#endif

/*
 * Values that templates read: made by callers in an arena, borrowed by contexts.
 *
 * Small and passed by value. Text is UTF-8 and borrowed. Hashes keep the order of insertion. A row
 * is a hash whose keys are columns that many rows share, so that a template finds a cell by number.
 */
#ifndef LIQUID_VALUE_H
#define LIQUID_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/str.h"

enum liquid_kind {
	LIQUID_NIL,
	LIQUID_FALSE,
	LIQUID_TRUE,
	LIQUID_INT,
	LIQUID_FLOAT,
	LIQUID_TEXT,
	LIQUID_ARRAY,
	LIQUID_HASH,
	LIQUID_ROW,
	LIQUID_RANGE, /* a to b, both included */
	LIQUID_EMPTY, /* the word `empty`; never in data */
	LIQUID_BLANK, /* the word `blank` */
	LIQUID_UNKNOWN, /* what a failed lookup gives inside the engine; never in data */
	LIQUID_BIG, /* an integer beyond int64_t: its decimal digits, in text */
	LIQUID_LOOP, /* `forloop` and `tablerowloop`; never in data */
};

struct liquid_array;
struct liquid_hash;
struct liquid_row;
struct liquid_columns;
struct liquid_loop;

struct liquid_value {
	enum liquid_kind kind;
	bool markup; /* text that is markup already: where output is escaped, this is not */
	union {
		int64_t integer;
		double real;
		struct {
			const char *p;
			size_t n;
		} text;
		const struct liquid_array *array;
		const struct liquid_hash *hash;
		const struct liquid_row *row;
		struct liquid_loop *loop;
		struct {
			int64_t first, last;
		} range;
	};
};

struct liquid_value liquid_nil(void);
struct liquid_value liquid_bool(bool b);
struct liquid_value liquid_int(int64_t i);
struct liquid_value liquid_float(double d);
/* Borrowed; liquid_text(NULL) is nil. */
struct liquid_value liquid_text(const char *s);
struct liquid_value liquid_text_n(const char *p, size_t n);

/* Arrays grow in their arena. */
struct liquid_array *liquid_array_new(struct arena *a);
void liquid_array_add(struct liquid_array *array, struct liquid_value value);
struct liquid_value liquid_array_value(const struct liquid_array *array);

/* Hashes: a key that is set again keeps its place. Keys are copied. */
struct liquid_hash *liquid_hash_new(struct arena *a);
void liquid_hash_set(struct liquid_hash *hash, const char *key, struct liquid_value value);
bool liquid_hash_get(const struct liquid_hash *hash, const char *key, struct liquid_value *value_r);
struct liquid_value liquid_hash_value(const struct liquid_hash *hash);

/*
 * Rows. Columns are made once a list (names borrowed, they must outlive it); a row is made once and
 * its cells are set anew for each letter. Blank cells should be nil.
 */
struct liquid_columns *liquid_columns_new(struct arena *a, const char *const *names, size_t n);
struct liquid_row *liquid_row_new(struct arena *a, const struct liquid_columns *columns);
void liquid_row_set(struct liquid_row *row, size_t column, struct liquid_value value);
struct liquid_value liquid_row_value(const struct liquid_row *row);

#endif

/*
 * Settings as a tree: what libconfig reads, with the place of each name and value, and without
 * what libconfig does in silence.
 *
 * libconfig wraps integers around, cuts texts at NUL, stops at the first error and knows lines
 * only. So the text is scanned before (config_scan.h): that finds the places, duplicates and
 * overflows. This module knows syntax, not which settings there are.
 */
#ifndef CAMPAIGN_CONFIG_H
#define CAMPAIGN_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "campaign/config_text.h"
#include "campaign/source.h"

enum setting_kind {
	SETTING_GROUP, /* { name = value; ... } */
	SETTING_LIST, /* ( ... ) and [ ... ] */
	SETTING_TEXT,
	SETTING_NUMBER,
	SETTING_FRACTION,
	SETTING_FLAG,
};

struct setting {
	const char *name; /* NULL in a list */
	enum setting_kind kind;
	size_t name_at, value_at; /* bytes of the text; name_at is value_at in a list */
	size_t value_end;
	bool literal; /* a text in one pair of quotes without escapes: byte i of it is at value_at
			 + 1 + i */
	bool broken; /* was reported, and has no value */
	const char *text;
	long long number;
	double fraction;
	bool flag;
	struct setting *first, *next; /* the members of a group or list, in order */
	size_t count;
};

struct config {
	struct arena arena;
	struct config_text text;
	struct setting root; /* a group */
};

enum { CONFIG_DEPTH_MAX = 16, CONFIG_SETTINGS_MAX = 10000 };

/*
 * Reads `name` and its includes through source into files. -1 when the tree is not complete: the
 * files could not be read, or there is a syntax error (only the first is told). Duplicates and
 * numbers that do not fit are problems too, but the rest of the tree is there. Release in either
 * case.
 */
int config_load(struct config *c, struct campaign_files *files, const struct source *source,
	const char *name, struct problems *problems);
void config_unload(struct config *c);

/* "a text", "a whole number" ...: for messages. */
const char *setting_kind_name(enum setting_kind kind);

#endif

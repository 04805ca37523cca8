/*
 * Liquid: the template language of letters and pages. Parsed once, rendered many times.
 *
 * The language is that of Shopify/liquid 5, in its strict mode, with filters and checks of our own
 * unless `standard` is set. It knows nothing of mail, lists or campaigns: values come in through
 * liquid/value.h. An engine belongs to one thread.
 *
 *	engine -> template (parsed, names resolved to slots)
 *	engine -> context (a value for each slot, scratch memory) -> render(template, context)
 */
#ifndef LIQUID_LIQUID_H
#define LIQUID_LIQUID_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "liquid/value.h"

/* Limits of one rendering; 0 is the default. Each has its error, which names it. */
struct liquid_limits {
	size_t output_bytes; /* LIQUID_OUTPUT_BYTES */
	size_t loop_steps; /* LIQUID_LOOP_STEPS: iterations of all loops together */
	size_t nesting; /* LIQUID_NESTING: blocks within each other, at parsing */
	size_t include_depth; /* LIQUID_INCLUDE_DEPTH */
	size_t captured_bytes; /* LIQUID_CAPTURED_BYTES: what assign, capture and filters make */
};

enum {
	LIQUID_OUTPUT_BYTES = 64 << 20,
	LIQUID_LOOP_STEPS = 10000000,
	LIQUID_NESTING = 100,
	LIQUID_INCLUDE_DEPTH = 100,
	LIQUID_CAPTURED_BYTES = 64 << 20,
};

struct liquid_options {
	/* Plain Liquid: unknown variables are nil, no filters of our own, no escaping. */
	bool standard;
	/*
	 * Escapes the text of each {{ output }} (n bytes, appended to out) unless its last filter
	 * is `raw`. NULL: none. liquid_escape_html() is one.
	 */
	void (*escape)(struct str *out, const char *text, size_t n);
	/* For sentence, localdate, ordinal, pluralize: "en", "pt-BR"; NULL is "en". */
	const char *language;
	struct liquid_limits limits;
	/*
	 * Appends the source of a partial (`render "name"`, `include "name"`) to out and says its
	 * file name for messages in file_r (appended). -1 with a sentence when there is none. NULL:
	 * no partials.
	 */
	int (*read_partial)(
		void *ctx, const char *name, struct str *out, struct str *file_r, struct err *err);
	void *partial_ctx;
};

struct liquid;
struct liquid_template;
struct liquid_context;

/* options are copied (what they point to is borrowed); NULL is all defaults. */
struct liquid *liquid_new(const struct liquid_options *options);
void liquid_free(struct liquid *engine); /* after its templates and contexts */

void liquid_escape_html(struct str *out, const char *text, size_t n);

/* How one source is parsed; zero-initialised is usual. */
struct liquid_source {
	const char *file; /* for messages; copied */
	const char *text; /* UTF-8; borrowed during the call only */
	size_t len;
	size_t first_line; /* the number of its first line in the file, 0 is 1 */
	/*
	 * {{ outputs }} must be one line: CR and LF in a value become one space. For header lines.
	 */
	bool one_line;
	bool no_escape; /* options.escape is not used in this template */
};

/*
 * Parses a source, with the partials that it names. Every problem (unclosed tags and blocks,
 * unknown tags and filters with the nearest name, wrong arguments, limits) goes to problems with
 * file, line and column; warnings too. NULL when one was an error.
 */
struct liquid_template *liquid_parse(
	struct liquid *engine, const struct liquid_source *source, struct problems *problems);
void liquid_template_free(struct liquid_template *t);

/* A context: global values by name, and what a rendering assigns. */
struct liquid_context *liquid_context_new(struct liquid *engine);
void liquid_context_free(struct liquid_context *c);

/*
 * The slot of a global name; made when it is new. Slots stay the same for the life of the engine
 * and serve in all its contexts.
 */
size_t liquid_slot(struct liquid *engine, const char *name);

/* Sets a global. The value is borrowed until it is replaced or the context freed. */
void liquid_set(struct liquid_context *c, size_t slot, struct liquid_value value);

/*
 * Forgets what renderings assigned, captured and counted, and the scratch memory that their values
 * took. Globals stay.
 */
void liquid_reset(struct liquid_context *c);

/*
 * For checks that want to know of all unknown variables: from now on each is told (err as
 * liquid_render() would have it), counts as nil, and the rendering goes on. NULL: as usual.
 */
void liquid_tell_unknown(
	struct liquid_context *c, void (*told)(void *ctx, const struct err *err), void *ctx);

/*
 * Appends the rendering to out. What it assigns stays in the context for a next template (the head
 * and the body of a letter) until liquid_reset(). Unknown variables (no such global, no such key in
 * a hash or column in a row) are an error unless `standard`, `default` handles them, or they are
 * compared with nil, blank or empty: file, line, column and the nearest known name are in err->text
 * as "FILE:LINE:COLUMN: TEXT", err->kind is ERR_INPUT. On -1 out holds what was rendered so far.
 */
int liquid_render(const struct liquid_template *t, struct liquid_context *c, struct str *out,
	struct err *err);

/*
 * Makes what depends only on the globals set in c, but for those in varying[] (slots), constant
 * text. The result renders to the same bytes as t, in contexts whose other globals have these same
 * values; t may be freed. Freed by liquid_template_free(). An error of folding is left to
 * rendering, and so is what reads the clock. Resets c. Parse all templates that c will render
 * before: what one of them assigns is not constant in another.
 */
struct liquid_template *liquid_fold(
	const struct liquid_template *t, struct liquid_context *c, const size_t *varying, size_t n);

/* Whether the template (or a partial of it) reads the global `name`, or `name`.`key` where key is
 * not NULL; for warnings of unused merge fields. */
bool liquid_uses(const struct liquid_template *t, const char *name, const char *key);

/* Calls see for each key of the global `name` that they read, NULL for the whole value; the same
 * key may come several times. */
void liquid_each_key(const struct liquid_template *t, const char *name,
	void (*see)(void *ctx, const char *key), void *ctx);

#endif

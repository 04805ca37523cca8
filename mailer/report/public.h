/*
 * Text on its way to the public: nobody's address and no letter's token goes with it.
 *
 * Everything that a page, the feed or the JSON beside them shows and that somebody else wrote goes
 * through here: names, titles, letters, replies. What is left is safe to show (no control
 * characters, no bidirectional overrides), not yet escaped for HTML: templates do that.
 */
#ifndef REPORT_PUBLIC_H
#define REPORT_PUBLIC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"

struct public_text {
	struct map tokens; /* canonical spelling -> anything: the tokens of all letters */
	const char *removed; /* stands where an address or token was: "[address removed]" */
};

/* Makes a token known. */
void public_text_token(struct public_text *p, const char *token);
void public_text_release(struct public_text *p);

/*
 * Appends n bytes of text in linear time: every mail address (something, "@", something, as wide as
 * people and programs write them, percent-encoded "@" too) and every known token, however spelled,
 * replaced; controls made visible. keep_lines keeps LF.
 */
void public_text_add(
	const struct public_text *p, struct str *out, const char *text, size_t n, bool keep_lines);

/* The same as a string of the arena; NULL stays NULL. */
char *public_text_copy(
	const struct public_text *p, struct arena *arena, const char *text, bool keep_lines);

/*
 * Whether the words of quote stand in text, in that order and next to each other, whatever the
 * white space between them. An empty quote is nowhere.
 */
bool public_text_holds(const char *text, const char *quote);

#endif

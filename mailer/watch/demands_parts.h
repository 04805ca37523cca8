/*
 * An answer while its demands are looked for: what demands.c and the other files
 * demands_*.c share. Nobody else includes this.
 */
#ifndef WATCH_DEMANDS_PARTS_H
#define WATCH_DEMANDS_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "reply/reading.h"
#include "watch/labels.h"
#include "watch/overlap.h"

/* Why a unit is about a demand, from the weakest on. */
enum sign { SIGN_NONE, SIGN_WORDS, SIGN_MENTION, SIGN_LIST, SIGN_QUOTE, SIGN_HEADING };

/* What the number of a list's item is written in. */
enum label_kind {
	LABEL_DIGITS, /* "2." */
	LABEL_LETTERS, /* "b)", "ii." */
	LABEL_ORDINALS, /* "Second," */
	LABEL_KINDS
};

/* A paragraph of what the sender wrote, or a part of one that begins with a label. */
struct unit {
	size_t start, end;
	size_t range; /* of reading.reply_ranges */
	size_t content; /* where the text behind its label begins */
	uint64_t mask; /* demands */
	enum sign sign;
	size_t list_number;
	bool sure; /* the label is one that only answers have */
	enum label_kind kind;
	const char *reason;
};

struct work {
	const struct reading *reading;
	size_t n;
	struct arena *arena;
	const char *folded; /* reading.text */
	struct labels labels; /* of it */
	struct overlap *overlap;
	struct unit *units;
	size_t count, cap;
	size_t left; /* bytes of the sender's that may still be looked at */
};

/* Adds the units of reply range number `range`; w->left bytes may still be looked at. */
void demands_split(struct work *w, size_t range);

/* The length of a mark like "Q:" or "Frage:" at folded[at], above an answer; 0: there is none. */
size_t demands_question_mark(const char *folded, size_t at, size_t end);

bool demands_is_blank(const char *p, size_t n);

/* Marks what stands below our demands' text, or has it in itself. */
void demands_find_quotes(struct work *w);

/* Marks the items of a list whose numbers are those of the demands. */
void demands_find_lists(struct work *w);

#endif

/*
 * Running text as words, numbers and signs.
 */
#ifndef REPLY_TOKENS_H
#define REPLY_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/mem.h"
#include "reply/vocabulary.h"

enum token_kind {
	TOKEN_WORD,
	TOKEN_NUMBER,
	TOKEN_PUNCTUATION, /* one character; a line end counts as blank */
	TOKEN_PARAGRAPH, /* an empty line */
};

/* A word of folded text. */
struct token {
	size_t start, end; /* bytes of the text */
	enum token_kind kind;
	int number; /* of digits, and of words for numbers; -1 for none */
	const struct word *word; /* what it means, or NULL */
};

struct tokens {
	struct token *items;
	size_t count;
	const char *text; /* folded */
};

/* Splits folded text from start to end. */
void tokens_split(struct tokens *t, struct arena *a, const char *text, size_t start, size_t end);

/* Whether token i is the word; inline, so that the lengths of literals are constants. */
static inline bool token_is(const struct tokens *t, size_t i, const char *word)
{
	size_t n = strlen(word);

	return i < t->count && t->items[i].end - t->items[i].start == n &&
	       memcmp(t->text + t->items[i].start, word, n) == 0;
}

/* Whether token i may be one of those (enum meaning, joined by |). */
bool token_means(const struct tokens *t, size_t i, unsigned meaning);

#endif

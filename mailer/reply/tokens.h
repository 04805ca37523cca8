/*
 * Running text as words, numbers and signs.
 */
#ifndef REPLY_TOKENS_H
#define REPLY_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "reply/vocabulary.h"

enum token_kind {
	TOKEN_WORD,
	TOKEN_NUMBER,
	TOKEN_PUNCTUATION, /* one character; a line end counts as blank */
	TOKEN_PARAGRAPH, /* an empty line */
};

/* A word of folded text. There are hundreds in a mail: it is small. */
struct token {
	const struct word *word; /* what it means, or NULL */
	uint32_t start, end; /* bytes of the text */
	int32_t number; /* of digits, and of words for numbers; -1 for none */
	uint8_t kind; /* enum token_kind */
};

struct tokens {
	struct token *items;
	size_t count;
	const char *text; /* folded */
};

/* Splits folded text of less than 4 GiB from start to end; tokens_release(). */
void tokens_split(struct tokens *t, const char *text, size_t start, size_t end);
void tokens_release(struct tokens *t);

/* Reads the one token that begins at i, where no white space is; the offset behind it. */
size_t tokens_take(const char *text, size_t i, size_t end, struct token *token_r);

/* Whether token i is the word; inline, so that the lengths of literals are constants. */
static inline bool token_is(const struct tokens *t, size_t i, const char *word)
{
	size_t n = strlen(word);

	return i < t->count && t->items[i].end - t->items[i].start == n &&
	       memcmp(t->text + t->items[i].start, word, n) == 0;
}

/* Whether token i is one of the words, which NULL ends. */
bool token_is_one_of(const struct tokens *t, size_t i, const char *const *words);

/* Whether token i may be one of those (enum meaning, joined by |). */
bool token_means(const struct tokens *t, size_t i, unsigned meaning);

#endif

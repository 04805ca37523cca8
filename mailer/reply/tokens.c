#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "reply/tokens.h"
#include "reply/words.h"

enum { BYTES_A_TOKEN = 4 }; /* of usual text, or more */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word_byte(char c)
{
	return is_letter(c) || ascii_is_digit(c) || (unsigned char)c >= 0x80;
}

/* Dashes, quotes and spaces of Unicode, which are no part of a word; their length, or 0. */
static size_t sign_length(const char *p, size_t n)
{
	if (n >= 2 && (unsigned char)p[0] == 0xc2 && (unsigned char)p[1] < 0xc0 &&
		(unsigned char)p[1] != 0xaa && (unsigned char)p[1] != 0xba)
		return 2;
	return n >= 3 && (unsigned char)p[0] == 0xe2 && (unsigned char)p[1] <= 0x81 ? 3 : 0;
}

size_t tokens_take(const char *s, size_t i, size_t end, struct token *token_r)
{
	token_r->start = (uint32_t)i;
	token_r->number = -1;
	if (ascii_is_digit(s[i])) {
		int value = 0;
		for (; i < end && ascii_is_digit(s[i]); i++)
			value = value < 100000 ? value * 10 + (s[i] - '0') : value;
		token_r->kind = TOKEN_NUMBER;
		token_r->number = value;
	} else if (is_word_byte(s[i]) && !sign_length(s + i, end - i)) {
		while (i < end && (is_letter(s[i]) || ((unsigned char)s[i] >= 0x80 &&
							      !sign_length(s + i, end - i))))
			i++;
		token_r->kind = TOKEN_WORD;
	} else {
		size_t sign = sign_length(s + i, end - i);
		token_r->kind = TOKEN_PUNCTUATION;
		i += sign ? sign : 1;
	}
	token_r->end = (uint32_t)i;
	token_r->word = token_r->kind == TOKEN_NUMBER
				? NULL
				: vocabulary_find(s + token_r->start, i - token_r->start);
	if (token_r->word && token_r->word->number)
		token_r->number = token_r->word->number;
	return i;
}

void tokens_split(struct tokens *t, const char *text, size_t start, size_t end)
{
	size_t cap = 0;

	*t = (struct tokens){.text = text};
	for (size_t i = start; i < end;) {
		uint32_t from = (uint32_t)i;
		size_t lines = 0;

		while (i < end && ascii_is_space(text[i]))
			lines += text[i++] == '\n';
		if (lines < 2 && i == end)
			break;
		if (t->count == cap) {
			cap = cap ? 2 * cap : (end - start) / BYTES_A_TOKEN + 8;
			t->items = mem_resize(t->items, cap, sizeof *t->items);
		}
		struct token *one = &t->items[t->count++];
		if (lines < 2)
			i = tokens_take(text, i, end, one);
		else
			*one = (struct token){.start = from,
				.end = (uint32_t)i,
				.number = -1,
				.kind = TOKEN_PARAGRAPH};
	}
}

void tokens_release(struct tokens *t)
{
	free(t->items);
	*t = (struct tokens){.count = 0};
}

bool token_is_one_of(const struct tokens *t, size_t i, const char *const *words)
{
	return i < t->count && words_one_of(t->text + t->items[i].start,
				       t->items[i].end - t->items[i].start, words);
}

bool token_means(const struct tokens *t, size_t i, unsigned meaning)
{
	return i < t->count && t->items[i].word && (t->items[i].word->meaning & meaning);
}

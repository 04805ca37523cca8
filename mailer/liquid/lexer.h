/*
 * Words of the language inside {{ }} and {% %}: names, numbers, strings, operators.
 *
 * Pull: lexer_next() gives one token after another; text is borrowed from the source.
 */
#ifndef LIQUID_LEXER_H
#define LIQUID_LEXER_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind {
	TOKEN_END,
	TOKEN_NAME,
	TOKEN_NUMBER,
	TOKEN_STRING, /* text without its quotes */
	TOKEN_COMPARISON,
	TOKEN_PIPE,
	TOKEN_DOT,
	TOKEN_DOTDOT,
	TOKEN_COLON,
	TOKEN_COMMA,
	TOKEN_OPEN_SQUARE,
	TOKEN_CLOSE_SQUARE,
	TOKEN_OPEN_ROUND,
	TOKEN_CLOSE_ROUND,
	TOKEN_QUESTION,
	TOKEN_DASH,
	TOKEN_BAD, /* a character that means nothing here, or a string without its end */
};

struct token {
	enum token_kind kind;
	const char *p;
	size_t n;
	const char *start; /* where it stands, quotes included */
};

struct lexer {
	const char *p, *end;
	bool unicode_names; /* letters beyond ASCII may stand in names */
	enum token_kind last;
};

/* Over n bytes, borrowed. */
struct lexer lexer_start(const char *p, size_t n, bool unicode_names);
/* The next token; at the end TOKEN_END, again and again. */
struct token lexer_next(struct lexer *l);

/* Whether a typographic quote begins here, as word processors put it for a straight one. */
bool lexer_is_curly(const char *p, size_t n);

/* What a kind of token is called in messages: "a name", "`,`". */
const char *token_name(enum token_kind kind);

#endif

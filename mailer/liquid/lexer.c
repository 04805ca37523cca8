#include <string.h>

#include "base/str.h"
#include "liquid/lexer.h"

struct lexer lexer_start(const char *p, size_t n, bool unicode_names)
{
	return (struct lexer){.p = p, .end = p + n, .unicode_names = unicode_names};
}

/* A no-break space, as word processors put it: a blank where names may be of any script. */
static bool is_wide_blank(const struct lexer *l, const char *p)
{
	return l->unicode_names && str_starts_in(p, l->end, "\xC2\xA0");
}

bool lexer_is_curly(const char *p, size_t n)
{
	static const char *const curly[] = {"\xE2\x80\x9C", "\xE2\x80\x9D", "\xE2\x80\x9E",
		"\xE2\x80\x98", "\xE2\x80\x99", "\xE2\x80\x9A", "\xC2\xAB", "\xC2\xBB"};

	for (size_t i = 0; i < sizeof curly / sizeof *curly; i++)
		if (n >= strlen(curly[i]) && memcmp(p, curly[i], strlen(curly[i])) == 0)
			return true;
	return false;
}

static bool is_letter(const struct lexer *l, const char *p)
{
	int lower = ascii_lower((unsigned char)*p);

	return (lower >= 'a' && lower <= 'z') || *p == '_' ||
	       (l->unicode_names && (unsigned char)*p >= 0x80 && !is_wide_blank(l, p));
}

/* Within a name a curly quote is an apostrophe: "l’adresse". */
static bool starts_name(const struct lexer *l, const char *p)
{
	return is_letter(l, p) && !lexer_is_curly(p, (size_t)(l->end - p));
}

static bool continues_name(const struct lexer *l, const char *p)
{
	return is_letter(l, p) || ascii_is_digit(*p) || *p == '-';
}

static const char *scan_name(const struct lexer *l, const char *p)
{
	while (p < l->end && continues_name(l, p))
		p++;
	return p < l->end && *p == '?' ? p + 1 : p;
}

static const char *scan_number(const struct lexer *l, const char *p)
{
	p++;
	while (p < l->end && ascii_is_digit(*p))
		p++;
	if (l->end - p > 1 && *p == '.' && ascii_is_digit(p[1])) {
		p += 2;
		while (p < l->end && ascii_is_digit(*p))
			p++;
	}
	return p;
}

static enum token_kind special(char c)
{
	static const char chars[] = "|.:,[]()?-";
	static const enum token_kind kinds[] = {TOKEN_PIPE, TOKEN_DOT, TOKEN_COLON, TOKEN_COMMA,
		TOKEN_OPEN_SQUARE, TOKEN_CLOSE_SQUARE, TOKEN_OPEN_ROUND, TOKEN_CLOSE_ROUND,
		TOKEN_QUESTION, TOKEN_DASH};
	const char *at = c ? strchr(chars, c) : NULL;

	return at ? kinds[at - chars] : TOKEN_BAD;
}

static struct token comparison(struct lexer *l, const char *start)
{
	size_t left = (size_t)(l->end - start), n = 0;

	if (left > 1 && ((start[1] == '=' && strchr("=!<>", *start)) ||
				(start[0] == '<' && start[1] == '>')))
		n = 2;
	else if (*start == '<' || *start == '>')
		n = 1;
	l->p = start + (n ? n : 1);
	return (struct token){n ? TOKEN_COMPARISON : TOKEN_BAD, start, n ? n : 1, start};
}

static struct token next(struct lexer *l)
{
	while (l->p < l->end && (ascii_is_space((unsigned char)*l->p) || is_wide_blank(l, l->p)))
		l->p += is_wide_blank(l, l->p) ? 2 : 1;
	const char *start = l->p;
	if (start == l->end)
		return (struct token){TOKEN_END, start, 0, start};
	char c = *start;
	if (c == '"' || c == '\'') {
		const char *close = memchr(start + 1, c, (size_t)(l->end - start - 1));
		l->p = close ? close + 1 : l->end;
		if (close == NULL)
			return (struct token){TOKEN_BAD, start, (size_t)(l->end - start), start};
		return (struct token){TOKEN_STRING, start + 1, (size_t)(close - start - 1), start};
	}
	if (ascii_is_digit(c) || (c == '-' && l->end - start > 1 && ascii_is_digit(start[1]))) {
		l->p = scan_number(l, start);
		return (struct token){TOKEN_NUMBER, start, (size_t)(l->p - start), start};
	}
	if (starts_name(l, start)) {
		l->p = scan_name(l, start);
		size_t n = (size_t)(l->p - start);
		bool contains = n == 8 && memcmp(start, "contains", 8) == 0 && l->last != TOKEN_DOT;
		return (struct token){contains ? TOKEN_COMPARISON : TOKEN_NAME, start, n, start};
	}
	if (memchr("=!<>", c, 4))
		return comparison(l, start);
	if (c == '.' && l->end - start > 1 && start[1] == '.') {
		l->p = start + 2;
		return (struct token){TOKEN_DOTDOT, start, 2, start};
	}
	l->p = start + 1;
	while ((unsigned char)c >= 0x80 && l->p < l->end && ((unsigned char)*l->p & 0xC0) == 0x80)
		l->p++;
	return (struct token){special(c), start, (size_t)(l->p - start), start};
}

struct token lexer_next(struct lexer *l)
{
	struct token t = next(l);

	l->last = t.kind;
	return t;
}

const char *token_name(enum token_kind kind)
{
	static const char *const names[] = {"the end", "a name", "a number", "a string",
		"a comparison", "`|`", "`.`", "`..`", "`:`", "`,`", "`[`", "`]`", "`(`", "`)`",
		"`?`", "`-`", "a character that means nothing here"};

	return names[kind];
}

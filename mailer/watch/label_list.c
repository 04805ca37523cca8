#include <string.h>

#include "base/str.h"
#include "watch/label_names.h"
#include "watch/label_words.h"
#include "watch/labels.h"
#include "watch/numerals.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* "A1:", "F2." and the like: a letter for "answer" or "question" right before the number. */
static size_t attached(const char *p, size_t n)
{
	return n > 2 && p[0] && strchr("qafrpd", p[0]) && p[1] >= '1' && p[1] <= '9' ? 1 : 0;
}

/* "(ii)", "iv)", "iv. ", "b)": an item's number in letters, with what closes it; or 0. */
static size_t list_letters(const char *p, size_t n, size_t *len_r)
{
	size_t open = n && (p[0] == '(' || p[0] == '['), len;
	size_t number = numeral_roman(p + open, n - open, &len), end;
	if (number == 0 && n > open && p[open] >= 'a' && p[open] <= 'h') {
		number = (size_t)(p[open] - 'a') + 1;
		len = 1;
	}
	end = open + len;
	if (number == 0 || end >= n)
		return 0;
	bool point = !open && p[end] == '.' && end + 1 < n && p[end + 1] == ' ';
	if (p[end] != ')' && !(p[end] == ']' && open) && !point)
		return 0;
	*len_r = end + 1;
	return number;
}

/* "II:", "IV.": what a word like "ad" may stand before; its length with the mark, or 0. */
static size_t closed_roman(const char *p, size_t n, size_t *len_r)
{
	size_t len, number = numeral_roman(p, n, &len);

	if (number == 0 || len == n || (p[len] != ':' && p[len] != '.'))
		return 0;
	*len_r = len + 1;
	return number;
}

/* The length of the mark between an item's number and its text at p, or 0. */
static size_t item_mark(const char *p, size_t n)
{
	static const char *const dashes[] = {"- ", "| ", "-> ", "=> ", "\xe2\x80\x93 ",
		"\xe2\x80\x94 ", "\xe2\x86\x92"}; /* and an arrow */

	if (n > 0 && (p[0] == '.' || p[0] == ':' || p[0] == '/'))
		return 1;
	for (size_t k = 0; k < COUNT(dashes); k++) {
		size_t len = strlen(dashes[k]);
		if (len <= n && memcmp(p, dashes[k], len) == 0)
			return p[len - 1] == ' ' ? len - 1 : len;
	}
	return 0;
}

/* Behind the mark of a list without numbers at p[i], where a blank follows it: "- zu 1: nein". */
static size_t skip_bullet(const char *p, size_t n, size_t i)
{
	static const char *const bullets[] = {"-", "+", "\xe2\x80\xa2", "\xe2\x80\x93", "\xc2\xb7",
		"\xe2\x96\xaa", "\xe2\x97\xa6", "\xe2\x80\xa3"};

	if (i >= n || ascii_is_alnum((unsigned char)p[i]))
		return i;
	for (size_t k = 0; k < COUNT(bullets); k++) {
		size_t len = strlen(bullets[k]);
		if (i + len < n && memcmp(p + i, bullets[k], len) == 0 &&
			ascii_is_space((unsigned char)p[i + len]))
			return label_skip_space(p, n, i + len);
	}
	return i;
}

/* What stands before the numbers of answers. */
static const char *const ahead[] = {"ad", "ad.", "zu", "re", "to", "on", "ref", "q", "q.", "d",
	"nr.", "no.", "à", "question", "under", "unter", "as for", "as to"};

static bool is_ascii_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Most lines begin with two words of letters, or a long one, and are told from labels by that. */
static bool may_be_label(const char *p, size_t n)
{
	enum { WORD_MAX = 8, NUMERAL_MAX = 6 }; /* of ahead[], and "xviii)" */
	size_t i = 0;

	while (i < n && i <= WORD_MAX && is_ascii_letter(p[i]))
		i++;
	if (i == 0 || i == n || p[i] == ')' || p[i] == ']' || p[i] == '.')
		return true;
	if (i > WORD_MAX)
		return false;
	while (i < n && (p[i] == ':' || ascii_is_space((unsigned char)p[i])))
		i++;
	for (size_t k = i; k < n && k < i + NUMERAL_MAX; k++)
		if (!is_ascii_letter(p[k]))
			return k == i || (p[k] == ' ' && k + 1 < n && ascii_is_digit(p[k + 1])) ||
			       p[k] == ')' || p[k] == '.' || p[k] == ']' || p[k] == ':';
	return i == n;
}

size_t labels_ordinal_item(const char *folded, size_t n, size_t *len_r)
{
	size_t number, len = n < LABEL_SHORTEST || !label_may_begin(folded, n)
				     ? 0
				     : label_ordinal(folded, n, &number);

	if (len == 0 || len == n || strchr(",:.", folded[len]) == NULL)
		return 0;
	*len_r = len + 1;
	return number;
}

/* Behind the marks of Markdown and lists that stand before a label. "#1" is one itself: *hash_r. */
static size_t skip_marks(const char *p, size_t n, bool *hash_r)
{
	size_t i = skip_bullet(p, n, label_skip_space(p, n, 0));

	*hash_r = false;
	while (i < n && (p[i] == '*' || p[i] == '#' || p[i] == '_')) {
		*hash_r = p[i] == '#' && i + 1 < n && p[i + 1] >= '1' && p[i + 1] <= '9';
		i = label_skip_space(p, n, i + 1);
	}
	return i;
}

bool labels_may_be_item(const char *folded, size_t n)
{
	bool hash;
	size_t i = skip_marks(folded, n, &hash);

	return may_be_label(folded + i, n - i);
}

size_t labels_ahead(const char *folded, size_t n)
{
	return label_word(folded, n, ahead, COUNT(ahead));
}

uint64_t labels_list_numbers(const char *folded, size_t n, size_t count, size_t *len_r)
{
	size_t i = label_skip_space(folded, n, 0), len;

	while (i < n && (folded[i] == '*' || folded[i] == '#' || folded[i] == '_'))
		i = label_skip_space(folded, n, i + 1);
	size_t word = labels_ahead(folded + i, n - i);
	i = label_skip_space(folded, n, i + word);
	uint64_t mask = label_numbers(folded + i, n - i, count, &len);
	if (__builtin_popcountll(mask) < 2)
		return 0;
	i += len;
	/* "Zu 2. und 4. sagen wir" */
	bool point = word && i < n && (folded[i] == '.' || folded[i] == ')');
	i += point;
	if (i + 1 < n && folded[i] == '.' && folded[i + 1] == ':')
		i++; /* "2. and 3.:" */
	/* "1 and 2: no"; "1 and 2 of them" is a sentence. */
	if (i < n && folded[i] != ':' && !(word && folded[i] == '\n') && !point)
		return 0;
	*len_r = i < n ? i + 1 : i;
	return mask;
}

/* Moves *i behind the mark that ends an item's number; false: there is none. A tab ends the first
 * column of a table, and a label that is sure needs no mark at the end of its line. */
static bool skip_item_mark(const char *p, size_t n, size_t *i, bool *sure)
{
	size_t at = label_skip_space(p, n, *i), mark = item_mark(p + at, n - at);
	bool both = mark == 1 && at + 1 < n && p[at] == '.' && p[at + 1] == ':';

	*sure = *sure || both; /* "6.: no" */
	if (mark > 0)
		*i = at + mark + both;
	else if (*i + 3 <= n && memcmp(p + *i, "、", 3) == 0)
		*i += 3;
	else
		return (*sure && *i >= n) || (*i < n && p[*i] == '\t');
	return true;
}

/* The number of an item at p, behind a word like "ad" or not. *closed_r: no mark need end it. */
static size_t number_at(const char *p, size_t n, bool word, bool *closed_r, size_t *len_r)
{
	size_t number = numeral_digits(p, n, len_r);

	*closed_r = number == 0 || p[0] == '(' || p[0] == '[' || (p[0] & 0x80) ||
		    p[*len_r - 1] == ')' || p[*len_r - 1] == ']';
	if (number == 0)
		number = word ? closed_roman(p, n, len_r) : list_letters(p, n, len_r);
	return number;
}

size_t labels_list_number(const char *folded, size_t n, bool *sure_r, size_t *len_r)
{
	bool hash, closed;
	size_t begin = skip_marks(folded, n, &hash), i = begin, len;
	size_t word = attached(folded + i, n - i);

	if (word == 0)
		word = labels_ahead(folded + i, n - i);
	*sure_r = word > 0 || hash;
	if (word) {
		i += word;
		if (i < n && folded[i] == ':')
			i++;
		i = label_skip_space(folded, n, i);
	}
	size_t number = number_at(folded + i, n - i, word > 0, &closed, &len);
	if (number == 0 && word) { /* "d)" is no label before a number */
		i = begin;
		*sure_r = false;
		number = number_at(folded + i, n - i, false, &closed, &len);
	}
	if (number == 0)
		return 0;
	i += len;
	/* "Ad 5 No." needs no mark. */
	bool ad = word >= 2 && memcmp(folded + begin, "ad", 2) == 0;
	closed = closed || (hash && i < n && folded[i] == ' ');
	if (!closed && !skip_item_mark(folded, n, &i, sure_r) && !ad)
		return 0;
	while (i < n && (folded[i] == '*' || folded[i] == '_'))
		i++;
	/* "2.5 million" is no label. */
	if (i < n && numeral_is_letter(folded[i]) && !(folded[i] & 0x80))
		return 0;
	*len_r = i;
	return number;
}

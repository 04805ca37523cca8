#include <string.h>

#include "base/str.h"
#include "watch/numerals.h"

bool numeral_is_letter(char c)
{
	return ascii_is_alnum((unsigned char)c) || (c & 0x80);
}

/* U+2460 to U+2473: numbers in circles; 0 when there is none. */
static size_t circled(const char *p, size_t n)
{
	if (n < 3 || memcmp(p, "\xe2\x91", 2) != 0)
		return 0;
	unsigned char last = (unsigned char)p[2];
	return last >= 0xa0 && last <= 0xb3 ? last - 0xa0U + 1 : 0;
}

size_t numeral_digits(const char *p, size_t n, size_t *len_r)
{
	size_t i = 0, value = circled(p, n), digits;

	if (value) {
		*len_r = 3;
		return value;
	}
	if (i < n && (p[i] == '(' || p[i] == '['))
		i++;
	for (digits = 0; i < n && digits < 4 && p[i] >= '0' && p[i] <= '9'; i++, digits++)
		value = value * 10 + (size_t)(p[i] - '0');
	if (digits == 0 || digits > 3)
		return 0;
	if (i < n && numeral_is_letter(p[i]) && !(p[i] & 0x80))
		return 0;
	if (i + 1 < n && (p[i] == '.' || p[i] == ',' || p[i] == '%') && p[i + 1] >= '0' &&
		p[i + 1] <= '9')
		return 0;
	if (i < n && p[i] == '%')
		return 0;
	if (i < n && (p[i] == ')' || p[i] == ']'))
		i++;
	*len_r = i;
	return value;
}

/* The length of the word at p that a list has, with its place in *index_r; 0. */
static size_t among(const char *p, size_t n, const char *const *list, size_t count, size_t *index_r)
{
	for (size_t k = 0; k < count; k++) {
		if (n == 0 || list[k][0] != p[0])
			continue;
		size_t len = strlen(list[k]);
		if (len > n || memcmp(p, list[k], len) != 0 ||
			(len < n && numeral_is_letter(p[len])))
			continue;
		*index_r = k;
		return len;
	}
	return 0;
}

size_t numeral_roman(const char *p, size_t n, size_t *len_r)
{
	static const char *const roman[] = {"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix",
		"x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx"};
	size_t index, len = 0;

	if (n == 0 || (p[0] != 'i' && p[0] != 'v' && p[0] != 'x'))
		return 0;
	len = among(p, n, roman, sizeof roman / sizeof *roman, &index);
	*len_r = len;
	return len ? index + 1 : 0;
}

size_t numeral_word(const char *p, size_t n, size_t *len_r)
{
	enum { TEN = 10 };
	static const char *const words[] = {"one", "two", "three", "four", "five", "six", "seven",
		"eight", "nine", "ten", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben",
		"acht", "neun", "zehn", "un", "deux", "trois", "quatre", "cinq", "six", "sept",
		"huit", "neuf", "dix", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete",
		"ocho", "nueve", "diez", "uno", "due", "tre", "quattro", "cinque", "sei", "sette",
		"otto", "nove", "dieci", "um", "dois", "três", "quatro", "cinco", "seis", "sete",
		"oito", "nove", "dez", "één", "twee", "drie", "vier", "vijf", "zes", "zeven",
		"acht", "negen", "tien"};
	size_t index, len = among(p, n, words, sizeof words / sizeof *words, &index);

	*len_r = len;
	return len ? index % TEN + 1 : 0;
}

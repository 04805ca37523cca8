#include <string.h>

#include "base/str.h"
#include "watch/label_names.h"
#include "watch/label_words.h"
#include "watch/labels.h"
#include "watch/numerals.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Between the noun and the number. */
static const char *const numbers_follow[] = {"number", "nummer", "numéro", "número", "numero",
	"no.", "nr.", "no", "nr", "nos.", "nos", "nrs.", "núm.", "num.", "numbers", "nummern", "n°",
	"nº", "№", "#", "n."};

static const char *const between[] = {"and", "und", "et", "y", "e", "en", "och", "i", "и", "ve",
	"&", "+", ",", ";", "/", "as well as", "sowie", "or", "oder", "和", "及", "、"};

static const char *const range_words[] = {
	"-", "–", "—", "to", "through", "bis", "à", "a", "al", "t/m", "tot", "do", "по", "до"};

static void set(uint64_t *mask, size_t number, size_t count)
{
	if (number >= 1 && number <= count && number <= LABELS_MAX)
		*mask |= UINT64_C(1) << (number - 1);
}

/* "2", "2 and 3", "1, 2 & 4", "1-3" at p; the demands, and the length. */
uint64_t label_numbers(const char *p, size_t n, size_t count, size_t *len_r)
{
	uint64_t mask = 0;
	size_t len = 0, i = 0, last = numeral_digits(p, n, &len);

	*len_r = 0;
	if (last == 0 || last > count)
		return 0;
	set(&mask, last, count);
	i = len;
	for (;;) {
		/* "3. und 4." */
		size_t point = i < n && p[i] == '.' && i + 1 < n && p[i + 1] == ' ';
		size_t at = label_skip_space(p, n, i + point), word, number;
		bool range = false;
		word = label_word(p + at, n - at, range_words, COUNT(range_words));
		if (word)
			range = true;
		else
			word = label_word(p + at, n - at, between, COUNT(between));
		if (word == 0)
			break;
		at = label_skip_space(p, n, at + word);
		/* "1, 2, and 3" */
		size_t more = label_word(p + at, n - at, between, COUNT(between));
		if (more)
			at = label_skip_space(p, n, at + more);
		number = numeral_digits(p + at, n - at, &len);
		if (number == 0 || number > count)
			break;
		for (size_t k = range ? last : number; k <= number; k++)
			set(&mask, k, count);
		last = number;
		i = at + len;
	}
	*len_r = i;
	return mask;
}

/* Whether a label ends at p as one does that stands before its answer: "IV: ...", "two.", "two". */
static bool closes_label(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && (p[i] == ' ' || p[i] == '*' || p[i] == '_'))
		i++;
	return i == n || p[i] == '\n' || p[i] == ':' || p[i] == '.' || p[i] == ')' ||
	       (i > 0 && (p[i] == '-' || (n - i > 3 && memcmp(p + i, "\xe2\x80", 2) == 0)));
}

/* "paragraph 2 of our code", "Punkt 2 des Berichts": a part of something that is not our letter. */
static bool belongs_elsewhere(const char *p, size_t n)
{
	static const char *const of[] = {"of our", "of the", "of this", "of that", "des", "der",
		"unseres", "unserer", "de notre", "du", "de nuestro", "de nuestra", "del"};
	static const char *const ours[] = {"letter", "joint", "open", "list", "demand", "request",
		"schreiben", "briefes", "brief", "offenen", "liste", "courrier", "escrito"};
	size_t i = label_skip_space(p, n, 0), word = label_word(p + i, n - i, of, COUNT(of));

	if (word == 0)
		return false;
	i = label_skip_space(p, n, i + word);
	return label_word(p + i, n - i, ours, COUNT(ours)) == 0;
}

/* The number behind a noun that is no digit: "IV", "two". It must end a label there, since "you
 * demand one thing" names none. */
static size_t number_in_letters(const char *p, size_t n, size_t *len_r)
{
	size_t open = n > 2 && p[0] == '(', number = numeral_roman(p + open, n - open, len_r);

	if (number && open) { /* "(iii)" */
		*len_r += 2;
		return *len_r <= n && p[*len_r - 1] == ')' ? number : 0;
	}
	if (number && *len_r > 1 && (*len_r == n || p[*len_r] == ','))
		return number;
	if (number == 0)
		number = numeral_word(p, n, len_r);
	return number && closes_label(p + *len_r, n - *len_r) ? number : 0;
}

/* The demands that a noun at p names with the numbers that follow it. */
static uint64_t noun_and_numbers(const char *p, size_t n, size_t count, size_t *len_r)
{
	size_t i = label_noun(p, n), len;

	if (i == 0)
		return 0;
	i = label_skip_space(p, n, i);
	i += label_word(p + i, n - i, numbers_follow, COUNT(numbers_follow));
	i = label_skip_space(p, n, i);
	uint64_t mask = label_numbers(p + i, n - i, count, &len);
	if (mask && belongs_elsewhere(p + i + len, n - i - len))
		return 0;
	if (mask == 0)
		set(&mask, number_in_letters(p + i, n - i, &len), count);
	*len_r = i + len;
	return mask;
}

/* "second demand", "zweite Forderung", "second of your demands", "first and third demands", "first
 * two demands"; at the beginning of a line also "zur zweiten:". */
static uint64_t ordinal_and_noun(const char *p, size_t n, size_t count, bool first, size_t *len_r)
{
	static const char *const of[] = {"of your", "of the", "of these", "of those", "ihrer",
		"der", "de vos", "de sus", "your", "main", "key"};
	size_t number, many = 0, i = label_ordinal(p, n, &number), len;
	uint64_t mask = 0;

	if (i == 0)
		return 0;
	set(&mask, number, count);
	if (first && i < n && p[i] == ':') {
		*len_r = i;
		return mask;
	}
	for (;;) {
		size_t at = label_skip_space(p, n, i);
		size_t word = label_word(p + at, n - at, between, COUNT(between));
		at = label_skip_space(p, n, at + word);
		if (word == 0 || (len = label_ordinal(p + at, n - at, &number)) == 0)
			break;
		set(&mask, number, count);
		i = at + len;
	}
	i = label_skip_space(p, n, i);
	if ((many = numeral_digits(p + i, n - i, &len)) > 0 ||
		(many = numeral_word(p + i, n - i, &len)) > 0) {
		i = label_skip_space(p, n, i + len);
		for (size_t k = 1; k < many && k < LABELS_MAX; k++)
			set(&mask, number + k, count);
	}
	i += label_word(p + i, n - i, of, COUNT(of));
	i = label_skip_space(p, n, i);
	size_t noun = label_noun(p + i, n - i);
	*len_r = i + noun;
	return noun ? mask : 0;
}

/* "the last two demands" */
static uint64_t last_and_noun(const char *p, size_t n, size_t count, size_t *len_r)
{
	static const char *const last[] = {"last", "final", "letzten", "dernières", "derniers",
		"últimas", "últimos", "ultime", "laatste"};
	size_t i = label_word(p, n, last, COUNT(last)), len, many;
	uint64_t mask = 0;

	if (i == 0)
		return 0;
	i = label_skip_space(p, n, i);
	many = numeral_word(p + i, n - i, &len);
	if (many < 2 || many > count)
		return 0;
	i = label_skip_space(p, n, i + len);
	size_t noun = label_noun(p + i, n - i);
	for (size_t k = count - many + 1; noun && k <= count; k++)
		set(&mask, k, count);
	*len_r = i + noun;
	return mask;
}

/* "Ihre 2. Forderung", "votre 3e demande": the number before the noun at folded[i]. */
static uint64_t number_before_noun(
	const char *folded, size_t n, size_t i, size_t count, size_t *len_r)
{
	static const char *const endings[] = {
		".", "e", "ème", "eme", "re", "er", "ª", "º", "a", "-е"};
	size_t end = i, noun = label_noun(folded + i, n - i);
	uint64_t mask = 0;

	if (noun == 0 || i < 3 || folded[i - 1] != ' ')
		return 0;
	while (end > 0 && folded[end - 1] == ' ')
		end--;
	for (size_t k = 0; k < COUNT(endings); k++) {
		size_t len = strlen(endings[k]), at = end - len;
		/* In English a point ends the sentence before: "We have 2. Questions remain". */
		if (len + 1 > end || memcmp(folded + at, endings[k], len) != 0 ||
			folded[at - 1] < '1' || folded[at - 1] > '9' ||
			(k == 0 && label_noun_is_english(folded + i, n - i)))
			continue;
		/* A number of one digit within a line; at its beginning it is one of a list. */
		if (at >= 2 && folded[at - 2] == ' ')
			set(&mask, (size_t)(folded[at - 1] - '0'), count);
		break;
	}
	*len_r = noun;
	return mask;
}

/* "第二点": the second point. */
static uint64_t chinese_ordinal(const char *p, size_t n, size_t count, size_t *len_r)
{
	static const char *const digits[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九"};
	static const char *const units[] = {
		"点", "點", "项", "項", "个要求", "個要求", "个问题", "個問題"};
	enum { HAN = 3 }; /* bytes of a character */
	uint64_t mask = 0;
	bool unit = false;

	if (n < 3 * HAN || memcmp(p, "第", HAN) != 0)
		return 0;
	for (size_t k = 0; k < COUNT(digits); k++)
		if (memcmp(p + HAN, digits[k], HAN) == 0)
			set(&mask, k + 1, count);
	for (size_t k = 0; k < COUNT(units); k++)
		unit |= strlen(units[k]) <= n - 2 * HAN &&
			memcmp(p + 2 * HAN, units[k], strlen(units[k])) == 0;
	*len_r = 3 * HAN;
	return unit ? mask : 0;
}

/* The demands that are named at folded[i], one way or the other. */
uint64_t label_names(const char *folded, size_t n, size_t i, size_t count, size_t *len_r)
{
	enum { EARLY = 12 }; /* bytes before a label that begins a line: "zur " */
	uint64_t mask = noun_and_numbers(folded + i, n - i, count, len_r);

	if (mask == 0)
		mask = ordinal_and_noun(folded + i, n - i, count, i <= EARLY, len_r);
	if (mask == 0)
		mask = number_before_noun(folded, n, i, count, len_r);
	if (mask == 0)
		mask = last_and_noun(folded + i, n - i, count, len_r);
	if (mask == 0)
		mask = chinese_ordinal(folded + i, n - i, count, len_r);
	return mask;
}

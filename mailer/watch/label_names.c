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
	static const char *const of[] = {"of", "of our", "of the", "of this", "of that", "des",
		"der", "unseres", "unserer", "de notre", "du", "de nuestro", "de nuestra", "del"};
	static const char *const ours[] = {"your", "letter", "joint", "open", "list", "demand",
		"request", "schreiben", "briefes", "brief", "offenen", "liste", "courrier",
		"escrito"};
	size_t i = label_skip_space(p, n, 0), word = label_word(p + i, n - i, of, COUNT(of));

	if (word == 0)
		return false;
	i = label_skip_space(p, n, i + word);
	bool total = i < n && p[i] >= '0' && p[i] <= '9'; /* "demand 2 of 5" */
	return !total && label_word(p + i, n - i, ours, COUNT(ours)) == 0;
}

static bool is_arabic(const char *p)
{
	return ((unsigned char)p[0] & 0xfe) == 0xd8;
}

/* "(b)", "b)", "b:": the number of a point that has a letter. */
static size_t number_of_letter(const char *p, size_t n, size_t *len_r)
{
	size_t open = n > 2 && p[0] == '(';

	if (n < open + 2 || p[open] < 'a' || p[open] > 'h' ||
		(p[open + 1] != ')' && (open || p[open + 1] != ':')))
		return 0;
	*len_r = open + 1 + (p[open + 1] == ')');
	return (size_t)(p[open] - 'a') + 1;
}

/* The number behind a noun that is no digit: "IV", "two", "(b)". It must end a label there, since
 * "you demand one thing" names none. */
static size_t number_in_letters(const char *p, size_t n, size_t *len_r)
{
	size_t open = n > 2 && p[0] == '(', number = numeral_roman(p + open, n - open, len_r);

	if (number && open) { /* "(iii)" */
		*len_r += 2;
		return *len_r <= n && p[*len_r - 1] == ')' ? number : 0;
	}
	if (number && *len_r > 1 && (*len_r == n || p[*len_r] == ','))
		return number;
	if (number == 0 && (number = number_of_letter(p, n, len_r)) > 0)
		return number;
	if (number == 0)
		number = numeral_word(p, n, len_r);
	/* Arabic has the ordinal behind the noun, and so may "punto primero:". */
	if (number == 0 && (*len_r = label_ordinal(p, n, &number)) > 0 && is_arabic(p))
		return number;
	return number && closes_label(p + *len_r, n - *len_r) ? number : 0;
}

/* "2 percent": behind a number it tells that it counts. */
static bool is_amount(const char *p, size_t n)
{
	static const char *const units[] = {"percent", "per cent", "%", "prozent", "pour cent",
		"por ciento", "million", "millions", "millionen", "euro", "euros", "years", "jahre",
		"days", "weeks", "months"};
	size_t i = label_skip_space(p, n, 0);

	return label_word(p + i, n - i, units, COUNT(units)) > 0;
}

static const char *const toward[] = {"to", "auf", "zu", "à", "a", "op"};

/* The demands that a noun at p names with the numbers that follow it. */
static uint64_t noun_and_numbers(const char *p, size_t n, size_t count, size_t *len_r)
{
	size_t i = label_noun(p, n), len;

	/* "Answer" above the "1" of a table's first column is a head of columns. */
	if (i == 0 || (i < n && p[i] == '\n' && label_noun_is_answer(p, n)))
		return 0;
	i = label_skip_space(p, n, i);
	i += label_word(p + i, n - i, numbers_follow, COUNT(numbers_follow));
	i = label_skip_space(p, n, i);
	/* "Answer to 4: none" */
	size_t to =
		label_noun_is_answer(p, n) ? label_word(p + i, n - i, toward, COUNT(toward)) : 0;
	i = label_skip_space(p, n, i + to);
	uint64_t mask = label_numbers(p + i, n - i, count, &len);
	if (mask && to && (i + len == n || p[i + len] != ':'))
		return 0;
	if (mask && (belongs_elsewhere(p + i + len, n - i - len) ||
			    is_amount(p + i + len, n - i - len)))
		return 0;
	if (mask == 0)
		set(&mask, number_in_letters(p + i, n - i, &len), count);
	*len_r = i + len;
	return mask;
}

/* The word before folded[i] with one blank between: where it begins; i when there is none. */
static size_t word_before(const char *folded, size_t i)
{
	size_t start = i > 0 && folded[i - 1] == ' ' ? i - 1 : i;

	if (start == i)
		return i;
	while (start > 0 && numeral_is_letter(folded[start - 1]))
		start--;
	return start;
}

static bool word_before_is(const char *folded, size_t i, const char *const *list, size_t count)
{
	size_t start = word_before(folded, i);

	return start < i && label_word(folded + start, i - 1 - start, list, count) == i - 1 - start;
}

/* "our second point", "notre première réponse": theirs, not ours. */
static bool is_their_own(const char *folded, size_t i)
{
	static const char *const own[] = {"our", "my", "unser", "unsere", "unserer", "unseren",
		"mein", "meine", "notre", "nos", "mon", "ma", "nuestro", "nuestra", "nuestros",
		"nuestras", "mi", "nostro", "nostra"};

	return word_before_is(folded, i, own, COUNT(own));
}

/* How many are meant where a number stands before ("les deux premières") or at p ("first two",
 * "ersten beiden"); 0: no number. Its length at p in *len_r. */
static size_t how_many(const char *folded, size_t n, size_t i, size_t at, size_t *len_r)
{
	static const char *const both[] = {"beiden", "beide"};
	size_t many = numeral_digits(folded + at, n - at, len_r), before, len;

	if (many == 0)
		many = numeral_word(folded + at, n - at, len_r);
	if (many == 0 && (*len_r = label_word(folded + at, n - at, both, COUNT(both))) > 0)
		many = 2;
	if (many > 0)
		return many;
	*len_r = 0;
	before = word_before(folded, i);
	many = before < i ? numeral_word(folded + before, i - before, &len) : 0;
	return many > 0 && len == i - 1 - before ? many : 0;
}

static const char *const articles[] = {"the", "your", "die", "der", "den", "dem", "das", "zur",
	"zum", "ihre", "ihrer", "la", "le", "les", "l'", "el", "los", "las", "il", "de", "het",
	"den"};

/* "second demand", "zweite Forderung", "second of your demands", "first and third demands", "first
 * two demands"; at the beginning of a line also "zur zweiten:". */
static uint64_t ordinal_and_noun(
	const char *folded, size_t n, size_t i, size_t count, bool first, size_t *len_r)
{
	static const char *const of[] = {"of your", "of the", "of these", "of those", "ihrer",
		"der", "de vos", "de sus", "your", "main", "key"};
	size_t number, many, start = i, len = label_ordinal(folded + i, n - i, &number);
	uint64_t mask = 0;

	if (len == 0)
		return 0;
	i += len;
	set(&mask, number, count);
	if (first && i < n && folded[i] == ':') {
		*len_r = i - start;
		return mask;
	}
	for (;;) {
		size_t at = label_skip_space(folded, n, i);
		size_t word = label_word(folded + at, n - at, between, COUNT(between));
		at = label_skip_space(folded, n, at + word);
		if (word)
			at += label_word(folded + at, n - at, articles, COUNT(articles));
		at = label_skip_space(folded, n, at);
		if (word == 0 || (len = label_ordinal(folded + at, n - at, &number)) == 0)
			break;
		set(&mask, number, count);
		i = at + len;
	}
	i = label_skip_space(folded, n, i);
	if ((many = how_many(folded, n, start, i, &len)) > 0) {
		i = label_skip_space(folded, n, i + len);
		for (size_t k = 1; k < many && k < LABELS_MAX; k++)
			set(&mask, number + k, count);
	}
	i += label_word(folded + i, n - i, of, COUNT(of));
	i = label_skip_space(folded, n, i);
	size_t noun = label_noun(folded + i, n - i);
	*len_r = i + noun - start;
	return noun && !label_noun_is_answer(folded + i, n - i) && !is_their_own(folded, start) &&
			       !belongs_elsewhere(folded + i + noun, n - i - noun)
		       ? mask
		       : 0;
}

/* "the last two demands", "les deux dernières demandes", "your last demand". */
static uint64_t last_and_noun(const char *folded, size_t n, size_t i, size_t count, size_t *len_r)
{
	static const char *const last[] = {"last", "final", "letzten", "letzte", "dernières",
		"derniers", "dernière", "dernier", "últimas", "últimos", "última", "último",
		"ultime", "ultima", "laatste"};
	static const char *const yours[] = {
		"your", "ihre", "ihrer", "ihren", "votre", "vos", "su", "sus", "vostra", "uw"};
	size_t start = i, word = label_word(folded + i, n - i, last, COUNT(last)), len;
	uint64_t mask = 0;

	if (word == 0)
		return 0;
	i = label_skip_space(folded, n, i + word);
	size_t many = how_many(folded, n, start, i, &len);
	i = label_skip_space(folded, n, i + len);
	/* "One last point" is theirs. */
	if (many == 0 && word_before_is(folded, start, yours, COUNT(yours)))
		many = 1;
	size_t noun = label_noun(folded + i, n - i);
	if (many == 0 || many > count || noun == 0 || label_noun_is_answer(folded + i, n - i))
		return 0;
	for (size_t k = count - many + 1; k <= count; k++)
		set(&mask, k, count);
	*len_r = i + noun - start;
	return mask;
}

uint64_t label_ellipsis(const char *folded, size_t n, size_t i, size_t count, size_t *len_r)
{
	static const char *const verbs[] = {"is", "are", "was", "has", "we", "will", "cannot",
		"can", "one", "ones", "ist", "sind", "wird", "wurde", "können", "lehnen", "weisen",
		"erfüllen", "haben", "nicht", "est", "a", "sera", "nous", "n'", "ne", "es", "ha",
		"será", "no", "se", "è", "non", "sarà", "sí", "si", "yes", "ja", "nein", "oui",
		"too", "also", "likewise", "auch", "aussi", "también"};
	size_t number, len = label_ordinal(folded + i, n - i, &number), at = i + len;
	uint64_t mask = 0;

	if (len == 0 || !word_before_is(folded, i, articles, COUNT(articles)))
		return 0;
	bool ends = at == n || strchr(".,;:!)\n", folded[at]) != NULL;
	at = label_skip_space(folded, n, at);
	if (!ends && label_word(folded + at, n - at, verbs, COUNT(verbs)) == 0)
		return 0;
	set(&mask, number, count);
	*len_r = len;
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

	if (noun == 0 || i < 2 || folded[i - 1] != ' ')
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
		/* A number of one digit. */
		if (at == 1 || ascii_is_space((unsigned char)folded[at - 2]))
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

	if (n < 2 * HAN + 1 || memcmp(p, "第", HAN) != 0)
		return 0;
	size_t behind = HAN + 1; /* "第2项" */
	if (p[HAN] >= '1' && p[HAN] <= '9')
		set(&mask, (size_t)(p[HAN] - '0'), count);
	for (size_t k = 0; k < COUNT(digits); k++)
		if (memcmp(p + HAN, digits[k], HAN) == 0) {
			set(&mask, k + 1, count);
			behind = 2 * HAN;
		}
	for (size_t k = 0; k < COUNT(units); k++)
		unit |= strlen(units[k]) <= n - behind &&
			memcmp(p + behind, units[k], strlen(units[k])) == 0;
	*len_r = behind + HAN;
	return unit ? mask : 0;
}

/* The demands that are named at folded[i], one way or the other. */
uint64_t label_names(const char *folded, size_t n, size_t i, size_t count, size_t *len_r)
{
	enum { EARLY = 12 }; /* bytes before a label that begins a line: "zur " */
	uint64_t mask = noun_and_numbers(folded + i, n - i, count, len_r);

	if (mask == 0)
		mask = ordinal_and_noun(folded, n, i, count, i <= EARLY, len_r);
	if (mask == 0)
		mask = number_before_noun(folded, n, i, count, len_r);
	if (mask == 0)
		mask = last_and_noun(folded, n, i, count, len_r);
	if (mask == 0)
		mask = chinese_ordinal(folded + i, n - i, count, len_r);
	return mask;
}

/* Names of demands by a number: "Demand 2", "questions 1 and 3", "point (b)", "votre 3e demande".
 */
#include <string.h>

#include "base/str.h"
#include "watch/label_names.h"
#include "watch/label_parts.h"
#include "watch/label_words.h"
#include "watch/labels.h"
#include "watch/numerals.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Between the noun and the number. */
static const char *const numbers_follow[] = {"number", "nummer", "numéro", "número", "numero",
	"no.", "nr.", "no", "nr", "nos.", "nos", "nrs.", "núm.", "num.", "numbers", "nummern", "n°",
	"nº", "№", "#", "n."};

static const char *const range_words[] = {
	"-", "–", "—", "to", "through", "bis", "à", "a", "al", "t/m", "tot", "do", "по", "до"};

static const char *const joiners[] = {"and", "und", "et", "y", "e", "en", "och", "i", "и", "ve",
	"&", "+", ",", ";", "/", "as well as", "sowie", "or", "oder", "nor", "noch", "ni", "né",
	"和", "及", "、"};

size_t label_joiner(const char *p, size_t n)
{
	return label_word(p, n, joiners, COUNT(joiners));
}

/* "2", "2 and 3", "1, 2 & 4", "1-3" at p; the demands, and the length. */
uint64_t label_numbers(const char *p, size_t n, size_t count, size_t *len_r)
{
	uint64_t mask = 0;
	size_t len = 0, i = 0, last = numeral_digits(p, n, &len);

	*len_r = 0;
	if (last == 0 || last > count)
		return 0;
	label_set(&mask, last, count);
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
			word = label_joiner(p + at, n - at);
		if (word == 0)
			break;
		at = label_skip_space(p, n, at + word);
		/* "1, 2, and 3" */
		size_t more = label_joiner(p + at, n - at);
		if (more)
			at = label_skip_space(p, n, at + more);
		/* "number 2 and number 4" */
		size_t again = label_word(p + at, n - at, numbers_follow, COUNT(numbers_follow));
		at = label_skip_space(p, n, at + again);
		number = numeral_digits(p + at, n - at, &len);
		if (number == 0 || number > count)
			break;
		for (size_t k = range ? last : number; k <= number; k++)
			label_set(&mask, k, count);
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
bool label_belongs_elsewhere(const char *p, size_t n)
{
	static const char *const of[] = {"of", "of our", "of the", "of this", "of that", "des",
		"der", "unseres", "unserer", "de notre", "du", "de nuestro", "de nuestra", "del",
		"de l'", "de la", "de cet", "de cette", "d'un", "d'une", "dell'", "della"};
	static const char *const ours[] = {"your", "letter", "joint", "open", "list", "demand",
		"request", "schreiben", "briefes", "brief", "offenen", "liste", "courrier",
		"lettre", "carta", "escrito"};
	static const char *const rhetorical[] = {"one must", "one has", "is whether", "is what",
		"is how", "is why", "is who", "that arises", "arises", "to ask", "for us",
		"stellt sich", "qui se pose", "que se plantea"};
	static const char *const papers[] = {"press", "website", "site", "web", "report", "leaflet",
		"statement", "article", "brochure", "study", "flyer"};
	size_t i = label_skip_space(p, n, 0), word = label_word(p + i, n - i, of, COUNT(of));

	if (word == 0)
		return label_word(p + i, n - i, rhetorical, COUNT(rhetorical)) > 0;
	i = label_skip_space(p, n, i + word);
	bool total = i < n && p[i] >= '0' && p[i] <= '9'; /* "demand 2 of 5" */
	size_t our = label_word(p + i, n - i, ours, COUNT(ours));
	size_t noun = label_skip_space(p, n, i + our);
	return !total && (our == 0 || label_word(p + noun, n - noun, papers, COUNT(papers)) > 0);
}

bool label_verb_follows(const char *p, size_t n)
{
	static const char *const verbs[] = {"is", "are", "was", "has", "we", "will", "cannot",
		"can", "one", "ones", "ist", "sind", "wird", "wurde", "können", "lehnen", "weisen",
		"erfüllen", "haben", "nicht", "est", "a", "sera", "nous", "n'", "ne", "es", "ha",
		"será", "no", "se", "è", "non", "sarà", "sí", "si", "yes", "ja", "nein", "oui",
		"l'est", "l'a", "reste", "relève", "demeure", "under", "prüfen", "unterstützen",
		"akzeptieren", "teilen", "begrüßen", "nehmen", "halten", "too", "also", "likewise",
		"auch", "aussi", "también"};

	return label_word(p, n, verbs, COUNT(verbs)) > 0;
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
	if (number == 0 || closes_label(p + *len_r, n - *len_r))
		return number;
	/* "Punkt zwei ist erledigt", "al punto dos, el registro" */
	size_t at = label_skip_space(p, n, *len_r);
	bool named = label_verb_follows(p + at, n - at) || (at < n && p[at] == ',');
	bool counts = number == 1 && (*len_r != 4 || memcmp(p, "eins", 4) != 0); /* "one thing" */
	return named && !counts ? number : 0;
}

/* "one and three", "one to three": two words for numbers or more; one alone may count ("you demand
 * one thing"). */
static uint64_t numbers_in_words(const char *p, size_t n, size_t count, size_t *len_r)
{
	static const char *const ranging[] = {"to", "bis", "à", "a", "tot", "through"};
	uint64_t mask = 0;
	size_t i = 0, len, number, from = 0;

	while ((number = numeral_word(p + i, n - i, &len)) > 0 && number <= count) {
		for (size_t k = from > 0 ? from : number; k <= number; k++)
			label_set(&mask, k, count);
		*len_r = i + len;
		i = label_skip_space(p, n, i + len);
		size_t range = label_word(p + i, n - i, ranging, COUNT(ranging));
		from = range > 0 ? number : 0;
		i = label_skip_space(p, n, i + (range > 0 ? range : label_joiner(p + i, n - i)));
	}
	return __builtin_popcountll(mask) > 1 ? mask : 0;
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

static const char *const totals[] = {"of", "von", "de", "sur", "di", "van"};
static const char *const toward[] = {"to", "auf", "zu", "à", "a", "op"};

/* The demands that a noun at p names with the numbers that follow it. */
uint64_t label_noun_and_numbers(const char *p, size_t n, size_t count, size_t *len_r)
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
	/* "We ask 3 suppliers" is no label, "Ask 3:" is one. */
	if (mask && label_noun_is_verb(p, n) && !closes_label(p + i + len, n - i - len))
		return 0;
	if (mask && to && (i + len == n || p[i + len] != ':'))
		return 0;
	/* "response 2 of 2" */
	size_t behind = label_skip_space(p, n, i + len);
	if (mask && label_noun_is_answer(p, n) &&
		label_word(p + behind, n - behind, totals, COUNT(totals)))
		return 0;
	if (mask && (label_belongs_elsewhere(p + i + len, n - i - len) ||
			    is_amount(p + i + len, n - i - len)))
		return 0;
	if (mask == 0 && (mask = numbers_in_words(p + i, n - i, count, &len)) == 0)
		label_set(&mask, number_in_letters(p + i, n - i, &len), count);
	*len_r = i + len;
	return mask;
}

/* "Number 1: yes", "in answer to No. 3:": a number without a noun, where nothing before it says
 * what it numbers. */
uint64_t label_bare_number(const char *folded, size_t n, size_t i, size_t count, size_t *len_r)
{
	static const char *const before[] = {
		"to", "on", "for", "re", "zu", "auf", "à", "au", "al", "and", "und", "et", "y"};
	size_t word = label_number_word(folded + i, n - i), len, at = i;

	if (word == 0)
		return 0;
	while (at > 0 && folded[at - 1] == ' ')
		at--;
	bool begins = at == 0 || strchr(".,;:!?\n", folded[at - 1]) != NULL;
	if (!begins && (at == i || !label_follows(folded, at + 1, before, COUNT(before))))
		return 0;
	at = label_skip_space(folded, n, i + word);
	uint64_t mask = label_numbers(folded + at, n - at, count, &len);
	if (mask == 0) /* "number three is" */
		label_set(&mask, numeral_word(folded + at, n - at, &len), count);
	size_t behind = label_skip_space(folded, n, at + len); /* "Nr. 1 ja" */
	if (mask == 0 || !(closes_label(folded + at + len, n - at - len) ||
				 label_verb_follows(folded + behind, n - behind) ||
				 label_joiner(folded + behind, n - behind)))
		return 0;
	*len_r = at + len - i;
	return mask;
}

/* "Ihre 2. Forderung", "votre 3e demande": the number before the noun at folded[i]. */
uint64_t label_number_before_noun(
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
			label_set(&mask, (size_t)(folded[at - 1] - '0'), count);
		break;
	}
	*len_r = noun;
	return mask;
}

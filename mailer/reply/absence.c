#include <string.h>

#include "base/str.h"
#include "reply/absence.h"
#include "reply/absence_parts.h"
#include "reply/greeting.h"
#include "reply/vocabulary.h"
#include "reply/words.h"

enum { ABSENCE_MAX = 1000, SENTENCE_MAX = 400 };

/* Whether words of the lists tell that somebody is away, or a whole house is. */
static bool is_away(uint32_t has)
{
	return (has & (S_AWAY | S_GONE)) || phrases_all(has, S_OFFICES | S_SHUT);
}

bool absence_says_away(const char *text)
{
	return is_away(phrases_in(&absence_signs, text, strlen(text)));
}

/* "24." in "until 24. October", "Mr." before a name: not the end of a sentence. */
static bool goes_on(const char *s, size_t n)
{
	size_t digits = 0, letters = 0;

	while (n && (s[n - 1] == ' ' || s[n - 1] == '.'))
		n--;
	while (digits < n && ascii_is_digit(s[n - 1 - digits]))
		digits++;
	while (letters < n && ascii_is_alnum(s[n - 1 - letters]))
		letters++;
	bool word = letters == n || s[n - 1 - letters] == ' ';
	return digits == 1 || digits == 2 || (word && (letters == 1 || letters == 2));
}

/* The next sentence, or part of one up to a semicolon, as words_sentence(). */
static size_t next_clause(const char **text, char clause_r[SENTENCE_MAX])
{
	const char *begin = *text;
	size_t n = words_sentence(text, clause_r, SENTENCE_MAX);
	const char *semicolon = memchr(clause_r, ';', n), *end = strchr(begin, ';');

	if (semicolon && semicolon > clause_r && end) {
		n = (size_t)(semicolon - clause_r);
		clause_r[n] = '\0';
		*text = end + 1;
		return n;
	}
	for (size_t more = 1; more && goes_on(clause_r, n) && n + 2 < SENTENCE_MAX; n += more) {
		clause_r[n++] = ' ';
		more = words_sentence(text, clause_r + n, SENTENCE_MAX - n);
	}
	return n;
}

/* Somebody who can be asked instead: an address, or a number to call. */
static bool names_contact(const char *sentence)
{
	enum { PHONE_DIGITS = 7 };
	size_t digits = 0;

	for (const char *p = sentence; *p; p++)
		digits += *p >= '0' && *p <= '9';
	return strchr(sentence, '@') || digits >= PHONE_DIGITS;
}

/* Who adds a "but" to an absence, or what follows from it, goes on to the matter, and who asks is
 * no program. */
static bool is_personal(const char *sentence, uint32_t has)
{
	static const char *const but[] = {"but", "however", "aber", "jedoch", "mais", "cependant",
		"pero", "ma", "però", "mas", "porém", "maar", "men", "mutta", "ale", "dar", "ama",
		"fakat", "но", "однако", "але", "αλλά", "so", "deshalb", "daher", "donc", "quindi",
		"därför", "derfor", "dlatego", "proto", "поэтому", "тому", NULL};

	if (strchr(sentence, '?') && !greeting_is(sentence))
		return true;
	return is_away(has) && !(has & (S_MEANWHILE | S_DIRECTING | S_COURTESY | S_RETURNING)) &&
	       words_any(sentence, but);
}

/* "6-17 October", "06 a 20/10", "from Monday 6 to Friday 17": from one day to another. */
static bool has_range(const char *s)
{
	static const char *const between[] = {"-", "\xe2\x80\x93", "a", "al", "au", "to", "tot",
		"til", "till", "do", "bis", "до", "по", "la", "e", "ve", NULL};
	enum { APART = 3 }; /* words, of which one is of those */
	size_t words = 0;
	bool open = false, joined = false; /* behind a number; and such a word behind it */

	for (size_t n; *s; s += n) {
		n = strspn(s, " ,.");
		if (n)
			continue;
		n = strcspn(s, " ,.");
		const char *dash = memchr(s, '-', n);
		size_t mark = *s == '-'						       ? 1
			      : memcmp(s, "\xe2\x80\x93", n < 3 ? n : 3) == 0 && n > 3 ? 3
										       : 0;
		if (open && mark && ascii_is_digit(s[mark])) /* "6.-10.10." */
			return true;
		if (!ascii_is_digit(*s)) {
			joined = joined || (open && words_one_of(s, n, between));
			open = open && ++words <= APART;
			continue;
		}
		if ((open && joined) || (dash && ascii_is_digit(dash[1])) ||
			memmem(s, n, "\xe2\x80\x93", 3))
			return true;
		open = true;
		joined = false;
		words = 0;
	}
	return false;
}

/* Whether a word is a day's or a month's name. */
static bool names_day(const char *s)
{
	for (size_t n; *s; s += n) {
		n = strspn(s, " ,.;:()/");
		if (n)
			continue;
		n = strcspn(s, " ,.;:()/");
		const struct word *w = vocabulary_find(s, n);
		if (w && n > 2 && (w->month || w->weekday))
			return true;
	}
	return false;
}

/* Whether a sentence about an absence, or a return, tells when. */
static bool is_dated(const char *s, uint32_t has)
{
	if (has & S_OF_TODAY)
		return true;
	bool day = s[strcspn(s, "0123456789")] || (has & S_DAY_NAMES);

	/* Until a date: "until it is over" may be said of anything. */
	return ((has & (S_UNTIL | S_RETURNING)) && (day || names_day(s))) || has_range(s);
}

/* A name, an office and the like at the end of a mail: short lines without an end. */
static bool is_signature(const char *s, size_t n)
{
	enum { NAME_WORDS = 8 };

	return greeting_words(s) <= NAME_WORDS && n && !strchr(".!?:", s[n - 1]) &&
	       !greeting_is_spaceless(s);
}

/* What the sentences tell of an absence. */
struct told {
	bool absent; /* somebody is away */
	bool when; /* until when, or that it is for good */
	bool meanwhile; /* who is to be asked, what is done meanwhile, when one is back */
	bool signature; /* only a signature may follow */
};

/* Takes what a sentence tells; false when it is about something else. */
static bool take(struct told *told, const char *s, size_t n)
{
	uint32_t has = phrases_in(&absence_signs, s, n);

	if (has & S_DONE) /* who has shut something tells what was done */
		has &= ~(uint32_t)S_SHUT;
	bool now = !(has & S_PAST) && !strchr(s, '?');
	bool away = now && is_away(has);
	/* Who does something no longer may also be a firm that tells of its suppliers. */
	bool gone = phrases_all(has, S_ANY_LONGER | S_OF_WORK) ||
		    phrases_all(has, S_LEAVING | S_COMPANIES);
	bool left = now && gone && !(has & S_WE);

	/* "We will answer when we return" is of no matter. */
	if (is_personal(s, has) || (away && (has & S_AHEAD) && !(has & S_OF_TODAY)) ||
		(has & S_OF_THE_MATTER) || ((has & S_OF_AN_ANSWER) && !(has & S_RETURNING)))
		return false;
	bool contact = names_contact(s);
	bool dated = is_dated(s, has);
	bool rest = has & (S_MEANWHILE | S_DIRECTING | S_COURTESY | S_RETURNING);
	if (!away && !left && !contact && !rest && !greeting_is(s)) {
		told->signature = is_signature(s, n);
		return told->signature;
	}
	if (told->signature && !contact && !greeting_is(s))
		return false;
	told->absent |= away || left;
	told->when |= away && (dated || (has & S_GONE));
	told->meanwhile |= contact || (has & (S_MEANWHILE | S_DIRECTING)) ||
			   ((has & S_RETURNING) && (dated || (has & S_COURTESY)));
	return true;
}

/* Whether the sentences are about nothing else than an absence, and one tells until when, or that
 * it is for good, or who is to be asked, or what is done meanwhile. */
static bool says_nothing_else(const char *text)
{
	struct told told = {.absent = false};
	char s[SENTENCE_MAX];
	size_t n;

	while ((n = next_clause(&text, s)) > 0)
		if (!take(&told, s, n))
			return false;
	return told.when || (told.absent && told.meanwhile);
}

bool absence_is_all(const char *text)
{
	size_t n = strnlen(text, ABSENCE_MAX);

	if (n == ABSENCE_MAX) /* nobody is absent at length */
		return false;
	uint32_t has = phrases_in(&absence_signs, text, n);
	return (is_away(has) || (has & (S_ANY_LONGER | S_LEAVING))) && says_nothing_else(text);
}

#include <string.h>

#include "base/str.h"
#include "reply/clause.h"
#include "reply/words.h"

/* French and Spanish put the future into the end of the verb. */
static const char *const futures[] = {"rons", "rez", "ront", "erai", "dra", "ttra", "vra", "rá",
	"rán", "remos", "aré", "eré", "iré", NULL};

/* In the clause before a date: it is the reader's date, or one that is given up, or tells of an
 * absence. */
static const char *const of_others[] = {"you asked", "you ask", "you have asked", "you request*",
	"you have request*", "you set", "you gave", "you demand*", "your deadline", "deadline of",
	"instead of", "rather than", "as requested", "asked us to", "ask us to", "sie baten",
	"sie bitten", "sie haben", "sie forder*", "ihre frist", "gesetzte frist", "statt",
	"anstatt", "vous demand*", "vous avez demand*", "vous nous demand*", "votre délai",
	"au lieu", "su plazo", "nos pid*", "ustedes pid*", "usted pid*", "en lugar", "on leave",
	"on vacation", "on holiday", "be away", "am away", "out of office", "out of the office",
	"im urlaub", "abwesend", "nicht im büro", "en congé*", "absent*", "en vacances",
	"de vacaciones", "ausente", NULL};

/* Few words end like a future: told by two bytes, so that the rest is not compared. */
static bool may_be_future(const char *end)
{
	enum { S = 1, Z = 2, T = 4, I = 8, BEYOND = 16, A = 32 };
	static const uint8_t last[256] = {['s'] = S,
		['z'] = Z,
		['t'] = T,
		['i'] = I,
		['a'] = A,
		['n'] = BEYOND,
		[0xa1] = BEYOND,
		[0xa9] = BEYOND};
	static const uint8_t before[128] = {
		['n'] = S | T, ['o'] = S, ['e'] = Z, ['a'] = I, ['r'] = A};
	unsigned char one = (unsigned char)end[-1], two = (unsigned char)end[-2];

	return (last[one] & (two < 128 ? before[two] : BEYOND)) != 0;
}

static bool is_future(const struct tokens *t, size_t i)
{
	size_t len = t->items[i].end - t->items[i].start;
	const char *end = t->text + t->items[i].end;

	if (len < 4 || !may_be_future(end))
		return false;
	for (const char *const *ending = futures; *ending; ending++) {
		size_t n = strlen(*ending);
		if (len > n + 1 && memcmp(end - n, *ending, n) == 0)
			return true;
	}
	return false;
}

bool clause_intends(const struct tokens *t, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (t->items[i].kind == TOKEN_WORD &&
			(token_means(t, i, MEANS_INTENT) || is_future(t, i)))
			return true;
	return false;
}

/* "will not fail to", "ne manquerons pas de": a denial of the opposite. */
static bool affirms(const struct tokens *t, size_t i)
{
	static const char *const behind[] = {"fail", "hesitate", "only", "versäumen", "zögern"};
	static const char *const before[] = {"manquerons", "manquerai", "manquera", "manquerez"};

	for (size_t k = 0; k < sizeof behind / sizeof *behind; k++)
		if (token_is(t, i + 1, behind[k]))
			return true;
	for (size_t k = 0; i > 0 && k < sizeof before / sizeof *before; k++)
		if (token_is(t, i - 1, before[k]))
			return true;
	return false;
}

bool clause_negated(const struct tokens *t, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		bool later = token_is(t, i + 1, "later") || token_is(t, i + 1, "später");
		if (token_means(t, i, MEANS_NOT) && !later && !affirms(t, i))
			return true;
		/* Spanish "no", but not English "no later than". */
		if (token_is(t, i, "no") && !later && i + 1 < t->count && is_future(t, i + 1))
			return true;
		if (token_is(t, i, "no") &&
			(token_is(t, i + 1, "podemos") || token_is(t, i + 1, "es")))
			return true;
	}
	return false;
}

bool clause_of_others(const struct tokens *t, size_t from, size_t to)
{
	size_t start = t->items[from].start, end = t->items[to].start;
	char clause[600];
	size_t n = end - start < sizeof clause - 1 ? end - start : sizeof clause - 1;

	memcpy(clause, t->text + end - n, n);
	clause[n] = '\0';
	for (size_t i = 0; i < n; i++)
		if (clause[i] == '\n')
			clause[i] = ' ';
	return words_any(clause, of_others) != NULL;
}

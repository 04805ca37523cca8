#include <string.h>

#include "base/str.h"
#include "reply/clause.h"
#include "reply/future.h"
#include "reply/words.h"

static bool is_future(const struct tokens *t, size_t i)
{
	return future_of(t, i) != FUTURE_NONE;
}

bool clause_has(const struct tokens *t, size_t from, size_t to, unsigned meaning)
{
	for (size_t i = from; i < to; i++)
		if (token_means(t, i, meaning))
			return true;
	return false;
}

bool clause_starts(const struct tokens *t, size_t i, size_t *start_r)
{
	bool condition = token_means(t, i, MEANS_CONDITION);

	*start_r = condition ? i : i + 1;
	return condition || token_means(t, i, MEANS_CLAUSE) ||
	       (token_means(t, i, MEANS_AND) && token_means(t, i + 1, MEANS_SUBJECT));
}

bool clause_conditional(const struct tokens *t, size_t from, size_t to)
{
	static const char *const not_one[] = {
		"possible", "necessary", "not", "möglich", "nötig", "posible", "nécessaire", NULL};
	static const char *const first[] = {"should", "had", "provided", "providing", "assuming",
		"whether", "vorausgesetzt", "ob", "pourvu", "supposé", NULL};
	bool condition = from < to &&
			 (token_means(t, from, MEANS_CONDITION) || token_is_one_of(t, from, first));

	return condition && !token_is_one_of(t, from + 1, not_one);
}

/* "Let me come back to you", but not "let us know", "let me be clear". i: behind "let". */
static bool is_offer(const struct tokens *t, size_t i)
{
	static const char *const acts[] = {"come", "get", "reply", "answer", "respond", "revert",
		"write", "send", "check", "consult", "discuss", "look", "see", "find", NULL};

	return (token_is(t, i, "me") || token_is(t, i, "us")) && token_is_one_of(t, i + 1, acts);
}

/* "We ask", "we must kindly ask", but not "ask again", "please ask", "if you ask". */
static bool is_our_asking(const struct tokens *t, size_t from, size_t i)
{
	/* "kindly give us until", "it may take us until", "time until" */
	if (token_is(t, i, "give") || token_is(t, i, "take"))
		return token_is(t, i + 1, "us") || token_is(t, i + 1, "me");
	if (token_is(t, i, "let"))
		return is_offer(t, i + 1);
	if (token_is(t, i, "like")) /* "we would like to" */
		return i > from && (token_is(t, i - 1, "would") || token_is(t, i - 1, "d"));
	if (token_is(t, i, "time"))
		return token_is(t, i + 1, "until") || token_is(t, i + 1, "till");
	for (size_t k = i; k > from && i - k < 4; k--)
		if (token_means(t, k - 1, MEANS_SELF))
			return true;
	return token_is(t, i, "asking");
}

/* "Could we have", "may I send": who asks so wants time. */
static bool is_plea(const struct tokens *t, size_t from, size_t i)
{
	static const char *const may[] = {"could", "may", "can", "might", NULL};
	static const char *const what[] = {"have", "get", "take", "answer", "reply", "respond",
		"send", "submit", "agree", NULL};

	return i > from && token_is_one_of(t, i - 1, may) && token_is_one_of(t, i + 1, what);
}

bool clause_intends(const struct tokens *t, size_t from, size_t to)
{
	enum { ANY = MEANS_INTENT | MEANS_MOVE | MEANS_ASK | MEANS_SELF };
	bool moves = false;

	for (size_t i = from; i < to; i++) {
		if (t->items[i].kind != TOKEN_WORD)
			continue;
		if (!token_means(t, i, ANY)) {
			if (is_future(t, i))
				return true;
			continue;
		}
		if (token_means(t, i, MEANS_INTENT) ||
			(token_means(t, i, MEANS_ASK) && is_our_asking(t, from, i)) ||
			(token_means(t, i, MEANS_SELF) && is_plea(t, from, i)))
			return true;
		moves = moves || token_means(t, i, MEANS_MOVE);
	}
	return moves && clause_has(t, from, to, MEANS_TERM);
}

/* Whether a word is a participle, behind "will be", "sera": what somebody does, unlike the weather.
 */
static bool is_participle(const struct tokens *t, size_t i)
{
	static const char *const endings[] = {"ed", "é", "és", "ée", "ées", "ado", "ados", "ada",
		"adas", "ido", "idos", "ida", "idas", "ato", "ati", "ata", "ate", "uto", "uti",
		"uta", "ute", "ito", "iti", "ita", "ite", "tto", "tti", "tta", "tte", "cho", "cha",
		"chos", "chas", "sto", "sta", "rto", "rta", "uit", "uite", "uits", "ert", "erts",
		"erte", "ris", "rise", "mis", "mise", "ini", "inie", "ndu", "ndue", NULL};
	static const char *const german[] = {"ge", "be", "ver", "er", "ent", "zer", "aus", "ab",
		"vor", "ein", "auf", "zu", "um"};
	static const char *const irregular[] = {"paid", "sent", "made", "done", "kept", "met",
		"given", "built", "rebuilt", "taken", "shown", "told", "put", "set", "withdrawn",
		NULL};
	enum { SHORTEST = 4 };
	const char *word = t->text + t->items[i].start, *end = t->text + t->items[i].end;
	size_t len = (size_t)(end - word);

	if (token_is_one_of(t, i, irregular))
		return true;
	if (t->items[i].kind != TOKEN_WORD || len < SHORTEST)
		return false;
	if (future_ends_like(word, end, endings))
		return true;
	/* "bezahlt", "eingestellt", "abgeschlossen" */
	bool weak = end[-1] == 't' || end[-1] == 'd',
	     strong = memcmp(end - 2, "en", 2) == 0 && memmem(word, len, "ge", 2);
	for (size_t k = 0; (weak || strong) && k < sizeof german / sizeof *german; k++)
		if (strlen(german[k]) < len && memcmp(word, german[k], strlen(german[k])) == 0)
			return true;
	return false;
}

/* "Will be paid", "sera réparé", "wird bezahlt": the passive of a bare future at token i. */
static bool is_passive(const struct tokens *t, size_t i, size_t to)
{
	static const char *const will[] = {"wird", "werden", "wordt", "worden", NULL};
	static const char *const will_be[] = {
		"sera", "seront", "será", "serán", "sarà", "saranno", NULL};
	enum { LOOKED_AT = 12 };

	if (token_is_one_of(t, i, will)) {
		for (size_t k = i + 1; k < to && k < i + LOOKED_AT; k++)
			if (is_participle(t, k))
				return true;
		return false;
	}
	if ((token_is(t, i, "se") || token_is(t, i, "si")) && i + 1 < to &&
		future_of(t, i + 1) == FUTURE_OF_OTHERS) /* "se publicará" */
		return true;
	size_t at = i + 1 + token_is(t, i + 1, "also") + token_is(t, i + 1, "all");
	if (token_is(t, at, "be"))
		at++;
	else if (!token_is_one_of(t, i, will_be))
		return false;
	return at < to && is_participle(t, at);
}

/* "We will be in hospital until": whether a clause that lasts says only how somebody is. */
static bool is_state(const struct tokens *t, size_t from, size_t to)
{
	static const char *const verbs[] = {"be", "am", "is", "are", "remain", "stay", "bleibt",
		"bleiben", "bin", "reste", "restera", "estaré", "estará", "estaremos", NULL};
	bool state = false;

	for (size_t i = from; i < to; i++) {
		if (token_means(t, i, MEANS_ASK | MEANS_MOVE | MEANS_TERM) ||
			(token_means(t, i, MEANS_INTENT) && !token_means(t, i, MEANS_BARE)))
			return false;
		state = state || token_is_one_of(t, i, verbs);
	}
	return state;
}

bool clause_of_nobody(const struct tokens *t, size_t from, size_t to, bool lasting)
{
	enum { SOMEBODY = MEANS_SELF | MEANS_DEALING | MEANS_ASK | MEANS_MOVE | MEANS_TERM };

	if (lasting && is_state(t, from, to))
		return true;
	for (size_t i = from; i < to; i++)
		if (token_means(t, i, SOMEBODY) || future_of(t, i) == FUTURE ||
			(!lasting && is_passive(t, i, to)) ||
			(token_means(t, i, MEANS_INTENT) && !token_means(t, i, MEANS_BARE)))
			return false;
	return true;
}

/* "will not fail to", "ne manquerons pas de": a denial of the opposite. */
static bool affirms(const struct tokens *t, size_t i)
{
	static const char *const behind[] = {
		"fail", "hesitate", "only", "versäumen", "zögern", NULL};
	static const char *const before[] = {
		"manquerons", "manquerai", "manquera", "manquerez", NULL};

	return token_is_one_of(t, i + 1, behind) || token_is_one_of(t, i - 1, before);
}

static bool is_wish(const struct tokens *t, size_t i)
{
	static const char *const words[] = {"plan", "plans", "intention", "wish", "way", "prospect",
		"chance", "reason", "obligation", "hope", "possibility", NULL};

	return token_is_one_of(t, i, words);
}

bool clause_negated(const struct tokens *t, size_t from, size_t to)
{
	static const char *const than[] = {"later", "später", "oltre", "позднее", "później", NULL};

	for (size_t i = from; i < to; i++) {
		bool later = token_is_one_of(t, i + 1, than);
		/* "t" of "don't", but not of "2025-10-31T12:00" */
		bool denies =
			token_means(t, i, MEANS_NOT) &&
			!(token_is(t, i, "t") && i > 0 && t->items[i - 1].kind == TOKEN_NUMBER);
		if (denies && !later && !affirms(t, i))
			return true;
		/* Spanish "no", but not English "no later than". */
		if (token_is(t, i, "no") && !later && i + 1 < t->count && is_future(t, i + 1))
			return true;
		if (token_is(t, i, "no") && is_wish(t, i + 1)) /* "no plans to" */
			return true;
		if (token_is(t, i, "no") &&
			(token_is(t, i + 1, "podemos") || token_is(t, i + 1, "es")))
			return true;
	}
	return false;
}

bool clause_says_nothing(const struct tokens *t, size_t from, size_t to)
{
	static const char fail[] = "manquer"; /* "nous ne manquerons pas": we will */

	for (size_t i = from; i < to; i++) {
		const struct token *next = &t->items[i + 1 < t->count ? i + 1 : i];
		bool affirmed = next->end - next->start > sizeof fail &&
				memcmp(t->text + next->start, fail, sizeof fail - 1) == 0;
		if (token_means(t, i, MEANS_NOTHING) && !affirmed)
			return true;
	}
	return false;
}

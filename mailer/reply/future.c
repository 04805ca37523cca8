#include <stdint.h>
#include <string.h>

#include "reply/future.h"

/* French, Spanish, Italian and Portuguese put the future into the end of the verb: that of the
 * writer or the reader, and that of others. */
static const char *const futures[] = {"rons", "rez", "erai", "drai", "irai", "ttrai", "remos",
	"remo", "rete", "aré", "eré", "iré", "dré", "erò", "irò", "rrò", "drò", "erei", "arei",
	"irei", NULL};
static const char *const futures_of_others[] = {"ront", "dra", "ttra", "vra", "tera", "ssera",
	"gera", "rá", "rán", "rão", "ranno", "erà", NULL};

/* Few words end like a future: told by two bytes, so that the rest is not compared. */
static bool may_be_future(const char *end)
{
	enum { S = 1, Z = 2, T = 4, I = 8, BEYOND = 16, A = 32, O = 64, E = 128 };
	static const uint8_t last[256] = {['s'] = S,
		['z'] = Z,
		['t'] = T,
		['i'] = I,
		['a'] = A,
		['e'] = E,
		['n'] = BEYOND,
		['o'] = O | BEYOND,
		[0xa0] = BEYOND,
		[0xa1] = BEYOND,
		[0xa9] = BEYOND,
		[0xb2] = BEYOND};
	static const uint8_t before[128] = {['n'] = S | T | O,
		['o'] = S,
		['e'] = Z | I,
		['a'] = I,
		['r'] = A,
		['m'] = O,
		['t'] = E};
	unsigned char one = (unsigned char)end[-1], two = (unsigned char)end[-2];

	return (last[one] & (two < 128 ? before[two] : BEYOND)) != 0;
}

/* Arabic has it before the verb: "we will answer" is one word that begins with sin. */
static bool is_arabic_future(const char *word, size_t len)
{
	static const char *const beginnings[] = {"سن", "سأ", "سي", "ست"};

	for (size_t k = 0; len > 6 && k < sizeof beginnings / sizeof *beginnings; k++)
		if (memcmp(word, beginnings[k], 4) == 0)
			return true;
	return false;
}

/* Chinese and Japanese have no spaces: a word of ours is a whole clause of theirs. */
static bool is_eastern_intent(const char *word, size_t len)
{
	static const char *const within[] = {"将", "將", "会", "會", "予定", "します"};

	for (size_t k = 0; k < sizeof within / sizeof *within; k++)
		if (memmem(word, len, within[k], strlen(within[k])))
			return true;
	return false;
}

bool future_ends_like(const char *word, const char *end, const char *const *endings)
{
	for (; *endings; endings++) {
		size_t n = strlen(*endings);
		if ((size_t)(end - word) > n + 1 && memcmp(end - n, *endings, n) == 0)
			return true;
	}
	return false;
}

enum future future_of(const struct tokens *t, size_t i)
{
	const char *word = t->text + t->items[i].start, *end = t->text + t->items[i].end;
	size_t len = (size_t)(end - word);
	unsigned char first = (unsigned char)*word;

	if (first == 0xd8)
		return is_arabic_future(word, len) ? FUTURE : FUTURE_NONE;
	if (first >= 0xe3)
		return is_eastern_intent(word, len) ? FUTURE : FUTURE_NONE;
	if (len < 4 || !may_be_future(end))
		return FUTURE_NONE;
	if (future_ends_like(word, end, futures))
		return FUTURE;
	return future_ends_like(word, end, futures_of_others) ? FUTURE_OF_OTHERS : FUTURE_NONE;
}

/* Names of demands by an ordinal: "second demand", "die ersten beiden Punkte", "第二点". */
#include <string.h>

#include "base/str.h"
#include "watch/label_names.h"
#include "watch/label_parts.h"
#include "watch/label_words.h"
#include "watch/labels.h"
#include "watch/numerals.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Whether folded[i] is behind a sign and a blank: "no; second demand". */
static bool is_behind_sign(const char *folded, size_t i)
{
	return label_word_before(folded, i) + 1 == i;
}

/* "our second point", "notre première réponse": theirs, not ours. */
static bool is_their_own(const char *folded, size_t i)
{
	static const char *const own[] = {"our", "my", "unser", "unsere", "unserer", "unseren",
		"mein", "meine", "notre", "nos", "mon", "ma", "nuestro", "nuestra", "nuestros",
		"nuestras", "mi", "nostro", "nostra"};

	return label_follows(folded, i, own, COUNT(own));
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
	if (label_follows(folded, i, both, COUNT(both)))
		return 2;
	before = label_word_before(folded, i);
	many = before < i ? numeral_word(folded + before, i - before, &len) : 0;
	return many > 0 && len == i - 1 - before ? many : 0;
}

static const char *const german_articles[] = {"der", "die", "das", "den", "dem", "zum", "zur"};

static const char *const articles[] = {"the", "your", "die", "der", "den", "dem", "das", "zur",
	"zum", "ihre", "ihrer", "la", "le", "les", "l'", "el", "los", "las", "il", "de", "het", "à",
	"au", "al", "alla", "ao"};

/* Whether nothing stands before folded[i] but what may stand before a label: "On the", "Zur". */
static bool begins_label(const char *folded, size_t i)
{
	static const char *const before[] = {"on", "to", "re", "ad", "zu", "for", "au", "à", "al",
		"alla", "sur", "sobre", "and", "und", "et", "y"};

	return i == 0 || folded[i - 1] != ' ' || is_behind_sign(folded, i) ||
	       label_follows(folded, i, articles, COUNT(articles)) ||
	       label_follows(folded, i, before, COUNT(before));
}

static const char *const of_ours[] = {"of your", "of the", "of these", "of those", "ihrer", "der",
	"de vos", "de sus", "your", "main", "key"};

static const char *const of_your[] = {
	"of your", "ihrer", "de vos", "de sus", "delle vostre", "das suas", "van uw"};

/* Whether "of your list" stands at p, or a word that takes the noun up again: "el último punto lo
 * aceptamos". */
static bool is_of_yours(const char *p, size_t n)
{
	static const char *const of[] = {"of your", "in your", "on your", "ihrer", "ihres",
		"de votre", "de su", "della vostra", "van uw", "lo", "la"};
	size_t i = label_skip_space(p, n, 0);

	return label_word(p + i, n - i, of, COUNT(of)) > 0;
}

/* Adds the ordinals that go on at folded[i]: ", third and fourth", "and the last". Behind them; the
 * last one's number in *number. */
static size_t more_ordinals(
	const char *folded, size_t n, size_t i, size_t count, uint64_t *mask, size_t *number)
{
	size_t len;

	for (;;) {
		size_t at = label_skip_space(folded, n, i);
		size_t word = label_joiner(folded + at, n - at);
		at = label_skip_space(folded, n, at + word);
		size_t article =
			word ? label_word(folded + at, n - at, articles, COUNT(articles)) : 0;
		at = label_skip_space(folded, n, at + article);
		if (word && (len = label_last(folded + at, n - at)) > 0) {
			/* "The sixth and last" is one, "the first and the last" are two. */
			label_set(mask, article ? count : 0, count);
			return at + len;
		}
		if (word == 0 || (len = label_ordinal(folded + at, n - at, number)) == 0)
			return i;
		label_set(mask, *number, count);
		i = at + len;
	}
}

/* "second demand", "zweite Forderung", "second of your demands", "first and third demands", "first
 * two demands"; at the beginning of a line also "zur zweiten:". */
uint64_t label_ordinal_and_noun(
	const char *folded, size_t n, size_t i, size_t count, bool first, size_t *len_r)
{
	static const char *const ones[] = {"one", "ones"};
	size_t number, many, start = i, len = label_ordinal(folded + i, n - i, &number);
	uint64_t mask = 0;

	if (len == 0)
		return 0;
	i += len;
	label_set(&mask, number, count);
	i = more_ordinals(folded, n, i, count, &mask, &number);
	if (first && i < n && folded[i] == ':' && begins_label(folded, start)) {
		/* "On the third and fourth:" */
		*len_r = i - start;
		return mask;
	}
	i = label_skip_space(folded, n, i);
	/* "the third one on your list" */
	size_t one = label_word(folded + i, n - i, ones, COUNT(ones));
	if (one && is_of_yours(folded + i + one, n - i - one)) {
		*len_r = i + one - start;
		return mask;
	}
	if ((many = how_many(folded, n, start, i, &len)) > 0) {
		i = label_skip_space(folded, n, i + len);
		for (size_t k = 1; k < many && k < LABELS_MAX; k++)
			label_set(&mask, number + k, count);
	}
	size_t of = label_word(folded + i, n - i, of_ours, COUNT(of_ours));
	i = label_skip_space(folded, n, i + of);
	if (of && numeral_word(folded + i, n - i, &len)) /* "the first of your five demands" */
		i = label_skip_space(folded, n, i + len);
	size_t noun = label_noun(folded + i, n - i);
	*len_r = i + noun - start;
	return noun && !label_noun_is_answer(folded + i, n - i) && !is_their_own(folded, start) &&
			       !label_belongs_elsewhere(folded + i + noun, n - i - noun)
		       ? mask
		       : 0;
}

/* "the last two demands", "les deux dernières demandes", "your last demand". */
uint64_t label_last_and_noun(const char *folded, size_t n, size_t i, size_t count, size_t *len_r)
{
	static const char *const yours[] = {
		"your", "ihre", "ihrer", "ihren", "votre", "vos", "su", "sus", "vostra", "uw"};
	size_t start = i, word = label_last(folded + i, n - i), len;
	uint64_t mask = 0;

	if (word == 0)
		return 0;
	i = label_skip_space(folded, n, i + word);
	size_t many = how_many(folded, n, start, i, &len);
	i = label_skip_space(folded, n, i + len);
	/* "The last of your demands", "la última de sus demandas" */
	size_t of = many ? 0 : label_word(folded + i, n - i, of_your, COUNT(of_your));
	i = label_skip_space(folded, n, i + of);
	many = of ? 1 : many;
	i += many ? label_word(folded + i, n - i, of_ours, COUNT(of_ours)) : 0;
	i = label_skip_space(folded, n, i);
	size_t noun = label_noun(folded + i, n - i);
	/* "One last point" is theirs; "the last point of your list" is ours. */
	if (many == 0 && noun &&
		(label_follows(folded, start, yours, COUNT(yours)) ||
			is_behind_sign(folded, start) ||
			is_of_yours(folded + i + noun, n - i - noun)))
		many = 1;
	if (many == 0 || many > count || noun == 0 || label_noun_is_answer(folded + i, n - i))
		return 0;
	for (size_t k = count - many + 1; k <= count; k++)
		label_set(&mask, k, count);
	*len_r = i + noun - start;
	return mask;
}

/* Whether "the last" at folded[i] begins what is said, or is joined to it: "only the last", "zur
 * letzten", but not "the meeting before the last". */
static bool last_begins(const char *folded, size_t i)
{
	static const char *const joined[] = {"zur", "zum", "your", "ihre", "ihrer"};
	static const char *const before[] = {"only", "nur", "seule", "seulement", "solo", "sólo",
		"and", "und", "et", "y", "e", "but", "aber", "mais", "pero", "on", "to", "zu",
		"accept", "reject", "also", "auch"};

	if (is_behind_sign(folded, i) || label_follows(folded, i, joined, COUNT(joined)))
		return true;
	size_t article = label_word_before(folded, i);
	return article < 2 || folded[article - 1] != ' ' || is_behind_sign(folded, article) ||
	       label_follows(folded, article, before, COUNT(before));
}

uint64_t label_ellipsis(
	const char *folded, const char *text, size_t n, size_t i, size_t count, size_t *len_r)
{
	size_t number, len = label_ordinal(folded + i, n - i, &number), more, lasts = 0;
	size_t first = i; /* behind the article */
	uint64_t mask = 0;

	if (len == 0 && (len = label_last(folded + i, n - i)) > 0) {
		/* "... pour les trois dernières" */
		lasts = how_many(folded, n, i, n, &more);
		first = lasts > 0 ? label_word_before(folded, i) : i;
		if (lasts > count || (lasts == 0 && !last_begins(folded, i)))
			return 0;
		number = count - (lasts > 0 ? lasts - 1 : 0);
	}
	size_t at = i + len;
	/* "and the first three we accept" */
	size_t from = label_skip_space(folded, n, at);
	size_t many = len ? numeral_word(folded + from, n - from, &more) : 0;
	if (many > 1)
		at = from + more;
	many = lasts > 0 ? lasts : many;
	if (len == 0 || !(is_behind_sign(folded, first) ||
				label_follows(folded, first, articles, COUNT(articles))))
		return 0;
	bool ends = at == n || strchr(".,;:!)\n", folded[at]) != NULL;
	at = label_skip_space(folded, n, at);
	/* In German a noun would have a capital: "der zweite ist", "der zweite in Arbeit". */
	bool german = label_follows(folded, first, german_articles, COUNT(german_articles)) &&
		      at < n && text[at] >= 'a' && text[at] <= 'z';
	size_t joiner = label_joiner(folded + at, n - at);
	size_t beyond = label_skip_space(folded, n, at + joiner), other;
	beyond += joiner ? label_word(folded + beyond, n - beyond, articles, COUNT(articles)) : 0;
	beyond = label_skip_space(folded, n, beyond);
	ends = ends || (joiner && label_ordinal(folded + beyond, n - beyond, &other));
	if (!ends && !german && !label_verb_follows(folded + at, n - at))
		return 0;
	for (size_t k = 0; k < (many > 1 ? many : 1) && k < LABELS_MAX; k++)
		label_set(&mask, number + k, count);
	*len_r = len;
	return mask;
}

/* "第二点": the second point. */
uint64_t label_chinese_ordinal(const char *p, size_t n, size_t count, size_t *len_r)
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
		label_set(&mask, (size_t)(p[HAN] - '0'), count);
	for (size_t k = 0; k < COUNT(digits); k++)
		if (memcmp(p + HAN, digits[k], HAN) == 0) {
			label_set(&mask, k + 1, count);
			behind = 2 * HAN;
		}
	for (size_t k = 0; k < COUNT(units); k++)
		unit |= strlen(units[k]) <= n - behind &&
			memcmp(p + behind, units[k], strlen(units[k])) == 0;
	*len_r = behind + HAN;
	return unit ? mask : 0;
}

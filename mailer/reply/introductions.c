#include "reply/dateparts.h"
#include "reply/datetokens.h"
#include "reply/datewords.h"
#include "reply/introductions.h"

static bool is_apostrophe(const struct tokens *t, size_t i)
{
	return token_is(t, i, "'") || token_is(t, i, "\xe2\x80\x99");
}

/* The number of tokens from i on that are the words of the text, or 0. */
static size_t words_at(const struct tokens *t, size_t i, const char *text)
{
	size_t k = i;

	for (const char *p = text; *p; p += *p == ' ', k++) {
		size_t n = strcspn(p, " ");
		if (k >= t->count)
			return 0;
		size_t len = t->items[k].end - t->items[k].start;
		bool same = len == n && memcmp(t->text + t->items[k].start, p, n) == 0;
		if (!same && !(*p == '\'' && is_apostrophe(t, k)))
			return 0;
		p += n;
	}
	return k - i;
}

const struct introduction *introduction_at(const struct tokens *t, size_t i, size_t *len_r)
{
	const struct word *w = i < t->count ? t->items[i].word : NULL;
	size_t next = w ? w->introduction : 0;

	*len_r = 0;
	while (next) {
		const struct introduction *form = vocabulary_introduction(next, &next);
		if ((*len_r = words_at(t, i, form->text)) > 0) {
			*len_r += is_apostrophe(t, i + *len_r); /* "jusqu'au" */
			return form;
		}
	}
	return NULL;
}

/* What is asked for on top of a deadline that is not known here, or for something else than the
 * answer: "we need two more weeks", "we need two weeks to repair the pump". */
static bool is_other_request(const struct tokens *t, size_t from, size_t end)
{
	static const char *const more[] = {"more", "additional", "further", "weitere", "weiteren",
		"supplémentaires", "más", "adicionales", NULL};
	static const char *const to_answer[] = {"answer", "respond", "reply", "prepare", "review",
		"complete", "gather", "collect", "consider", "examine", "study", "finish",
		"provide", "revert", "consult", "investigate", "look", "get", "come", "give", NULL};

	for (size_t i = from; i < end + 1; i++)
		if (token_is_one_of(t, i, more))
			return true;
	return token_is(t, end, "to") && !token_is_one_of(t, end + 1, to_answer);
}

/* "The month of October" at i. */
static bool names_month(const struct tokens *t, size_t i)
{
	i += datetoken_is_filler(t, i);
	return datetoken_unit(t, i) == UNIT_MONTH && token_is(t, i + 1, "of");
}

/* The second of two dates from i on: "20 and 24 October", "dem 20. und dem 24. Oktober". */
static size_t second_date(const struct tokens *t, size_t i, struct date today, struct date *date_r)
{
	enum { LOOKED_AT = 8 };

	for (size_t k = i + 1; k < i + LOOKED_AT; k++)
		if (token_means(t, k, MEANS_AND)) {
			size_t n = date_at_token(t, k + 1, today, date_r);
			return n ? k + 1 + n - i : 0;
		}
	return 0;
}

size_t introduction_date(const struct tokens *t, const struct introduction *form, size_t i,
	struct date today, struct date *date_r)
{
	unsigned is = form ? form->is : 0;
	size_t len = 0;

	if (is & INTRODUCES_PAIR)
		return second_date(t, i, today, date_r);
	/* "in der kommenden Woche" is the next one, "within the next week" seven days. */
	size_t article = datetoken_is_filler(t, i) && !datetoken_is_next(t, i);
	if ((is & INTRODUCES_SPAN) && !(is & INTRODUCES_LIMIT) &&
		(len = dateparts_next_unit(t, i + article, today, date_r)) > 0)
		return article + len;
	if (is & INTRODUCES_SPAN)
		len = span_at_token(t, i, today, date_r);
	if (len && (is & INTRODUCES_REQUEST) && is_other_request(t, i, i + len))
		return 0;
	if (len == 0)
		len = date_at_token(t, i, today, date_r);
	bool month = (is & (INTRODUCES_MONTH | INTRODUCES_EVE)) ||
		     ((is & INTRODUCES_SPAN) && names_month(t, i));
	if (len == 0 && month)
		len = month_at_token(t, i, today, date_r);
	else
		return len;
	if (len && (is & INTRODUCES_EVE)) /* "before November" */
		*date_r = date_plus_days((struct date){date_r->year, date_r->month, 1}, -1);
	return len;
}

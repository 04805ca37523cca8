#include <string.h>

#include "base/str.h"
#include "reply/absence_parts.h"
#include "reply/acknowledgement.h"
#include "reply/acknowledgement_parts.h"
#include "reply/greeting.h"
#include "reply/words.h"

enum {
	SENTENCE_MAX = 500,
	LOOKED_AT = 1500, /* bytes: what a program says of itself, it says soon */
	/* Weights of the signs that a program wrote an acknowledgement, or just thanks. */
	ENOUGH_FOR_RECEIPT = 3,
	ENOUGH_FOR_THANKS = 4,
};

/* What may begin such a sentence instead of a pointing word. */
static bool begins_with_it(const char *sentence)
{
	static const char *const starts[] = {"autom", "auto-", "auto ", "autor", "автом", "otomat",
		"自動", "自动", "자동", NULL};

	while (*sentence && strchr("*_-([#= ", *sentence))
		sentence++;
	return words_begins(sentence, starts) != NULL;
}

/* Whether the words around a stem for "automatic" make it one of a mail: one that points to it
 * before, and a word for a mail on either side, both near. */
static bool is_of_mail(const char *sentence, const char *stem)
{
	enum { BEFORE = 70, BEHIND = 60 };
	char near[BEFORE + BEHIND + 1];
	size_t at = (size_t)(stem - sentence), before = at < BEFORE ? at : BEFORE;
	size_t n = strnlen(stem, BEHIND);

	memcpy(near, stem - before, before);
	near[before] = '\0';
	if (!words_any(near, acknowledgement_pointing) && !begins_with_it(sentence))
		return false;
	memcpy(near + before, stem, n);
	near[before + n] = '\0';
	return words_any(near, acknowledgement_mails) != NULL;
}

static bool is_automatic(const char *sentence)
{
	static const char *const stems[] = {"autom", "auto-", "autor", "auto r", "автом", "otomat",
		"αυτόμ", "αυτομ", "تلقائ", "אוטומט", "自動", "自动", "자동", NULL};

	for (const char *const *s = stems; *s; s++)
		for (const char *p = sentence; (p = strstr(p, *s)) != NULL; p++)
			if (is_of_mail(sentence, p))
				return true;
	return false;
}

/* A number that a system gave: of three digits or more that are no year, or behind "#". */
static bool has_given_number(const char *s, bool in_brackets)
{
	for (const char *p = s; *p; p++) {
		size_t n = strspn(p, "0123456789");
		if (n == 0)
			continue;
		char before = p > s ? p[-1] : ' ';
		bool year = n == 4 && (str_starts(p, "19") || str_starts(p, "20"));
		if (before == '#' || (n >= 3 && !year && (!in_brackets || before == '(')))
			return true;
		p += n - 1;
	}
	return false;
}

/* "[Acme #4711]", "Re:" and the like go before it. */
static bool begins_so(const char *subject)
{
	while (*subject == ' ' || *subject == '[') {
		const char *close = *subject == '[' ? strchr(subject, ']') : subject;
		if (close == NULL)
			return words_begins(subject + 1, acknowledgement_subjects) != NULL;
		/* "[Request received] ..." */
		if (words_begins(subject + 1, acknowledgement_subjects))
			return true;
		subject = close + 1;
	}
	if (str_starts(subject, "re: "))
		subject += 4;
	return words_begins(subject, acknowledgement_subjects) != NULL;
}

/* The lists that words of several others together count as. */
static uint32_t joined(uint32_t has)
{
	uint32_t more = 0;

	if ((has & GRATEFUL) && (has & (CONTACTING | YOURS)))
		more |= THANKS;
	if (phrases_all(has, ANY_LONGER | ADDRESSES))
		more |= UNREAD;
	if (phrases_all(has, MANY | OF_MAILS))
		more |= OF_MANY;
	if (phrases_all(has, WITHIN | OF_TIME))
		more |= PROMPTLY;
	return has | more;
}

static bool says_it_came(uint32_t has)
{
	return phrases_all(has, YOURS | CAME) && !(has & OF_TRADE);
}

static bool subject_came(uint32_t has)
{
	return says_it_came(has) || ((has & TICKETS) && (has & (MADE | CAME)));
}

/* What a subject tells: that a mail came, which counts as much as what it begins with, and a
 * number. */
static int weigh_subject(const char *subject, uint32_t has, bool number_told)
{
	bool number = !number_told && (has & NUMBERS) && has_given_number(subject, false);
	bool so = subject_came(has) || (has & THANKS) || begins_so(subject);

	return 2 * so + number;
}

/* Whether a sentence says nothing that an acknowledgement does not say. */
static bool is_of_receipt(const char *s, size_t n, uint32_t has, bool receipt, bool number)
{
	static const char *const joining[] = {",", ";", ":", "\xe2\x80\x93", "\xe2\x80\x94",
		"\xef\xbc\x8c", "\xe3\x80\x81", "and", "und", "et", "y", "e", "en", "och", "og",
		"ja", "i", "a", "és", "și", "и", "та", "ve", "και", "which", NULL};
	enum {
		OF_ITSELF = THANKS | NO_ANSWER | UNREAD | OF_A_TICKET | OF_US | OF_MANY | FURTHER |
			    OF_ANYONE,
		SHORT = 80,
	};
	bool answer = has & ANSWERING;
	bool digit = s[strcspn(s, "0123456789")];

	/* Programs are written for messages and requests. */
	if (words_any(s, acknowledgement_letters))
		return false;
	/* An answer on a certain day is promised by somebody; programs say within how many. */
	if (answer && ((digit && !number && !(has & (OF_TIME | PROMPTLY))) ||
			      words_any(s, acknowledgement_days) || words_any(s, absence_ahead)))
		return false;
	if (answer || (has & OF_ITSELF) || ((has & PROMPTLY) && (has & (YOURS | CONTACTING))))
		return true;
	if (number)
		return n < SHORT || (has & (YOURS | TICKETS));
	return receipt && n < SHORT && !words_any(s, joining);
}

/* What the sentences say. */
struct said {
	bool automatic, automatic_answer, receipt, filed, number, of_a_ticket;
	bool by_nobody; /* it came, and nobody is named who took it */
	bool more; /* something that an acknowledgement does not say, or no function's answer */
	uint32_t any; /* the lists that they have words of */
};

static void listen(const char *sentence, size_t n, struct said *said)
{
	uint32_t has = joined(phrases_in(&acknowledgement_signs, sentence, n));
	bool made = phrases_all(has, TICKETS | MADE) && !(has & OF_TRADE);
	bool receipt = says_it_came(has) || made;
	/* In a sentence that says what came, the number may stand in brackets. */
	bool number = ((has & NUMBERS) || receipt) && has_given_number(sentence, !(has & NUMBERS));

	if ((has & AUTOMATIC) && !(has & DENYING) && is_automatic(sentence)) {
		said->automatic = true;
		/* "Please do not reply" is not about this mail. */
		said->automatic_answer |= (has & ANSWERS) && !(has & NO_ANSWER);
	}
	said->receipt |= receipt;
	said->more = said->more ||
		     !(is_of_receipt(sentence, n, has, receipt, number) || greeting_is(sentence));
	said->by_nobody |= receipt && (has & PASSIVE);
	said->filed |= number && (has & CAME);
	said->number |= number;
	said->of_a_ticket |= made || (has & OF_A_TICKET) || (receipt && number && (has & PASSIVE));
	said->any |= has;
}

static int weigh(const struct said *said, int subject, const struct circumstances *c)
{
	/* "A case has been created: #4711" says both. */
	int ticket =
		said->number && said->of_a_ticket ? 3 : 2 * (said->number || said->of_a_ticket);
	int no_answer = said->any & UNREAD ? 3 : said->any & NO_ANSWER ? 2 : 0;
	/* A person knows who will answer when, and has not many mails of the kind. */
	int impersonal = (said->any & OF_US ? 2 : 0) + (said->any & OF_MANY ? 3 : 0) +
			 (said->any & OF_ANYONE ? 2 : 0) + (said->any & PROMPTLY ? 1 : 0) +
			 (said->any & FURTHER ? 1 : 0) + said->by_nobody + 2 * !said->more -
			 (said->any & ITSELF ? 2 : 0);

	return ticket + no_answer + impersonal + subject + c->unanswerable + c->role +
	       (c->generated || c->bulk) + c->null_sender + c->desk;
}

const char *acknowledgement_mark(
	const char *subject, const char *text, const struct circumstances *c)
{
	char sentence[SENTENCE_MAX];
	struct said said = {.more = !(c->role && c->answer)};
	size_t n;

	for (const char *p = text;
		p - text < LOOKED_AT && (n = words_sentence(&p, sentence, sizeof sentence)) > 0;)
		listen(sentence, n, &said);
	/* "Thank you for your request. It has been registered under the number 4711." */
	bool thanks = said.any & THANKS;
	uint32_t of_subject = joined(phrases_in(&acknowledgement_signs, subject, strlen(subject)));
	said.receipt = said.receipt || (said.filed && thanks) || subject_came(of_subject);
	bool receipt = said.receipt || thanks;
	if (c->null_sender && (c->answer || said.automatic || receipt))
		return "an answer from an empty return path (RFC 3834 4)";
	if ((said.automatic && (c->answer || receipt)) || (said.automatic_answer && c->generated))
		return "the text says that it is automatic";
	bool deaf = said.any & (NO_ANSWER | UNREAD);
	bool of_case = said.number && (said.any & (YOURS | TICKETS)) && !(said.any & OF_TRADE);
	if ((said.any & RATING) && of_case && strstr(text, "http"))
		return "the text asks for a rating of what was done";
	/* That an answer comes may be a promise; that there are many to write is none. */
	bool coming = (said.any & ANSWERING) &&
		      ((said.any & OF_MANY) || (!said.more && (said.any & (OF_US | FURTHER))));
	if (!(receipt || (c->answer && (deaf || coming))) || (said.any & TO_THE_MATTER))
		return NULL;
	bool only_thanks = thanks && !said.receipt;
	int told = weigh_subject(subject, of_subject, said.number);
	return weigh(&said, told, c) >= (only_thanks ? ENOUGH_FOR_THANKS : ENOUGH_FOR_RECEIPT)
		       ? "the words of an acknowledgement, and other signs of a program"
		       : NULL;
}

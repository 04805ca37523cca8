/* Whose a date is that stands in a clause: the writer's, the reader's, or that of what happens. */
#include <string.h>

#include "base/str.h"
#include "reply/clause.h"
#include "reply/words.h"

/* In the clause before a date: it is the reader's date. */
static const char *const of_reader[] = {"you asked", "you intend", "you plan", "you want",
	"you wish", "you hope", "you are going to", "you will publish", "have your", "get your",
	"receive your", "your request for", "your demand for", "sie beabsichtigen", "sie planen",
	"vous comptez", "vous souhaitez", "you ask", "you have asked", "you request*",
	"you have request*", "you set", "you gave", "you demand*", "as requested", "asked us to",
	"ask us to", "you need", "you will need", "you should send", "you should reply",
	"you should answer", "you should note", "you should know", "you know", "you must",
	"you have to", "you will have to", "you are asked", "please send us", "please let us",
	"please answer", "please reply", "please respond", "please confirm", "please tell us",
	"please pay", "sie baten", "sie bitten", "sie haben", "sie forder*", "sie müssen",
	"sie sollten", "bitte senden sie", "bitte teilen sie", "bitte antworten sie",
	"vous demandez", "vous demandiez", "vous avez demand*", "vous nous demand*", "vous devez",
	"vous devriez", "veuillez nous", "veuillez répondre", "merci de répondre", "nos pid*",
	"ustedes pid*", "usted pid*", "usted debe*", "ustedes deben", "les rogamos que",
	"le rogamos que", NULL};

/* Right before a date: it is given up, or the earliest one. */
static const char *const given_up[] = {"your deadline", "deadline of", "instead of", "rather than",
	"earliest", "no earlier", "no sooner", "not earlier", "not sooner", "ihre frist",
	"gesetzte frist", "frist vom", "statt", "anstatt", "frühestens", "nicht früher",
	"votre délai", "au lieu", "au plus tôt", "su plazo", "en lugar", "como pronto",
	"valid until", "gültig bis", NULL};

/* So is this, but the reader's deadline is what somebody wants to answer by. */
static const char *const kept[] = {"meet your deadline", "meet the deadline", "keep your deadline",
	"keep the deadline", "keep to your deadline", "keep to the deadline", "by your deadline",
	"by the deadline", "within your deadline", "within the deadline", "respect your deadline",
	"innerhalb ihrer frist", "innerhalb der frist", "respecter votre délai",
	"respecterons votre délai", "respecter le délai", "respecterons le délai",
	"dans votre délai", "cumplir su plazo", "cumpliremos su plazo", "cumplir el plazo",
	"dentro de su plazo", NULL};

/* Right behind a date: it is the earliest one. */
static const char *const earliest[] = {"at the earliest", "frühestens", "au plus tôt",
	"como pronto", "como muy pronto", "or later", "or after", NULL};

/* Anywhere in a clause: it tells of an absence, or of what comes by itself. */
static const char *const happening[] = {"on leave", "on vacation", "on holiday", "be away",
	"am away", "is away", "travelling", "traveling", "auf reisen", "en voyage", "de viaje",
	"out of office", "out of the office", "closed until", "closed till", "closed from",
	"remain closed", "expire*", "into force", "takes effect", "take effect", "im urlaub",
	"abwesend", "nicht im büro", "bleibt geschlossen", "in kraft", "läuft ab", "en congé*",
	"absent*", "en vacances", "fermé*", "en vigueur", "de vacaciones", "fuera de la oficina",
	"fuori ufficio", "fora do escritório", "afwezig", "frånvarande", "nieobecn*", "ausente",
	"cerrad*", "en vigor", "in vigore", "take place", "takes place", "be held", "be heard",
	"is held", "celebrat*", "visit*", "invite*", "vote", "will discuss", "will debate",
	"will consider", "berät", "beraten", "befasst", "abstimm*", "débattra", "votera",
	"debatirá", "votará", "retire*", "resign*", "steps down", "step down", "out of the country",
	"abroad", "im ausland", "in den ruhestand", "à l'étranger", "en el extranjero",
	"se jubila*", "join us", "joins us", "takes office", "take office", "takes over",
	"take over", "anniversar*", "feier*", "aniversario", "be at the", "be back on",
	"be back in", "be back at", "back in the office", "findet", "tagt", "zurück im",
	"aura lieu", "se tient", "se tiendra", "se réuni*", "de retour", "tendrá lugar",
	"se celebra*", "se reun*", "de vuelta", "avrà luogo", "si riuni*", "si terrà", NULL};

/* The text of tokens from to (exclusive) to, its last bytes where it is long, in one line. */
static void copy_clause(const struct tokens *t, size_t from, size_t to, char *out, size_t size)
{
	size_t start = from < t->count ? t->items[from].start : 0;
	size_t end = to > from ? t->items[to - 1].end : start;
	size_t n = end - start < size - 1 ? end - start : size - 1;

	memcpy(out, t->text + end - n, n);
	out[n] = '\0';
	for (size_t i = 0; i < n; i++)
		if (out[i] == '\n')
			out[i] = ' ';
}

/* "The court will hear it on", but not "after the court's ruling we will". */
static bool others_will(const struct tokens *t, size_t from, size_t to)
{
	return clause_has(t, from, to, MEANS_OTHERS) && !clause_has(t, from, to, MEANS_SELF);
}

/* "At its meeting on", "we could meet you on": nothing is answered on that day. i: what follows. */
static bool is_meeting(const struct tokens *t, size_t i)
{
	static const char *const words[] = {"meet", "meets", "meeting", "sitting", "speak", "talk",
		"sitzung", "treffen", "réunion", "reunión", "riunione", "vergadering", NULL};

	if (i > 1 && token_is(t, i - 1, ","))
		i--;
	if (i > 1 && token_is(t, i - 1, "you"))
		i -= i > 2 && token_is(t, i - 2, "with") ? 2 : 1;
	return token_is_one_of(t, i - 1, words);
}

/* Where the part of a clause begins that the date is in: "the board meets on 3 May and will answer
 * by 5 May" has two. */
static size_t own_part(const struct tokens *t, size_t from, size_t at, size_t to)
{
	for (size_t i = at; i > from; i--)
		if (token_means(t, i - 1, MEANS_AND))
			return clause_intends(t, i, to) ? i : from;
	return from;
}

/* "I will be back on Monday and will call you then": what is done on a date is told behind it. i:
 * the end of the date's clause. */
static bool acts_then(const struct tokens *t, size_t i)
{
	static const char *const then[] = {
		"then", "dann", "danach", "alors", "entonces", "allora", "então", "dan", NULL};
	enum { LOOKED_AT = 12 };

	for (size_t k = i; k < t->count && k < i + LOOKED_AT && !token_is(t, k, "."); k++)
		if (token_is_one_of(t, k, then))
			return clause_intends(t, i, k);
	return false;
}

/* Behind the last date between tokens from and at, so that what stands before that one is not taken
 * for said of the next: "the deadline of 15 October to 15 November". */
static size_t near_start(const struct tokens *t, size_t from, size_t at)
{
	for (size_t i = at; i > from; i--) {
		const struct token *token = &t->items[i - 1];
		if (token->kind == TOKEN_NUMBER || (token->word && token->word->month))
			return i;
	}
	return from;
}

bool clause_of_others(const struct tokens *t, size_t from, size_t at, size_t behind, size_t to)
{
	enum { NEAR = 4 }; /* tokens */
	char text[600];

	if (others_will(t, from, at) || is_meeting(t, at))
		return true;
	/* "deadline of" before a date belongs to what is said of it. */
	size_t said = token_is(t, at, "deadline") ? at + 2 : at;
	size_t near = said - from < NEAR ? from : said - NEAR;
	copy_clause(t, near_start(t, near, said), said, text, sizeof text);
	bool gives_up = words_any(text, given_up) != NULL;
	copy_clause(t, from, said, text, sizeof text);
	if (gives_up && !words_any(text, kept))
		return true;
	copy_clause(t, behind, to - behind < NEAR ? to : behind + NEAR, text, sizeof text);
	if (words_any(text, earliest))
		return true;
	copy_clause(t, from, at, text, sizeof text);
	if (words_any(text, of_reader))
		return true;
	copy_clause(t, own_part(t, from, at, to), to, text, sizeof text);
	return words_any(text, happening) != NULL && !acts_then(t, to);
}

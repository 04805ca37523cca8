/* Numbered lists in an answer: whether their numbers are those of our demands. */
#include <string.h>

#include "base/str.h"
#include "reply/words.h"
#include "watch/demands_parts.h"
#include "watch/numerals.h"

/* Items whose numbers rise: of digits, or of letters. Lists of the other kind within are passed
 * over. */
struct list {
	size_t first, end; /* units, the last one excluded */
	enum label_kind kind;
	bool beyond; /* it goes on beyond our last demand */
	size_t items;
	bool sure; /* a label is one that only answers have */
	bool whole; /* each demand has an item */
	bool from_one; /* the numbers go on from 1 without a gap */
	bool brief; /* all items are a few words */
	bool asks; /* all items are questions */
};

static bool is_item(const struct list *l, const struct unit *u)
{
	return u->list_number > 0 && u->kind == l->kind;
}

static void add_item(const struct work *w, struct list *l, const struct unit *u, size_t last)
{
	enum { BRIEF = 18 }; /* bytes */

	l->items++;
	l->beyond = l->beyond || u->list_number > w->n;
	l->from_one = l->from_one && u->list_number == last + 1;
	l->brief = l->brief && u->end - u->content <= BRIEF &&
		   memchr(w->folded + u->content, ':', u->end - u->content) == NULL;
	l->asks = l->asks && w->folded[u->end - 1] == '?';
	l->sure = l->sure || u->sure;
}

/* The list that begins at the first item of its kind from unit `from` on. It ends before a number
 * that does not rise; one that is far beyond our demands ("15. October") belongs to none. */
static bool next_list(const struct work *w, size_t from, enum label_kind kind, struct list *l)
{
	size_t last = 0;

	*l = (struct list){
		.first = w->count, .kind = kind, .from_one = true, .brief = true, .asks = true};
	for (l->end = from; l->end < w->count; l->end++) {
		struct unit *u = &w->units[l->end];
		if (!is_item(l, u))
			continue;
		if (u->list_number > w->n && u->list_number != last + 1) {
			u->list_number = 0;
			continue;
		}
		if (l->items && u->list_number <= last)
			break;
		if (l->items == 0)
			l->first = l->end;
		add_item(w, l, u, last);
		last = u->list_number;
	}
	l->whole = l->from_one && last == w->n;
	return l->items > 0;
}

/* Whether a text tells how many items its list has: "we have two questions:". */
static bool counts_items(const char *text, size_t items)
{
	for (size_t i = 0, len; text[i]; i += text[i] != '\0') {
		size_t n = strlen(text + i);
		if (numeral_word(text + i, n, &len) == items ||
			numeral_digits(text + i, n, &len) == items)
			return true;
		while (text[i] && text[i] != ' ' && text[i] != '\n')
			i++;
	}
	return false;
}

/* Whether the last sentence before a list asks us for its items: "before we answer, we need to
 * know:". */
static bool asks_us(const char *text)
{
	static const char *const asking[] = {"we need to know", "we would need to know",
		"we would like to know", "we'd like to know", "we want to know", "we wish to know",
		"i need to know", "i would like to know", "we must know", "need from you",
		"need to know from you", "please tell us", "please let us know",
		"please let me know", "please clarify", "please provide", "please send us",
		"could you please", "can you please", "would you please", "müssen wir wissen",
		"wüssten wir", "möchten wir wissen", "wir müssten wissen", "wir müssen wissen",
		"wollen wir wissen", "teilen sie uns", "nennen sie uns", "senden sie uns",
		"bitten wir sie um", "brauchen wir von ihnen", "benötigen wir von ihnen",
		"aimerions savoir", "souhaitons savoir", "voudrions savoir", "besoin de savoir",
		"pourriez-vous", "pouvez-vous", "merci de nous", "veuillez nous",
		"necesitamos saber", "quisiéramos saber", "queremos saber", "desearíamos saber",
		"indíquennos", "les rogamos que nos", "vorremmo sapere", "dobbiamo sapere",
		"gostaríamos de saber", "precisamos de saber", "precisamos saber",
		"willen wij weten", "moeten wij weten", "graag van u weten", NULL};
	const char *last = text;

	for (const char *p = text; *p; p++)
		if ((*p == '.' || *p == '!' || *p == '?') && (p[1] == ' ' || p[1] == '\n'))
			last = p + 1;
	return words_any(last, asking) != NULL;
}

/*
 * Whether what stands before a list says that it is one of their own: of reasons, remarks,
 * documents; or of things that it counts ("four steps"); or a list of a few words each that is
 * announced, but not as answers.
 */
static bool introduces_other_list(const struct work *w, const struct list *l)
{
	static const char *const other[] = {"observation*", "remark*", "reason*", "document*",
		"attach*", "enclos*", "annex*", "material*", "principle*", "*anmerkung*",
		"bemerkung*", "gründe*", "*anlage*", "*anhang*", "unterlagen", "hinweis*",
		"remarque*", "raison*", "motif*", "complaint*", "objection*", "beschwerde*",
		"einwand*", "einwände*", "pièces jointes", "annexe*", "ci-joint*", "observacion*",
		"razon*", "motivo*", "documento*", "adjunt*", "osservazion*", "allegat*", "ragion*",
		"anexo*", "razões", "redenen", "bijlage*", "opmerking*", NULL};
	static const char *const ours[] = {"demand*", "question*", "request*", "points",
		"forderung*", "fragen", "punkte*", "demandes", "exigence*", "demandas",
		"exigencia*", "preguntas", "puntos", "domande", "richieste", "pedidos", "vragen",
		"eisen", NULL};
	static const char *const to_ours[] = {"your", "yours", "ihr", "ihre", "ihren", "ihrer",
		"ihrem", "votre", "vos", "su", "sus", "vostro", "vostre", "uw", NULL};
	static const char *const answers[] = {"answer*", "respon*", "repl*", "as follows",
		"following", "*antwort*", "stellungnahme", "stellung", "wie folgt", "répon*",
		"comme suit", "respuest*", "contest*", "siguiente*", "rispost*", "antwoord*", NULL};
	enum { LOOKED_AT = 200 };
	const struct unit *u = &w->units[l->first];

	if (l->first == 0)
		return false;
	u--;
	size_t n = u->end - u->start < LOOKED_AT ? u->end - u->start : LOOKED_AT;
	const char *text = arena_strndup(w->arena, w->folded + u->end - n, n);
	bool our = words_any(text, ours) != NULL, theirs = words_any(text, other) != NULL;
	bool answered = words_any(text, answers) != NULL;
	bool counted =
		l->items > 1 && counts_items(text, l->items) && !(l->whole && (our || answered));
	/* "The Act requires us to" goes on in the list. */
	size_t gap = w->units[l->first].start - u->end;
	if (!l->whole && gap == 1 && n > 0 && ascii_is_alnum((unsigned char)text[n - 1]))
		return true;
	if (asks_us(text))
		return true;
	if (words_any(text, to_ours) != NULL)
		return (theirs || counted) && !our;
	if ((theirs && !our) || counted)
		return true;
	return !l->whole && !our && n > 0 && text[n - 1] == ':' && !answered;
}

/* How many items are clearly about the demand of their number, and how many about another. */
static void list_votes(const struct work *w, const struct list *l, size_t *same_r, size_t *other_r)
{
	*same_r = *other_r = 0;
	for (size_t i = l->first; i < l->end; i++) {
		const struct unit *u = &w->units[i];
		const char *words;
		if (!is_item(l, u))
			continue;
		int about = overlap_about(w->overlap, w->arena, w->folded + u->content,
			u->end - u->content, false, &words);
		if (about >= 0)
			*((size_t)about == u->list_number - 1 ? same_r : other_r) += 1;
	}
}

/* "Our answers:" */
static bool introduces_answers(const struct work *w, const struct list *l)
{
	static const char *const answers[] = {"answer*", "response*", "repl*", "*antwort*",
		"réponse*", "répond*", "respuesta*", "respond*", "contest*", "rispost*", "rispond*",
		"respost*", "*antwoord*", NULL};
	enum { LOOKED_AT = 80 };

	if (l->first == 0)
		return false;
	const struct unit *u = &w->units[l->first - 1];
	size_t n = u->end - u->start < LOOKED_AT ? u->end - u->start : LOOKED_AT;
	const char *text = arena_strndup(w->arena, w->folded + u->end - n, n);
	return text[n - 1] == ':' && words_any(text, answers) != NULL;
}

/* Whether a list's numbers are those of our demands. */
static bool answers_demands(const struct work *w, const struct list *l)
{
	size_t same, other;

	if (l->beyond)
		return false;
	list_votes(w, l, &same, &other);
	/* Their own list, about other things; or a single "2." that may be a date or a section. */
	if (other > same || (l->items < 2 && same == 0 && !l->sure))
		return false;
	/* "First, we thank you. Second, ..." counts their own thoughts. */
	if (l->kind == LABEL_ORDINALS)
		return same > 1 || (l->whole && (same > 0 || introduces_answers(w, l)));
	if (same > 0 || l->sure)
		return true;
	if (introduces_other_list(w, l))
		return false;
	/* Whatever has a few items has them from 1 on. */
	return !(l->from_one && !l->whole && (l->asks || (!l->brief && !introduces_answers(w, l))));
}

static void mark_items(struct work *w, const struct list *l)
{
	for (size_t i = l->first; i < l->end; i++) {
		struct unit *u = &w->units[i];
		if (!is_item(l, u) || u->sign >= SIGN_QUOTE)
			continue;
		u->mask = UINT64_C(1) << (u->list_number - 1);
		u->sign = SIGN_LIST;
		u->reason = arena_printf(w->arena, "item %zu of a numbered list", u->list_number);
	}
}

void demands_find_lists(struct work *w)
{
	bool items = false;

	for (size_t i = 0; i < w->count && !items; i++)
		items = w->units[i].list_number > 0;
	/* One list answers: what comes behind it, or stands in its items, is another. */
	for (enum label_kind kind = LABEL_DIGITS; items && kind < LABEL_KINDS; kind++) {
		struct list list = {.end = 0};
		while (next_list(w, list.end, kind, &list))
			if (answers_demands(w, &list)) {
				mark_items(w, &list);
				return;
			}
	}
}

#include <stdint.h>
#include <string.h>

#include "base/str.h"
#include "watch/label_words.h"
#include "watch/numerals.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Words for a demand, as answers in these languages number them; plural forms begin likewise. The
 * English ones come first. */
static const char *const nouns[] = {"demand", "question", "point", "request", "item",
	"recommendation", "ask", "paragraph", "concern", "query", "queries", "answer", "response",
	"forderung", "frage", "punkt", "anliegen", "ziffer", "pkt.", "ziff.", "bitte", "demande",
	"exigence", "revendication", "exigencia", "pregunta", "punto", "petición", "peticion",
	"demanda", "solicitud", "domanda", "domande", "richiesta", "richieste", "punti", "pergunta",
	"pedido", "ponto", "exigência", "vraag", "vragen", "eis", "punt", "verzoek", "fråga",
	"frågor", "krav", "spørgsmål", "spørsmål", "żądani", "pytani", "postulat", "вопрос",
	"требовани", "пункт", "talep", "taleb", "soru", "madde", "antwort", "réponse", "respuesta",
	"risposta", "resposta", "antwoord", "svar", "要求", "问题", "問題", "質問", "诉求", "訴求",
	"مطلب", "سؤال", "דרישה", "שאלה"};

struct ordinal {
	const char *text; /* the beginning; what follows up to the next space is an ending */
	size_t number;
};

static const struct ordinal ordinals[] = {{"first", 1}, {"second", 2}, {"third", 3}, {"fourth", 4},
	{"fifth", 5}, {"sixth", 6}, {"seventh", 7}, {"eighth", 8}, {"ninth", 9}, {"tenth", 10},
	{"1st", 1}, {"2nd", 2}, {"3rd", 3}, {"4th", 4}, {"5th", 5}, {"6th", 6}, {"7th", 7},
	{"8th", 8}, {"9th", 9}, {"erste", 1}, {"zweite", 2}, {"dritte", 3}, {"vierte", 4},
	{"fünfte", 5}, {"sechste", 6}, {"siebte", 7}, {"achte", 8}, {"première", 1}, {"premier", 1},
	{"deuxième", 2}, {"seconde", 2}, {"troisième", 3}, {"quatrième", 4}, {"cinquième", 5},
	{"sixième", 6}, {"primer", 1}, {"segund", 2}, {"tercer", 3}, {"cuart", 4}, {"quint", 5},
	{"prim", 1}, {"terz", 3}, {"quart", 4}, {"eerste", 1}, {"tweede", 2}, {"derde", 3},
	{"vierde", 4}, {"vijfde", 5}, {"första", 1}, {"andra", 2}, {"tredje", 3}, {"fjärde", 4},
	{"primeir", 1}, {"terceir", 3}, {"перв", 1}, {"втор", 2}, {"трет", 3}, {"четверт", 4},
	{"перш", 1}, {"четвер", 4}, {"pierwsz", 1}, {"trzeci", 3}, {"czwart", 4}, {"الأول", 1},
	{"الاول", 1}, {"الثان", 2}, {"الثالث", 3}, {"الرابع", 4}, {"الخامس", 5}, {"první", 1},
	{"druh", 2}, {"třetí", 3}, {"čtvrt", 4}, {"birinci", 1}, {"ikinci", 2}, {"üçüncü", 3},
	{"dördüncü", 4}, {"første", 1}, {"anden", 2}, {"fjerde", 4}};

static const char *const lasts[] = {"last", "final", "letzten", "letzte", "dernières", "derniers",
	"dernière", "dernier", "últimas", "últimos", "última", "último", "ultime", "ultima",
	"laatste"};

static const char *const number_words[] = {"number", "numbers", "no.", "nos.", "nr.", "nrn.",
	"nummer", "nummern", "numéro", "número", "n.º", "n°", "nº", "núm."};

static const char *const calls[] = {"call", "appel", "aufruf"};

enum {
	BEGINNING = 4, /* bytes that tell most words from nouns and ordinals */
	BEGINNINGS = 8192, /* a power of two, many times the number of words */
};

/* The nouns and ordinals that begin with a byte. */
static struct {
	bool filled;
	uint8_t first[256], next[COUNT(nouns)]; /* index of a noun, plus 1; 0: no further one */
	uint8_t len[COUNT(nouns)];
	/* By beginning_slot(): one of the words may begin so, or is so short. */
	bool begins[BEGINNINGS], brief[BEGINNINGS];
	uint8_t first_ordinal[256], next_ordinal[COUNT(ordinals)]; /* as of nouns, in order */
} bytes;

/* The slot of the first four bytes of a name, or of three with a zero behind them. */
static size_t beginning_slot(uint32_t beginning)
{
	return beginning * UINT32_C(2654435761) >> 19;
}

/* The first BEGINNING of n bytes at p, of which there are LABEL_SHORTEST. */
static uint32_t beginning_of(const char *p, size_t n)
{
	const unsigned char *u = (const unsigned char *)p;
	uint32_t three = (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8;

	return n < BEGINNING ? three : three | u[3];
}

bool label_may_begin(const char *p, size_t n)
{
	uint32_t four = beginning_of(p, n);

	return bytes.begins[beginning_slot(four)] ||
	       bytes.brief[beginning_slot(four & ~UINT32_C(0xff))];
}

static void note_beginning(const char *text)
{
	size_t n = strlen(text), slot = beginning_slot(beginning_of(text, n));

	*(n < BEGINNING ? &bytes.brief[slot] : &bytes.begins[slot]) = true;
}

static void note_beginnings(const char *const *list, size_t count)
{
	for (size_t k = 0; k < count; k++)
		note_beginning(list[k]);
}

void label_words_fill(void)
{
	if (bytes.filled)
		return;
	for (size_t k = 0; k < COUNT(nouns); k++) {
		unsigned char c = (unsigned char)nouns[k][0];
		bytes.len[k] = (uint8_t)strlen(nouns[k]);
		bytes.next[k] = bytes.first[c];
		bytes.first[c] = (uint8_t)(k + 1);
		note_beginning(nouns[k]);
	}
	for (size_t k = COUNT(ordinals); k > 0; k--) {
		unsigned char c = (unsigned char)ordinals[k - 1].text[0];
		bytes.next_ordinal[k - 1] = bytes.first_ordinal[c];
		bytes.first_ordinal[c] = (uint8_t)k;
		note_beginning(ordinals[k - 1].text);
	}
	note_beginnings(lasts, COUNT(lasts));
	note_beginnings(number_words, COUNT(number_words));
	note_beginnings(calls, COUNT(calls));
	note_beginning("第"); /* of a Chinese ordinal */
	bytes.filled = true;
}

size_t label_skip_space(const char *p, size_t n, size_t i)
{
	while (i < n && (ascii_is_space((unsigned char)p[i]) ||
				(i + 1 < n && memcmp(p + i, "\xc2\xa0", 2) == 0)))
		i += p[i] == '\xc2' ? 2 : 1;
	return i;
}

size_t label_word(const char *p, size_t n, const char *const *list, size_t count)
{
	size_t best = 0;

	if (n == 0)
		return 0;
	for (size_t k = 0; k < count; k++) {
		if (list[k][0] != p[0])
			continue;
		size_t len = strlen(list[k]);
		if (len <= best || len > n || memcmp(p, list[k], len) != 0)
			continue;
		/* A word of letters ends where the letters end. */
		if (ascii_is_alnum((unsigned char)list[k][len - 1]) && len < n &&
			numeral_is_letter(p[len]) && !(p[len] >= '0' && p[len] <= '9'))
			continue;
		best = len;
	}
	return best;
}

size_t label_last(const char *p, size_t n)
{
	return label_word(p, n, lasts, COUNT(lasts));
}

size_t label_number_word(const char *p, size_t n)
{
	return label_word(p, n, number_words, COUNT(number_words));
}

size_t label_call(const char *p, size_t n)
{
	return label_word(p, n, calls, COUNT(calls));
}

size_t label_word_before(const char *folded, size_t i)
{
	size_t start = i > 0 && folded[i - 1] == ' ' ? i - 1 : i;

	if (start == i)
		return i;
	while (start > 0 && numeral_is_letter(folded[start - 1]))
		start--;
	return start;
}

bool label_follows(const char *folded, size_t i, const char *const *list, size_t count)
{
	size_t start = label_word_before(folded, i);

	return start + 1 < i &&
	       label_word(folded + start, i - 1 - start, list, count) == i - 1 - start;
}

bool label_noun_is_english(const char *p, size_t n)
{
	enum { ENGLISH = 13 }; /* of the nouns */

	for (size_t k = 0; k < ENGLISH; k++)
		if (strlen(nouns[k]) <= n && memcmp(p, nouns[k], strlen(nouns[k])) == 0)
			return true;
	return false;
}

bool label_noun_is_verb(const char *p, size_t n)
{
	return n >= 3 && memcmp(p, "ask", 3) == 0;
}

bool label_noun_is_answer(const char *p, size_t n)
{
	static const char *const answers[] = {"answer", "response", "antwort", "réponse",
		"respuesta", "risposta", "resposta", "antwoord", "svar"};

	for (size_t k = 0; k < COUNT(answers); k++)
		if (strlen(answers[k]) <= n && memcmp(p, answers[k], strlen(answers[k])) == 0)
			return true;
	return false;
}

size_t label_noun(const char *p, size_t n)
{
	enum { ENDING_MAX = 6 };
	size_t best = 0;

	if (n == 0)
		return 0;
	for (size_t k = bytes.first[(unsigned char)p[0]]; k > 0; k = bytes.next[k - 1]) {
		size_t len = bytes.len[k - 1];
		if (len > best && len <= n && p[len - 1] == nouns[k - 1][len - 1] &&
			memcmp(p, nouns[k - 1], len) == 0)
			best = len;
	}
	if (best == 0 || (p[0] & 0x80 && (p[0] & 0xf0) == 0xe0))
		return best; /* Chinese and Japanese have no endings */
	size_t end = best;
	while (end < n && end - best <= ENDING_MAX && numeral_is_letter(p[end]) &&
		!(p[end] >= '0' && p[end] <= '9'))
		end++;
	/* "Asked" and "asking" are none. */
	bool verb = label_noun_is_verb(p, n) && end > best + (p[best] == 's');
	return end - best <= ENDING_MAX && !verb ? end : 0;
}

size_t label_ordinal(const char *p, size_t n, size_t *number_r)
{
	if (n == 0)
		return 0;
	for (size_t k = bytes.first_ordinal[(unsigned char)p[0]]; k > 0;
		k = bytes.next_ordinal[k - 1]) {
		size_t i = strlen(ordinals[k - 1].text);
		if (i > n || memcmp(p, ordinals[k - 1].text, i) != 0)
			continue;
		while (i < n && numeral_is_letter(p[i]))
			i++;
		*number_r = ordinals[k - 1].number;
		return i;
	}
	return 0;
}

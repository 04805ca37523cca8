#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "reply/bytes.h"
#include "watch/labels.h"

enum { HEADING_WORDS = 40 }; /* bytes within which a name makes a heading */

/* Words for a demand, as answers in these languages number them; plural forms begin likewise. */
static const char *const nouns[] = {"demand", "question", "point", "request", "item",
	"recommendation", "paragraph", "concern", "query", "queries", "forderung", "frage", "punkt",
	"anliegen", "ziffer", "bitte", "demande", "exigence", "revendication", "exigencia",
	"pregunta", "punto", "petición", "peticion", "demanda", "solicitud", "domanda", "domande",
	"richiesta", "richieste", "punti", "pergunta", "pedido", "ponto", "exigência", "vraag",
	"vragen", "eis", "punt", "verzoek", "fråga", "frågor", "krav", "spørgsmål", "spørsmål",
	"żądani", "pytani", "postulat", "вопрос", "требовани", "пункт", "talep", "soru", "madde",
	"要求", "问题", "問題", "質問", "诉求", "訴求", "مطلب", "سؤال", "דרישה", "שאלה"};

/* Between the noun and the number. */
static const char *const numbers_follow[] = {"number", "nummer", "numéro", "número", "numero",
	"no.", "nr.", "no", "nr", "n°", "nº", "№", "#", "n."};

static const char *const between[] = {"and", "und", "et", "y", "e", "en", "och", "i", "и", "ve",
	"&", "+", ",", ";", "/", "as well as", "sowie", "or", "oder", "和", "及", "、"};

static const char *const range_words[] = {
	"-", "–", "—", "to", "through", "bis", "à", "a", "al", "t/m", "tot", "do", "по", "до"};

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
	{"vierde", 4}, {"vijfde", 5}, {"första", 1}, {"andra", 2}, {"tredje", 3}, {"fjärde", 4}};

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	BEGINNING = 4, /* bytes that tell most words from nouns and ordinals */
	SHORTEST = 3, /* bytes of a noun or an ordinal */
	BEGINNINGS = 4096, /* a power of two, many times the number of nouns and ordinals */
};

/* What a byte can be, and the nouns that begin with it. Filled at the first call. */
static struct {
	bool filled;
	bool letter[256]; /* ASCII letters and digits, and everything beyond ASCII */
	bool plain[256]; /* ASCII letters and digits */
	uint8_t first[256], next[COUNT(nouns)]; /* index of a noun, plus 1; 0: no further one */
	uint8_t len[COUNT(nouns)];
	bool begins[BEGINNINGS]; /* by beginning_of(): a noun or an ordinal may begin so */
	uint8_t first_ordinal[256], next_ordinal[COUNT(ordinals)]; /* as of nouns, in order */
} bytes;

/* The slot of the first four bytes of a name, or of three with a zero behind them. */
static size_t beginning_slot(uint32_t beginning)
{
	return beginning * UINT32_C(2654435761) >> 20;
}

/* The first BEGINNING of n bytes at p, of which there are SHORTEST. */
static uint32_t beginning_of(const char *p, size_t n)
{
	const unsigned char *u = (const unsigned char *)p;
	uint32_t three = (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8;

	return n < BEGINNING ? three : three | u[3];
}

/* Whether a noun or an ordinal may begin with the n bytes at p, of which there are SHORTEST. */
static bool may_begin(const char *p, size_t n)
{
	uint32_t four = beginning_of(p, n);

	return bytes.begins[beginning_slot(four)] ||
	       bytes.begins[beginning_slot(four & ~UINT32_C(0xff))];
}

static void note_beginning(const char *text)
{
	bytes.begins[beginning_slot(beginning_of(text, strlen(text)))] = true;
}

static void fill_bytes(void)
{
	for (size_t c = 0; c < 256; c++) {
		bytes.plain[c] = ascii_is_alnum((unsigned char)c);
		bytes.letter[c] = bytes.plain[c] || c >= 0x80;
	}
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
	bytes.filled = true;
}

static bool is_letter(char c)
{
	return bytes.letter[(unsigned char)c];
}

static size_t skip_space(const char *p, size_t n, size_t i)
{
	while (i < n && (ascii_is_space((unsigned char)p[i]) ||
				(i + 1 < n && memcmp(p + i, "\xc2\xa0", 2) == 0)))
		i += p[i] == '\xc2' ? 2 : 1;
	return i;
}

/* The length of the word of the list at p, the longest that fits, or 0. */
static size_t word_of(const char *p, size_t n, const char *const *list, size_t count)
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
			is_letter(p[len]) && !(p[len] >= '0' && p[len] <= '9'))
			continue;
		best = len;
	}
	return best;
}

/* The number at p, at most three digits, maybe in brackets; 0 when there is none. */
static size_t number_at(const char *p, size_t n, size_t *len_r)
{
	size_t i = 0, value = 0, digits;

	if (i < n && (p[i] == '(' || p[i] == '['))
		i++;
	for (digits = 0; i < n && digits < 4 && p[i] >= '0' && p[i] <= '9'; i++, digits++)
		value = value * 10 + (size_t)(p[i] - '0');
	if (digits == 0 || digits > 3)
		return 0;
	/* "2nd", "2a", "3.5" are no numbers of demands; "2." and "2)" are. */
	if (i < n && is_letter(p[i]) && !(p[i] & 0x80))
		return 0;
	if (i + 1 < n && (p[i] == '.' || p[i] == ',' || p[i] == '%') && p[i + 1] >= '0' &&
		p[i + 1] <= '9')
		return 0;
	if (i < n && p[i] == '%')
		return 0;
	if (i < n && (p[i] == ')' || p[i] == ']'))
		i++;
	*len_r = i;
	return value;
}

static void set(uint64_t *mask, size_t number, size_t count)
{
	if (number >= 1 && number <= count && number <= LABELS_MAX)
		*mask |= UINT64_C(1) << (number - 1);
}

/* "2", "2 and 3", "1, 2 & 4", "1-3" at p; the demands, and the length. */
static uint64_t numbers_at(const char *p, size_t n, size_t count, size_t *len_r)
{
	uint64_t mask = 0;
	size_t len = 0, i = 0, last = number_at(p, n, &len);

	*len_r = 0;
	if (last == 0 || last > count)
		return 0;
	set(&mask, last, count);
	i = len;
	for (;;) {
		size_t at = skip_space(p, n, i), word, number;
		bool range = false;
		word = word_of(p + at, n - at, range_words, COUNT(range_words));
		if (word)
			range = true;
		else
			word = word_of(p + at, n - at, between, COUNT(between));
		if (word == 0)
			break;
		at = skip_space(p, n, at + word);
		/* "1, 2, and 3" */
		size_t more = word_of(p + at, n - at, between, COUNT(between));
		if (more)
			at = skip_space(p, n, at + more);
		number = number_at(p + at, n - at, &len);
		if (number == 0 || number > count)
			break;
		for (size_t k = range ? last : number; k <= number; k++)
			set(&mask, k, count);
		last = number;
		i = at + len;
	}
	*len_r = i;
	return mask;
}

/* The length of a noun at p with its ending ("demand", "demands"), or 0. */
static size_t noun_at(const char *p, size_t n)
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
	while (end < n && end - best <= ENDING_MAX && is_letter(p[end]) &&
		!(p[end] >= '0' && p[end] <= '9'))
		end++;
	return end - best <= ENDING_MAX ? end : 0;
}

/* The demands that a noun at p names with the numbers that follow it. */
static uint64_t noun_and_numbers(const char *p, size_t n, size_t count, size_t *len_r)
{
	size_t i = noun_at(p, n), len;

	if (i == 0)
		return 0;
	i = skip_space(p, n, i);
	i += word_of(p + i, n - i, numbers_follow, COUNT(numbers_follow));
	i = skip_space(p, n, i);
	uint64_t mask = numbers_at(p + i, n - i, count, &len);
	*len_r = i + len;
	return mask;
}

/* "second demand", "zweite Forderung", "second of your demands". */
static uint64_t ordinal_and_noun(const char *p, size_t n, size_t count, size_t *len_r)
{
	static const char *const of[] = {"of your", "of the", "of these", "of those", "ihrer",
		"der", "de vos", "de sus", "your", "main", "key"};
	size_t number = 0, i = 0, noun;
	uint64_t mask = 0;

	for (size_t k = bytes.first_ordinal[(unsigned char)p[0]]; k > 0 && number == 0;
		k = bytes.next_ordinal[k - 1]) {
		size_t len = strlen(ordinals[k - 1].text);
		if (len <= n && memcmp(p, ordinals[k - 1].text, len) == 0) {
			number = ordinals[k - 1].number;
			i = len;
		}
	}
	if (number == 0)
		return 0;
	while (i < n && is_letter(p[i]))
		i++;
	i = skip_space(p, n, i);
	i += word_of(p + i, n - i, of, COUNT(of));
	i = skip_space(p, n, i);
	noun = noun_at(p + i, n - i);
	if (noun)
		set(&mask, number, count);
	*len_r = i + noun;
	return mask;
}

/* Within a word of ASCII letters no name begins; beyond ASCII there may be no spaces before it. */
void labels_scan(struct labels *l, size_t start, size_t end)
{
	uint64_t in_word = 0; /* the last byte before the step belongs to a word */

	if (!bytes.filled)
		fill_bytes();
	for (size_t at = start; at < end; at += BYTES_STEP) {
		struct bytes b = bytes_at(l->folded + at, end - at);
		uint64_t plain = b.letter | b.digit, any = plain | b.beyond;
		uint64_t begins = (plain & ~(any << 1 | in_word)) | b.beyond;
		in_word = any >> (BYTES_STEP - 1);
		while (begins) {
			size_t i = at + bytes_take(&begins);
			if (end - i < SHORTEST || !may_begin(l->folded + i, end - i))
				continue;
			mem_grow(&l->places, &l->cap, l->count, sizeof *l->places);
			l->places[l->count++] = (uint32_t)i;
		}
	}
}

void labels_release(struct labels *l)
{
	free(l->places);
	*l = (struct labels){.count = 0};
}

/* The first place that is not before start. */
static size_t first_place(const struct labels *l, size_t start)
{
	size_t low = 0, high = l->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (l->places[middle] < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static uint64_t find_names(const struct labels *l, size_t start, size_t stop, size_t count,
	bool heading, bool *at_start_r, size_t *at_r, size_t *len_r)
{
	const char *folded = l->folded + start;
	size_t n = stop - start, behind = 0;
	uint64_t all = 0;

	*at_start_r = false;
	*at_r = *len_r = 0;
	size_t end = heading && n > HEADING_WORDS + SHORTEST ? HEADING_WORDS + SHORTEST : n;
	for (size_t k = first_place(l, start); k < l->count; k++) {
		size_t i = l->places[k] - start, len = 0;
		if (i + SHORTEST > end)
			break;
		if (i < behind || !may_begin(folded + i, end - i))
			continue;
		uint64_t mask = noun_and_numbers(folded + i, n - i, count, &len);
		if (mask == 0)
			mask = ordinal_and_noun(folded + i, n - i, count, &len);
		if (mask && all == 0) {
			*at_start_r = i <= HEADING_WORDS && memchr(folded, '.', i) == NULL;
			*at_r = i;
			*len_r = len;
		}
		all |= mask;
		end = all ? n : end;
		behind = mask ? i + len : i;
	}
	return all;
}

uint64_t labels_named(const struct labels *l, size_t start, size_t end, size_t count,
	bool *at_start_r, size_t *at_r, size_t *len_r)
{
	return find_names(l, start, end, count, false, at_start_r, at_r, len_r);
}

uint64_t labels_heading(
	const struct labels *l, size_t start, size_t end, size_t count, size_t *at_r, size_t *len_r)
{
	bool at_start;
	uint64_t mask = find_names(l, start, end, count, true, &at_start, at_r, len_r);

	return at_start ? mask : 0;
}

size_t labels_list_number(const char *folded, size_t n, bool *sure_r, size_t *len_r)
{
	static const char *const ahead[] = {
		"ad", "zu", "re", "to", "on", "ref", "q", "d", "nr.", "no.", "#", "à", "question"};
	size_t i = skip_space(folded, n, 0), word, len, number;

	if (!bytes.filled)
		fill_bytes();
	/* Marks of Markdown and lists stand before it. */
	while (i < n && (folded[i] == '*' || folded[i] == '#' || folded[i] == '_'))
		i = skip_space(folded, n, i + 1);
	word = word_of(folded + i, n - i, ahead, COUNT(ahead));
	*sure_r = word > 0;
	if (word) {
		i += word;
		if (i < n && folded[i] == ':')
			i++;
		i = skip_space(folded, n, i);
	}
	bool bracket = i < n && (folded[i] == '(' || folded[i] == '[');
	number = number_at(folded + i, n - i, &len);
	if (number == 0)
		return 0;
	i += len;
	bool closed = bracket || folded[i - 1] == ')' || folded[i - 1] == ']';
	if (!closed) {
		size_t mark = skip_space(folded, n, i);
		bool dash = mark + 1 < n && folded[mark] == '-' && folded[mark + 1] == ' ';
		if (mark < n &&
			(folded[mark] == '.' || folded[mark] == ':' || folded[mark] == '/' || dash))
			i = mark + 1;
		else if (i + 3 <= n && memcmp(folded + i, "、", 3) == 0)
			i += 3;
		else if (!(*sure_r && i >= n))
			return 0;
	}
	while (i < n && (folded[i] == '*' || folded[i] == '_'))
		i++;
	/* "2.5 million" is no label. */
	if (i < n && is_letter(folded[i]) && !(folded[i] & 0x80))
		return 0;
	*len_r = i;
	return number;
}

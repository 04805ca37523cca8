#include <string.h>

#include "base/str.h"
#include "reply/words.h"
#include "watch/prefix.h"

enum { COUNTER_MAX = 8, MARK_MAX = 60 };

struct prefix {
	const char *text; /* lower case */
	enum prefix_kind kind;
};

/* What mail programs write in their users' languages; the comment names some of those. */
static const struct prefix prefixes[] = {
	{"re", PREFIX_REPLY}, /* Latin "in the matter of": most of the world */
	{"r", PREFIX_REPLY}, /* it: Risposta */
	{"rif", PREFIX_REPLY}, /* it: Riferimento */
	{"i", PREFIX_FORWARD}, /* it: Inoltro */
	{"aw", PREFIX_REPLY}, /* de: Antwort */
	{"antw", PREFIX_REPLY}, /* nl, de */
	{"antwort", PREFIX_REPLY},
	{"antwoord", PREFIX_REPLY},
	{"betr", PREFIX_REPLY}, /* nl: Betreft */
	{"betreff", PREFIX_REPLY}, /* de */
	{"réf", PREFIX_REPLY}, /* fr: Référence */
	{"réf.", PREFIX_REPLY},
	{"ref", PREFIX_REPLY},
	{"rép", PREFIX_REPLY}, /* fr: Réponse */
	{"rép.", PREFIX_REPLY},
	{"réponse", PREFIX_REPLY},
	{"sv", PREFIX_REPLY}, /* sv, da, no: Svar */
	{"svar", PREFIX_REPLY},
	{"ang", PREFIX_REPLY}, /* sv, da, no: Angående */
	{"svs", PREFIX_REPLY},
	{"vs", PREFIX_REPLY}, /* fi: Vastaus */
	{"vl", PREFIX_FORWARD}, /* fi: Välitetty */
	{"odp", PREFIX_REPLY}, /* pl, sk: Odpowiedź, Odpoveď */
	{"odg", PREFIX_REPLY}, /* hr, sr, bs: Odgovor */
	{"atb", PREFIX_REPLY}, /* lv: Atbilde */
	{"ats", PREFIX_REPLY}, /* lt: Atsakymas */
	{"vb", PREFIX_FORWARD}, /* sv: Vidarebefordrat */
	{"res", PREFIX_REPLY}, /* pt-BR: Resposta */
	{"resp", PREFIX_REPLY},
	{"ynt", PREFIX_REPLY}, /* tr: Yanıt */
	{"yan", PREFIX_REPLY},
	{"cev", PREFIX_REPLY}, /* tr: Cevap */
	{"ilt", PREFIX_FORWARD}, /* tr: İlet */
	{"i̇lt", PREFIX_FORWARD},
	{"İlt", PREFIX_FORWARD},
	{"vá", PREFIX_REPLY}, /* hu: Válasz */
	{"továbbítás", PREFIX_FORWARD},
	{"απ", PREFIX_REPLY}, /* el: Απάντηση */
	{"σχετ", PREFIX_REPLY},
	{"προωθ", PREFIX_FORWARD},
	{"πρθ", PREFIX_FORWARD},
	{"отв", PREFIX_REPLY}, /* ru, bg: Ответ, Отговор */
	{"ответ", PREFIX_REPLY},
	{"на", PREFIX_REPLY},
	{"пересылка", PREFIX_FORWARD},
	{"пер", PREFIX_FORWARD}, /* ru: Переслано */
	{"переслано", PREFIX_FORWARD},
	{"відп", PREFIX_REPLY}, /* uk: Відповідь */
	{"перенапр", PREFIX_FORWARD},
	{"одг", PREFIX_REPLY}, /* sr, mk */
	{"bls", PREFIX_REPLY}, /* id: Balas */
	{"balas", PREFIX_REPLY},
	{"trs", PREFIX_FORWARD}, /* id: Terusan */
	{"tr", PREFIX_FORWARD}, /* fr: Transféré */
	{"trans", PREFIX_FORWARD},
	{"ant", PREFIX_REPLY},
	{"ynt.", PREFIX_REPLY},
	{"hq", PREFIX_REPLY},
	{"fs", PREFIX_FORWARD}, /* is: Framsenda */
	{"fw", PREFIX_FORWARD},
	{"fwd", PREFIX_FORWARD},
	{"wg", PREFIX_FORWARD}, /* de: Weitergeleitet */
	{"weitergeleitet", PREFIX_FORWARD},
	{"wtr", PREFIX_FORWARD},
	{"doorst", PREFIX_FORWARD}, /* nl: Doorsturen */
	{"rv", PREFIX_FORWARD}, /* es: Reenviado */
	{"reenv", PREFIX_FORWARD},
	{"enc", PREFIX_FORWARD}, /* pt: Encaminhado */
	{"pd", PREFIX_FORWARD}, /* pl: Podaj dalej */
	{"redir", PREFIX_FORWARD},
	{"preposl", PREFIX_FORWARD},
	{"прп", PREFIX_FORWARD}, /* sr: Prosleđeno */
	{"předm", PREFIX_FORWARD}, /* cs */
	{"tlt", PREFIX_REPLY},
	{"rsp", PREFIX_REPLY},
	{"rpl", PREFIX_REPLY},
	{"ff", PREFIX_FORWARD}, /* et, fi */
	{"vast", PREFIX_REPLY}, /* et: Vastus */
	{"edasi", PREFIX_FORWARD}, /* et */
	{"yml", PREFIX_FORWARD}, /* cy: Ymlaen */
	{"tb", PREFIX_FORWARD}, /* hu: Továbbítva */
	{"inoltrato", PREFIX_FORWARD}, /* it */
	{"reenviado", PREFIX_FORWARD}, /* es */
	{"encaminhado", PREFIX_FORWARD}, /* pt */
	{"videresendt", PREFIX_FORWARD}, /* da, no */
	{"回复", PREFIX_REPLY}, /* zh-Hans */
	{"回覆", PREFIX_REPLY}, /* zh-Hant */
	{"答复", PREFIX_REPLY},
	{"答覆", PREFIX_REPLY},
	{"回信", PREFIX_REPLY},
	{"转发", PREFIX_FORWARD},
	{"轉寄", PREFIX_FORWARD},
	{"返信", PREFIX_REPLY}, /* ja */
	{"転送", PREFIX_FORWARD},
	{"회신", PREFIX_REPLY}, /* ko */
	{"답장", PREFIX_REPLY},
	{"전달", PREFIX_FORWARD},
	{"رد", PREFIX_REPLY}, /* ar */
	{"إعادة توجيه", PREFIX_FORWARD},
	{"تحويل", PREFIX_FORWARD},
	{"پاسخ", PREFIX_REPLY}, /* fa */
	{"הועבר", PREFIX_FORWARD}, /* he */
	{"תשובה", PREFIX_REPLY},
	{"השב", PREFIX_REPLY},
	{"ตอบ", PREFIX_REPLY}, /* th */
	{"ส่งต่อ", PREFIX_FORWARD},
	{"trả lời", PREFIX_REPLY}, /* vi */
	{"chuyển tiếp", PREFIX_FORWARD},
	{"automatic reply", PREFIX_AUTOMATIC},
	{"auto reply", PREFIX_AUTOMATIC},
	{"auto-reply", PREFIX_AUTOMATIC},
	{"autoreply", PREFIX_AUTOMATIC},
	{"auto", PREFIX_AUTOMATIC},
	{"out of office", PREFIX_AUTOMATIC},
	{"automatische antwort", PREFIX_AUTOMATIC},
	{"abwesenheitsnotiz", PREFIX_AUTOMATIC},
	{"automatisch antwoord", PREFIX_AUTOMATIC},
	{"réponse automatique", PREFIX_AUTOMATIC},
	{"respuesta automática", PREFIX_AUTOMATIC},
	{"resposta automática", PREFIX_AUTOMATIC},
	{"risposta automatica", PREFIX_AUTOMATIC},
	{"automatiskt svar", PREFIX_AUTOMATIC},
	{"automatisk svar", PREFIX_AUTOMATIC},
	{"automaattinen vastaus", PREFIX_AUTOMATIC},
	{"odpowiedź automatyczna", PREFIX_AUTOMATIC},
	{"autosvar", PREFIX_AUTOMATIC},
	{"автоматический ответ", PREFIX_AUTOMATIC},
	{"otomatik yanıt", PREFIX_AUTOMATIC},
	{"自动答复", PREFIX_AUTOMATIC},
	{"自动回复", PREFIX_AUTOMATIC},
	{"自動応答", PREFIX_AUTOMATIC},
	{"undeliverable", PREFIX_AUTOMATIC},
	{"undelivered", PREFIX_AUTOMATIC},
	{"unzustellbar", PREFIX_AUTOMATIC},
	{"non remis", PREFIX_AUTOMATIC},
	{"delivered", PREFIX_AUTOMATIC},
	{"read", PREFIX_AUTOMATIC},
	{"gelesen", PREFIX_AUTOMATIC},
	{"accepted", PREFIX_AUTOMATIC},
};

const size_t prefix_count = sizeof prefixes / sizeof *prefixes;

static size_t skip_space(const char *text, size_t n, size_t i)
{
	for (; i < n; i++) {
		if (text[i] == ' ' || text[i] == '\t')
			continue;
		/* U+00A0, which French typography has before a colon; U+3000 */
		if (i + 1 < n && memcmp(text + i, "\xc2\xa0", 2) == 0)
			i++;
		else if (i + 2 < n && memcmp(text + i, "\xe3\x80\x80", 3) == 0)
			i += 2;
		else
			break;
	}
	return i;
}

/* The length of ":" (or one of full width) at i, or 0. */
static size_t colon_at(const char *text, size_t n, size_t i)
{
	if (i < n && text[i] == ':')
		return 1;
	return i + 2 < n && memcmp(text + i, "\xef\xbc\x9a", 3) == 0 ? 3 : 0;
}

/* Behind "[2]", "(2)", "^2" or "2", as some programs count. */
static size_t skip_counter(const char *text, size_t n, size_t i)
{
	size_t at = i;
	char close = '\0';

	if (at < n && (text[at] == '[' || text[at] == '('))
		close = text[at++] == '[' ? ']' : ')';
	else if (at < n && (text[at] == '^' || text[at] == '*'))
		at++;
	size_t digits = at;
	while (at < n && at - digits < COUNTER_MAX && text[at] >= '0' && text[at] <= '9')
		at++;
	if (at == digits || (close && (at >= n || text[at] != close)))
		return i;
	return close ? at + 1 : at;
}

/* text is in lower case. */
static enum prefix_kind find(const char *text, size_t n, size_t *len_r)
{
	enum prefix_kind kind = PREFIX_NONE;

	for (size_t k = 0; k < prefix_count; k++) {
		size_t len = strlen(prefixes[k].text);
		if (len > n || memcmp(text, prefixes[k].text, len) != 0)
			continue;
		size_t i = skip_space(text, n, skip_counter(text, n, len));
		size_t colon = colon_at(text, n, i);
		if (colon == 0)
			continue;
		*len_r = skip_space(text, n, i + colon);
		kind = prefixes[k].kind;
	}
	return kind;
}

enum prefix_kind prefix_at(const char *text, size_t n, size_t *len_r)
{
	enum { HEAD_MAX = 64 };
	char head[HEAD_MAX];
	size_t len = n < HEAD_MAX ? n : HEAD_MAX;

	memcpy(head, text, len);
	words_fold_in_place(head, len);
	*len_r = 0;
	enum prefix_kind kind = find(head, len, len_r);
	/* The white space behind it may go on beyond what was looked at. */
	if (kind != PREFIX_NONE)
		*len_r = skip_space(text, n, *len_r);
	return kind;
}

/* The length of "[EXTERNAL]", "[Ticket 12345]" at the beginning, with white space behind; or 0. */
static size_t mark_at(const char *text, size_t n)
{
	if (n == 0 || text[0] != '[')
		return 0;
	for (size_t i = 1; i < n && i < MARK_MAX; i++)
		if (text[i] == ']')
			return skip_space(text, n, i + 1);
	return 0;
}

/* n without a bracketed mark at the end. */
static size_t cut_mark_behind(const char *text, size_t n)
{
	size_t i = n;

	if (n == 0 || text[n - 1] != ']')
		return n;
	while (i > 0 && n - i < MARK_MAX && text[i - 1] != '[')
		i--;
	if (i < 2 || text[i - 1] != '[')
		return n;
	for (i--; i > 0 && text[i - 1] == ' '; i--)
		;
	return i > 0 ? i : n;
}

const char *prefix_strip(struct arena *a, const char *subject, enum prefix_kind *outer_r)
{
	size_t n = subject ? strlen(subject) : 0, i = 0, out = 0, len;
	enum prefix_kind kind, outer = PREFIX_NONE;

	if (n == 0) {
		if (outer_r)
			*outer_r = PREFIX_NONE;
		return "";
	}
	i = skip_space(subject, n, 0);
	for (;;) {
		kind = prefix_at(subject + i, n - i, &len);
		if (kind == PREFIX_NONE)
			len = mark_at(subject + i, n - i);
		else if (outer == PREFIX_NONE)
			outer = kind;
		if (len == 0 || i + len >= n)
			break;
		i += len;
	}
	if (outer_r)
		*outer_r = outer;
	char *s = words_fold(a, subject + i, n - i);
	for (size_t at = 0; at < n - i;) {
		size_t next = skip_space(s, n - i, at);
		if (next > at) {
			if (out > 0 && next < n - i)
				s[out++] = ' ';
			at = next;
		} else {
			s[out++] = s[at++];
		}
	}
	s[cut_mark_behind(s, out)] = '\0';
	return s;
}

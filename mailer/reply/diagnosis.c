/*
 * What a report says in words about one recipient. Every server has its own form; what SMTP made
 * all of them contain is an address, a reply code, an enhanced status, and a sentence.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "reply/found.h"
#include "reply/mailbox.h"
#include "reply/report.h"
#include "reply/words.h"

enum {
	DIAGNOSTIC_MAX = 2000,
	HUMAN_MAX = 64 << 10, /* of the text before the returned mail */
	CONTEXT_MAX = 8000, /* of it, for the verdict */
};

size_t code_find(const char *p, size_t n, int *code_r)
{
	for (size_t i = 0; i + 3 < n; i++) {
		char before = i ? p[i - 1] : ' ', after = p[i + 3];
		char earlier = i > 1 ? p[i - 2] : ' ';

		if ((p[i] != '4' && p[i] != '5') || p[i + 1] < '0' || p[i + 1] > '7' ||
			p[i + 2] < '0' || p[i + 2] > '9')
			continue;
		if (ascii_is_alnum(before) || strchr("@.-/_+$%", before) ||
			(before == ':' && earlier >= '0' && earlier <= '9') ||
			!(after == ' ' || after == '-' || after == ':' || after == '\n' ||
				after == ',' || after == '#' || after == ')' || after == ']' ||
				after == '\t'))
			continue;
		/* After a dash comes the code's text or another line, not a number with dashes. */
		if (after == '-' && i + 4 < n && p[i + 4] >= '0' && p[i + 4] <= '9' &&
			!(i + 5 < n && p[i + 5] == '.'))
			continue;
		*code_r = (p[i] - '0') * 100 + (p[i + 1] - '0') * 10 + (p[i + 2] - '0');
		if (*code_r % 100 >= 80)
			continue;
		return i;
	}
	return n;
}

/* Whether a line break is the end of what is said: an empty line is behind it, or one that is ruled
 * off ("|---- Message header follows", "--- End Transcript ---"). */
static bool ends_paragraph(const char *p, size_t n)
{
	if (n < 2 || p[1] == '\n')
		return true;
	return n > 4 && ((p[1] == '-' && p[2] == '-' && p[3] == '-') ||
				(p[1] == '|' && p[2] == '-' && p[3] == '-'));
}

/* The lines around a place up to an empty one: what a server said. */
static struct reading_range paragraph(const char *text, size_t n, size_t at)
{
	size_t start = at, end = at;

	while (start && text[start - 1] != '\n' && at - start < 300)
		start--;
	while (end < n && end - start < DIAGNOSTIC_MAX &&
		!(text[end] == '\n' && ends_paragraph(text + end, n - end)))
		end++;
	return (struct reading_range){start, end};
}

static const char *in_one_line(struct arena *a, const char *text, struct reading_range range)
{
	struct str line;

	str_init(&line);
	for (size_t i = range.start; i < range.end; i++) {
		bool space = ascii_is_space(text[i]);
		if (!space)
			str_addc(&line, text[i]);
		else if (line.len && line.p[line.len - 1] != ' ')
			str_addc(&line, ' ');
	}
	while (line.len && line.p[line.len - 1] == ' ')
		str_truncate(&line, line.len - 1);
	char *copy = arena_strndup(a, str_c(&line), line.len);
	str_release(&line);
	return copy;
}

static void add_recipient(struct arena *a, struct report *r, const char *address, size_t n)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->items[i].recipient && strlen(r->items[i].recipient) == n &&
			strncasecmp(r->items[i].recipient, address, n) == 0)
			return;
	if (r->count == READING_MAX_ITEMS)
		return;
	mem_grow(&r->items, &r->cap, r->count, sizeof *r->items);
	r->items[r->count++] = (struct reading_bounce){.recipient = arena_strndup(a, address, n)};
}

static bool is_mailer(const char *address, size_t n)
{
	return n > 10 && (strncasecmp(address, "postmaster", 10) == 0 ||
				 strncasecmp(address, "mailer-daem", 11) == 0);
}

/* The first address in a line that is none of a mail system; its length, or 0. */
static size_t address_in_line(const char *line, size_t n, size_t *at_r)
{
	for (size_t i = 0; i < n;) {
		size_t len = address_length(line + i, n - i);

		if (len && !is_mailer(line + i, len)) {
			*at_r = i;
			return len;
		}
		if (len == 0) /* to the end of this word */
			while (i < n && !ascii_is_space(line[i]) &&
				!strchr("<(\"',;:[=", line[i]) && !wide_sign(line + i, n - i))
				i++;
		if (len == 0 && wide_sign(line + i, n - i))
			i += 2;
		i += len ? len : 1;
	}
	return 0;
}

/* Whether only brackets, quotes and blanks stand before the address in its line. */
static bool begins_line(const char *line, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (!ascii_is_space(line[i]) && !strchr("<\"'*-", line[i]))
			return false;
	return true;
}

enum guess { GUESS_OWN_LINE, GUESS_ANYWHERE, GUESS_TO };

/* Whether a line's address is one of that kind: not the sender, who is named as "from x@y". */
static bool is_guess(const char *line, size_t at, enum guess kind)
{
	if (kind == GUESS_OWN_LINE)
		return begins_line(line, at);
	if (kind == GUESS_TO)
		return strncasecmp(line, "To:", 3) == 0;
	while (at && (line[at - 1] == '<' || line[at - 1] == ' '))
		at--;
	return !(at >= 4 && (strncasecmp(line + at - 4, "from", 4) == 0 ||
				    strncasecmp(line + at - 4, "rom:", 4) == 0));
}

/* Adds the first address of that kind in the lines from start to end. */
static void guess_recipient(struct arena *a, struct report *r, const char *text, size_t start,
	size_t end, enum guess kind)
{
	for (size_t i = start; i < end && r->count == 0;) {
		const char *lf = memchr(text + i, '\n', end - i);
		size_t stop = lf ? (size_t)(lf - text) : end, at;
		size_t len = address_in_line(text + i, stop - i, &at);

		if (len && is_guess(text + i, at, kind))
			add_recipient(a, r, text + i + at, len);
		i = stop + 1;
	}
}

static size_t human_part(const char *text, size_t n)
{
	size_t human = returned_mail_at(text, n);

	return human < HUMAN_MAX ? human : HUMAN_MAX;
}

void report_words(struct arena *a, struct report *r, const char *text, size_t n, const char *hint)
{
	size_t human = human_part(text, n), end = n - human < HUMAN_MAX ? n : human + HUMAN_MAX;

	for (const char *p = hint; p && *p;) {
		size_t len = address_length(p, strlen(p));
		if (len)
			add_recipient(a, r, p, len);
		p += len ? len : 1;
	}
	guess_recipient(a, r, text, 0, human, GUESS_OWN_LINE);
	guess_recipient(a, r, text, 0, human, GUESS_ANYWHERE);
	guess_recipient(a, r, text, human, end, GUESS_TO);
	if (r->count == 0) {
		mem_grow(&r->items, &r->cap, 0, sizeof *r->items);
		r->items[r->count++] = (struct reading_bounce){.recipient = NULL};
	}
}

/* Where the words about one recipient begin: at its name. */
static size_t about(const char *text, size_t n, const struct reading_bounce *b)
{
	size_t len = b->recipient ? strlen(b->recipient) : 0;

	if (len == 0 || len > n)
		return 0;
	const char *at = memmem(text, n, b->recipient, len);
	return at ? (size_t)(at - text) : 0;
}

/* The end of what is said of one recipient, before a line that begins with another one. */
static size_t until_other(const char *text, struct reading_range p, const char *recipient)
{
	size_t len = recipient ? strlen(recipient) : 0;

	for (size_t i = p.start; i < p.end;) {
		const char *lf = memchr(text + i, '\n', p.end - i);
		size_t stop = lf ? (size_t)(lf - text) : p.end, at;
		size_t n = address_in_line(text + i, stop - i, &at);

		if (n && i > p.start && begins_line(text + i, at) &&
			!(n == len && strncasecmp(text + i + at, recipient, n) == 0))
			return i;
		i = stop + 1;
	}
	return p.end;
}

/* The sentence about the recipient; where a paragraph ends with its name, the next one says why. */
static const char *sentence(
	struct arena *a, const char *text, size_t n, size_t at, const struct reading_bounce *b)
{
	struct reading_range p = paragraph(text, n, at);
	size_t len = b->recipient ? strlen(b->recipient) : 0, end = p.end;

	while (end > p.start && !ascii_is_alnum(text[end - 1]))
		end--;
	if (len && end - p.start >= len && memcmp(text + end - len, b->recipient, len) == 0) {
		while (p.end < n && ascii_is_space(text[p.end]))
			p.end++;
		p.end = paragraph(text, n, p.end).end;
	}
	p.end = until_other(text, p, b->recipient);
	return in_one_line(a, text, p);
}

/* The status that stands behind a reply code, as servers say it (RFC 2034 4): the last one, since
 * each server puts its own before what the next one said. */
static const char *status_behind_code(struct arena *a, const char *s)
{
	size_t n = strlen(s), i = 0, at, len;
	const char *status = NULL;
	int code;

	while ((at = code_find(s + i, n - i, &code)) < n - i) {
		i += at + 3;
		size_t k = i;
		while (k < n && k < i + 3 && strchr(" -'#(", s[k]))
			k++;
		len = status_find(s + k, n - k < 10 ? n - k : 10, &at);
		if (len && at == 0 && s[k] != '2')
			status = arena_strndup(a, s + k, len);
	}
	return status;
}

/* What the recipient's own diagnostic tells. */
static void complete_from_fields(struct arena *a, struct reading_bounce *b)
{
	const char *said;
	int code;

	if (b->diagnostic == NULL)
		return;
	size_t size = strlen(b->diagnostic);
	if (code_find(b->diagnostic, size, &code) < size)
		b->smtp_code = code;
	said = status_behind_code(a, b->diagnostic);
	if (said == NULL)
		said = status_in(a, b->diagnostic);
	else if (!str_ends(said, ".0.0"))
		b->status = said; /* the server's words go before the reporter's field */
	/* "5.0.0" says no more than "failed", and gives way to what the diagnostic says. */
	if (said && said[0] != '2' &&
		(b->status == NULL || (str_ends(b->status, ".0.0") && !str_ends(said, ".0.0"))))
		b->status = said;
}

static const char *around(
	struct arena *a, const char *text, size_t n, size_t at, const struct reading_bounce *b)
{
	struct reading_range p = paragraph(text, n, at);

	p.end = until_other(text, p, b->recipient);
	return in_one_line(a, text, p);
}

/* What the words of the text tell besides, from the recipient's name on. */
static void complete_from_words(
	struct arena *a, struct reading_bounce *b, const char *text, size_t n, size_t from)
{
	size_t at, len;
	int code;

	if (b->smtp_code == 0 && (at = code_find(text + from, n - from, &code)) < n - from) {
		b->smtp_code = code;
		if (b->diagnostic == NULL)
			b->diagnostic = around(a, text, n, from + at, b);
	}
	if ((b->status == NULL || str_ends(b->status, ".0.0")) &&
		(len = status_find(text + from, n - from, &at)) > 0 && text[from + at] != '2') {
		b->status = arena_strndup(a, text + from + at, len);
		if (b->diagnostic == NULL)
			b->diagnostic = around(a, text, n, from + at, b);
	}
	if (b->diagnostic == NULL && n)
		b->diagnostic = sentence(a, text, n, about(text, n, b), b);
}

static bool judge(struct arena *a, const struct reading_bounce *b, const char *context, bool alone)
{
	static const char *const rcpt[] = {"rcpt", "recipient command", NULL};
	const char *words = b->diagnostic ? b->diagnostic : "";
	const struct report_case c = {.words = words_fold(a, words, strlen(words)),
		.context = alone ? context : "",
		.status = b->status,
		.code = b->smtp_code,
		.at_rcpt = words_any(context, rcpt) != NULL};

	return report_permanent(&c);
}

void report_finish(
	struct arena *a, struct report *r, const char *text, size_t n, const char *subject)
{
	size_t human = human_part(text, n);
	struct str all;

	str_init(&all);
	str_add(&all, text, human < CONTEXT_MAX ? human : CONTEXT_MAX);
	str_addc(&all, '\n');
	str_adds(&all, subject);
	const char *context = words_fold(a, str_c(&all), all.len);
	str_release(&all);
	for (size_t i = 0; i < r->count; i++) {
		struct reading_bounce *b = &r->items[i];
		bool own = b->diagnostic != NULL;

		complete_from_fields(a, b);
		complete_from_words(a, b, text, human, r->count == 1 ? 0 : about(text, human, b));
		if (b->action == NULL)
			b->action = b->status && b->status[0] == '4' ? "delayed" : "failed";
		/* Without words of its own, all that the report says is about this recipient. */
		b->permanent =
			(strcmp(b->action, "failed") == 0 || strcmp(b->action, "delayed") == 0) &&
			judge(a, b, context, !own || r->count == 1);
	}
}

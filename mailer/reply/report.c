#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "reply/mailbox.h"
#include "reply/report.h"
#include "reply/words.h"

enum { DIAGNOSTIC_MAX = 2000 };

/* One field of a report while its lines are put together. */
struct field {
	char name[40];
	struct str value;
};

/* "Final-Recipient: rfc822; <a@b>" -> "a@b". */
static const char *recipient_of(struct arena *a, const char *value)
{
	const char *semicolon = strchr(value, ';');
	const char *s = semicolon ? semicolon + 1 : value;

	while (*s == '<' || ascii_is_space(*s))
		s++;
	size_t n = strlen(s);
	while (n && (s[n - 1] == '>' || ascii_is_space(s[n - 1])))
		n--;
	for (size_t i = 0; i < n; i++) { /* remarks after the address */
		size_t len = address_length(s + i, n - i);
		if (len)
			return arena_strndup(a, s + i, len);
	}
	return n ? arena_strndup(a, s, n) : NULL;
}

size_t status_find(const char *p, size_t n, size_t *at_r)
{
	for (size_t i = 0; i + 4 < n; i++) {
		size_t k = i + 2, digits = 0;

		if ((p[i] != '2' && p[i] != '4' && p[i] != '5') || p[i + 1] != '.')
			continue;
		if (i && (ascii_is_alnum(p[i - 1]) || p[i - 1] == '.'))
			continue;
		while (k < n && p[k] >= '0' && p[k] <= '9' && digits < 3)
			k++, digits++;
		if (digits == 0 || k + 1 >= n || p[k] != '.')
			continue;
		size_t first = ++k;
		while (k < n && p[k] >= '0' && p[k] <= '9' && k < first + 3)
			k++;
		/* "5.1.1.2" is an address of a host, "5.10.0-8" a version of a kernel. */
		if (k == first ||
			(k < n && (ascii_is_alnum(p[k]) ||
					  (p[k] == '.' && k + 1 < n && ascii_is_alnum(p[k + 1])))))
			continue;
		*at_r = i;
		return k - i;
	}
	return 0;
}

static const char *status_in(struct arena *a, const char *s)
{
	size_t at, n = status_find(s, strlen(s), &at);

	return n ? arena_strndup(a, s + at, n) : NULL;
}

static void apply(struct arena *a, struct report *r, const struct field *f, bool *open)
{
	const char *value = str_c(&f->value);
	bool final = strcasecmp(f->name, "Final-Recipient") == 0;
	bool original = strcasecmp(f->name, "Original-Recipient") == 0;

	while (ascii_is_space(*value))
		value++;
	if (final || original) {
		struct reading_bounce *last = r->count ? &r->items[r->count - 1] : NULL;
		/* The two may come in either order; an action or status ends a group. */
		if (!*open || (last && (last->action || last->status))) {
			if (r->count == READING_MAX_ITEMS)
				return;
			mem_grow(&r->items, &r->cap, r->count, sizeof *r->items);
			r->items[r->count++] = (struct reading_bounce){.recipient = NULL};
			*open = true;
		}
		last = &r->items[r->count - 1];
		const char *who = recipient_of(a, value);
		/* What we wrote to is Original-Recipient, when it is an address. */
		if (who && (last->recipient == NULL || (original && strchr(who, '@'))))
			last->recipient = who;
		return;
	}
	if (!*open)
		return;
	struct reading_bounce *b = &r->items[r->count - 1];
	if (strcasecmp(f->name, "Action") == 0 && b->action == NULL) {
		size_t n = 0;
		while (ascii_is_alnum(value[n]))
			n++;
		char *action = arena_strndup(a, value, n);
		words_fold_in_place(action, n);
		b->action = n ? action : NULL;
	} else if (strcasecmp(f->name, "Status") == 0 && b->status == NULL) {
		b->status = status_in(a, value);
	} else if (strcasecmp(f->name, "Diagnostic-Code") == 0 && *value) {
		const char *semicolon = strchr(value, ';');
		const char *words = semicolon && semicolon - value < 20 ? semicolon + 1 : value;
		while (ascii_is_space(*words))
			words++;
		/* With several, the one of the remote server tells more than "X-Postfix". */
		if (b->diagnostic == NULL || str_istarts(value, "smtp"))
			b->diagnostic = arena_strndup(a, words, strnlen(words, DIAGNOSTIC_MAX));
	}
}

static bool read_name(struct field *f, const char *line, size_t n)
{
	size_t i = 0;

	while (i < n && i < sizeof f->name - 1 && (ascii_is_alnum(line[i]) || line[i] == '-'))
		i++;
	if (i == 0 || i == n || line[i] != ':')
		return false;
	memcpy(f->name, line, i);
	f->name[i] = '\0';
	str_reset(&f->value);
	str_add(&f->value, line + i + 1, n - i - 1);
	return true;
}

void report_fields(struct arena *a, struct report *r, const char *text, size_t n)
{
	struct field f = {.name = ""};
	bool open = false, pending = false;

	str_init_max(&f.value, 4 * DIAGNOSTIC_MAX);
	for (size_t i = 0; i < n;) {
		const char *lf = memchr(text + i, '\n', n - i);
		size_t end = lf ? (size_t)(lf - text) : n, len = end - i;
		const char *line = text + i;

		i = end + 1;
		if (len && line[len - 1] == '\r')
			len--;
		if (pending && len && (line[0] == ' ' || line[0] == '\t')) {
			while (len && ascii_is_space(*line)) {
				line++;
				len--;
			}
			str_addc(&f.value, ' ');
			str_add(&f.value, line, len);
			continue;
		}
		if (pending)
			apply(a, r, &f, &open);
		pending = read_name(&f, line, len);
		if (len == 0 && r->count &&
			(r->items[r->count - 1].action || r->items[r->count - 1].status))
			open = false;
	}
	if (pending)
		apply(a, r, &f, &open);
	str_release(&f.value);
}

/* Whether a line begins a header field that a returned mail begins with. */
static bool is_returned_field(const char *line, size_t n)
{
	static const char *const names[] = {"Received:", "Return-Path:", "Message-ID:", "From:",
		"Subject:", "Date:", "MIME-Version:", "X-Original-To:", "DKIM-Signature:", "To:",
		"Delivered-To:", "Content-Type:", "Content-Transfer-Encoding:"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (n > strlen(names[i]) && strncasecmp(line, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

size_t returned_mail_at(const char *text, size_t n)
{
	size_t fields = 0, start = n;

	for (size_t i = 0; i < n;) {
		const char *lf = memchr(text + i, '\n', n - i);
		size_t end = lf ? (size_t)(lf - text) : n;

		if (is_returned_field(text + i, end - i)) {
			if (fields++ == 0)
				start = i;
			if (fields == 4)
				return start;
		} else if (end == i ||
			   !(text[i] == ' ' || text[i] == '\t' ||
				   memchr(text + i, ':', end - i < 60 ? end - i : 60))) {
			fields = 0;
		}
		i = end + 1;
	}
	return n;
}

/* An SMTP reply code with what follows ("550 5.1.1 User unknown"); its offset, or n. */
static size_t find_code(const char *p, size_t n, int *code_r)
{
	for (size_t i = 0; i + 3 < n; i++) {
		char before = i ? p[i - 1] : ' ', after = p[i + 3];

		if ((p[i] != '4' && p[i] != '5') || p[i + 1] < '0' || p[i + 1] > '7' ||
			p[i + 2] < '0' || p[i + 2] > '9')
			continue;
		if (ascii_is_alnum(before) || strchr("@.-/_+:$%", before) ||
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

/* The paragraph around a place: what a server said, in one line. */
static const char *paragraph(struct arena *a, const char *text, size_t n, size_t at)
{
	size_t start = at, end = at;
	struct str line;

	while (start && text[start - 1] != '\n' && at - start < 300)
		start--;
	while (end < n && end - start < DIAGNOSTIC_MAX &&
		!(text[end] == '\n' && (end + 1 == n || text[end + 1] == '\n')))
		end++;
	str_init(&line);
	for (size_t i = start; i < end; i++) {
		bool space = ascii_is_space(text[i]);
		if (!space)
			str_addc(&line, text[i]);
		else if (line.len && line.p[line.len - 1] != ' ')
			str_addc(&line, ' ');
	}
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

/* The first address in the words before the returned mail, else in its To field. */
static void guess_recipient(
	struct arena *a, struct report *r, const char *text, size_t n, size_t human)
{
	for (int pass = 0; pass < 2 && r->count == 0; pass++) {
		for (size_t i = pass ? human : 0; i < (pass ? n : human); i++) {
			size_t len = (i && (ascii_is_alnum(text[i - 1]) || text[i - 1] == '.'))
					     ? 0
					     : address_length(text + i, n - i);
			if (len == 0)
				continue;
			bool to = pass == 0;
			size_t line = i;
			while (line && text[line - 1] != '\n')
				line--;
			to |= n - line > 3 && strncasecmp(text + line, "To:", 3) == 0;
			if (to && (pass || !is_mailer(text + i, len))) {
				add_recipient(a, r, text + i, len);
				return;
			}
			i += len;
		}
	}
}

void report_words(struct arena *a, struct report *r, const char *text, size_t n, const char *hint,
	const char *subject)
{
	size_t human = returned_mail_at(text, n);

	(void)subject;
	for (const char *p = hint; p && *p;) {
		size_t len = address_length(p, strlen(p));
		if (len)
			add_recipient(a, r, p, len);
		p += len ? len : 1;
	}
	if (r->count == 0)
		guess_recipient(a, r, text, n, human);
	if (r->count == 0) {
		mem_grow(&r->items, &r->cap, 0, sizeof *r->items);
		r->items[r->count++] = (struct reading_bounce){.recipient = NULL};
	}
}

/* Where the words about one recipient begin: at its name, when that is there once or more. */
static size_t about(const char *text, size_t n, const struct reading_bounce *b)
{
	size_t len = b->recipient ? strlen(b->recipient) : 0;

	if (len == 0 || len > n)
		return 0;
	const char *at = memmem(text, n, b->recipient, len);
	return at ? (size_t)(at - text) : 0;
}

static void complete(
	struct arena *a, struct reading_bounce *b, const char *text, size_t n, bool only)
{
	int code = 0;
	size_t at, len, from = only ? 0 : about(text, n, b);

	if (b->diagnostic) {
		size_t size = strlen(b->diagnostic);
		if (find_code(b->diagnostic, size, &code) < size)
			b->smtp_code = code;
		if (b->status == NULL)
			b->status = status_in(a, b->diagnostic);
	}
	if (b->smtp_code == 0 && (at = find_code(text + from, n - from, &code)) < n - from) {
		b->smtp_code = code;
		if (b->diagnostic == NULL)
			b->diagnostic = paragraph(a, text, n, from + at);
	}
	if (b->status == NULL && (len = status_find(text + from, n - from, &at)) > 0 &&
		text[from + at] != '2') {
		b->status = arena_strndup(a, text + from + at, len);
		if (b->diagnostic == NULL)
			b->diagnostic = paragraph(a, text, n, from + at);
	}
	if (b->diagnostic == NULL && n)
		b->diagnostic = paragraph(a, text, n, from);
}

/* Statuses that say no more than "failed" (5.0.0) give way to what the diagnostic says. */
static void prefer_exact_status(struct arena *a, struct reading_bounce *b)
{
	const char *other;

	if (b->status == NULL || !str_ends(b->status, ".0.0") || b->diagnostic == NULL)
		return;
	other = status_in(a, b->diagnostic);
	if (other && !str_ends(other, ".0.0") && other[0] != '2')
		b->status = other;
}

void report_finish(
	struct arena *a, struct report *r, const char *text, size_t n, const char *subject)
{
	size_t human = returned_mail_at(text, n);

	for (size_t i = 0; i < r->count; i++) {
		struct reading_bounce *b = &r->items[i];
		bool own = b->diagnostic != NULL;

		complete(a, b, text, human, r->count == 1);
		prefer_exact_status(a, b);
		if (b->action == NULL)
			b->action = b->status && b->status[0] == '4' ? "delayed" : "failed";
		struct str words;
		str_init(&words);
		str_adds(&words, b->diagnostic);
		/* Without words of its own, all that the report says is about this recipient. */
		if (!own || r->count == 1) {
			str_addc(&words, '\n');
			str_add(&words, text, human < 8000 ? human : 8000);
			str_addc(&words, '\n');
			str_adds(&words, own ? NULL : subject);
		}
		char *folded = words_fold(a, str_c(&words), words.len);
		char *first = words_fold(a, b->diagnostic ? b->diagnostic : "",
			b->diagnostic ? strlen(b->diagnostic) : 0);
		b->permanent = own && *first && report_permanent(first, NULL, 0)
				       ? report_permanent(first, b->status, b->smtp_code)
				       : report_permanent(folded, b->status, b->smtp_code);
		if (strcmp(b->action, "failed") != 0 && strcmp(b->action, "delayed") != 0)
			b->permanent = false;
		str_release(&words);
	}
}

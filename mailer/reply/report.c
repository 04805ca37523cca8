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

const char *status_in(struct arena *a, const char *s)
{
	size_t at, n = status_find(s, strlen(s), &at);

	return n ? arena_strndup(a, s + at, n) : NULL;
}

/* The group of fields about one recipient (RFC 3464 2.3), while its lines are read. */
struct group {
	struct reading_bounce bounce;
	bool final; /* Final-Recipient was seen */
};

/* Takes a finished group; without a recipient it was none. */
static void close_group(struct report *r, struct group *g)
{
	if (g->bounce.recipient && r->count < READING_MAX_ITEMS) {
		mem_grow(&r->items, &r->cap, r->count, sizeof *r->items);
		r->items[r->count++] = g->bounce;
	}
	memset(g, 0, sizeof *g);
}

static void set_recipient(
	struct arena *a, struct report *r, struct group *g, const char *value, bool original)
{
	const char *who = recipient_of(a, value);

	/* Some servers leave out the empty line between two recipients. */
	if (!original && g->final)
		close_group(r, g);
	g->final |= !original;
	/* What we wrote to is Original-Recipient, when it is an address. */
	if (who && (g->bounce.recipient == NULL || (original && strchr(who, '@'))))
		g->bounce.recipient = who;
}

static const char *first_word(struct arena *a, const char *value)
{
	size_t n = 0;

	while (ascii_is_alnum(value[n]))
		n++;
	char *word = arena_strndup(a, value, n);
	words_fold_in_place(word, n);
	return n ? word : NULL;
}

static void set_diagnostic(struct arena *a, struct reading_bounce *b, const char *value)
{
	size_t type = strcspn(value, "; \t"); /* "smtp;", "X-Postfix;" */
	const char *words = value[type] == ';' ? value + type + 1 : value;

	while (ascii_is_space(*words))
		words++;
	/* With several, the one of the remote server tells more than "X-Postfix". */
	if (*words && (b->diagnostic == NULL || str_istarts(value, "smtp")))
		b->diagnostic = arena_strndup(a, words, strnlen(words, DIAGNOSTIC_MAX));
}

static void apply(struct arena *a, struct report *r, const struct field *f, struct group *g)
{
	const char *value = str_c(&f->value);

	while (ascii_is_space(*value))
		value++;
	if (strcasecmp(f->name, "Final-Recipient") == 0)
		set_recipient(a, r, g, value, false);
	else if (strcasecmp(f->name, "Original-Recipient") == 0)
		set_recipient(a, r, g, value, true);
	else if (strcasecmp(f->name, "Action") == 0 && g->bounce.action == NULL)
		g->bounce.action = first_word(a, value);
	else if (strcasecmp(f->name, "Status") == 0 && g->bounce.status == NULL)
		g->bounce.status = status_in(a, value);
	else if (strcasecmp(f->name, "Diagnostic-Code") == 0)
		set_diagnostic(a, &g->bounce, value);
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
	struct group group = {.final = false};
	bool pending = false;

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
			apply(a, r, &f, &group);
		pending = read_name(&f, line, len);
		if (len == 0)
			close_group(r, &group);
	}
	if (pending)
		apply(a, r, &f, &group);
	close_group(r, &group);
	str_release(&f.value);
}

/* Whether a line begins a header field that a returned mail begins with. */
static bool is_returned_field(const char *line, size_t n)
{
	static const char *const names[] = {"Received:", "Return-Path:", "Message-ID:", "From:",
		"Subject:", "Date:", "MIME-Version:", "X-Original-To:", "DKIM-Signature:", "To:",
		"Delivered-To:", "Content-Type:", "Content-Transfer-Encoding:"};

	if (n < 3 || memchr(line, ':', n < 30 ? n : 30) == NULL)
		return false;
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

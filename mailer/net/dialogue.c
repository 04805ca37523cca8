#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "net/dialogue.h"

enum { WORDS_MAX = 600 };

void dialogue_init(struct dialogue *d, bool imap)
{
	*d = (struct dialogue){.imap = imap};
	str_init_max(&d->offers, DIALOGUE_MAX_BYTES);
	str_init(&d->last);
}

void dialogue_release(struct dialogue *d)
{
	str_release(&d->offers);
	str_release(&d->last);
}

static bool word_is(const char *s, size_t n, const char *word)
{
	size_t len = strlen(word);

	return n >= len && strncasecmp(s, word, len) == 0 &&
	       (n == len || !ascii_is_alnum((unsigned char)s[len]));
}

/* The text behind the first word, where IMAP has the command or the kind of reply. */
static const char *second_word(const char *s, size_t *n)
{
	const char *space = memchr(s, ' ', *n);

	if (space == NULL)
		return NULL;
	*n -= (size_t)(space + 1 - s);
	return space + 1;
}

void dialogue_sent(struct dialogue *d, const char *bytes, size_t n)
{
	const char *command = bytes;

	/* To a proxy, of a host whose name may be that of a command. */
	if (word_is(bytes, n, "CONNECT"))
		return;
	/* What follows the login command belongs to it until the next reply ends it. */
	if (d->phase == DIALOGUE_LOGIN)
		return;
	if (d->imap)
		command = second_word(bytes, &n);
	if (command == NULL)
		return;
	if (word_is(command, n, "EHLO") || word_is(command, n, "HELO") ||
		word_is(command, n, "CAPABILITY")) {
		d->phase = DIALOGUE_HELLO;
		/* What was offered in clear text before STARTTLS is worth nothing (RFC 3207 6). */
		str_reset(&d->offers);
		d->hello_began = false;
	} else if (word_is(command, n, "STARTTLS")) {
		d->phase = DIALOGUE_STARTTLS;
	} else if (word_is(command, n, "AUTH") || word_is(command, n, "AUTHENTICATE") ||
		   word_is(command, n, "LOGIN")) {
		d->phase = DIALOGUE_LOGIN;
	}
}

static void keep_words(struct dialogue *d, const char *line, size_t n, bool more)
{
	if (!more)
		str_reset(&d->last);
	else if (d->last.len && d->last.len < WORDS_MAX)
		str_addc(&d->last, ' ');
	if (d->last.len < WORDS_MAX)
		utf8_add_visible(&d->last, line, n < WORDS_MAX ? n : WORDS_MAX, false);
}

static void add_words(struct dialogue *d, const char *s, size_t n)
{
	size_t at = 0;

	while (at < n) {
		size_t end = at;
		while (end < n && s[end] != ' ' && s[end] != ']')
			end++;
		if (end > at) {
			str_add(&d->offers, s + at, end - at);
			str_addc(&d->offers, '\n');
		}
		if (end < n && s[end] == ']')
			return;
		at = end + 1;
	}
}

static void smtp_line(struct dialogue *d, const char *line, size_t n)
{
	int code = 0;

	for (size_t i = 0; i < 3; i++) {
		if (i >= n || line[i] < '0' || line[i] > '9')
			return;
		code = code * 10 + (line[i] - '0');
	}
	keep_words(d, line, n, code == d->code && d->hello_began);
	d->code = code;
	if (d->phase == DIALOGUE_HELLO && code == 250) {
		if (d->hello_began && n > 4) {
			str_add(&d->offers, line + 4, n - 4);
			str_addc(&d->offers, '\n');
		}
		d->hello_began = true;
	}
	if (d->phase == DIALOGUE_LOGIN && code == 235)
		d->logged_in = true;
}

static void imap_capabilities(struct dialogue *d, const char *s, size_t n)
{
	size_t skip = strlen("CAPABILITY");

	str_reset(&d->offers);
	add_words(d, s + skip, n - skip);
}

static void imap_line(struct dialogue *d, const char *line, size_t n)
{
	size_t left = n;
	const char *kind = second_word(line, &left), *bracket;
	bool untagged = n > 0 && *line == '*', first = d->phase == DIALOGUE_GREETING;

	if (kind == NULL || *line == '+')
		return;
	if (untagged && word_is(kind, left, "CAPABILITY")) {
		imap_capabilities(d, kind, left);
		return;
	}
	bool ok = word_is(kind, left, "OK"), bye = untagged && word_is(kind, left, "BYE");
	bool no = word_is(kind, left, "NO") || word_is(kind, left, "BAD");
	if (first && untagged && word_is(kind, left, "PREAUTH"))
		d->preauth = true;
	if (!ok && !bye && !no)
		return;
	if (!untagged || first || bye)
		keep_words(d, kind, left, false);
	if (!untagged || bye)
		d->refused = no || bye;
	if (ok && !untagged && d->phase == DIALOGUE_LOGIN)
		d->logged_in = true;
	/* After the login other things may be offered: "A003 OK [CAPABILITY ...] done". */
	bracket = memchr(kind, '[', left);
	if (ok && d->logged_in && bracket) {
		size_t rest = left - (size_t)(bracket + 1 - kind);
		if (word_is(bracket + 1, rest, "CAPABILITY"))
			imap_capabilities(d, bracket + 1, rest);
	}
}

bool dialogue_received(struct dialogue *d, const char *line, size_t n)
{
	d->received += n;
	if (d->received > DIALOGUE_MAX_BYTES)
		return false;
	while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
		n--;
	if (d->imap)
		imap_line(d, line, n);
	else
		smtp_line(d, line, n);
	return true;
}

/*
 * What of the secret's base64 is the same whatever stands around it: `before` bytes (modulo 3)
 * shift it, and the characters at both ends belong to neighbours too. "" when nothing is left.
 */
static void add_core(struct str *core, const char *secret, size_t before)
{
	static const size_t shared[] = {0, 2, 3};
	struct str bytes = STR_INIT, text = STR_INIT;
	size_t n = strlen(secret), end = (before + n) * 8 / 6;

	str_add(&bytes, "\0\0", before);
	str_adds(&bytes, secret);
	add_base64(&text, str_c(&bytes), bytes.len);
	if (end > shared[before])
		str_add(core, text.p + shared[before], end - shared[before]);
	str_wipe(&bytes);
	str_wipe(&text);
}

void dialogue_hide(struct dialogue *d, const char *secret)
{
	enum { FORM_MIN = 4, WAYS = 4 };
	bool found = false;

	for (size_t i = 0; i < WAYS; i++) {
		struct str form = STR_INIT;
		if (i == WAYS - 1)
			utf8_add_visible(&form, secret, strlen(secret), false);
		else
			add_core(&form, secret, i);
		found = found || (form.len >= FORM_MIN && strstr(str_c(&d->last), form.p));
		str_wipe(&form);
	}
	if (!found)
		return;
	str_wipe(&d->last);
	if (d->code)
		str_addf(&d->last, "%d ", d->code);
	str_adds(&d->last, "(its answer repeats the password, and is not shown)");
}

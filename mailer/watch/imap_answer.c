#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "watch/imap_answer.h"
#include "watch/imap_message.h"
#include "watch/imap_reader.h"

enum { STRING_MAX = 4096 }; /* bytes of a literal that is a string in a line */

static int skip_rest(struct imap_reader *r)
{
	while (r->has_literal)
		if (imap_skip_literal(r) < 0)
			return -1;
	return 0;
}

static int add_quoted(void *ctx, const void *bytes, size_t n, struct err *err)
{
	const char *p = bytes;

	(void)err;
	for (size_t i = 0; i < n; i++) {
		if (p[i] == '"' || p[i] == '\\')
			str_addc(ctx, '\\');
		str_addc(ctx, p[i]);
	}
	return 0;
}

/*
 * A line that the handler is told, its literals as quoted strings: a server may send any string
 * either way (RFC 9051 4.3). One that no quoted string can be, or that is too long, is passed over.
 */
static int read_told(struct imap_reader *r)
{
	struct str whole;
	bool usable = true;
	int rc = 0;

	str_init_max(&whole, IMAP_LINE_MAX);
	str_adds(&whole, r->at);
	while (rc == 0 && r->has_literal) {
		size_t from = whole.len + 1;
		usable = usable && r->literal <= STRING_MAX;
		str_addc(&whole, '"');
		rc = usable ? imap_read_literal(r, add_quoted, &whole) : imap_skip_literal(r);
		usable = usable && !memchr(whole.p + from, '\n', whole.len - from) &&
			 !memchr(whole.p + from, '\r', whole.len - from) &&
			 !memchr(whole.p + from, '\0', whole.len - from);
		str_addf(&whole, "\"%s", rc == 0 ? r->at : "");
	}
	if (rc == 0 && usable && !whole.full &&
		r->handler->line(r->handler->ctx, str_c(&whole), r->err) < 0)
		rc = imap_reader_refused(r);
	str_release(&whole);
	return rc;
}

/* A line "* ...": of any kind, as long as it begins with a word or a number. */
static int read_untagged(struct imap_reader *r)
{
	r->at += 2;
	const char *p = r->at + strspn(r->at, "0123456789");

	if (!ascii_is_alnum((unsigned char)*r->at))
		return imap_reader_ended(r);
	if (p > r->at && str_istarts(p, " FETCH ")) {
		r->at = p + 7;
		return imap_read_message(r);
	}
	return r->handler->line ? read_told(r) : skip_rest(r);
}

/* "TAG OK ...": the result, and IMAP_ENDED for what is no answer. */
static int read_status(struct imap_reader *r, const char *text)
{
	struct err *err = r->err;
	char words[300];
	size_t n = 0;

	if (str_istarts(text, "OK") && !ascii_is_alnum((unsigned char)text[2]))
		return 0;
	if (!str_istarts(text, "NO") && !str_istarts(text, "BAD")) {
		imap_reader_ended(r);
		return r->failed;
	}
	for (; *text && n < sizeof words - 1; text++)
		if ((unsigned char)*text >= ' ')
			words[n++] = *text;
	words[n] = '\0';
	err_set(err, ERR_FAILED, "%s: %s; the server says: %s", r->imap->host, r->what,
		words + strcspn(words, " ") + (strchr(words, ' ') != NULL));
	return IMAP_REFUSED;
}

/* A line "TAG OK ...": 1 when it is the one that is waited for, 0 for that of another fetch, -1. */
static int read_tagged(struct imap_reader *r, const char *tag, int *result_r)
{
	size_t n = strcspn(r->at, " ");
	struct err own, *err = r->err;

	if (n == strlen(tag) && strncmp(r->at, tag, n) == 0 && r->at[n] == ' ') {
		*result_r = read_status(r, r->at + n + 1);
		return 1;
	}
	r->err = &own;
	int other = r->at[n] == ' ' ? read_status(r, r->at + n + 1) : IMAP_ENDED;
	r->err = err;
	if (other == IMAP_ENDED || !imap_fetch_answered(r->imap, r->at, n, other, &own))
		return imap_reader_ended(r);
	return 0;
}

int imap_answer(struct imap *imap, const char *tag, const struct imap_handler *handler,
	const char *what, struct err *err)
{
	struct str line;
	struct imap_reader r = {
		.imap = imap, .handler = handler, .what = what, .err = err, .line = &line};
	int rc = 0, done = 0;

	str_init_max(&line, IMAP_LINE_MAX);
	while (done == 0 && (done = imap_read_segment(&r, true)) == 0)
		done = strncmp(r.at, "* ", 2) == 0 ? read_untagged(&r) : read_tagged(&r, tag, &rc);
	str_release(&line);
	return done > 0 ? rc : r.failed;
}

int imap_send(struct imap *imap, const char *command, char tag_r[IMAP_TAG_SIZE], struct err *err)
{
	struct str line = STR_INIT;

	snprintf(tag_r, IMAP_TAG_SIZE, "x%u", ++imap->tags);
	str_addf(&line, "%s %s\r\n", tag_r, command);
	int rc = stream_send(imap->stream, line.p, line.len);
	str_release(&line);
	/* What the library has read too far could not be read here. */
	if (rc == 0 && imap->session->imap_stream->read_buffer_len == 0)
		return 0;
	return imap_result(imap, MAILIMAP_ERROR_STREAM, "a command cannot be sent", err);
}

int imap_ask(struct imap *imap, const char *command, const struct imap_handler *handler,
	const char *what, struct err *err)
{
	char tag[IMAP_TAG_SIZE];

	imap_begin(imap, IMAP_ANSWER_MAX, IMAP_ANSWER_SECONDS);
	int rc = imap_send(imap, command, tag, err);
	return rc < 0 ? rc : imap_answer(imap, tag, handler, what, err);
}

uint64_t imap_number(const char *line, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = strrchr(line, '('); p && *p; p++)
		if ((*p == '(' || *p == ' ') && str_istarts(p + 1, name) && p[1 + n] == ' ')
			return strtoull(p + 1 + n, NULL, 10);
	return 0;
}

bool imap_set_each(
	const char *set, void (*each)(void *ctx, uint32_t first, uint32_t last), void *ctx)
{
	for (const char *p = set;; p++) {
		char *end;
		if (*p < '0' || *p > '9')
			return false;
		unsigned long first = strtoul(p, &end, 10), last = first;
		if (*end == ':' && end[1] >= '0' && end[1] <= '9')
			last = strtoul(end + 1, &end, 10);
		if (first > UINT32_MAX || last > UINT32_MAX)
			return false;
		each(ctx, (uint32_t)(first < last ? first : last),
			(uint32_t)(first < last ? last : first));
		if (*end != ',')
			return *end == '\0';
		p = end;
	}
}

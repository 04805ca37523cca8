#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "watch/imap_answer.h"

enum {
	ANSWER_LINE_MAX = STREAM_MAX_LINE,
	STRING_MAX = 4096, /* bytes of a literal that is a string in a line */
};

/* An answer that is being read: the line up to its end, or up to the literal in it. */
struct reader {
	struct imap *imap;
	const struct imap_handler *handler;
	const char *what;
	struct err *err;
	struct str *line; /* without the line's end or "{123}" */
	const char *at; /* in it */
	uint64_t literal; /* bytes that follow; valid where has_literal */
	bool has_literal;
	bool may_have_literal; /* this line */
	int failed; /* a result that ends the reading */
};

static int ended(struct reader *r)
{
	r->failed = imap_result(r->imap, MAILIMAP_ERROR_PARSE, r->what, r->err);
	return -1;
}

/* The handler failed: what is left of the answer is not worth reading, so the session ends. */
static int refused(struct reader *r)
{
	r->imap->ended = true;
	r->failed = IMAP_REFUSED;
	return -1;
}

/* ---- lines and literals */

static bool is_status(const char *line)
{
	static const char *const words[] = {"* OK", "* NO", "* BAD", "* PREAUTH"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_istarts(line, words[i]) &&
			!ascii_is_alnum((unsigned char)line[strlen(words[i])]))
			return true;
	return false;
}

/* Takes "{123}" off the line's end. stream.h lets no number pass that is too large. */
static void take_literal(struct reader *r)
{
	struct str *line = r->line;
	size_t i = line->len;

	r->has_literal = false;
	if (!r->may_have_literal || i < 3 || line->p[--i] != '}')
		return;
	if (line->p[i - 1] == '+')
		i--;
	while (i > 0 && line->p[i - 1] >= '0' && line->p[i - 1] <= '9')
		i--;
	if (i == 0 || line->p[i - 1] != '{' || line->p[i] < '0' || line->p[i] > '9')
		return;
	r->literal = strtoull(line->p + i, NULL, 10);
	r->has_literal = true;
	str_truncate(line, i - 1);
}

/* Reads on to the end of the line, or to its next literal: 0 or -1. */
static int read_segment(struct reader *r, bool first)
{
	const char *bytes, *end = NULL;

	str_reset(r->line);
	while (end == NULL) {
		ssize_t n = stream_peek(r->imap->stream, &bytes);
		if (n < 0)
			return ended(r);
		end = memchr(bytes, '\n', (size_t)n);
		size_t take = end ? (size_t)(end - bytes) : (size_t)n;
		str_add(r->line, bytes, take);
		stream_skip(r->imap->stream, take + (end != NULL));
	}
	if (r->line->full || memchr(str_c(r->line), '\0', r->line->len))
		return ended(r);
	if (r->line->len > 0 && r->line->p[r->line->len - 1] == '\r')
		str_truncate(r->line, r->line->len - 1);
	r->at = str_c(r->line);
	if (first)
		r->may_have_literal = strncmp(r->at, "* ", 2) == 0 && !is_status(r->at);
	take_literal(r);
	r->at = str_c(r->line);
	return 0;
}

/* The bytes of the literal, given to `piece` (NULL: to nobody), and then the rest of the line. */
static int read_literal(struct reader *r,
	int (*piece)(void *ctx, const void *bytes, size_t n, struct err *err), void *ctx)
{
	const char *bytes;

	for (uint64_t left = r->literal; left > 0;) {
		ssize_t n = stream_peek(r->imap->stream, &bytes);
		if (n < 0)
			return ended(r);
		size_t take = (uint64_t)n < left ? (size_t)n : (size_t)left;
		if (piece && piece(ctx, bytes, take, r->err) < 0)
			return refused(r);
		stream_skip(r->imap->stream, take);
		left -= take;
	}
	return read_segment(r, false);
}

static int skip_literal(struct reader *r)
{
	return read_literal(r, NULL, NULL);
}

/* ---- values */

static void skip_spaces(struct reader *r)
{
	while (*r->at == ' ')
		r->at++;
}

/* A quoted string, from after its first mark, to out (or NULL). */
static int read_quoted(struct reader *r, struct str *out)
{
	for (; *r->at && *r->at != '"'; r->at++) {
		if (*r->at == '\\' && r->at[1])
			r->at++;
		if (out)
			str_addc(out, *r->at);
	}
	if (*r->at != '"')
		return ended(r);
	r->at++;
	return 0;
}

/* Any value: an atom, a string, a literal, a list of values. */
static int skip_value(struct reader *r)
{
	size_t depth = 0;

	skip_spaces(r);
	do {
		if (*r->at == '\0') {
			if (!r->has_literal)
				return ended(r);
			if (skip_literal(r) < 0)
				return -1;
		} else if (*r->at == '(') {
			depth++;
			r->at++;
		} else if (*r->at == ')') {
			if (depth == 0)
				return ended(r);
			depth--;
			r->at++;
		} else if (*r->at == '"') {
			r->at++;
			if (read_quoted(r, NULL) < 0)
				return -1;
		} else if (*r->at == ' ') {
			r->at++;
		} else {
			r->at += strcspn(r->at, " ()\"");
		}
	} while (depth > 0);
	return 0;
}

static int read_number(struct reader *r, uint64_t max, uint64_t *value_r)
{
	char *end;

	skip_spaces(r);
	if (*r->at < '0' || *r->at > '9')
		return ended(r);
	unsigned long long value = strtoull(r->at, &end, 10);
	if (value > max)
		return ended(r);
	r->at = end;
	*value_r = value;
	return 0;
}

/* "(ID)" of EMAILID, or a number of Gmail's: told apart by a letter before them. */
static int read_object(struct reader *r, char kind, struct imap_message *m)
{
	skip_spaces(r);
	bool list = *r->at == '(';
	r->at += list;
	size_t n = strcspn(r->at, " ()\"");
	bool known = n > 0 && n < sizeof m->object - 1 && !(n == 3 && str_istarts(r->at, "NIL")) &&
		     *m->object != 'M';
	if (known)
		snprintf(m->object, sizeof m->object, "%c%.*s", kind, (int)n, r->at);
	r->at += n;
	if (list && *r->at != ')')
		return ended(r);
	r->at += list;
	return 0;
}

static int offer_content(struct reader *r, const struct imap_message *m, uint64_t size)
{
	int wanted =
		r->handler->content ? r->handler->content(r->handler->ctx, m, size, r->err) : 0;

	return wanted < 0 ? refused(r) : wanted;
}

/* The value of BODY[...]: a literal, a quoted string, or NIL for none. */
static int read_content(struct reader *r, const struct imap_message *m, bool *has_r)
{
	struct str text = STR_INIT;
	int wanted, rc;

	skip_spaces(r);
	if (*r->at == '\0' && r->has_literal) {
		wanted = offer_content(r, m, r->literal);
		*has_r = *has_r || wanted > 0;
		return wanted < 0 ? -1
				  : read_literal(
					    r, wanted ? r->handler->piece : NULL, r->handler->ctx);
	}
	if (*r->at != '"')
		return skip_value(r);
	r->at++;
	rc = read_quoted(r, &text);
	wanted = rc < 0 ? 0 : offer_content(r, m, text.len);
	if (wanted > 0 && r->handler->piece(r->handler->ctx, str_c(&text), text.len, r->err) < 0)
		wanted = refused(r);
	*has_r = *has_r || wanted > 0;
	str_release(&text);
	return rc < 0 || wanted < 0 ? -1 : 0;
}

/* ---- FETCH */

/* The name of an item, with its brackets: "BODY[HEADER.FIELDS (TO)]<0>". Its length, 0 for none. */
static size_t name_length(const char *p)
{
	size_t n = strcspn(p, " ()[\"");

	if (p[n] == '[') {
		n += strcspn(p + n, "]");
		n += strcspn(p + n, " ()\"");
	}
	return n;
}

static bool is_name(const char *name, size_t n, const char *wanted)
{
	return n == strlen(wanted) && str_istarts(name, wanted);
}

static int read_item(struct reader *r, struct imap_message *m, bool *has_r)
{
	const char *name = r->at;
	size_t n = name_length(name);
	uint64_t value = 0;
	int rc;

	if (n == 0)
		return ended(r);
	r->at += n;
	if (is_name(name, n, "UID")) {
		rc = read_number(r, UINT32_MAX, &value);
		m->uid = (uint32_t)value;
	} else if (is_name(name, n, "RFC822.SIZE")) {
		rc = read_number(r, INT64_MAX, &value);
		m->size = value;
	} else if (is_name(name, n, "EMAILID")) {
		rc = read_object(r, 'M', m);
	} else if (is_name(name, n, "X-GM-MSGID")) {
		rc = read_object(r, 'G', m);
	} else if (str_istarts(name, "BODY[") && !*has_r) {
		rc = read_content(r, m, has_r);
	} else {
		rc = skip_value(r);
	}
	return rc;
}

/* From after "FETCH". */
static int read_fetch(struct reader *r)
{
	struct imap_message m = {0};
	bool has_content = false;

	skip_spaces(r);
	if (*r->at++ != '(')
		return ended(r);
	for (skip_spaces(r); *r->at != ')'; skip_spaces(r))
		if (read_item(r, &m, &has_content) < 0)
			return -1;
	r->at++;
	skip_spaces(r);
	if (*r->at || r->has_literal)
		return ended(r);
	if (r->handler->message &&
		r->handler->message(r->handler->ctx, &m, has_content, r->err) < 0)
		return refused(r);
	return 0;
}

/* ---- answers */

static int skip_rest(struct reader *r)
{
	while (r->has_literal)
		if (skip_literal(r) < 0)
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
static int read_told(struct reader *r)
{
	struct str whole;
	bool usable = true;
	int rc = 0;

	str_init_max(&whole, ANSWER_LINE_MAX);
	str_adds(&whole, r->at);
	while (rc == 0 && r->has_literal) {
		size_t from = whole.len + 1;
		usable = usable && r->literal <= STRING_MAX;
		str_addc(&whole, '"');
		rc = usable ? read_literal(r, add_quoted, &whole) : skip_literal(r);
		usable = usable && !memchr(whole.p + from, '\n', whole.len - from) &&
			 !memchr(whole.p + from, '\r', whole.len - from) &&
			 !memchr(whole.p + from, '\0', whole.len - from);
		str_addf(&whole, "\"%s", rc == 0 ? r->at : "");
	}
	if (rc == 0 && usable && !whole.full &&
		r->handler->line(r->handler->ctx, str_c(&whole), r->err) < 0)
		rc = refused(r);
	str_release(&whole);
	return rc;
}

/* A line "* ...": of any kind, as long as it begins with a word or a number. */
static int read_untagged(struct reader *r)
{
	r->at += 2;
	const char *p = r->at + strspn(r->at, "0123456789");

	if (!ascii_is_alnum((unsigned char)*r->at))
		return ended(r);
	if (p > r->at && str_istarts(p, " FETCH ")) {
		r->at = p + 7;
		return read_fetch(r);
	}
	return r->handler->line ? read_told(r) : skip_rest(r);
}

/* "TAG OK ...": the result, and IMAP_ENDED for what is no answer. */
static int read_status(struct reader *r, const char *text)
{
	struct err *err = r->err;
	char words[300];
	size_t n = 0;

	if (str_istarts(text, "OK") && !ascii_is_alnum((unsigned char)text[2]))
		return 0;
	if (!str_istarts(text, "NO") && !str_istarts(text, "BAD")) {
		ended(r);
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
static int read_tagged(struct reader *r, const char *tag, int *result_r)
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
		return ended(r);
	return 0;
}

int imap_answer(struct imap *imap, const char *tag, const struct imap_handler *handler,
	const char *what, struct err *err)
{
	struct str line;
	struct reader r = {
		.imap = imap, .handler = handler, .what = what, .err = err, .line = &line};
	int rc = 0, done = 0;

	str_init_max(&line, ANSWER_LINE_MAX);
	while (done == 0 && (done = read_segment(&r, true)) == 0)
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

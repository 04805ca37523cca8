#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "watch/imap_message.h"

/* "(ID)" of EMAILID, or a number of Gmail's: told apart by a letter before them. */
static int read_object(struct imap_reader *r, char kind, struct imap_message *m)
{
	imap_skip_spaces(r);
	bool list = *r->at == '(';
	r->at += list;
	size_t n = strcspn(r->at, " ()\"");
	bool known = n > 0 && n < sizeof m->object - 1 && !(n == 3 && str_istarts(r->at, "NIL")) &&
		     *m->object != 'M';
	if (known)
		snprintf(m->object, sizeof m->object, "%c%.*s", kind, (int)n, r->at);
	r->at += n;
	if (list && *r->at != ')')
		return imap_reader_ended(r);
	r->at += list;
	return 0;
}

static int offer_content(struct imap_reader *r, const struct imap_message *m, uint64_t size)
{
	int wanted =
		r->handler->content ? r->handler->content(r->handler->ctx, m, size, r->err) : 0;

	return wanted < 0 ? imap_reader_refused(r) : wanted;
}

/* The value of BODY[...]: a literal, a quoted string, or NIL for none. */
static int read_content(struct imap_reader *r, const struct imap_message *m, bool *has_r)
{
	struct str text = STR_INIT;
	int wanted, rc;

	imap_skip_spaces(r);
	if (*r->at == '\0' && r->has_literal) {
		wanted = offer_content(r, m, r->literal);
		*has_r = *has_r || wanted > 0;
		return wanted < 0 ? -1
				  : imap_read_literal(
					    r, wanted ? r->handler->piece : NULL, r->handler->ctx);
	}
	if (*r->at != '"')
		return imap_skip_value(r);
	r->at++;
	rc = imap_read_quoted(r, &text);
	wanted = rc < 0 ? 0 : offer_content(r, m, text.len);
	if (wanted > 0 && r->handler->piece(r->handler->ctx, str_c(&text), text.len, r->err) < 0)
		wanted = imap_reader_refused(r);
	*has_r = *has_r || wanted > 0;
	str_release(&text);
	return rc < 0 || wanted < 0 ? -1 : 0;
}

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

static int read_item(struct imap_reader *r, struct imap_message *m, bool *has_r)
{
	const char *name = r->at;
	size_t n = name_length(name);
	uint64_t value = 0;
	int rc;

	if (n == 0)
		return imap_reader_ended(r);
	r->at += n;
	if (is_name(name, n, "UID")) {
		rc = imap_read_number(r, UINT32_MAX, &value);
		m->uid = (uint32_t)value;
	} else if (is_name(name, n, "RFC822.SIZE")) {
		rc = imap_read_number(r, INT64_MAX, &value);
		m->size = value;
	} else if (is_name(name, n, "EMAILID")) {
		rc = read_object(r, 'M', m);
	} else if (is_name(name, n, "X-GM-MSGID")) {
		rc = read_object(r, 'G', m);
	} else if (str_istarts(name, "BODY[") && !*has_r) {
		rc = read_content(r, m, has_r);
	} else {
		rc = imap_skip_value(r);
	}
	return rc;
}

int imap_read_message(struct imap_reader *r)
{
	struct imap_message m = {0};
	bool has_content = false;

	imap_skip_spaces(r);
	if (*r->at++ != '(')
		return imap_reader_ended(r);
	for (imap_skip_spaces(r); *r->at != ')'; imap_skip_spaces(r))
		if (read_item(r, &m, &has_content) < 0)
			return -1;
	r->at++;
	imap_skip_spaces(r);
	if (*r->at || r->has_literal)
		return imap_reader_ended(r);
	if (r->handler->message &&
		r->handler->message(r->handler->ctx, &m, has_content, r->err) < 0)
		return imap_reader_refused(r);
	return 0;
}

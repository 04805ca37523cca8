#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "reply/inner.h"
#include "reply/mailbox.h"
#include "reply/report.h"
#include "reply/text.h"

/* Headers that say where a mail was sent, or that carry the address that an answer was sent to. */
static const char *const recipients[] = {"To", "Cc", "Bcc", "Delivered-To", "X-Original-To",
	"Envelope-To", "X-Envelope-To", "X-Delivered-To", "X-Forwarded-To", "X-Forwarded-For",
	"X-Original-Recipient", "Original-Recipient", "X-RCPT-TO", "Apparently-To", "Resent-To",
	"Resent-Cc", "X-Failed-Recipients"};

/* References and what Exchange and ticket systems write instead when they make a new Message-ID. */
static const char *const ancestors[] = {"References", "X-Microsoft-Original-Message-ID",
	"X-MS-Exchange-Parent-Message-Id", "X-Original-Message-ID", "Original-Message-ID",
	"X-Forwarded-Message-Id", "Resent-Message-ID"};

/* Fields of an inner mail's header that are worth looking at; others hold the ids of hops. */
static const char *const inner_ids[] = {"Message-ID", "In-Reply-To", "References",
	"X-Microsoft-Original-Message-ID", "Original-Message-ID", "Resent-Message-ID"};
static const char *const inner_mailboxes[] = {"From", "To", "Cc", "Reply-To", "Sender",
	"Return-Path", "Delivered-To", "X-Original-To", "Envelope-To"};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* "by mx.test with ESMTP for <a@b>; Fri ..." */
static void add_received(struct reading *r, struct found_list *list, const struct header *f)
{
	size_t n = f->value_len < 4096 ? f->value_len : 4096;
	const char *v = f->value;

	for (size_t i = 0; i + 5 < n; i++) {
		if (!(ascii_is_space(v[i]) && strncasecmp(v + i + 1, "for", 3) == 0 &&
			    ascii_is_space(v[i + 4])))
			continue;
		for (i += 5; i < n && (ascii_is_space(v[i]) || v[i] == '<'); i++)
			continue;
		size_t len = address_length(v + i, n - i);
		if (len)
			found_add(&r->arena, list, v + i, len, "Received");
		return;
	}
}

static void add_mailboxes(
	struct reading *r, struct found_list *list, const struct header *f, const char *label)
{
	struct address_list addresses = {.items = NULL};
	size_t count;

	mailboxes_add(&r->arena, &addresses, f->value, f->value_len);
	struct reading_address *items = mailboxes_finish(&r->arena, &addresses, &count);
	for (size_t i = 0; i < count; i++)
		if (strchr(items[i].address, '@'))
			found_add(
				&r->arena, list, items[i].address, strlen(items[i].address), label);
}

static const char **texts_of(struct reading *r, struct found_list *list, size_t *count_r)
{
	struct reading_found *found;

	r->truncated |= list->full;
	found = found_finish(&r->arena, list, count_r);
	if (*count_r == 0)
		return NULL;
	const char **texts = arena_array(&r->arena, *count_r, sizeof *texts);
	for (size_t i = 0; i < *count_r; i++)
		texts[i] = found[i].text;
	return texts;
}

void inner_read_headers(struct reading *r, const struct headers *h)
{
	struct found_list to = {.items = NULL}, replied = {.items = NULL}, older = {.items = NULL};
	const struct header *f;

	for (size_t k = 0; k < COUNT(recipients); k++)
		for (size_t i = 0; (f = headers_next(h, recipients[k], &i)) != NULL;)
			add_mailboxes(r, &to, f, recipients[k]);
	for (size_t i = 0; (f = headers_next(h, "Received", &i)) != NULL;)
		add_received(r, &to, f);
	for (size_t i = 0; (f = headers_next(h, "In-Reply-To", &i)) != NULL;)
		message_ids_add(&r->arena, &replied, f->value, f->value_len, "");
	for (size_t k = 0; k < COUNT(ancestors); k++)
		for (size_t i = 0; (f = headers_next(h, ancestors[k], &i)) != NULL;)
			message_ids_add(&r->arena, &older, f->value, f->value_len, "");
	r->truncated |= to.full;
	r->addresses = found_finish(&r->arena, &to, &r->n_addresses);
	r->in_reply_to = texts_of(r, &replied, &r->n_in_reply_to);
	r->references = texts_of(r, &older, &r->n_references);
}

struct inner {
	struct reading *r;
	struct found_list ids, addresses;
};

static void add_inner_headers(struct inner *in, const struct headers *h, const char *label)
{
	const struct header *f;

	for (size_t k = 0; k < COUNT(inner_ids); k++)
		for (size_t i = 0; (f = headers_next(h, inner_ids[k], &i)) != NULL;)
			message_ids_add(&in->r->arena, &in->ids, f->value, f->value_len, label);
	for (size_t k = 0; k < COUNT(inner_mailboxes); k++)
		for (size_t i = 0; (f = headers_next(h, inner_mailboxes[k], &i)) != NULL;)
			add_mailboxes(in->r, &in->addresses, f, label);
}

/* The text of a part inside: of a returned mail, or of a report about it. */
static void scan_part(struct inner *in, const struct part *part, const char *label)
{
	struct str text;

	str_init_max(&text, READING_MAX_TEXT);
	text_of_part(&text, part);
	text_scan(&in->r->arena, &in->addresses, &in->ids, str_c(&text), text.len, label);
	str_release(&text);
}

/* A part that consists of a header alone (RFC 6522 2 and 4). */
static bool is_header_part(const struct part *part)
{
	return strcmp(part->type, "text/rfc822-headers") == 0 ||
	       strcmp(part->type, "message/rfc822-headers") == 0 ||
	       strcmp(part->type, "message/global-headers") == 0;
}

static void add_header_part(struct inner *in, const struct part *part, const char *label)
{
	struct headers h;
	struct str text;

	str_init_max(&text, READING_MAX_TEXT);
	struct part piece = *part;
	if (piece.body_len > READING_MAX_TEXT)
		piece.body_len = READING_MAX_TEXT;
	part_decode(&text, &piece);
	headers_parse(&in->r->arena, str_c(&text), text.len, &h);
	add_inner_headers(in, &h, label);
	str_release(&text);
}

/* An address of a link, which a mail of nothing but HTML shows nowhere: its "+" and "@" may be
 * escaped. p is behind "mailto:". */
static void add_link(struct inner *in, const char *p, size_t n)
{
	enum { LONGEST = 320 };
	char address[LONGEST];
	size_t len = 0;

	for (size_t i = 0; i < n && len < LONGEST && p[i] != '"' && p[i] != '\''; i++) {
		bool plus = n - i > 2 && strncasecmp(p + i, "%2b", 3) == 0;
		bool at = n - i > 2 && p[i] == '%' && p[i + 1] == '4' && p[i + 2] == '0';
		address[len++] = plus ? '+' : at ? '@' : p[i];
		i += plus || at ? 2 : 0;
	}
	len = address_length(address, len);
	if (len)
		found_add(&in->r->arena, &in->addresses, address, len, "quoted");
}

static void scan_links(struct inner *in, const struct part *part)
{
	static const char scheme[] = "mailto:";
	struct part piece = *part;
	struct str html;

	str_init_max(&html, READING_MAX_TEXT);
	if (piece.body_len > READING_MAX_TEXT)
		piece.body_len = READING_MAX_TEXT;
	part_decode(&html, &piece);
	const char *p = str_c(&html), *end = p + html.len;
	while ((p = memmem(p, (size_t)(end - p), scheme, sizeof scheme - 1)) != NULL) {
		p += sizeof scheme - 1;
		add_link(in, p, (size_t)(end - p));
	}
	str_release(&html);
}

void inner_read_parts(struct reading *r, const struct parts *parts)
{
	struct inner in = {.r = r};
	bool report = r->class != READING_REPLY && r->class != READING_AUTO_REPLY;
	const char *label = report ? "returned" : "attached";
	bool *inside = arena_array(&r->arena, parts->count, sizeof *inside);
	size_t own = report ? returned_mail_at(r->text, r->text_len) : r->text_len;

	for (size_t i = 1; i < parts->count; i++) {
		const struct part *p = &parts->items[i];
		bool text = str_starts(p->type, "text/") && !p->multipart;
		bool parent_is_message = parts->items[p->parent].message;

		inside[i] = inside[p->parent] || parent_is_message;
		if (parent_is_message)
			add_inner_headers(&in, &p->headers, label);
		if (is_header_part(p))
			add_header_part(&in, p, label);
		else if (inside[i] && text)
			scan_part(&in, p, label);
		else if (str_starts(p->type, "message/") && !p->message)
			scan_part(&in, p, "returned"); /* a report's fields */
	}
	for (size_t i = 0; r->from_html && i < parts->count; i++)
		if (!inside[i] && !parts->items[i].attachment &&
			strcmp(parts->items[i].type, "text/html") == 0)
			scan_links(&in, &parts->items[i]);
	text_scan(&r->arena, &in.addresses, &in.ids, r->text, own, "quoted");
	text_scan(&r->arena, &in.addresses, &in.ids, r->text + own, r->text_len - own, "returned");
	r->truncated |= in.ids.full || in.addresses.full;
	r->inner_message_ids = found_finish(&r->arena, &in.ids, &r->n_inner_message_ids);
	r->inner_addresses = found_finish(&r->arena, &in.addresses, &r->n_inner_addresses);
}

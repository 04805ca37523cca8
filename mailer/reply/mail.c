#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "reply/charset.h"
#include "reply/classify.h"
#include "reply/inner.h"
#include "reply/mail.h"
#include "reply/mailbox.h"
#include "reply/maildate.h"
#include "reply/parse.h"
#include "reply/promise.h"
#include "reply/quote.h"
#include "reply/text.h"
#include "reply/tnef.h"
#include "reply/words.h"

static const char *message_id(struct reading *r, const struct headers *h)
{
	const struct header *f = headers_find(h, "Message-ID");
	struct found_list list = {.items = NULL};
	size_t count;

	if (f == NULL)
		return NULL;
	message_ids_add(&r->arena, &list, f->value, f->value_len, "");
	struct reading_found *ids = found_finish(&r->arena, &list, &count);
	return count ? ids[0].text : header_raw(&r->arena, f);
}

/* The first mailbox of a field; the first with an @ when there is one. */
static bool first_mailbox(
	struct reading *r, const struct headers *h, const char *name, struct reading_address *one_r)
{
	struct address_list list = {.items = NULL};
	const struct header *f;
	size_t count;

	for (size_t i = 0; (f = headers_next(h, name, &i)) != NULL && list.count == 0;)
		mailboxes_add(&r->arena, &list, f->value, f->value_len);
	struct reading_address *items = mailboxes_finish(&r->arena, &list, &count);
	for (size_t i = 0; i < count; i++)
		if (strchr(items[i].address, '@')) {
			*one_r = items[i];
			return true;
		}
	if (count && *items[0].address)
		*one_r = items[0];
	return count && *items[0].address;
}

static void read_people(struct reading *r, const struct headers *h)
{
	static const char *const senders[] = {"From", "Sender", "Return-Path"};
	static const char *const receivers[] = {"To", "Cc"};
	struct address_list list = {.items = NULL};
	const struct header *f;

	for (size_t k = 0; k < 3; k++)
		if (first_mailbox(r, h, senders[k], &r->from))
			break;
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; (f = headers_next(h, receivers[k], &i)) != NULL;)
			mailboxes_add(&r->arena, &list, f->value, f->value_len);
	r->truncated |= list.full;
	r->to = mailboxes_finish(&r->arena, &list, &r->n_to);
}

static void read_headers(struct reading *r, const struct headers *h)
{
	struct arena *a = &r->arena;

	r->message_id = message_id(r, h);
	r->date = headers_raw(a, h, "Date");
	if (r->date == NULL || maildate_parse(r->date, &r->date_at) < 0)
		r->date_at = 0;
	r->subject = headers_text(a, h, "Subject");
	r->thread_topic = headers_text(a, h, "Thread-Topic");
	read_people(r, h);
	inner_read_headers(r, h);
}

/* Parts that belong to the mail's construction and are of no use as a file. */
static bool is_construction(const struct parts *parts, const struct part *p)
{
	static const char *const types[] = {"message/delivery-status",
		"message/global-delivery-status", "message/disposition-notification",
		"message/feedback-report", "text/rfc822-headers", "message/rfc822-headers",
		"message/global-headers", "application/pgp-signature",
		"application/pkcs7-signature", "application/x-pkcs7-signature",
		"application/pgp-encrypted"};
	const struct part *parent = p->parent < 0 ? NULL : &parts->items[p->parent];

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(p->type, types[i]) == 0)
			return true;
	/* What is returned by a report. */
	return p->message && parent && strcmp(parent->type, "multipart/report") == 0;
}

/* Sets attachments; those that tnef_read() found are there already, and come last. */
static void read_attachments(struct reading *r, const struct parts *parts)
{
	const struct reading_attachment *inside_tnef = r->attachments;
	size_t n_tnef = r->n_attachments, n = 0, room = parts->count + n_tnef;
	struct reading_attachment *items;
	bool *inside = arena_array(&r->arena, parts->count, sizeof *inside);

	room = room < READING_MAX_ITEMS ? room : READING_MAX_ITEMS;
	items = arena_array(&r->arena, room, sizeof *items);
	for (size_t i = 0; i < parts->count; i++) {
		const struct part *p = &parts->items[i];
		bool text = strcmp(p->type, "text/plain") == 0 || strcmp(p->type, "text/html") == 0;

		inside[i] =
			p->parent >= 0 && (inside[p->parent] || parts->items[p->parent].message);
		if (inside[i] || p->multipart || is_construction(parts, p) ||
			(text && !p->attachment && (p->name == NULL || i == 0)))
			continue;
		if (n == room) {
			r->truncated = true;
			break;
		}
		items[n++] = (struct reading_attachment){p->name, p->type, part_size(p)};
	}
	for (size_t i = 0; i < n_tnef && n < room; i++)
		items[n++] = inside_tnef[i];
	r->n_attachments = n;
	r->attachments = n ? items : NULL;
}

static bool is_encrypted(const struct reading *r, const struct parts *parts)
{
	for (size_t i = 0; i < parts->count; i++) {
		const struct part *p = &parts->items[i];
		if (p->depth > 1)
			continue;
		/* S/MIME wraps signed text in the same type as encrypted text; neither can be read
		 * here. */
		if (strcmp(p->type, "multipart/encrypted") == 0 ||
			strcmp(p->type, "application/pkcs7-mime") == 0 ||
			strcmp(p->type, "application/x-pkcs7-mime") == 0 ||
			strcmp(p->type, "application/pgp-encrypted") == 0)
			return true;
	}
	return memmem(r->text, r->text_len < 4096 ? r->text_len : 4096,
		       "-----BEGIN PGP MESSAGE-----", 27) != NULL;
}

void mail_read(struct reading *r, const char *bytes, size_t n)
{
	struct parts parts;
	struct str text;

	if (n > READING_MAX_BYTES) {
		n = READING_MAX_BYTES;
		r->truncated = true;
	}
	parts_parse(&r->arena, bytes, n, &parts);
	r->truncated |= parts.truncated;
	read_headers(r, &parts.items[0].headers);
	str_init_max(&text, READING_MAX_TEXT);
	text_of_mail(&text, &parts, &r->from_html);
	tnef_read(r, &parts, &text);
	r->truncated |= text.full;
	r->text = arena_strndup(&r->arena, str_c(&text), text.len);
	r->text_len = text.len;
	str_release(&text);
	read_attachments(r, &parts);
	r->encrypted = is_encrypted(r, &parts);
	const char *folded = words_fold(&r->arena, r->text, r->text_len);
	quote_strip(r, folded);
	classify(r, &parts, folded);
	inner_read_parts(r, &parts);
	promise_find(r, folded);
}

void mail_read_text(struct reading *r, const char *bytes, size_t n)
{
	struct str text, clean;

	if (n > READING_MAX_TEXT) {
		n = READING_MAX_TEXT;
		r->truncated = true;
	}
	str_init_max(&text, (size_t)2 * READING_MAX_TEXT);
	str_init_max(&clean, (size_t)2 * READING_MAX_TEXT);
	charset_add(&text, NULL, bytes, n);
	text_normalise(&clean, str_c(&text), text.len);
	r->text = arena_strndup(&r->arena, str_c(&clean), clean.len);
	r->text_len = clean.len;
	str_release(&text);
	str_release(&clean);
	const char *folded = words_fold(&r->arena, r->text, r->text_len);
	quote_strip(r, folded);
	promise_find(r, folded);
}

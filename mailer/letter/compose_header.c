#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "base/token.h"
#include "campaign/address.h"
#include "letter/composer.h"

enum { MESSAGE_ID_BYTES = 15 };

/* ---- identity ---- */

static char *make_message_id(struct draft *d)
{
	struct composer *x = d->composer;
	uint8_t mac[SHA256_SIZE];

	str_reset(&x->scratch);
	str_adds(&x->scratch, "message-id\n");
	str_adds(&x->scratch, d->letter->key);
	hmac_sha256(&x->secret, x->scratch.p, x->scratch.len, mac);
	str_reset(&x->scratch);
	add_base32(&x->scratch, mac, MESSAGE_ID_BYTES);
	str_addc(&x->scratch, '@');
	str_adds(&x->scratch, x->domain);
	return arena_strndup(&d->letter->arena, x->scratch.p, x->scratch.len);
}

/* "letters@example.org" with the token: "letters+TOKEN@example.org". */
static const char *plus_address(struct draft *d, const char *email)
{
	struct str *s = &d->composer->scratch;
	const char *at = strrchr(email, '@');
	/* A quoted local part takes it inside its quotes. */
	size_t local = (size_t)(at - email), quote = local && at[-1] == '"';

	str_reset(s);
	str_add(s, email, local - quote);
	str_addc(s, '+');
	str_adds(s, d->letter->token);
	str_adds(s, at - quote);
	return arena_strndup(&d->letter->arena, s->p, s->len);
}

static void plus_first(struct draft *d, struct mailbox_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (strstr(list->items[i].email, d->letter->token))
			return;
	if (list->count && d->composer->campaign->letter.plus_address)
		list->items[0].email = plus_address(d, list->items[0].email);
}

static void make_marks(struct draft *d)
{
	struct composer *x = d->composer;
	struct letter *l = d->letter;
	char token[TOKEN_SIZE], *key = letter_key(x->campaign, d->id);

	l->key = arena_strdup(&l->arena, key);
	free(key);
	token_make(&x->secret, l->key, token);
	l->token = arena_strdup(&l->arena, token);
	l->message_id = make_message_id(d);
}

static void take_marks(struct letter *l, const struct letter_marks *marks)
{
	l->key = arena_strdup(&l->arena, marks->key);
	l->token = arena_strdup(&l->arena, marks->token);
	l->message_id = arena_strdup(&l->arena, marks->message_id);
}

void draft_identity(struct draft *d)
{
	struct composer *x = d->composer;
	struct letter *l = d->letter;

	if (d->id->marks)
		take_marks(l, d->id->marks);
	else
		make_marks(d);
	str_reset(&x->scratch);
	str_add(&x->scratch, x->ref_prefix.p, x->ref_prefix.len);
	str_add_number(&x->scratch, d->id->number);
	l->ref = arena_strndup(&l->arena, x->scratch.p, x->scratch.len);
	for (size_t i = 0; i < x->reply_to.count; i++)
		mailbox_list_add(&l->arena, &d->reply_to, x->reply_to.items[i].name,
			x->reply_to.items[i].email);
	plus_first(d, &d->reply_to);
}

/* ---- who writes to whom ---- */

static int header_error(struct draft *d, enum field field, struct err *err)
{
	return head_error(&d->variant->text, d->variant->file, field, NULL, err);
}

static bool same_mailbox(const char *a, const char *b)
{
	if (strcmp(a, b) == 0)
		return true;
	char *x = address_key(a), *y = address_key(b);
	bool same = strcmp(x, y) == 0;

	free(x);
	free(y);
	return same;
}

/*
 * In individual mode the campaign writes on the signatory's behalf, from its own address: a From of
 * the signatory's domain would fail that domain's DMARC policy and be thrown away (RFC 7489).
 */
static int individual_from(struct draft *d, struct mailbox_list *from, struct err *err)
{
	struct composer *x = d->composer;
	const struct table *t = &x->campaign->signatories;
	size_t row = (size_t)d->id->signatory;
	const char *who = table_cell(t, row, x->signatory_name);

	if (d->head.from.count) {
		for (size_t i = 0; i < d->head.from.count; i++) {
			const char *email = d->head.from.items[i].email;
			if (strcasecmp(address_domain(email), x->domain) == 0)
				continue;
			err_set(err, ERR_INPUT,
				"From is %s, but the campaign sends from %s: receivers refuse such "
				"a letter (DMARC); take the line out, or use an address at %s",
				email, x->from.items[0].email, x->domain);
			return header_error(d, FIELD_FROM, err);
		}
		*from = d->head.from;
		return 0;
	}
	if (*who == '\0')
		who = table_cell(t, row, x->signatory_org);
	mailbox_list_add(&d->letter->arena, from,
		*who ? arena_printf(&d->letter->arena, "%s via %s", who, x->campaign->title)
		     : x->from.items[0].name,
		x->from.items[0].email);
	return 0;
}

static int choose_from(
	struct draft *d, struct mailbox_list *from, struct mailbox_list *sender, struct err *err)
{
	struct composer *x = d->composer;

	if (d->id->signatory >= 0) {
		if (individual_from(d, from, err) < 0)
			return -1;
	} else {
		*from = d->head.from.count ? d->head.from : x->from;
	}
	/* RFC 5322 3.6.2: required where several wrote it, wrong where it says the same. */
	if (d->head.sender.count > 1) {
		err_set(err, ERR_INPUT, "there are several Senders, expected one");
		return header_error(d, FIELD_SENDER, err);
	}
	*sender = d->head.sender.count ? d->head.sender : x->from;
	if (from->count == 1 && same_mailbox(from->items[0].email, sender->items[0].email))
		*sender = (struct mailbox_list){0};
	return 0;
}

static int default_to(struct draft *d, struct mailbox_list *to, struct err *err)
{
	struct composer *x = d->composer;
	const struct table *t = &x->campaign->recipients;
	const char *cell = table_cell(t, d->id->recipient, x->email), *why;
	struct address address;

	if (address_parse(cell, &address, &why) < 0)
		return err_set(err, ERR_INPUT, "%s:%zu:%zu: \"%.200s\" is no address: %s", t->file,
			table_line(t, d->id->recipient),
			table_cell_place(t, d->id->recipient, x->email), cell, why);
	mailbox_list_add(
		&d->letter->arena, to, table_cell(t, d->id->recipient, x->name), address.email);
	address_release(&address);
	return 0;
}

static int choose_to(struct draft *d, struct err *err)
{
	struct head *h = &d->head;
	const char *part, *why;

	if (d->id->test_to) {
		h->to = h->cc = h->bcc = (struct mailbox_list){0};
		if (mailboxes_parse(&d->letter->arena, d->id->test_to, &h->to, &part, &why) == 0 &&
			h->to.count == 1)
			return 0;
		return err_set(err, ERR_INPUT, "\"%.200s\" is no address to send a test to",
			d->id->test_to);
	}
	return h->to.count ? 0 : default_to(d, &h->to, err);
}

/* ---- the envelope ---- */

static void add_recipients(struct letter *l, size_t cap, const struct mailbox_list *list)
{
	for (size_t i = 0; i < list->count && l->envelope_count < cap; i++) {
		char *email = (char *)(uintptr_t)list->items[i].email;
		bool known = false;
		for (size_t k = 0; k < l->envelope_count && !known; k++)
			known = strcasecmp(l->envelope_to[k], email) == 0;
		if (!known)
			l->envelope_to[l->envelope_count++] = email;
		l->smtputf8 |= !header_is_ascii(email);
	}
}

static void set_envelope(struct draft *d)
{
	struct letter *l = d->letter;
	const struct head *h = &d->head;
	size_t cap = h->to.count + h->cc.count + h->bcc.count;

	l->envelope_from = arena_strdup(&l->arena, d->composer->from.items[0].email);
	l->envelope_to = arena_array(&l->arena, cap + 1, sizeof *l->envelope_to);
	add_recipients(l, cap, &h->to);
	add_recipients(l, cap, &h->cc);
	add_recipients(l, cap, &h->bcc);
	l->smtputf8 |= !header_is_ascii(l->envelope_from);
}

/* ---- the lines ---- */

static char *shown(struct draft *d, const struct mailbox_list *list)
{
	struct str *s = &d->composer->scratch;

	if (list->count == 0)
		return NULL;
	str_reset(s);
	mailboxes_show(s, list);
	return arena_strndup(&d->letter->arena, s->p, s->len);
}

static void write_message_id(struct str *out, const char *id)
{
	str_adds(out, "Message-ID: <");
	str_adds(out, id);
	str_adds(out, ">\r\n");
}

static void write_threads(struct draft *d, struct str *out)
{
	const struct letter_id *id = d->id;
	const char *first;

	if (id->kind != LETTER_REMINDER)
		return;
	if (id->first_message_id) {
		first = arena_printf(&d->letter->arena, "<%s>", id->first_message_id);
		header_tokens(out, "In-Reply-To", &first, 1);
		header_tokens(out, "References", &first, 1);
	}
	str_adds(out, "Auto-Submitted: auto-generated\r\n");
}

/* Percent-encodes n bytes of an address or a subject for a mailto URL (RFC 6068 2). */
static void add_url_text(struct str *out, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];
		if (ascii_is_alnum(c) || (c && strchr("-._~", c)))
			str_addc(out, (char)c);
		else
			str_addf(out, "%%%02X", c);
	}
}

/* RFC 2369 3.2. The reference tells which recipient asks, whatever address it is asked from. */
static void write_unsubscribe(struct draft *d, struct str *out)
{
	const char *email = d->composer->campaign->send.unsubscribe, *domain, *url;
	struct str *s = &d->composer->scratch;

	if (email == NULL)
		return;
	domain = address_domain(email);
	str_reset(s);
	str_adds(s, "<mailto:");
	add_url_text(s, email, (size_t)(domain - 1 - email));
	str_addf(s, "@%s?subject=unsubscribe%%20", domain);
	add_url_text(s, d->letter->ref, strlen(d->letter->ref));
	str_addc(s, '>');
	url = arena_strndup(&d->letter->arena, s->p, s->len);
	header_tokens(out, "List-Unsubscribe", &url, 1);
}

static int set_subject(struct draft *d, struct err *err)
{
	const char *subject = d->head.subject;

	if (subject == NULL || *subject == '\0') {
		err_set(err, ERR_INPUT,
			subject ? "the Subject is empty, expected text"
				: "the letter has no Subject, expected a line "
				  "\"Subject: ...\" at its top");
		return header_error(d, FIELD_SUBJECT, err);
	}
	d->letter->subject = d->id->test_to ? arena_printf(&d->letter->arena, "[Test] %s", subject)
					    : arena_strdup(&d->letter->arena, subject);
	return 0;
}

int draft_header(struct draft *d, struct err *err)
{
	struct letter *l = d->letter;
	struct head *h = &d->head;
	struct str *out = &l->bytes;
	struct mailbox_list from = {0}, sender = {0};

	if (set_subject(d, err) < 0 || choose_from(d, &from, &sender, err) < 0 ||
		choose_to(d, err) < 0)
		return -1;
	if (h->reply_to.count)
		plus_first(d, &h->reply_to);
	else
		h->reply_to = d->reply_to;
	set_envelope(d);
	l->from = shown(d, &from);
	l->sender = shown(d, &sender);
	l->to = shown(d, &h->to);
	l->cc = shown(d, &h->cc);
	l->bcc = shown(d, &h->bcc);
	l->reply_to = shown(d, h->reply_to.count ? &h->reply_to : &from);
	header_mailboxes(out, "From", &from);
	header_mailboxes(out, "Sender", &sender);
	header_mailboxes(out, "Reply-To", &h->reply_to);
	header_mailboxes(out, "To", &h->to);
	header_mailboxes(out, "Cc", &h->cc);
	/* Names are encoded; what is left is an address. */
	l->smtputf8 |= !ascii_only(out->p, out->len);
	header_text(out, "Subject", l->subject);
	str_add(out, d->composer->date.p, d->composer->date.len);
	write_message_id(out, l->message_id);
	write_threads(d, out);
	write_unsubscribe(d, out);
	for (size_t i = 0; i < h->extra_count; i++)
		header_text(out, h->extra[i].name, h->extra[i].value);
	if (d->id->test_to)
		str_adds(out, "X-Openletter-Test: yes\r\n");
	str_adds(out, "MIME-Version: 1.0\r\nContent-Language: ");
	str_adds(out, l->language);
	str_adds(out, "\r\n");
	return 0;
}

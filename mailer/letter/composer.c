#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/token.h"
#include "campaign/address.h"
#include "letter/composer.h"
#include "letter/html.h"
#include "letter/mime.h"

/* RFC 5321 4.5.3.1.1; a token and its plus sign take this much. */
enum { LOCAL_MAX = 64, PLUS_LEN = TOKEN_LEN + 1 };

/* ---- making one ---- */

static void read_setting(struct composer *x, const char *key, const char *value,
	struct mailbox_list *list, struct problems *problems)
{
	const char *part, *why;

	if (mailboxes_parse(&x->arena, value, list, &part, &why) < 0)
		problems_add(problems, CAMPAIGN_FILE, 0, 0,
			"letter.%s: \"%.200s\" is no address: %s", key, part, why);
	else if (list->count == 0)
		problems_add(problems, CAMPAIGN_FILE, 0, 0,
			"letter.%s is empty, expected an address", key);
}

/* Whom answers go to: reply_to, else the sender as soon as that can carry a token. */
static void read_addresses(struct composer *x, struct problems *problems)
{
	const struct letter_settings *s = &x->campaign->letter;

	read_setting(x, "from", s->from ? s->from : "", &x->from, problems);
	if (s->reply_to)
		read_setting(x, "reply_to", s->reply_to, &x->reply_to, problems);
	else if (s->plus_address && x->from.count)
		mailbox_list_add(
			&x->arena, &x->reply_to, x->from.items[0].name, x->from.items[0].email);
	if (s->plus_address && x->reply_to.count) {
		const char *email = x->reply_to.items[0].email;
		if (strcspn(email, "@") + PLUS_LEN > LOCAL_MAX)
			problems_add(problems, CAMPAIGN_FILE, 0, 0,
				"letter.reply_to: the part of \"%s\" before the @ is too long to "
				"take a token (at most %d characters); use a shorter one, or "
				"plus_address = false",
				email, LOCAL_MAX - PLUS_LEN);
	}
	x->domain = x->from.count ? address_domain(x->from.items[0].email) : "";
}

static void read_columns(struct composer *x)
{
	const struct campaign *c = x->campaign;

	x->email = table_column(&c->recipients, "email");
	x->name = table_column(&c->recipients, "name");
	x->signatory_name = table_column(&c->signatories, "name");
	x->signatory_org = table_column(&c->signatories, "org");
}

static struct composer *make(struct campaign *c, enum letter_kind kind, int64_t date,
	const uint8_t *secret, size_t secret_len, bool marked, struct problems *problems)
{
	const char *file =
		kind == LETTER_REMINDER ? c->letter.reminder_file : c->letter.template_file;
	struct composer *x;
	size_t before = problems->errors;

	if (file == NULL) {
		problems_add(problems, CAMPAIGN_FILE, 0, 0,
			kind == LETTER_REMINDER
				? "letter.reminder is not set, expected the template of reminders"
				: "letter.template is not set, expected a file name");
		return NULL;
	}
	x = mem_alloc(sizeof *x);
	x->campaign = c;
	x->kind = kind;
	x->marked = marked;
	hmac_key_init(&x->secret, secret, secret_len);
	struct str *const buffers[] = {&x->head, &x->raw, &x->html, &x->page, &x->scratch,
		&x->dropped, &x->date, &x->ref_prefix};
	for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
		str_init(buffers[i]);
	read_columns(x);
	read_addresses(x, problems);
	str_adds(&x->date, "Date: ");
	clock_add_rfc5322(&x->date, date);
	str_adds(&x->date, "\r\n");
	letter_add_ref_prefix(&x->ref_prefix, c->id ? c->id : "");
	attachments_init(&x->attachments, c, x->domain);
	values_init(&x->values, c, kind, date);
	variants_init(&x->variants, &x->values, file, marked, problems);
	if (problems->errors == before)
		return x;
	composer_free(x);
	return NULL;
}

struct composer *composer_new(struct campaign *c, enum letter_kind kind, int64_t date,
	const uint8_t *secret, size_t secret_len, struct problems *problems)
{
	return make(c, kind, date, secret, secret_len, false, problems);
}

const char *composer_template(struct composer *x, size_t recipient)
{
	return variants_pick(&x->variants, recipient, &x->campaign->recipients)->file;
}

struct composer *composer_new_marked(struct campaign *c, enum letter_kind kind, int64_t date,
	const uint8_t *secret, size_t secret_len, struct problems *problems)
{
	return make(c, kind, date, secret, secret_len, true, problems);
}

void composer_free(struct composer *x)
{
	if (x == NULL)
		return;
	hmac_key_release(&x->secret);
	variants_release(&x->variants);
	values_release(&x->values);
	attachments_release(&x->attachments);
	str_release(&x->head);
	str_release(&x->raw);
	str_release(&x->html);
	str_release(&x->page);
	str_release(&x->scratch);
	str_release(&x->dropped);
	str_release(&x->date);
	str_release(&x->ref_prefix);
	arena_release(&x->arena);
	free(x);
}

void composer_each_key(const struct composer *x, const char *name,
	void (*see)(void *ctx, const char *key), void *ctx)
{
	for (size_t i = 0; i < x->variants.count; i++)
		variant_each_key(&x->variants.items[i], name, see, ctx);
}

/* ---- one letter ---- */

/* Empties a letter, keeping its memory. */
static void begin_letter(struct letter *l)
{
	struct arena arena = l->arena;
	struct str bytes = l->bytes;

	arena_reset(&arena);
	if (bytes.max == 0)
		str_init(&bytes);
	str_reset(&bytes);
	*l = (struct letter){.arena = arena, .bytes = bytes};
}

static int render_head(struct draft *d, struct err *err)
{
	struct composer *x = d->composer;
	struct variant *v = d->variant;

	str_reset(&x->head);
	if (merge_render(v->merge, v->head, ESCAPE_HEADER, &x->head, err) < 0)
		return -1;
	str_addc(&x->head, '\n');
	return head_read(&d->head, &d->letter->arena, &v->text, v->file, x->head.p, err);
}

int draft_refuse(struct draft *d, const struct err *err)
{
	struct composer *x = d->composer;

	if (x->told == NULL)
		return -1;
	x->told(x->told_ctx, err);
	return 0;
}

static int find_files(struct draft *d, struct attachment **files, struct err *err)
{
	for (size_t i = 0; i < d->head.file_count; i++) {
		const char *path = d->head.files[i];
		if (attachments_get(&d->composer->attachments, path, &files[i], err) == 0)
			continue;
		head_error(&d->variant->text, d->variant->file, FIELD_ATTACHMENT, path, err);
		if (draft_refuse(d, err) < 0)
			return -1;
	}
	return 0;
}

static void list_file(struct letter *l, const struct attachment *a, bool is_inline)
{
	l->attachments[l->attachment_count++] = (struct letter_file){
		.name = a->name,
		.type = a->type,
		.path = a->path,
		.size = a->size,
		.is_inline = is_inline,
		.content_id = a->content_id,
	};
}

static void list_files(struct draft *d, struct attachment *const *files)
{
	struct composer *x = d->composer;
	struct letter *l = d->letter;
	size_t n = d->head.file_count + x->image_count;

	l->attachments = arena_array(&l->arena, n + 1, sizeof *l->attachments);
	for (size_t i = 0; i < d->head.file_count; i++)
		list_file(l, files[i], false);
	for (size_t i = 0; i < x->image_count; i++)
		list_file(l, x->images[i], true);
}

static void write_body(struct draft *d, struct attachment *const *files)
{
	struct composer *x = d->composer;
	struct letter *l = d->letter;
	const struct mime_body body = {
		.text = l->text,
		.text_len = strlen(l->text),
		.html = l->html,
		.html_len = l->html ? strlen(l->html) : 0,
		.files = files,
		.file_count = d->head.file_count,
		.images = x->images,
		.image_count = x->image_count,
		.boundary = arena_strndup(&l->arena, l->message_id, strcspn(l->message_id, "@")),
		.scratch = &x->scratch,
	};

	mime_write(&l->bytes, &body);
}

static int write_letter(struct draft *d, enum composer_end end, struct err *err)
{
	struct attachment *files[HEAD_FILES_MAX];
	struct composer *x = d->composer;
	struct letter *l = d->letter;

	l->language = arena_strdup(&l->arena, d->variant->language);
	l->right_to_left = d->variant->right_to_left;
	x->image_count = 0;
	if (render_head(d, err) < 0 || find_files(d, files, err) < 0 || draft_header(d, err) < 0 ||
		draft_body(d, err) < 0)
		return -1;
	/* What was told is missing. */
	if (x->told)
		return 0;
	list_files(d, files);
	/* Without files there is a limit to what templates make. */
	if (end > COMPOSER_MERGED || l->attachment_count)
		write_body(d, files);
	if (l->bytes.full)
		return err_set(err, ERR_INPUT, "%s:1:1: the letter is larger than 1 GiB",
			d->variant->file);
	if (end == COMPOSER_HASHED)
		sha256_hex(l->bytes.p, l->bytes.len, l->sha256);
	return 0;
}

void composer_name_recipient(const struct composer *x, const struct letter_id *id, struct err *err)
{
	const struct table *t = &x->campaign->recipients;
	size_t n = strlen(err->text), room = sizeof err->text;
	struct str s;

	str_init_max(&s, room - 1);
	str_addf(&s, " (for %s:%zu, %.100s", t->file, table_line(t, id->recipient),
		table_cell(t, id->recipient, x->email));
	if (id->signatory >= 0)
		str_addf(&s, ", on behalf of %s:%zu", x->campaign->signatories.file,
			table_line(&x->campaign->signatories, (size_t)id->signatory));
	str_addc(&s, ')');
	if (n + s.len < room)
		memcpy(err->text + n, str_c(&s), s.len + 1);
	str_release(&s);
}

int composer_make(struct composer *x, const struct letter_id *id, enum composer_end end,
	struct letter *letter, struct err *err)
{
	struct draft d = {.composer = x, .id = id, .letter = letter};

	begin_letter(letter);
	d.variant = variants_pick(&x->variants, id->recipient, &x->campaign->recipients);
	draft_identity(&d);
	values_set(&x->values, id, letter->ref, letter->message_id,
		d.reply_to.count ? d.reply_to.items[0].email : x->from.items[0].email);
	merge_begin(d.variant->merge, id);
	if (write_letter(&d, end, err) == 0)
		return campaign_check_lists(x->campaign, err);
	composer_name_recipient(x, id, err);
	return -1;
}

int composer_write(
	struct composer *x, const struct letter_id *id, struct letter *letter, struct err *err)
{
	return composer_make(x, id, COMPOSER_HASHED, letter, err);
}

void letter_release(struct letter *letter)
{
	arena_release(&letter->arena);
	str_release(&letter->bytes);
}

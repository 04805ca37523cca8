#include <string.h>

#include "base/utf8.h"
#include "cmd/json_out.h"
#include "cmd/read_show.h"

static void add_address(struct str *out, const struct reading_address *a)
{
	if (out->len)
		str_adds(out, ", ");
	if (a->name && *a->name && a->address)
		str_addf(out, "%s <%s>", a->name, a->address);
	else
		str_adds(out, a->address ? a->address : a->name);
}

static json_t *addresses(const struct reading_address *items, size_t n)
{
	struct str all = STR_INIT;

	for (size_t i = 0; i < n; i++)
		if (items[i].address || items[i].name)
			add_address(&all, &items[i]);
	json_t *value = json_text(all.len ? all.p : NULL);
	str_release(&all);
	return value;
}

static json_t *bounce_of(const struct reading *r)
{
	json_t *o;

	if (r->n_bounces == 0)
		return json_null();
	const struct reading_bounce *b = &r->bounces[0];
	o = json_object();
	json_set_text(o, "recipient", b->recipient);
	json_set_text(o, "action", b->action);
	json_set_text(o, "status", b->status);
	json_set_number(o, "smtp_code", b->smtp_code);
	json_set_text(o, "diagnostic", b->diagnostic);
	json_set_bool(o, "permanent", b->permanent);
	return o;
}

static json_t *attachments_of(const struct reading *r)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->n_attachments; i++) {
		const struct reading_attachment *a = &r->attachments[i];
		json_t *o = json_object();
		json_set_text(o, "name", a->name);
		json_set_text(o, "type", a->type);
		json_set_count(o, "size", a->size);
		json_array_append_new(list, o);
	}
	return list;
}

void read_print_json(const char *path, const struct reading *r)
{
	json_t *o = json_object();

	json_set_text(o, "file", path);
	json_set_text(o, "class", reading_class_name(r->class));
	json_set_text(o, "message_id", r->message_id);
	json_set(o, "from", addresses(&r->from, 1));
	json_set(o, "to", addresses(r->to, r->n_to));
	json_set_text(o, "subject", r->subject);
	json_set_time(o, "date", r->date_at);
	json_set_text(o, "text", r->text);
	json_set_text(o, "reply_text", r->reply_text);
	json_set(o, "bounce", bounce_of(r));
	json_set_text(o, "promised_date", r->promised_date);
	json_set(o, "attachments", attachments_of(r));
	json_set_bool(o, "quarantined", r->quarantined);
	json_print_line(o);
}

/* ---- for people ---- */

static void print_field(const struct cli *cli, const char *name, const char *value)
{
	if (value && *value)
		cli_print("  %s%-10s%s %s\n", cli_style(cli, STYLE_DIM), name,
			cli_style(cli, STYLE_NONE), cli_visible(value));
}

static void print_bounce(const struct cli *cli, const struct reading_bounce *b)
{
	struct str line = STR_INIT;

	str_addf(&line, "%s %s", b->recipient ? b->recipient : "an unknown recipient",
		b->action ? b->action : "");
	if (b->status)
		str_addf(&line, ", status %s", b->status);
	if (b->smtp_code)
		str_addf(&line, ", code %d", b->smtp_code);
	str_adds(&line, b->permanent ? ", the address is no use" : "");
	print_field(cli, "delivery", line.p);
	print_field(cli, "said", b->diagnostic);
	str_release(&line);
}

/* The sender's words, each line behind a bar. */
static void print_words(const struct reading *r)
{
	struct str visible = STR_INIT;
	const char *p, *lf;

	utf8_add_visible(&visible, r->reply_text, r->reply_text_len, true);
	for (p = str_c(&visible); *p; p = lf + 1) {
		lf = strchr(p, '\n');
		int n = (int)(lf ? lf - p : (ptrdiff_t)strlen(p));
		cli_print("  | %.*s\n", n, p);
		if (lf == NULL)
			break;
	}
	str_release(&visible);
}

static void print_attachments(const struct cli *cli, const struct reading *r)
{
	for (size_t i = 0; i < r->n_attachments; i++) {
		const struct reading_attachment *a = &r->attachments[i];
		struct str line = STR_INIT;
		str_addf(&line, "%s (%s, %zu bytes)", a->name ? a->name : "without a name", a->type,
			a->size);
		print_field(cli, "attached", line.p);
		str_release(&line);
	}
}

static void print_promise(const struct cli *cli, const struct reading *r)
{
	struct str line = STR_INIT;

	if (r->promised_date == NULL)
		return;
	str_addf(&line, "%s (\"%.*s\")", r->promised_date,
		(int)(r->promised_at.end - r->promised_at.start), r->text + r->promised_at.start);
	print_field(cli, "promises", line.p);
	str_release(&line);
}

void read_print(const struct cli *cli, const char *path, const struct reading *r)
{
	struct str from = STR_INIT;

	cli_print("%s%s%s: ", cli_style(cli, STYLE_BOLD), cli_visible(path),
		cli_style(cli, STYLE_NONE));
	if (r->quarantined) {
		cli_print("could not be read: %s\n", cli_visible(r->quarantine_reason));
		return;
	}
	cli_print("%s\n", reading_class_name(r->class));
	if (r->from.address || r->from.name)
		add_address(&from, &r->from);
	print_field(cli, "from", from.p);
	print_field(cli, "date", r->date);
	print_field(cli, "subject", r->subject);
	print_field(cli, "because", r->auto_mark);
	for (size_t i = 0; i < r->n_bounces; i++)
		print_bounce(cli, &r->bounces[i]);
	print_promise(cli, r);
	print_attachments(cli, r);
	if (r->encrypted)
		print_field(cli, "note", "encrypted: the text cannot be read here");
	if (r->truncated)
		print_field(cli, "note", "too large: only a part of it was read");
	print_words(r);
	str_release(&from);
}

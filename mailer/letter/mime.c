#include <string.h>

#include "letter/encode.h"
#include "letter/mime.h"

static void open_multipart(struct str *out, const struct mime_body *m, const char *subtype,
	const char *type, char level)
{
	str_addf(out, "Content-Type: multipart/%s;\r\n", subtype);
	if (type)
		str_addf(out, " type=\"%s\";\r\n", type);
	str_addf(out, " boundary=\"=_%c%s\"\r\n\r\n", level, m->boundary);
}

static void delimit(struct str *out, const struct mime_body *m, char level, const char *end)
{
	str_adds(out, "--=_");
	str_addc(out, level);
	str_adds(out, m->boundary);
	str_adds(out, end);
	str_add(out, "\r\n", 2);
}

/* Whether text holds what boundaries begin with. */
static bool holds_delimiter(const char *text, size_t n)
{
	const char *end = text + n;

	for (const char *p = text; (p = memchr(p, '=', (size_t)(end - p))) != NULL; p++)
		if (p - text >= 2 && p[-1] == '-' && p[-2] == '-' && p + 1 < end && p[1] == '_')
			return true;
	return false;
}

static void write_encoding(struct str *out, enum encoding e)
{
	str_adds(out, "Content-Transfer-Encoding: ");
	str_adds(out, encoding_name(e));
	str_add(out, "\r\n\r\n", 4);
}

static void write_text(
	struct str *out, const struct mime_body *m, const char *type, const char *text, size_t n)
{
	str_adds(out, "Content-Type: text/");
	str_adds(out, type);
	str_adds(out, "; charset=utf-8\r\n");
	size_t before = out->len;
	write_encoding(out, ENCODE_7BIT);
	if (!holds_delimiter(text, n) && encode_plain(out, text, n))
		return;
	str_truncate(out, before);
	str_reset(m->scratch);
	enum encoding e = encode_text(m->scratch, text, n);
	write_encoding(out, e);
	str_add(out, m->scratch->p, m->scratch->len);
}

static void write_alternative(struct str *out, const struct mime_body *m)
{
	if (m->html == NULL) {
		write_text(out, m, "plain", m->text, m->text_len);
		return;
	}
	open_multipart(out, m, "alternative", NULL, 'a');
	delimit(out, m, 'a', "");
	write_text(out, m, "plain", m->text, m->text_len);
	str_add(out, "\r\n", 2);
	delimit(out, m, 'a', "");
	write_text(out, m, "html", m->html, m->html_len);
	str_add(out, "\r\n", 2);
	delimit(out, m, 'a', "--");
}

/* A further part, whose bytes are at hand. */
static void add_part(struct str *out, const struct mime_body *m, char level, const struct str *part)
{
	str_add(out, "\r\n", 2);
	delimit(out, m, level, "");
	str_add(out, part->p, part->len);
}

static void write_related(struct str *out, const struct mime_body *m)
{
	if (m->html == NULL || m->image_count == 0) {
		write_alternative(out, m);
		return;
	}
	open_multipart(out, m, "related", "multipart/alternative", 'r');
	delimit(out, m, 'r', "");
	write_alternative(out, m);
	for (size_t i = 0; i < m->image_count; i++)
		add_part(out, m, 'r', attachment_inline_part(m->images[i]));
	str_add(out, "\r\n", 2);
	delimit(out, m, 'r', "--");
}

void mime_write(struct str *out, const struct mime_body *m)
{
	if (m->file_count == 0) {
		write_related(out, m);
		return;
	}
	open_multipart(out, m, "mixed", NULL, 'm');
	delimit(out, m, 'm', "");
	write_related(out, m);
	for (size_t i = 0; i < m->file_count; i++)
		add_part(out, m, 'm', attachment_part(m->files[i]));
	str_add(out, "\r\n", 2);
	delimit(out, m, 'm', "--");
}

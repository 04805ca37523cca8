#include <string.h>

#include "letter/header_line.h"
#include "letter/headers.h"

static bool parameter_is_token(const char *value)
{
	for (const char *p = value; *p; p++)
		if (!ascii_is_alnum((unsigned char)*p) && !strchr("!#$&+-.^_{|}~", *p))
			return false;
	return *value != '\0';
}

static void add_percent(struct str *out, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];
		/* attribute-char of RFC 2231 7 */
		if (ascii_is_alnum(c) || (c && strchr("!#$&+-.^_`{|}~", c)))
			str_addc(out, p[i]);
		else
			header_add_hex(out, '%', c);
	}
}

/* name*0*=utf-8''..., name*1*=... (RFC 2231 3 and 4), or name*= where one line is enough. */
static void add_extended(struct str *out, const char *name, const char *value)
{
	const char *p = value, *end = value + strlen(value);
	struct str piece;
	unsigned number = 0;

	str_init(&piece);
	add_percent(&piece, value, strlen(value));
	if (strlen(name) + piece.len + 12 <= HEADER_LINE_WANTED) {
		str_addf(out, ";\r\n %s*=utf-8''%s", name, piece.p);
		str_release(&piece);
		return;
	}
	while (p < end) {
		size_t room = HEADER_LINE_WANTED - strlen(name) - 16;
		str_reset(&piece);
		while (p < end) {
			size_t n = header_character(p, end), before = piece.len;
			add_percent(&piece, p, n);
			if (piece.len > room) {
				str_truncate(&piece, before);
				break;
			}
			p += n;
		}
		str_addf(out, ";\r\n %s*%u*=%s%s", name, number, number ? "" : "utf-8''", piece.p);
		number++;
	}
	str_release(&piece);
}

void header_parameter(struct str *out, const char *name, const char *value)
{
	size_t n = strlen(value);

	/* Quoted pairs are read wrongly by some programs (mblaze 1.1); percents are not. */
	if (!header_is_ascii(value) || strpbrk(value, "\"\\") ||
		n + strlen(name) > HEADER_LINE_WANTED - 10) {
		add_extended(out, name, value);
	} else if (parameter_is_token(value)) {
		str_addf(out, ";\r\n %s=%s", name, value);
	} else {
		str_addf(out, ";\r\n %s=\"%s\"", name, value);
	}
}

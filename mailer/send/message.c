#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "send/message.h"

enum { ENVID_MAX = 100, ORCPT_MAX = 500, PATH_MAX_LEN = 512 };

/* Whether the header holds an address, of Reply-To say, that not every server knows (RFC 6531). */
static bool header_is_utf8(const struct message *m)
{
	const char *end = memmem(m->bytes, m->len, "\r\n\r\n", 4);

	return end && !ascii_only(m->bytes, (size_t)(end - m->bytes));
}

/* One mailbox and nothing else: what could end the path or the line is not in it. */
static bool address_is_safe(const char *s)
{
	size_t n = strlen(s);

	if (n > PATH_MAX_LEN || !utf8_valid(s, n, NULL))
		return false;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] <= ' ' || s[i] == 0x7f || s[i] == '<' || s[i] == '>')
			return false;
	return true;
}

/*
 * No NUL; LF after each CR, and CR before each LF; and whether all is ASCII. Without a way out in
 * the middle: the compiler looks at many bytes at once, and every letter is looked at.
 */
static bool lines_are_clean(const char *s, size_t n, bool *ascii_r)
{
	unsigned char bad = 0, seen = 0;

	*ascii_r = true;
	if (n == 0)
		return true;
	bad = s[0] == '\n' || s[0] == '\0' || s[n - 1] == '\r';
	seen = (unsigned char)s[0];
	for (size_t i = 1; i < n; i++) {
		bad |= (unsigned char)((s[i] == '\0') | ((s[i] == '\n') ^ (s[i - 1] == '\r')));
		seen |= (unsigned char)s[i];
	}
	*ascii_r = seen < 0x80;
	return !bad;
}

static bool refuse_address(const char *address, const struct offers *offers, struct str *why)
{
	bool ascii = ascii_only(address, strlen(address));

	if (address_is_safe(address) && (ascii || offers->smtputf8))
		return false;
	str_adds(why, "the address ");
	utf8_add_visible(why, address, strlen(address), false);
	str_adds(why, address_is_safe(address)
			      ? " is not ASCII, and the server takes no such addresses (SMTPUTF8)"
			      : " holds a character that no envelope may hold");
	return true;
}

bool message_fits(const struct message *m, const struct offers *offers, struct str *why)
{
	bool ascii;

	if (m->to_count == 0) {
		str_adds(why, MESSAGE_TO_NOBODY);
		return false;
	}
	if (refuse_address(m->from, offers, why))
		return false;
	for (size_t i = 0; i < m->to_count; i++)
		if (refuse_address(m->to[i], offers, why))
			return false;
	if (!lines_are_clean(m->bytes, m->len, &ascii)) {
		str_adds(why, "the letter holds a bare CR or LF, or a NUL byte");
		return false;
	}
	if (!offers->eightbit && !ascii) {
		str_adds(why,
			"the letter holds bytes that are not ASCII, and the server takes none "
			"(8BITMIME)");
		return false;
	}
	if (!offers->smtputf8 && !ascii && header_is_utf8(m)) {
		str_adds(why,
			"an address in the letter's header is not ASCII, and the server takes no "
			"such addresses (SMTPUTF8)");
		return false;
	}
	if (offers->size && offers->max_size && m->len > offers->max_size) {
		str_addf(why,
			"the letter has %zu bytes, and the server takes %llu at most; make the "
			"attachments smaller",
			m->len, (unsigned long long)offers->max_size);
		return false;
	}
	return true;
}

static bool is_xchar(unsigned char c)
{
	return c > ' ' && c < 0x7f && c != '+' && c != '=';
}

/*
 * A parameter in xtext (RFC 3461 4): printable ASCII but "+" and "=" as it is, the rest as +XX.
 * Left out when its value is empty or takes more than max bytes.
 */
static void add_xtext(struct str *out, const char *name, const char *s, size_t max)
{
	size_t before = out->len, value;

	str_adds(out, name);
	value = out->len;
	while (*s) {
		size_t run = 0;
		while (is_xchar((unsigned char)s[run]))
			run++;
		str_add(out, s, run);
		s += run;
		if (*s)
			str_addf(out, "+%02X", (unsigned char)*s++);
	}
	if (out->len == value || out->len - value > max)
		str_truncate(out, before);
}

void message_add_mail(struct str *out, const struct message *m, const struct offers *offers)
{
	bool ascii = ascii_only(m->bytes, m->len);
	bool utf8 = !ascii_only(m->from, strlen(m->from)) || (!ascii && header_is_utf8(m));

	for (size_t i = 0; i < m->to_count; i++)
		utf8 |= !ascii_only(m->to[i], strlen(m->to[i]));
	str_adds(out, "MAIL FROM:<");
	str_adds(out, m->from);
	str_addc(out, '>');
	if (offers->size) {
		str_adds(out, " SIZE=");
		str_add_number(out, m->len);
	}
	if (offers->eightbit && !ascii)
		str_adds(out, " BODY=8BITMIME");
	if (utf8)
		str_adds(out, " SMTPUTF8");
	if (offers->dsn) {
		str_adds(out, " RET=HDRS");
		if (m->envelope_id)
			add_xtext(out, " ENVID=", m->envelope_id, ENVID_MAX);
	}
	str_adds(out, "\r\n");
}

void message_add_rcpt(struct str *out, const char *to, const struct offers *offers)
{
	str_adds(out, "RCPT TO:<");
	str_adds(out, to);
	str_addc(out, '>');
	if (offers->dsn) {
		str_adds(out, " NOTIFY=FAILURE,DELAY");
		if (ascii_only(to, strlen(to)))
			add_xtext(out, " ORCPT=rfc822;", to, ORCPT_MAX);
	}
	str_adds(out, "\r\n");
}

/* Whether a line begins with a dot: few letters have one. */
static bool has_dots(const char *s, size_t n)
{
	unsigned char found = n > 0 && s[0] == '.';

	for (size_t i = 1; i < n; i++)
		found |= (unsigned char)((s[i] == '.') & (s[i - 1] == '\n'));
	return found;
}

static void add_stuffed(struct str *out, const char *bytes, size_t n)
{
	const char *at = bytes, *end = bytes + n;

	while (at < end) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));
		const char *next = lf ? lf + 1 : end;
		if (*at == '.')
			str_addc(out, '.');
		str_add(out, at, (size_t)(next - at));
		at = next;
	}
}

void message_add_data(struct str *out, const char *bytes, size_t n)
{
	str_reserve(out, n + n / 32 + 16);
	if (has_dots(bytes, n))
		add_stuffed(out, bytes, n);
	else
		str_add(out, bytes, n);
	if (n > 0 && bytes[n - 1] != '\n')
		str_adds(out, "\r\n");
	str_adds(out, ".\r\n");
}

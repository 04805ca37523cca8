#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "send/message.h"

enum { ENVID_MAX = 100, ORCPT_MAX = 500, PATH_MAX_LEN = 512 };

/* Eight bytes at a time: every letter is looked at. */
static bool is_ascii(const char *s, size_t n)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	uint64_t word, seen = 0;
	size_t i = 0;

	for (; i + sizeof word <= n; i += sizeof word) {
		memcpy(&word, s + i, sizeof word);
		seen |= word;
	}
	for (; i < n; i++)
		seen |= (unsigned char)s[i];
	return (seen & high) == 0;
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

static size_t count_byte(const char *s, size_t n, char c)
{
	size_t count = 0;

	for (const char *at = s; (at = memchr(at, c, n - (size_t)(at - s))) != NULL; at++)
		count++;
	return count;
}

/* No NUL, LF only after CR; and as many CR as LF, so no CR stands alone. */
static bool lines_are_clean(const char *s, size_t n)
{
	size_t lines = 0;

	if (n == 0)
		return true;
	for (const char *at = s; (at = memchr(at, '\n', n - (size_t)(at - s))) != NULL; at++) {
		if (at == s || at[-1] != '\r')
			return false;
		lines++;
	}
	return memchr(s, '\0', n) == NULL && count_byte(s, n, '\r') == lines;
}

static bool refuse_address(const char *address, const struct offers *offers, struct str *why)
{
	bool ascii = is_ascii(address, strlen(address));

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
	if (refuse_address(m->from, offers, why))
		return false;
	for (size_t i = 0; i < m->to_count; i++)
		if (refuse_address(m->to[i], offers, why))
			return false;
	if (!lines_are_clean(m->bytes, m->len)) {
		str_adds(why, "the letter holds a bare CR or LF, or a NUL byte");
		return false;
	}
	if (!offers->eightbit && !is_ascii(m->bytes, m->len)) {
		str_adds(why,
			"the letter holds bytes that are not ASCII, and the server takes none "
			"(8BITMIME)");
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

/* RFC 3461 4: printable ASCII but "+" and "=" as it is, the rest as +XX. */
static void add_xtext(struct str *out, const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		if (c > ' ' && c < 0x7f && c != '+' && c != '=')
			str_addc(out, *s);
		else
			str_addf(out, "+%02X", c);
	}
}

void message_add_mail(struct str *out, const struct message *m, const struct offers *offers)
{
	bool eightbit = offers->eightbit && !is_ascii(m->bytes, m->len);
	bool utf8 = !is_ascii(m->from, strlen(m->from));

	for (size_t i = 0; i < m->to_count; i++)
		utf8 |= !is_ascii(m->to[i], strlen(m->to[i]));
	str_addf(out, "MAIL FROM:<%s>", m->from);
	if (offers->size)
		str_addf(out, " SIZE=%zu", m->len);
	if (eightbit)
		str_adds(out, " BODY=8BITMIME");
	if (utf8)
		str_adds(out, " SMTPUTF8");
	if (offers->dsn) {
		struct str id = STR_INIT;
		if (m->envelope_id)
			add_xtext(&id, m->envelope_id);
		str_adds(out, " RET=HDRS");
		if (id.len && id.len <= ENVID_MAX)
			str_addf(out, " ENVID=%s", id.p);
		str_release(&id);
	}
	str_adds(out, "\r\n");
}

void message_add_rcpt(struct str *out, const char *to, const struct offers *offers)
{
	str_addf(out, "RCPT TO:<%s>", to);
	if (offers->dsn) {
		struct str original = STR_INIT;
		add_xtext(&original, to);
		str_adds(out, " NOTIFY=FAILURE,DELAY");
		if (original.len && original.len <= ORCPT_MAX && is_ascii(to, strlen(to)))
			str_addf(out, " ORCPT=rfc822;%s", original.p);
		str_release(&original);
	}
	str_adds(out, "\r\n");
}

void message_add_data(struct str *out, const char *bytes, size_t n)
{
	size_t at = 0;

	str_reserve(out, n + n / 32 + 16);
	while (at < n) {
		const char *end = memchr(bytes + at, '\n', n - at);
		size_t line = end ? (size_t)(end - bytes) + 1 - at : n - at;
		if (bytes[at] == '.')
			str_addc(out, '.');
		str_add(out, bytes + at, line);
		at += line;
	}
	if (n > 0 && bytes[n - 1] != '\n')
		str_adds(out, "\r\n");
	str_adds(out, ".\r\n");
}

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "campaign/address_domain.h"

/* RFC 5321 4.5.3.1; 254 is what fits a path of 256 with its brackets. */
enum { LOCAL_MAX = 64, ADDRESS_MAX = 254, NAME_MAX_BYTES = 4000 };

/* RFC 5322 3.2.3, and whatever is not ASCII (RFC 6531 3.3). */
static bool is_atext(unsigned char c)
{
	return ascii_is_alnum(c) || c >= 0x80 || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

/* One character of text that is valid UTF-8; *p is advanced. */
static uint32_t next_char(const unsigned char **p)
{
	const unsigned char *s = *p;
	uint32_t c = *s++;
	int more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : c >= 0xC0 ? 1 : 0;

	if (more)
		c &= 0x3Fu >> more;
	while (more-- > 0)
		c = c << 6 | (*s++ & 0x3Fu);
	*p = s;
	return c;
}

/* Controls, line and paragraph separators, and what makes text look like other text. */
static bool is_unseen(uint32_t c, bool spaces_too)
{
	if (c < 0x20 || (c >= 0x7F && c <= 0x9F))
		return true;
	if (c == 0x200B || (c >= 0x200E && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
		(c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFF))
		return true;
	return spaces_too &&
	       (c == ' ' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200D) ||
		       c == 0x202F || c == 0x205F || c == 0x3000);
}

static const char *find_unseen(const char *s, size_t n, bool spaces_too)
{
	const unsigned char *p = (const unsigned char *)s, *end = p + n;

	while (p < end) {
		const unsigned char *at = p;
		if (is_unseen(next_char(&p), spaces_too))
			return (const char *)at;
	}
	return NULL;
}

/* Spaces, and characters without width, as web pages and spreadsheets leave them at the ends. */
static bool is_blank(uint32_t c)
{
	return c == ' ' || c == '\t' || c == 0xA0 || (c >= 0x2000 && c <= 0x200D) || c == 0x202F ||
	       c == 0x205F || c == 0x2060 || c == 0x3000 || c == 0xFEFF;
}

char *address_trimmed(const char *text)
{
	const unsigned char *p = (const unsigned char *)text, *from = NULL, *to = p;
	bool valid = utf8_valid(text, strlen(text), NULL);

	while (*p) {
		const unsigned char *at = p;
		uint32_t c = valid ? next_char(&p) : *p++;
		if (is_blank(c) && (valid || c < 0x80))
			continue;
		from = from ? from : at;
		to = p;
	}
	return from ? mem_strndup((const char *)from, (size_t)(to - from)) : mem_strdup("");
}

static bool dot_atom_ok(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] == '.' ? i == 0 || i + 1 == n || s[i - 1] == '.'
				: !is_atext((unsigned char)s[i]))
			return false;
	return n > 0;
}

/* A quoted local part, quotes included: printable characters but no space. */
static bool quoted_ok(const char *s, size_t n)
{
	if (n < 3 || s[0] != '"' || s[n - 1] != '"')
		return false;
	for (size_t i = 1; i + 1 < n; i++) {
		if (s[i] == '"' || s[i] <= ' ')
			return false;
		if (s[i] == '\\' && (++i + 1 >= n || s[i] <= ' '))
			return false;
	}
	return true;
}

static const char unseen[] = "there is a space or an invisible character in it";

static const char *check_local(const char *s, size_t n)
{
	if (n == 0)
		return "there is nothing before the @";
	if (n > LOCAL_MAX)
		return "the part before the @ is longer than 64 bytes";
	if (!utf8_valid(s, n, NULL))
		return "it is not valid UTF-8";
	if (find_unseen(s, n, true))
		return unseen;
	if (n > 4 && memcmp(s, "=?", 2) == 0 && memcmp(s + n - 2, "?=", 2) == 0)
		return "it is an encoded word, which an address cannot hold";
	if (*s == '"' ? !quoted_ok(s, n) : !dot_atom_ok(s, n))
		return *s == '.' || s[n - 1] == '.' || strstr(s, "..")
			       ? "there is a dot at an end of the part before the @, or two in a "
				 "row"
			       : "a character before the @ is not allowed there";
	return NULL;
}

/* The @ between local part and domain: the last one that is not inside quotes. */
static const char *find_at(const char *text, size_t *count_r)
{
	const char *at = NULL;
	bool quoted = *text == '"';

	*count_r = 0;
	for (const char *p = text + quoted; *p; p++) {
		if (quoted && *p == '\\' && p[1])
			p++;
		else if (quoted && *p == '"')
			quoted = false;
		else if (!quoted && *p == '@') {
			at = p;
			++*count_r;
		}
	}
	return at;
}

int address_parse(const char *text, struct address *a_r, const char **why_r)
{
	size_t ats, local;
	const char *at = find_at(text, &ats);
	char *domain;

	*a_r = (struct address){0};
	*why_r = "there is no @ in it";
	if (*text == '\0')
		*why_r = "it is empty";
	if (at == NULL)
		return -1;
	*why_r = "there are two addresses in it";
	if (ats > 1)
		return -1;
	local = (size_t)(at - text);
	*why_r = str_istarts(text, "mailto:") ? "mailto: is no part of an address"
					      : check_local(text, local);
	if (*why_r == NULL && utf8_valid(at, strlen(at), NULL) && find_unseen(at, strlen(at), true))
		*why_r = unseen;
	if (*why_r)
		return -1;
	domain = domain_to_ascii(at + 1, strlen(at + 1), &a_r->idn);
	*why_r = domain ? domain_check(domain, &a_r->idn)
			: "the domain holds characters that no domain has";
	if (*why_r == NULL && a_r->idn && !domain_punycode_ok(domain))
		*why_r = "the domain holds punycode (xn--) that means nothing";
	if (*why_r == NULL && local + 1 + strlen(domain) > ADDRESS_MAX)
		*why_r = "it is longer than 254 bytes";
	if (*why_r == NULL) {
		struct str s = STR_INIT;
		str_add(&s, text, local + 1);
		str_adds(&s, domain);
		a_r->utf8_local = !ascii_only(text, local);
		a_r->email = str_detach(&s, NULL);
		a_r->name = mem_strdup("");
	}
	free(domain);
	return *why_r ? -1 : 0;
}

/* Reads the display name before the "<": words, and "quoted strings" with their backslashes. */
static const char *read_name(const char *s, size_t n, struct str *name)
{
	bool quoted = false;

	for (size_t i = 0; i < n; i++) {
		if (quoted && s[i] == '\\' && i + 1 < n)
			str_addc(name, s[++i]);
		else if (s[i] == '"')
			quoted = !quoted;
		else if (!quoted && s[i] == '@')
			return "there are two addresses in it";
		else if (!quoted && strchr(",;<>", s[i]))
			return "a name that holds one of , ; < > needs quotes around it";
		else
			str_addc(name, s[i]);
	}
	while (name->len && ascii_is_space((unsigned char)name->p[name->len - 1]))
		str_truncate(name, name->len - 1);
	if (quoted)
		return "a quote in the name is not closed";
	if (name->len > NAME_MAX_BYTES)
		return "the name is too long";
	if (!utf8_valid(str_c(name), name->len, NULL))
		return "the name is not valid UTF-8";
	if (find_unseen(str_c(name), name->len, false))
		return "there is a line break or an invisible character in the name";
	return NULL;
}

/* The "<" that is not inside quotes. */
static const char *find_angle(const char *s)
{
	bool quoted = false;

	for (; *s; s++) {
		if (quoted && *s == '\\' && s[1])
			s++;
		else if (*s == '"')
			quoted = !quoted;
		else if (*s == '<' && !quoted)
			return s;
	}
	return NULL;
}

int address_parse_named(const char *text, struct address *a_r, const char **why_r)
{
	struct str name = STR_INIT;
	const char *angle;
	int rc = -1;

	char *copy = address_trimmed(text);
	size_t n = strlen(copy);
	angle = find_angle(copy);
	*a_r = (struct address){0};
	if (angle == NULL)
		rc = address_parse(copy, a_r, why_r);
	else if (copy[n - 1] != '>')
		*why_r = strchr(angle, '>') ? "there is something after the >"
					    : "there is no > after the address";
	else {
		*why_r = read_name(copy, (size_t)(angle - copy), &name);
		if (*why_r == NULL) {
			char *inner = mem_strndup(angle + 1, n - (size_t)(angle + 1 - copy) - 1);
			rc = address_parse(inner, a_r, why_r);
			free(inner);
		}
		if (rc == 0) {
			free(a_r->name);
			a_r->name = str_detach(&name, NULL);
		}
	}
	free(copy);
	str_release(&name);
	return rc;
}

void address_release(struct address *a)
{
	free(a->name);
	free(a->email);
	*a = (struct address){0};
}

char *address_key(const char *email)
{
	size_t ats, n = strlen(email);
	const char *at = find_at(email, &ats);
	bool idn = false;
	char *local, *domain;
	struct str key = STR_INIT;

	/* Nearly all of them, and millions: the same, in fewer steps. */
	if (ascii_only(email, n)) {
		if (at && at[1] && email[n - 1] == '.')
			n--;
		local = mem_strndup(email, n);
		for (char *p = local; *p; p++)
			*p = (char)ascii_lower((unsigned char)*p);
		return local;
	}
	if (at == NULL)
		return utf8_folded(email, strlen(email));
	local = utf8_folded(email, (size_t)(at - email));
	domain = domain_to_ascii(at + 1, strlen(at + 1), &idn);
	if (domain == NULL)
		domain = utf8_folded(at + 1, strlen(at + 1));
	str_addf(&key, "%s@%s", local, domain);
	free(local);
	free(domain);
	return str_detach(&key, NULL);
}

const char *address_domain(const char *email)
{
	size_t ats;
	const char *at = find_at(email, &ats);

	return at ? at + 1 : "";
}

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "campaign/url.h"

const struct url_scheme url_send_schemes[] = {
	{"maildir:", false, false, true},
	{"smtp://", true, false, false},
	{"smtps://", true, true, false},
	{"sendmail:", false, false, false},
};
const size_t url_send_scheme_count = sizeof url_send_schemes / sizeof *url_send_schemes;

const struct url_scheme url_inbox_schemes[] = {
	{"maildir:", false, false, true},
	{"imap://", true, false, true},
	{"imaps://", true, true, true},
};
const size_t url_inbox_scheme_count = sizeof url_inbox_schemes / sizeof *url_inbox_schemes;

static int fail(const char *text, const char *at, const char *why, const char **why_r, size_t *at_r)
{
	*why_r = why;
	*at_r = (size_t)(at - text);
	return -1;
}

/* The end of a host name, an IPv4 address or a bracketed IPv6 address. */
static const char *host_end(const char *p)
{
	if (*p == '[') {
		const char *q = p + 1;
		while (ascii_is_alnum((unsigned char)*q) || *q == ':' || *q == '.')
			q++;
		return *q == ']' && q > p + 1 ? q + 1 : p;
	}
	/* An international name is as good as any: libcurl knows them. */
	while (ascii_is_alnum((unsigned char)*p) || *p == '-' || *p == '.' || *p == '_' ||
		(unsigned char)*p >= 0x80)
		p++;
	return p;
}

static int parse_authority(
	const char *text, const char *p, struct url *url, const char **why_r, size_t *at_r)
{
	const char *end = p + strcspn(p, "/");

	if (memchr(p, '@', (size_t)(end - p)))
		return fail(text, p,
			"a user or password in the url, expected user and password_command of "
			"their own",
			why_r, at_r);
	url->host = p;
	p = host_end(p);
	url->host_len = (size_t)(p - url->host);
	if (url->host_len == 0)
		return fail(text, p, "no host after ://, expected HOST or HOST:PORT", why_r, at_r);
	if (*p == ':') {
		const char *digits = ++p;
		while (*p >= '0' && *p <= '9' && url->port <= 65535)
			url->port = url->port * 10 + (*p++ - '0');
		if (p == digits || url->port < 1 || url->port > 65535 || (*p && *p != '/'))
			return fail(text, digits,
				"a port that is no number from 1 to 65535, expected HOST:PORT",
				why_r, at_r);
	}
	if (*p && *p != '/')
		return fail(
			text, p, "a character that no host has, expected HOST:PORT", why_r, at_r);
	url->path = *p ? p + 1 : p;
	if (*url->path && !url->scheme->path)
		return fail(text, url->path, "a path, expected only HOST:PORT", why_r, at_r);
	return 0;
}

int url_parse(const char *text, const struct url_scheme *schemes, size_t n, struct url *url_r,
	const char **why_r, size_t *at_r)
{
	*url_r = (struct url){0};
	for (size_t i = 0; i < n; i++)
		if (str_istarts(text, schemes[i].name))
			url_r->scheme = &schemes[i];
	if (url_r->scheme == NULL)
		return fail(text, text,
			schemes == url_send_schemes
				? "expected maildir:FOLDER, smtp://HOST:PORT, smtps://HOST:PORT or "
				  "sendmail:"
				: "expected maildir:FOLDER, imap://HOST:PORT/FOLDER or "
				  "imaps://HOST:PORT/FOLDER",
			why_r, at_r);
	for (const char *p = text; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7F || (url_r->scheme->network && *p == ' '))
			return fail(text, p, "a blank or control character, expected none", why_r,
				at_r);
	const char *rest = text + strlen(url_r->scheme->name);
	if (url_r->scheme->network)
		return parse_authority(text, rest, url_r, why_r, at_r);
	url_r->path = rest;
	if (*rest == '\0' && url_r->scheme->path)
		return fail(text, rest, "no folder after it, expected maildir:FOLDER", why_r, at_r);
	return 0;
}

/* "127.1.2.3": four numbers, the first of them 127. */
static bool is_loopback_v4(const char *host, size_t n)
{
	size_t dots = 0, digits = 0;
	int value = 0, first = -1;

	for (size_t i = 0; i <= n; i++) {
		if (i < n && host[i] >= '0' && host[i] <= '9' && ++digits <= 3) {
			value = value * 10 + (host[i] - '0');
			continue;
		}
		if (digits == 0 || digits > 3 || value > 255 || (i < n && host[i] != '.'))
			return false;
		if (first < 0)
			first = value;
		dots += i < n;
		digits = 0;
		value = 0;
	}
	return dots == 3 && first == 127;
}

bool url_is_loopback(const struct url *url)
{
	if (url->host == NULL)
		return false;
	if ((url->host_len == 9 && strncasecmp(url->host, "localhost", 9) == 0) ||
		(url->host_len == 5 && memcmp(url->host, "[::1]", 5) == 0))
		return true;
	return is_loopback_v4(url->host, url->host_len);
}

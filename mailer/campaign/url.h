/*
 * The URLs of settings: which server or folder, checked; nothing is resolved.
 */
#ifndef CAMPAIGN_URL_H
#define CAMPAIGN_URL_H

#include <stdbool.h>
#include <stddef.h>

struct url_scheme {
	const char *name; /* "smtp://", "maildir:" */
	bool network; /* HOST[:PORT] follows, else a path */
	bool tls; /* TLS from the first byte */
	bool path; /* a path may follow host and port; for those without network: must */
};

extern const struct url_scheme url_send_schemes[], url_inbox_schemes[];
extern const size_t url_send_scheme_count, url_inbox_scheme_count;

/* Points into the text that was parsed. */
struct url {
	const struct url_scheme *scheme;
	const char *host; /* brackets of an IPv6 address included; NULL without network */
	size_t host_len;
	long port; /* 0 when there is none */
	const char *path; /* what follows, without its slash for network schemes */
};

/*
 * Reads text as a URL of one of the schemes. -1 with a reason in words (what is wrong, expected
 * what; static) and the byte where it is.
 */
int url_parse(const char *text, const struct url_scheme *schemes, size_t n, struct url *url_r,
	const char **why_r, size_t *at_r);

/* Whether the host is loopback by its name: "localhost", 127.0.0.0/8, [::1]. */
bool url_is_loopback(const struct url *url);

#endif

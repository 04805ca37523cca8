#include <malloc.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "net/connection_setup.h"

/* ---- libcurl's memory: it keeps passwords in several places, and wipes none of them */

static void wiping_free(void *p)
{
	if (p)
		mem_wipe(p, malloc_usable_size(p));
	free(p);
}

static void *wiping_realloc(void *p, size_t n)
{
	size_t held = p ? malloc_usable_size(p) : 0;
	void *fresh = malloc(n);

	if (fresh && p) {
		memcpy(fresh, p, held < n ? held : n);
		wiping_free(p);
	}
	return fresh;
}

static void init_libcurl(void)
{
	curl_global_init_mem(
		CURL_GLOBAL_DEFAULT, malloc, wiping_free, wiping_realloc, strdup, calloc);
}

static void init_once(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, init_libcurl);
}

/* ---- what libcurl tells and asks while it connects */

static size_t on_line(char *line, size_t size, size_t n, void *ctx)
{
	struct connection *c = ctx;

	return dialogue_received(&c->talk, line, size * n) ? size * n : 0;
}

static int on_trace(CURL *easy, curl_infotype kind, char *bytes, size_t n, void *ctx)
{
	static const char tls[] = "SSL connection using ";
	struct connection *c = ctx;
	size_t skip = sizeof tls - 1;

	(void)easy;
	if (kind == CURLINFO_HEADER_OUT)
		dialogue_sent(&c->talk, bytes, n);
	if (kind == CURLINFO_TEXT && n > skip && memcmp(bytes, tls, skip) == 0) {
		n -= skip;
		while (n > 0 && bytes[skip + n - 1] == '\n')
			n--;
		if (n >= sizeof c->tls)
			n = sizeof c->tls - 1;
		memcpy(c->tls, bytes + skip, n);
		c->tls[n] = '\0';
	}
	return 0;
}

static int on_progress(void *ctx, curl_off_t a, curl_off_t b, curl_off_t d, curl_off_t e)
{
	struct connection *c = ctx;

	(void)a, (void)b, (void)d, (void)e;
	return c->stop && c->stop(c->stop_ctx);
}

/* A name like localhost may be made to mean another machine: what counts is the address. */
static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct connection *c = ctx;
	bool loopback = false;

	(void)purpose;
	if (a->family == AF_INET) {
		struct sockaddr_in v4;
		memcpy(&v4, &a->addr, sizeof v4);
		loopback = ntohl(v4.sin_addr.s_addr) >> 24 == 127;
	} else if (a->family == AF_INET6) {
		struct sockaddr_in6 v6;
		memcpy(&v6, &a->addr, sizeof v6);
		loopback = IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
	}
	if (c->only_loopback && !loopback)
		return CURL_SOCKET_BAD;
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

/* ---- what it is told before */

static void set_common(struct connection *c, const struct connection_settings *s)
{
	long ms = s->connect_ms ? s->connect_ms : CONNECTION_CONNECT_MS;

	curl_easy_setopt(c->easy, CURLOPT_URL, c->target.url);
	curl_easy_setopt(c->easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps,imap,imaps");
	curl_easy_setopt(c->easy, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(c->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c->easy, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(c->easy, CURLOPT_ERRORBUFFER, c->words);
	curl_easy_setopt(c->easy, CURLOPT_CONNECTTIMEOUT_MS, ms);
	curl_easy_setopt(c->easy, CURLOPT_TIMEOUT_MS, ms);
	curl_easy_setopt(c->easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, ms / 1000 + 1);
	curl_easy_setopt(c->easy, CURLOPT_HEADERFUNCTION, on_line);
	curl_easy_setopt(c->easy, CURLOPT_HEADERDATA, c);
	/* What a proxy says is no part of the server's dialogue. */
	curl_easy_setopt(c->easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	/* The trace goes to on_trace() alone: it is how the commands are known. */
	curl_easy_setopt(c->easy, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(c->easy, CURLOPT_DEBUGFUNCTION, on_trace);
	curl_easy_setopt(c->easy, CURLOPT_DEBUGDATA, c);
	curl_easy_setopt(c->easy, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(c->easy, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(c->easy, CURLOPT_XFERINFODATA, c);
	curl_easy_setopt(c->easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(c->easy, CURLOPT_OPENSOCKETDATA, c);
	curl_easy_setopt(c->easy, CURLOPT_TCP_KEEPALIVE, 1L);
	if (c->target.loopback)
		curl_easy_setopt(c->easy, CURLOPT_PROXY, "");
}

static void set_tls(struct connection *c, const struct connection_settings *s)
{
	curl_easy_setopt(c->easy, CURLOPT_USE_SSL,
		(long)(c->only_loopback ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	curl_easy_setopt(c->easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(c->easy, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(c->easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (s->ca_file) {
		curl_easy_setopt(c->easy, CURLOPT_CAINFO, s->ca_file);
		curl_easy_setopt(c->easy, CURLOPT_CAPATH, NULL);
	}
	if (s->client_cert) {
		curl_easy_setopt(c->easy, CURLOPT_SSLCERT, s->client_cert);
		curl_easy_setopt(
			c->easy, CURLOPT_SSLKEY, s->client_key ? s->client_key : s->client_cert);
	}
}

static void set_login(struct connection *c, const struct connection_settings *s, int round)
{
	const char *how = "AUTH=PLAIN;AUTH=LOGIN";

	if (s->user == NULL)
		return;
	if (s->oauth2)
		how = "AUTH=OAUTHBEARER;AUTH=XOAUTH2";
	else if (round > 0)
		how = c->talk.imap ? "AUTH=+LOGIN" : "AUTH=SCRAM-SHA-256;AUTH=CRAM-MD5";
	curl_easy_setopt(c->easy, CURLOPT_LOGIN_OPTIONS, how);
	curl_easy_setopt(c->easy, CURLOPT_USERNAME, s->user);
	curl_easy_setopt(c->easy, s->oauth2 ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD, s->secret);
	curl_easy_setopt(c->easy, CURLOPT_SASL_IR, 1L);
}

CURL *setup_new(void)
{
	init_once();
	return curl_easy_init();
}

void setup_connect(struct connection *c, const struct connection_settings *s, int round)
{
	set_common(c, s);
	set_tls(c, s);
	set_login(c, s, round);
}

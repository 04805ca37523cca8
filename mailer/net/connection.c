#include <curl/curl.h>
#include <errno.h>
#include <malloc.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "net/connection.h"
#include "net/dialogue.h"
#include "net/failure.h"
#include "net/target.h"

struct connection {
	CURL *easy;
	int fd;
	bool only_loopback; /* nothing may leave in clear text but to this machine */
	bool (*stop)(void *ctx);
	void *stop_ctx;
	struct dialogue talk;
	char *offers; /* talk.offers, each line ended by a NUL, an empty one at the end */
	struct target target;
	char tls[128], words[CURL_ERROR_SIZE];
};

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

/* round 1 is for servers that know neither PLAIN nor LOGIN. */
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

/* libcurl's reasons, with the phase of the dialogue, as ours. */
static enum connection_failure failure_of(CURLcode code, const struct connection *c)
{
	const struct dialogue *talk = &c->talk;
	bool handshaking = talk->phase == DIALOGUE_STARTTLS;

	switch (code) {
	case CURLE_ABORTED_BY_CALLBACK:
		return CONNECTION_STOPPED;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_INVALIDCERTSTATUS:
		return CONNECTION_UNTRUSTED;
	case CURLE_SSL_CONNECT_ERROR:
		/* What drops in the middle of the handshake is the network's fault. */
		if (strstr(c->words, "non-properly terminated") || strstr(c->words, "timed out") ||
			strstr(c->words, "pull function") || strstr(c->words, "push function") ||
			strstr(c->words, "Recv failure") || strstr(c->words, "Send failure"))
			return CONNECTION_UNREACHABLE;
		return handshaking ? CONNECTION_NO_TLS : CONNECTION_UNTRUSTED;
	case CURLE_USE_SSL_FAILED:
		return CONNECTION_NO_TLS;
	case CURLE_WEIRD_SERVER_REPLY:
		return handshaking ? CONNECTION_NO_TLS : CONNECTION_UNREACHABLE;
	case CURLE_LOGIN_DENIED:
	case CURLE_AUTH_ERROR:
		return talk->phase == DIALOGUE_LOGIN && talk->code / 100 == 4
			       ? CONNECTION_AUTH_LATER
			       : CONNECTION_AUTH_REFUSED;
	default:
		return CONNECTION_UNREACHABLE;
	}
}

static char *split_lines(const struct str *text)
{
	char *copy = mem_alloc(text->len + 1);

	for (size_t i = 0; i < text->len; i++)
		copy[i] = text->p[i] == '\n' ? '\0' : text->p[i];
	return copy;
}

static int open_round(struct connection *c, const struct connection_settings *s, int round,
	enum connection_failure *failure_r, struct err *err)
{
	int rc = target_read(&c->target, s, err);

	*failure_r = rc < 0 ? CONNECTION_BAD_SETTINGS : CONNECTION_OK;
	if (rc == 0) {
		c->only_loopback = s->tls == CONNECTION_PLAIN && !c->target.tls;
		dialogue_init(&c->talk, c->target.imap);
		set_common(c, s);
		set_tls(c, s);
		set_login(c, s, round);
		CURLcode code = curl_easy_perform(c->easy);
		curl_socket_t fd = CURL_SOCKET_BAD;
		if (code == CURLE_OK)
			code = curl_easy_getinfo(c->easy, CURLINFO_ACTIVESOCKET, &fd);
		c->fd = fd;
		c->offers = split_lines(&c->talk.offers);
		if (code != CURLE_OK)
			*failure_r = failure_of(code, c);
		else if (s->user && (!c->talk.logged_in || c->talk.preauth))
			*failure_r = CONNECTION_AUTH_REFUSED; /* libcurl goes on without */
		if (s->user && s->secret)
			dialogue_hide(&c->talk, s->secret);
		if (*failure_r != CONNECTION_OK)
			rc = failure_words(*failure_r, &c->target, &c->talk,
				*c->words ? c->words : curl_easy_strerror(code), s->ca_file != NULL,
				err);
	}
	return rc;
}

int connection_open(const struct connection_settings *settings, struct connection **connection_r,
	enum connection_failure *failure_r, struct err *err)
{
	int rc = -1;

	init_once();
	*connection_r = NULL;
	for (int round = 0; rc < 0 && round < 2; round++) {
		struct connection *c = mem_alloc(sizeof *c);
		c->fd = -1;
		c->stop = settings->stop;
		c->stop_ctx = settings->stop_ctx;
		c->easy = curl_easy_init();
		if (c->easy == NULL) {
			*failure_r = CONNECTION_UNREACHABLE;
			free(c);
			return err_set(err, ERR_FAILED, "libcurl could not be started");
		}
		rc = open_round(c, settings, round, failure_r, err);
		/* Refused before any command of a login went out: nothing that it knows was
		 * offered. */
		bool again = *failure_r == CONNECTION_AUTH_REFUSED && !settings->oauth2 &&
			     c->talk.phase == DIALOGUE_HELLO && !c->talk.preauth;
		if (rc == 0)
			*connection_r = c;
		else
			connection_close(c);
		if (!again)
			break;
	}
	return rc;
}

void connection_close(struct connection *c)
{
	if (c == NULL)
		return;
	/* Else libcurl would say QUIT or LOGOUT and wait for the answer. */
	if (c->fd >= 0)
		shutdown(c->fd, SHUT_RDWR);
	curl_easy_cleanup(c->easy);
	dialogue_release(&c->talk);
	free(c->offers);
	target_release(&c->target);
	free(c);
}

const char *connection_offers(const struct connection *c)
{
	return str_c(&c->talk.offers);
}

bool connection_offer(const struct connection *c, const char *keyword, const char **argument_r)
{
	size_t n = strlen(keyword);

	for (const char *line = c->offers; *line; line += strlen(line) + 1) {
		if (strncasecmp(line, keyword, n) != 0 ||
			(line[n] && line[n] != ' ' && line[n] != '='))
			continue;
		if (argument_r)
			*argument_r = line + n + (line[n] != '\0');
		return true;
	}
	return false;
}

const char *connection_tls_name(const struct connection *c)
{
	return c->tls;
}

const char *connection_host(const struct connection *c)
{
	return c->target.name;
}

/* Without TLS or a proxy there is nothing between us and the socket that libcurl would add. */
static ssize_t moved(ssize_t n)
{
	if (n >= 0)
		return n;
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? CONNECTION_AGAIN
									 : CONNECTION_BROKEN;
}

ssize_t connection_recv(struct connection *c, void *bytes, size_t n)
{
	size_t got = 0;

	if (c->only_loopback)
		return moved(recv(c->fd, bytes, n, MSG_DONTWAIT));
	CURLcode code = curl_easy_recv(c->easy, bytes, n, &got);

	if (code == CURLE_AGAIN)
		return CONNECTION_AGAIN;
	return code == CURLE_OK ? (ssize_t)got : CONNECTION_BROKEN;
}

ssize_t connection_send(struct connection *c, const void *bytes, size_t n)
{
	size_t put = 0;

	if (c->only_loopback)
		return moved(send(c->fd, bytes, n, MSG_DONTWAIT | MSG_NOSIGNAL));
	CURLcode code = curl_easy_send(c->easy, bytes, n, &put);

	if (code == CURLE_AGAIN || (code == CURLE_OK && put == 0))
		return CONNECTION_AGAIN;
	return code == CURLE_OK ? (ssize_t)put : CONNECTION_BROKEN;
}

int connection_fd(const struct connection *c)
{
	return c->fd;
}

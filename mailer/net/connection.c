#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "net/connection_setup.h"
#include "net/failure.h"

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
	curl_socket_t fd = CURL_SOCKET_BAD;

	*failure_r = CONNECTION_BAD_SETTINGS;
	if (target_read(&c->target, s, err) < 0)
		return -1;
	*failure_r = CONNECTION_OK;
	c->only_loopback = s->tls == CONNECTION_PLAIN && !c->target.tls;
	dialogue_init(&c->talk, c->target.imap);
	setup_connect(c, s, round);
	CURLcode code = curl_easy_perform(c->easy);
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
	if (*failure_r == CONNECTION_OK)
		return 0;
	return failure_words(*failure_r, &c->target, &c->talk,
		*c->words ? c->words : curl_easy_strerror(code), s->ca_file != NULL, err);
}

int connection_open(const struct connection_settings *settings, struct connection **connection_r,
	enum connection_failure *failure_r, struct err *err)
{
	int rc = -1;

	*connection_r = NULL;
	for (int round = 0; rc < 0 && round < 2; round++) {
		struct connection *c = mem_alloc(sizeof *c);
		c->fd = -1;
		c->stop = settings->stop;
		c->stop_ctx = settings->stop_ctx;
		c->easy = setup_new();
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

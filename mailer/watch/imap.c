#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "base/str.h"
#include "watch/imap_answer.h"
#include "watch/imap_names.h"

static ssize_t line_recv(void *ctx, void *bytes, size_t n)
{
	ssize_t got = connection_recv(ctx, bytes, n);

	return got == CONNECTION_AGAIN ? STREAM_AGAIN : got < 0 ? STREAM_BROKEN : got;
}

static ssize_t line_send(void *ctx, const void *bytes, size_t n)
{
	ssize_t sent = connection_send(ctx, bytes, n);

	return sent == CONNECTION_AGAIN ? STREAM_AGAIN : sent < 0 ? STREAM_BROKEN : sent;
}

/* A peer that vanished is noticed in IDLE too, where nothing is said for minutes (W3). */
static void keep_alive(int fd)
{
	int on = 1, idle = 60, interval = 15, count = 4;
	unsigned timeout_ms = 120000;

	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
	setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout_ms, sizeof timeout_ms);
}

void imap_begin(struct imap *imap, uint64_t max_bytes, int seconds)
{
	stream_begin(imap->stream, max_bytes, seconds);
}

/* The server's words, in one line. */
static void add_words(const struct imap *imap, char *out, size_t size)
{
	const char *text = imap->session->imap_response;
	size_t n = 0;

	for (; text && *text && n < size - 1; text++)
		if ((unsigned char)*text >= ' ')
			out[n++] = *text;
	out[n] = '\0';
}

int imap_result(struct imap *imap, int r, const char *what, struct err *err)
{
	char words[300];

	if (r == MAILIMAP_NO_ERROR || r == MAILIMAP_NO_ERROR_AUTHENTICATED)
		return 0;
	if (stream_end(imap->stream) != STREAM_OPEN) {
		imap->ended = true;
		err_set(err, ERR_TEMPORARY, "%s: %s; %s", imap->host, what,
			stream_why(imap->stream));
		return IMAP_ENDED;
	}
	switch (r) {
	case MAILIMAP_ERROR_BAD_STATE:
	case MAILIMAP_ERROR_STREAM:
	case MAILIMAP_ERROR_PARSE:
	case MAILIMAP_ERROR_MEMORY:
	case MAILIMAP_ERROR_FATAL:
	case MAILIMAP_ERROR_PROTOCOL:
		/* What comes next on this connection cannot be told any more. */
		imap->ended = true;
		err_set(err, ERR_TEMPORARY, "%s: %s; the server answered something that is no IMAP",
			imap->host, what);
		return IMAP_ENDED;
	default:
		add_words(imap, words, sizeof words);
		err_set(err, ERR_FAILED, "%s: %s; the server says: %s", imap->host, what, words);
		return IMAP_REFUSED;
	}
}

/*
 * Not by mailimap_capability(): it reads memory that is not there when a server answers OK alone.
 * NOOP goes first: what came in one read with the answer to the login stays behind in libcurl until
 * something is sent.
 */
static int learn_capabilities(struct imap *imap, struct err *err)
{
	struct mailimap_connection_info *info = imap->session->imap_connection_info;

	imap_begin(imap, IMAP_ANSWER_MAX, IMAP_ANSWER_SECONDS);
	int rc = imap_result(imap, mailimap_noop(imap->session), "it refused NOOP", err);
	if (rc == 0)
		rc = imap_result(imap, mailimap_custom_command(imap->session, "CAPABILITY"),
			"it does not tell what it can do", err);
	if (rc == 0 && (info == NULL || info->imap_capability == NULL))
		return err_set(
			err, ERR_TEMPORARY, "%s: it does not tell what it can do", imap->host);
	return rc;
}

bool imap_offers(const struct imap *imap, const char *capability)
{
	struct mailimap_capability_data *data =
		imap->session->imap_connection_info->imap_capability;

	for (clistiter *i = data ? clist_begin(data->cap_list) : NULL; i; i = clist_next(i)) {
		struct mailimap_capability *c = clist_content(i);
		if (c->cap_type == MAILIMAP_CAPABILITY_NAME && c->cap_data.cap_name &&
			strlen(c->cap_data.cap_name) == strlen(capability) &&
			str_istarts(c->cap_data.cap_name, capability))
			return true;
	}
	return false;
}

/* The prefix and delimiter of the user's own folders, by NAMESPACE (RFC 2342), else by LIST. */
static int learn_names(struct imap *imap, struct err *err)
{
	struct mailimap_namespace_data *spaces = NULL;
	clist *list = NULL;
	int rc;

	imap->delimiter = '/';
	imap_begin(imap, IMAP_ANSWER_MAX, IMAP_ANSWER_SECONDS);
	if (imap_offers(imap, "NAMESPACE")) {
		rc = imap_result(imap, mailimap_namespace(imap->session, &spaces),
			"it does not tell its folders", err);
		if (rc == 0 && spaces && spaces->ns_personal &&
			clist_begin(spaces->ns_personal->ns_data_list)) {
			struct mailimap_namespace_info *own =
				clist_content(clist_begin(spaces->ns_personal->ns_data_list));
			imap->delimiter = own->ns_delimiter;
			free(imap->prefix);
			imap->prefix = mem_strdup(own->ns_prefix ? own->ns_prefix : "");
		}
		if (rc == 0 && spaces)
			mailimap_namespace_data_free(spaces);
		return rc == IMAP_REFUSED ? 0 : rc;
	}
	rc = imap_result(imap, mailimap_list(imap->session, "", "", &list),
		"it does not tell its folders", err);
	if (rc == 0 && list) {
		if (clist_begin(list)) {
			struct mailimap_mailbox_list *m = clist_content(clist_begin(list));
			imap->delimiter = m->mb_delimiter;
		}
		mailimap_list_result_free(list);
	}
	return rc == IMAP_REFUSED ? 0 : rc;
}

char *imap_folder_name(const struct imap *imap, const char *folder)
{
	struct str name = STR_INIT;

	if (strlen(folder) == 5 && str_istarts(folder, "INBOX")) {
		str_adds(&name, "INBOX");
		return str_detach(&name, NULL);
	}
	/* A folder that is named with its prefix already stays as it is. */
	if (*imap->prefix && !str_istarts(folder, imap->prefix) && !str_istarts(folder, "INBOX/"))
		str_adds(&name, imap->prefix);
	size_t from = name.len;
	imap_name_encode(&name, folder);
	for (size_t i = from; i < name.len; i++)
		if (name.p[i] == '/' && imap->delimiter && imap->delimiter != '/')
			name.p[i] = imap->delimiter;
	return str_detach(&name, NULL);
}

/* Vanished mails are told by their UIDs from then on, and folders have a modseq. */
static int enable(struct imap *imap, struct err *err)
{
	struct imap_handler handler = {0};

	if (!imap_offers(imap, "ENABLE") || !imap_offers(imap, "QRESYNC"))
		return 0;
	int rc = imap_ask(imap, "ENABLE QRESYNC", &handler, "it refused ENABLE", err);
	imap->qresync = rc == 0;
	return rc == IMAP_REFUSED ? 0 : rc;
}

void imap_add_folder(const struct imap *imap, const char *name, char delimiter, struct str *out)
{
	size_t from = out->len, n = strlen(imap->prefix);

	if (n > 0 && strncmp(name, imap->prefix, n) == 0)
		name += n;
	imap_name_decode(out, name);
	for (size_t i = from; i < out->len; i++)
		if (delimiter && out->p[i] == delimiter)
			out->p[i] = '/';
}

void imap_add_quoted(struct str *out, const char *text)
{
	str_addc(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			str_addc(out, '\\');
		str_addc(out, *text);
	}
	str_addc(out, '"');
}

static int start(struct imap *imap, const struct imap_settings *settings, struct err *err)
{
	struct stream_line line = {.ctx = imap->connection,
		.recv = line_recv,
		.send = line_send,
		.fd = connection_fd(imap->connection)};
	mailstream *m;
	int rc;

	keep_alive(line.fd);
	imap->host = mem_strdup(connection_host(imap->connection));
	imap->prefix = mem_strdup("");
	imap->stream = stream_new(&line, settings->stop_fd, settings->silence_seconds);
	imap->session = mailimap_new(0, NULL);
	m = stream_mailstream(imap->stream);
	if (imap->session == NULL || m == NULL)
		return err_set(err, ERR_FAILED, "the IMAP library cannot be started");
	rc = imap_result(imap, mailimap_connect(imap->session, m), "it cannot be talked to", err);
	if (rc == 0)
		rc = learn_capabilities(imap, err);
	if (rc == 0)
		rc = learn_names(imap, err);
	if (rc == 0)
		rc = enable(imap, err);
	return rc;
}

int imap_open(const struct imap_settings *settings, struct imap **imap_r,
	enum connection_failure *failure_r, struct err *err)
{
	struct imap *imap = mem_alloc(sizeof *imap);

	if (connection_open(&settings->connection, &imap->connection, failure_r, err) < 0) {
		free(imap);
		return -1;
	}
	if (start(imap, settings, err) < 0) {
		*failure_r = stream_end(imap->stream) == STREAM_STOPPED ? CONNECTION_STOPPED
									: CONNECTION_UNREACHABLE;
		imap->ended = true;
		imap_close(imap);
		return -1;
	}
	*imap_r = imap;
	return 0;
}

const struct connection *imap_connection(const struct imap *imap)
{
	return imap->connection;
}

bool imap_stopped(const struct imap *imap)
{
	return stream_end(imap->stream) == STREAM_STOPPED;
}

void imap_close(struct imap *imap)
{
	enum { GOODBYE_SECONDS = 2 };

	if (imap == NULL)
		return;
	if (imap->session) {
		/* Nor is it said after fetches whose answers nobody waits for. */
		if (!imap->ended && !imap->fetches && stream_end(imap->stream) == STREAM_OPEN) {
			imap_begin(imap, IMAP_ANSWER_MAX, GOODBYE_SECONDS);
			mailimap_logout(imap->session);
		}
		/* Else the library would say LOGOUT and wait for the answer once more. */
		if (imap->session->imap_stream) {
			mailstream_close(imap->session->imap_stream);
			imap->session->imap_stream = NULL;
		}
		mailimap_free(imap->session);
	}
	imap_fetch_forget(imap);
	stream_free(imap->stream);
	connection_close(imap->connection);
	free(imap->host);
	free(imap->prefix);
	free(imap);
}

uint64_t imap_news(const struct imap *imap)
{
	return stream_news(imap->stream);
}

int imap_idle(struct imap *imap, uint64_t news, int64_t milliseconds, struct err *err)
{
	imap_begin(imap, IMAP_ANSWER_MAX, IMAP_ANSWER_SECONDS);
	int rc = imap_result(imap, mailimap_idle(imap->session), "it refused IDLE", err);
	if (rc < 0)
		return rc;
	int heard = 1;
	if (imap_news(imap) == news)
		heard = stream_wait(imap->stream, milliseconds);
	if (heard < 0)
		return imap_result(imap, MAILIMAP_ERROR_STREAM, "waiting for mail", err);
	imap_begin(imap, IMAP_ANSWER_MAX, IMAP_ANSWER_SECONDS);
	return imap_result(imap, mailimap_idle_done(imap->session), "it refused DONE", err);
}

int imap_noop(struct imap *imap, struct err *err)
{
	imap_begin(imap, IMAP_ANSWER_MAX, IMAP_ANSWER_SECONDS);
	return imap_result(imap, mailimap_noop(imap->session), "it refused NOOP", err);
}

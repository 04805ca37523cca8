#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "campaign/url.h"
#include "watch/source_maildir.h"
#include "cmd/watch_inbox.h"
#include "cmd/workspace.h"

enum {
	CONNECT_MS = 60000, /* DNS, TCP, TLS and login together */
	SILENCE_SECONDS = 60,
};

static bool parse(const struct campaign *c, struct url *url_r, struct err *err)
{
	const char *why;
	size_t at;

	if (c->inbox.server.url && url_parse(c->inbox.server.url, url_inbox_schemes,
					   url_inbox_scheme_count, url_r, &why, &at) == 0)
		return true;
	err_set(err, ERR_INPUT, "campaign.cfg: there is no inbox to watch; set inbox.url");
	return false;
}

bool watch_inbox_is_server(const struct campaign *campaign)
{
	struct url url;
	struct err ignored;

	return parse(campaign, &url, &ignored) && url.scheme->network;
}

/* A path of a URL with %XX decoded (RFC 3986 2.1). */
static void add_decoded(struct str *out, const char *p)
{
	char hex[3] = {0}, *end;

	for (; *p; p++) {
		if (*p == '%' && p[1] && p[2]) {
			memcpy(hex, p + 1, 2);
			long c = strtol(hex, &end, 16);
			if (*end == '\0' && c > 0) {
				str_addc(out, (char)c);
				p += 2;
				continue;
			}
		}
		str_addc(out, *p);
	}
}

/* INBOX is the same in any case of its letters (RFC 9051 5.1). */
static bool is_same(const char *a, const char *b)
{
	return strcmp(a, b) == 0 || (strcasecmp(a, "INBOX") == 0 && strcasecmp(b, "INBOX") == 0);
}

static void add_folder(const char **folders, size_t *n, const char *name)
{
	for (size_t i = 0; i < *n; i++)
		if (is_same(folders[i], name))
			return;
	folders[(*n)++] = name;
}

size_t watch_inbox_folders(
	const struct campaign *campaign, struct arena *arena, const char ***folders_r)
{
	const struct inbox_settings *inbox = &campaign->inbox;
	struct err ignored;
	struct url url;
	struct str first = STR_INIT;
	size_t n = 0;

	*folders_r = arena_array(arena, inbox->folder_count + 1, sizeof **folders_r);
	if (!parse(campaign, &url, &ignored))
		return 0;
	add_decoded(&first, url.path ? url.path : "");
	add_folder(*folders_r, &n, first.len ? arena_strdup(arena, first.p) : "INBOX");
	for (size_t i = 0; i < inbox->folder_count; i++)
		add_folder(*folders_r, &n, inbox->folders[i]);
	str_release(&first);
	return n;
}

static int secret(void *ctx, struct str *out, struct err *err)
{
	const struct campaign *c = ctx;

	return workspace_credential(&c->inbox.server, out, err) < 0 ? -1 : 0;
}

/* OPENLETTER_WATCH_MS="idle=2000 poll=1000 retry=100 silence=3000": shorter waits, for tests only.
 */
static long wait_of(const char *name)
{
	const char *p = getenv("OPENLETTER_WATCH_MS");
	size_t n = strlen(name);

	for (; p && *p; p += strcspn(p, " "), p += *p == ' ')
		if (strncmp(p, name, n) == 0 && p[n] == '=')
			return strtol(p + n + 1, NULL, 10);
	return 0;
}

static bool stop(void *ctx)
{
	const struct watching *w = ctx;
	struct pollfd fd = {.fd = w->stop_fd, .events = POLLIN};

	return poll(&fd, 1, 0) > 0;
}

static int run_server(const struct campaign *c, const struct url *url,
	const struct watching *watching, struct source_suspect *suspect, struct err *err)
{
	const struct server_settings *server = &c->inbox.server;
	struct watching copy = *watching;
	struct str source = STR_INIT;
	struct arena arena = {0};
	const char **folders;
	size_t folder_count = watch_inbox_folders(c, &arena, &folders);
	long silence = wait_of("silence");

	/* The server and the account; a password in the URL would be none of the store's business.
	 */
	str_addf(&source, "%s%s@%.*s:%ld", url->scheme->name, server->user ? server->user : "",
		(int)url->host_len, url->host, url->port);
	struct source_imap settings = {
		.imap = {.connection = {.url = server->url,
				 .user = server->user,
				 .oauth2 = server->oauth2,
				 .tls = server->tls_required ? CONNECTION_TLS_REQUIRED
							     : CONNECTION_PLAIN,
				 .ca_file = server->ca_file,
				 .client_cert = server->cert_file,
				 .client_key = server->key_file,
				 .connect_ms = CONNECT_MS,
				 .stop = stop,
				 .stop_ctx = &copy},
			.silence_seconds =
				silence ? (int)((silence + 999) / 1000) : SILENCE_SECONDS},
		.source = source.p,
		.folders = folders,
		.folder_count = folder_count,
		.secret = server->user ? secret : NULL,
		.ctx = (void *)(uintptr_t)c,
		.waits = {wait_of("idle"), wait_of("poll"), wait_of("retry")},
		.suspect = suspect};
	copy.sent_folder = c->inbox.sent_folder;
	int rc = source_imap_run(&settings, &copy, err);
	arena_release(&arena);
	str_release(&source);
	return rc;
}

int watch_inbox_run(const struct campaign *campaign, const struct watching *watching,
	struct source_suspect *suspect, struct err *err)
{
	struct url url;

	if (!parse(campaign, &url, err))
		return -1;
	if (url.scheme->network)
		return run_server(campaign, &url, watching, suspect, err);
	struct watching copy = *watching;
	char *path = path_join(campaign->dir, url.path);
	char *sent = campaign->inbox.sent_folder
			     ? path_join(campaign->dir, campaign->inbox.sent_folder)
			     : NULL;
	copy.sent_folder = sent;
	int rc = source_maildir_run(path, campaign->inbox.server.url, &copy, err);
	free(path);
	free(sent);
	return rc;
}

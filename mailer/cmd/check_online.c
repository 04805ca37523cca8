#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "net/connection.h"
#include "cmd/check_online.h"
#include "cmd/json_out.h"
#include "cmd/workspace.h"

enum { CONNECT_MS = 60000, SILENCE_SECONDS = 60, SIZE_MAX_KNOWN = 1 << 30 };

static const char *const smtp_keywords[] = {
	"SIZE", "PIPELINING", "8BITMIME", "SMTPUTF8", "DSN", NULL};
static const char *const imap_keywords[] = {
	"IDLE", "MOVE", "UIDPLUS", "CONDSTORE", "QRESYNC", "OBJECTID", "SPECIAL-USE", NULL};

static size_t keyword_count(const struct online *o)
{
	size_t n = 0;

	while (o->keywords[n])
		n++;
	return n;
}

static void take_offers(struct online *o, const struct connection *c)
{
	for (size_t i = 0; o->keywords[i]; i++) {
		const char *argument = NULL;
		struct str text = STR_INIT;
		if (!connection_offer(c, o->keywords[i], &argument))
			continue;
		size_t n = argument ? strcspn(argument, "\r\n") : 0;
		str_adds(&text, o->keywords[i]);
		if (n)
			str_addf(&text, " %.*s", (int)(n < 100 ? n : 100), argument);
		if (n && n < 20 && strcmp(o->keywords[i], "SIZE") == 0) {
			char *digits = mem_strndup(argument, n);
			if (parse_long(digits, 1, SIZE_MAX_KNOWN, &o->size) < 0)
				o->size = 0;
			free(digits);
		}
		o->offered[i] = str_detach(&text, NULL);
	}
}

static void take_names(struct online *o, const struct connection *c)
{
	o->server_there = true;
	o->host = mem_strdup(connection_host(c));
	o->tls = mem_strdup(connection_tls_name(c));
	take_offers(o, c);
}

static int look_at_smtp(struct online *o, const struct connection_settings *settings)
{
	enum connection_failure failure;
	struct connection *c;

	if (connection_open(settings, &c, &failure, &o->err) < 0)
		return -1;
	take_names(o, c);
	/* A farewell that is not heard harms nobody. */
	(void)connection_send(c, "QUIT\r\n", 6);
	connection_close(c);
	return 0;
}

static int look_at_imap(struct online *o, const struct connection_settings *settings,
	const struct campaign *campaign)
{
	struct imap_settings s = {
		.connection = *settings, .stop_fd = -1, .silence_seconds = SILENCE_SECONDS};
	enum connection_failure failure;
	struct imap *imap;

	if (imap_open(&s, &imap, &failure, &o->err) < 0)
		return -1;
	take_names(o, imap_connection(imap));
	o->folders = mem_alloc(sizeof *o->folders);
	int rc = online_folders_look(o->folders, campaign, imap, &o->err);
	imap_close(imap);
	return rc;
}

/* Logs in and out again. */
static int log_in(struct online *o, const struct campaign *campaign)
{
	const struct server_settings *s = o->server;
	struct str secret = STR_INIT;
	int rc = workspace_credential(s, &secret, &o->err);

	if (rc >= 0) {
		struct connection_settings settings = {
			.url = s->url,
			.user = s->user,
			.secret = rc ? str_c(&secret) : NULL,
			.oauth2 = s->oauth2,
			.tls = s->tls_required ? CONNECTION_TLS_REQUIRED : CONNECTION_PLAIN,
			.ca_file = s->ca_file,
			.client_cert = s->cert_file,
			.client_key = s->key_file,
			.connect_ms = CONNECT_MS,
		};
		rc = str_istarts(s->url, "smtp") ? look_at_smtp(o, &settings)
						 : look_at_imap(o, &settings, campaign);
	}
	str_wipe(&secret);
	return rc < 0 ? -1 : 0;
}

static void check(struct online *o, const struct campaign *c, const char *name,
	const struct server_settings *server, const char *const *keywords)
{
	static const char sendmail[] = "sendmail:", program[] = "/usr/sbin/sendmail";
	int rc = 0;

	*o = (struct online){.name = name, .server = server, .keywords = keywords};
	o->offered = mem_array(keyword_count(o) + 1, sizeof *o->offered);
	if (str_istarts(server->url, "maildir:"))
		return;
	if (str_istarts(server->url, sendmail)) {
		const char *path = server->url + sizeof sendmail - 1;
		char *full = path_join(c->dir, *path ? path : program);
		if (!file_exists(full))
			rc = err_set(&o->err, ERR_INPUT,
				"%s: there is no such program, and send.url says sendmail:", full);
		free(full);
	} else {
		rc = log_in(o, c);
	}
	if (rc < 0)
		o->status = o->err.kind ? (int)o->err.kind : EXIT_FAILED;
	else if (o->folders && online_folders_lack(o->folders))
		o->status = EXIT_FAILED;
}

void online_check_send(struct online *o, const struct campaign *c)
{
	check(o, c, "send", &c->send.server, smtp_keywords);
}

void online_check_inbox(struct online *o, const struct campaign *c)
{
	check(o, c, "inbox", &c->inbox.server, imap_keywords);
}

void online_print(const struct cli *cli, const struct online *o)
{
	struct str offered = STR_INIT, missing = STR_INIT;

	if (o->status != EXIT_DONE && !(o->folders && online_folders_lack(o->folders))) {
		struct err named = o->err;
		err_prefix(&named, "%s", o->name);
		cli_fail(cli, &named);
		return;
	}
	cli_print("%-12s %s", o->name, cli_visible(o->server->url));
	if (!o->server_there) {
		cli_print(": no server to log in to\n");
		return;
	}
	if (o->server->user)
		cli_print(": logged in as %s", cli_visible(o->server->user));
	else
		cli_print(": connected, without a login");
	cli_print(", %s\n", *o->tls ? cli_visible(o->tls) : "plain text");
	for (size_t i = 0; o->keywords[i]; i++) {
		struct str *s = o->offered[i] ? &offered : &missing;
		str_addf(s, "%s%s", s->len ? ", " : "",
			o->offered[i] ? o->offered[i] : o->keywords[i]);
	}
	if (offered.len)
		cli_print("%-12s offers %s\n", "", cli_visible(offered.p));
	if (missing.len)
		cli_print("%-12s does not offer %s\n", "", cli_visible(missing.p));
	str_release(&offered);
	str_release(&missing);
	if (o->folders)
		online_folders_print(o->folders);
}

json_t *online_json(const struct online *o)
{
	json_t *list = json_array(), *server = json_object();

	for (size_t i = 0; o->keywords[i]; i++)
		if (o->offered[i])
			json_array_append_new(list, json_text(o->offered[i]));
	json_set_text(server, "name", o->name);
	json_set_text(server, "url", o->server->url);
	json_set_text(server, "user", o->server->user);
	json_set_text(server, "tls", o->tls && *o->tls ? o->tls : NULL);
	json_set(server, "offers", list);
	if (o->folders)
		online_folders_json(o->folders, server);
	json_set_text(server, "error", o->status != EXIT_DONE ? o->err.text : NULL);
	return server;
}

void online_release(struct online *o)
{
	size_t n = o->keywords ? keyword_count(o) : 0;

	for (size_t i = 0; i < n; i++)
		free(o->offered[i]);
	free(o->offered);
	if (o->folders)
		online_folders_release(o->folders);
	free(o->folders);
	free(o->host);
	free(o->tls);
	*o = (struct online){0};
}

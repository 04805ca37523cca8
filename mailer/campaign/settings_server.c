#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/argv.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "campaign/address.h"
#include "campaign/settings.h"
#include "campaign/url.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { RETRIES_MAX = 1000, CONNECTIONS_MAX = 1000 };

static void take_url(struct settings_reader *r, const struct setting *s, void *target,
	const struct url_scheme *schemes, size_t n)
{
	struct url url;
	const char *why;
	size_t at;

	/* An @ stands behind a password: no message repeats that. */
	if (url_parse(s->text, schemes, n, &url, &why, &at) == 0)
		*(char **)target = arena_strdup(&r->c->arena, s->text);
	else if (strchr(s->text, '@'))
		settings_problem(r, s, at, "\"url\": %s", why);
	else
		settings_problem(r, s, at, "\"url\" is \"%.200s\": %s", s->text, why);
}

static void take_send_url(struct settings_reader *r, const struct setting *s, void *target)
{
	r->c->send.server.url_at = settings_place(r, s);
	take_url(r, s, target, url_send_schemes, url_send_scheme_count);
}

static void take_inbox_url(struct settings_reader *r, const struct setting *s, void *target)
{
	r->c->inbox.server.url_at = settings_place(r, s);
	take_url(r, s, target, url_inbox_schemes, url_inbox_scheme_count);
}

static void take_auth(struct settings_reader *r, const struct setting *s, void *target)
{
	if (strcmp(s->text, "oauth2") == 0)
		*(bool *)target = true;
	else if (strcmp(s->text, "password") != 0)
		settings_problem(r, s, 0,
			"\"auth\" is \"%.40s\", expected \"password\" or \"oauth2\"", s->text);
}

static void take_tls(struct settings_reader *r, const struct setting *s, void *target)
{
	if (strcmp(s->text, "none") == 0)
		*(bool *)target = false;
	else if (strcmp(s->text, "required") != 0)
		settings_problem(r, s, 0,
			"\"tls\" is \"%.40s\", expected \"required\", or \"none\" for a loopback "
			"host",
			s->text);
}

static void take_password(struct settings_reader *r, const struct setting *s, void *target)
{
	const struct config_line *line = config_text_line(&r->config->text, s->value_at);
	struct stat st;

	settings_take_text(r, s, target);
	if (!r->live)
		return;
	char *path = path_join(r->c->dir, line->file);
	if (stat(path, &st) == 0 && (st.st_mode & 077))
		settings_problem(r, s, 0,
			"a password in a file that others can read (mode %04o), expected chmod 600 "
			"%s, or password_command",
			(unsigned)(st.st_mode & 07777), line->file);
	free(path);
}

/* As with a password; but the administrator's key may be a group's: so have some systems theirs. */
static void take_key_file(struct settings_reader *r, const struct setting *s, void *target)
{
	const char *path;
	struct stat st;

	settings_take_path(r, s, target);
	path = *(char **)target;
	if (!r->live || path == NULL || stat(path, &st) < 0)
		return;
	if (st.st_mode & (st.st_uid == 0 ? 07 : 077))
		settings_problem(r, s, 0,
			"a key in a file that others can read (mode %04o), expected chmod 600 %s",
			(unsigned)(st.st_mode & 07777), s->text);
}

static void take_rate(struct settings_reader *r, const struct setting *s, void *target)
{
	size_t at;

	if (rate_parse(s->text, target, &at) == 0)
		return;
	*(struct rate *)target = (struct rate){0};
	settings_problem(r, s, at,
		"\"%s\" is \"%.40s\", expected letters in a time like \"60/min\"", s->name,
		s->text);
}

static void set_retry(struct settings_reader *r, const long *values, size_t n)
{
	struct send_settings *send = &r->c->send;

	send->retry = arena_array(&r->c->arena, n, sizeof *send->retry);
	memcpy(send->retry, values, n * sizeof *values);
	send->retry_count = n;
}

static void take_retry(struct settings_reader *r, const struct setting *s, void *target)
{
	long *values = mem_array(RETRIES_MAX, sizeof *values);
	size_t n, at;

	(void)target;
	if (durations_parse(s->text, false, values, RETRIES_MAX, &n, &at) == 0)
		set_retry(r, values, n);
	else
		settings_problem(r, s, at,
			"\"retry\" is \"%.80s\", expected waits like \"1m, 5m*2, 1h*12\"", s->text);
	free(values);
}

static void take_hours(struct settings_reader *r, const struct setting *s, void *target)
{
	size_t at;

	if (hours_parse(s->text, target, &at) == 0)
		return;
	*(struct hours *)target = (struct hours){0};
	settings_problem(r, s, at,
		"\"hours\" is \"%.80s\", expected hours like \"Mon-Fri 09:00-17:00\"", s->text);
}

static void take_start(struct settings_reader *r, const struct setting *s, void *target)
{
	bool minutes = strlen(s->text) == sizeof "2025-09-26 09:00" - 1;
	struct str text = STR_INIT;

	(void)target;
	str_addf(&text, "%s%s", s->text, minutes ? ":00" : "");
	r->c->send.has_start = clock_parse(str_c(&text), &r->c->send.start) == 0;
	if (!r->c->send.has_start)
		settings_problem(r, s, 0,
			"\"start\" is \"%.40s\", expected a time like \"2025-09-26 09:00\"",
			s->text);
	str_release(&text);
}

static void take_connections(struct settings_reader *r, const struct setting *s, void *target)
{
	if (s->number >= 1 && s->number <= CONNECTIONS_MAX)
		*(long *)target = (long)s->number;
	else
		settings_problem(r, s, 0, "\"connections\" is %lld, expected 1 to %d", s->number,
			CONNECTIONS_MAX);
}

static void take_address(struct settings_reader *r, const struct setting *s, void *target)
{
	struct address a;
	const char *why;

	if (address_parse(s->text, &a, &why) < 0)
		settings_problem(r, s, 0, "\"%s\" is \"%.200s\": %s, expected an address", s->name,
			s->text, why);
	else
		*(char **)target = arena_strdup(&r->c->arena, a.email);
	address_release(&a);
}

static void take_file_into(struct settings_reader *r, const struct setting *s, void *target)
{
	settings_take_text(r, s, target);
	r->c->inbox.file_into_at = settings_place(r, s);
}

static void take_command_line(struct settings_reader *r, const struct setting *s, void *target)
{
	struct arena words = {0};
	const char *why;

	settings_take_text(r, s, target);
	if (*(char **)target && argv_split(s->text, &words, &why) == NULL)
		settings_problem(r, s, 0,
			"\"%s\": %s, expected a command and its arguments (no shell reads them)",
			s->name, why);
	arena_release(&words);
}

static void take_folders(struct settings_reader *r, const struct setting *s, void *target)
{
	struct inbox_settings *inbox = target;

	inbox->folders = arena_array(&r->c->arena, s->count, sizeof *inbox->folders);
	for (const struct setting *m = s->first; m; m = m->next) {
		if (m->kind != SETTING_TEXT)
			settings_problem(r, m, 0, "a folder is %s, expected its name in quotes",
				setting_kind_name(m->kind));
		else if (!m->broken)
			settings_take_text(r, m, &inbox->folders[inbox->folder_count]);
		inbox->folder_count += inbox->folders[inbox->folder_count] != NULL;
	}
}

/* Reports at the setting of that name in the group, or at the group. */
static void tell(
	struct settings_reader *r, const struct setting *group, const char *name, const char *text)
{
	for (const struct setting *m = group->first; m; m = m->next)
		if (strcmp(m->name, name) == 0) {
			config_text_problem(&r->config->text, m->value_at, r->problems, "%s", text);
			return;
		}
	config_text_problem(&r->config->text, group->name_at, r->problems, "%s", text);
}

/* What must go together, once all is known. */
static void check_server(struct settings_reader *r, const struct setting *s,
	const struct server_settings *server, const struct url_scheme *schemes, size_t n)
{
	struct url url;
	const char *why;
	size_t at;

	if (server->password && server->password_command)
		tell(r, s, "password", "both password and password_command, expected one of them");
	if (server->oauth2 && server->token_command == NULL)
		tell(r, s, "auth", "auth is \"oauth2\", expected a token_command beside it");
	if (!server->oauth2 && server->token_command)
		tell(r, s, "token_command",
			"a token_command, expected auth = \"oauth2\" beside it");
	if (server->oauth2 && (server->password || server->password_command))
		tell(r, s, server->password ? "password" : "password_command",
			"a password beside auth = \"oauth2\", expected none");
	if (server->user == NULL &&
		(server->password || server->password_command || server->oauth2))
		tell(r, s,
			server->oauth2	   ? "auth"
			: server->password ? "password"
					   : "password_command",
			"a way to log in without a user, expected user beside it");
	if (server->cert_file && server->key_file == NULL)
		tell(r, s, "cert_file", "a cert_file without its key, expected key_file beside it");
	if (server->key_file && server->cert_file == NULL)
		tell(r, s, "key_file",
			"a key_file without its certificate, expected cert_file beside it");
	if (url_parse(server->url, schemes, n, &url, &why, &at) < 0 || !url.scheme->network)
		return;
	if (url.scheme->tls && !server->tls_required)
		tell(r, s, "tls",
			"tls is \"none\", but the url says TLS, expected one or the other");
	else if (!server->tls_required && !url_is_loopback(&url))
		tell(r, s, "tls",
			"tls is \"none\" for a host that is not loopback, expected \"required\" "
			"(plain text would show letters and passwords to everyone on the way)");
}

static void set_server_defaults(struct campaign *c, struct server_settings *server, const char *url)
{
	server->url = arena_strdup(&c->arena, url);
	server->tls_required = true;
}

#define SERVER_OPTIONS(type, take_the_url)                                                         \
	{"url", SETTING_TEXT, take_the_url, offsetof(struct type, server.url), false},             \
		{"user", SETTING_TEXT, settings_take_text, offsetof(struct type, server.user),     \
			false},                                                                    \
		{"password", SETTING_TEXT, take_password, offsetof(struct type, server.password),  \
			false},                                                                    \
		{"password_command", SETTING_TEXT, settings_take_text,                             \
			offsetof(struct type, server.password_command), false},                    \
		{"auth", SETTING_TEXT, take_auth, offsetof(struct type, server.oauth2), false},    \
		{"token_command", SETTING_TEXT, settings_take_text,                                \
			offsetof(struct type, server.token_command), false},                       \
		{"tls", SETTING_TEXT, take_tls, offsetof(struct type, server.tls_required),        \
			false},                                                                    \
		{"ca_file", SETTING_TEXT, settings_take_path,                                      \
			offsetof(struct type, server.ca_file), false},                             \
		{"cert_file", SETTING_TEXT, settings_take_path,                                    \
			offsetof(struct type, server.cert_file), false},                           \
	{                                                                                          \
		"key_file", SETTING_TEXT, take_key_file, offsetof(struct type, server.key_file),   \
			false                                                                      \
	}

void settings_read_send(struct settings_reader *r, const struct setting *s)
{
	static const struct option options[] = {
		SERVER_OPTIONS(send_settings, take_send_url),
		{"connections", SETTING_NUMBER, take_connections,
			offsetof(struct send_settings, connections), false},
		{"rate", SETTING_TEXT, take_rate, offsetof(struct send_settings, rate), false},
		{"domain_rate", SETTING_TEXT, take_rate,
			offsetof(struct send_settings, domain_rate), false},
		{"retry", SETTING_TEXT, take_retry, 0, false},
		{"hours", SETTING_TEXT, take_hours, offsetof(struct send_settings, hours), false},
		{"start", SETTING_TEXT, take_start, 0, false},
		{"unsubscribe", SETTING_TEXT, take_address,
			offsetof(struct send_settings, unsubscribe), false},
	};
	/* "1m, 5m*2, 1h*12" */
	static const long retry[] = {60, 300, 300, 3600, 3600, 3600, 3600, 3600, 3600, 3600, 3600,
		3600, 3600, 3600, 3600};
	struct send_settings *send = &r->c->send;

	set_server_defaults(r->c, &send->server, "maildir:outbox");
	send->connections = 4;
	set_retry(r, retry, COUNT(retry));
	if (s == NULL)
		return;
	settings_read_group(r, s, "send", options, COUNT(options), send);
	check_server(r, s, &send->server, url_send_schemes, url_send_scheme_count);
}

void settings_read_inbox(struct settings_reader *r, const struct setting *s)
{
	static const struct option options[] = {
		SERVER_OPTIONS(inbox_settings, take_inbox_url),
		{"file_into", SETTING_TEXT, take_file_into,
			offsetof(struct inbox_settings, file_into), false},
		{"sent_folder", SETTING_TEXT, settings_take_text,
			offsetof(struct inbox_settings, sent_folder), false},
		{"on_reply", SETTING_TEXT, take_command_line,
			offsetof(struct inbox_settings, on_reply), false},
		{"folders", SETTING_LIST, take_folders, 0, false},
	};

	set_server_defaults(r->c, &r->c->inbox.server, "maildir:inbox");
	if (s == NULL)
		return;
	settings_read_group(r, s, "inbox", options, COUNT(options), &r->c->inbox);
	check_server(r, s, &r->c->inbox.server, url_inbox_schemes, url_inbox_scheme_count);
}

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "net/credential.h"
#include "cmd/check_places.h"

static const char maildir[] = "maildir:", program[] = "sendmail:";

/* The path behind a scheme, or NULL where the url has another one. Heap. */
static char *path_of(const struct campaign *c, const char *url, const char *scheme)
{
	return str_istarts(url, scheme) ? path_join(c->dir, url + strlen(scheme)) : NULL;
}

/* Both there and one; or neither there, and written alike. */
static bool same_place(const char *a, const char *b)
{
	char *x = realpath(a, NULL), *y = realpath(b, NULL);
	bool same = x && y ? strcmp(x, y) == 0 : !x && !y && strcmp(a, b) == 0;

	free(x);
	free(y);
	return same;
}

/* The setting may be absent: then its default is told of at the head of the settings. */
static void warn(struct problems *problems, const struct setting_place *at, const char *text)
{
	problems_warn(problems, at->file ? at->file : CAMPAIGN_FILE, at->file ? at->line : 1,
		at->file ? at->column : 1, "%s", text);
}

static void check_outbox(const struct campaign *c, const char *path, struct problems *problems)
{
	const struct setting_place *at = &c->send.server.url_at;
	struct stat st;

	if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode))
		problems_add(problems, at->file ? at->file : CAMPAIGN_FILE, at->file ? at->line : 1,
			at->file ? at->column : 1,
			"%s is no folder, expected a Maildir, or a name for a new one",
			c->send.server.url + strlen(maildir));
}

/* What the watch of a Maildir does not do must not be expected of it. */
static void check_inbox(const struct campaign *c, const char *path, struct problems *problems)
{
	char *archive = path_join(c->dir, CAMPAIGN_ARCHIVE);

	if (same_place(path, archive))
		warn(problems, &c->inbox.server.url_at,
			"answers are read from the archive, into which they are copied: name the "
			"folder that they arrive in");
	free(archive);
	if (c->inbox.file_into)
		warn(problems, &c->inbox.file_into_at,
			"file_into is for servers: mails of a Maildir stay where they are");
	if (c->inbox.folder_count)
		warn(problems, &c->inbox.server.url_at,
			"more folders are for servers: of a Maildir, the one of the url is "
			"followed");
}

/* Whether a server that wants a login can be given one. */
static void check_login(const struct server_settings *s, bool inbox, struct problems *problems)
{
	bool imap = str_istarts(s->url, "imap"), secret = s->password || s->password_command ||
							  s->token_command ||
							  credential_from_environment();
	struct str text = STR_INIT;

	if (!imap && !str_istarts(s->url, "smtp"))
		return;
	if (s->user && !secret)
		str_addf(&text,
			"there is no password for %s, expected password_command beside it, or "
			"OPENLETTER_PASSWORD in the environment",
			s->user);
	else if (inbox && s->user == NULL && s->cert_file == NULL)
		str_adds(&text, "no user is named for this server, which gives its mails to its "
				"users only");
	if (text.len)
		warn(problems, &s->url_at, text.p);
	str_release(&text);
}

void check_places(const struct campaign *c, struct problems *problems)
{
	char *out = path_of(c, c->send.server.url, maildir);
	char *in = path_of(c, c->inbox.server.url, maildir);
	char *by = path_of(c, c->send.server.url, program);

	check_login(&c->send.server, false, problems);
	check_login(&c->inbox.server, true, problems);
	if (out)
		check_outbox(c, out, problems);
	if (in)
		check_inbox(c, in, problems);
	if (out && in && same_place(out, in))
		warn(problems, &c->send.server.url_at,
			"letters are put into the folder that answers are read from: they would be "
			"read in as mails");
	if (by && c->send.server.url[strlen(program)] && access(by, X_OK) < 0)
		warn(problems, &c->send.server.url_at,
			"there is no such program that can be run on this machine");
	free(out);
	free(in);
	free(by);
}

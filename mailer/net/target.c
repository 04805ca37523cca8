#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "net/client_certificate.h"
#include "net/target.h"

enum { HOST_NAME_SIZE = 256 };

/* The ports of submission and of mail access (RFC 6409, 8314), not those of relays. */
static const struct scheme {
	const char *name, *port;
	bool imap, tls;
} schemes[] = {
	{"smtp", "587", false, false},
	{"smtps", "465", false, true},
	{"imap", "143", true, false},
	{"imaps", "993", true, true},
};

static const struct scheme *find_scheme(const char *name)
{
	for (size_t i = 0; name && i < sizeof schemes / sizeof *schemes; i++)
		if (strcmp(schemes[i].name, name) == 0)
			return &schemes[i];
	return NULL;
}

static bool host_is_loopback(const char *host)
{
	struct in_addr v4;

	if (inet_pton(AF_INET, host, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127;
	return strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0;
}

static char *url_part(CURLU *url, CURLUPart part)
{
	char *text = NULL, *copy;

	if (curl_url_get(url, part, &text, 0) != CURLUE_OK)
		return NULL;
	copy = mem_strdup(text);
	curl_free(text);
	return copy;
}

bool connection_url_is_loopback(const char *url)
{
	CURLU *u = curl_url();
	char *host = NULL;

	if (curl_url_set(u, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK)
		host = url_part(u, CURLUPART_HOST);
	bool loopback = host && host_is_loopback(host);
	free(host);
	curl_url_cleanup(u);
	return loopback;
}

static int refuse(const char *url, bool has_user, struct err *err)
{
	if (has_user)
		return err_set(err, ERR_INPUT,
			"url: a name or password does not belong there; set user and "
			"password_command");
	return err_set(err, ERR_INPUT,
		"url: \"%s\" is no mail server; expected smtp://HOST:PORT, smtps://, imap:// or "
		"imaps://",
		url);
}

/*
 * The name of this machine for EHLO. Servers refuse one that is not full, as many machines have;
 * an address says as much (RFC 5321 4.1.4).
 */
static const char *own_name(char name[HOST_NAME_SIZE])
{
	if (gethostname(name, HOST_NAME_SIZE) < 0 || memchr(name, '\0', HOST_NAME_SIZE) == NULL ||
		strchr(name, '.') == NULL)
		return "[127.0.0.1]";
	return name;
}

/* No path, no query: what EHLO says is all that libcurl reads there. */
static void set_url(struct target *t, CURLU *url)
{
	char name[HOST_NAME_SIZE];

	curl_url_set(url, CURLUPART_PORT, t->port, 0);
	curl_url_set(url, CURLUPART_PATH, t->imap ? "" : own_name(name), CURLU_URLENCODE);
	curl_url_set(url, CURLUPART_QUERY, NULL, 0);
	curl_url_set(url, CURLUPART_FRAGMENT, NULL, 0);
	curl_url_set(url, CURLUPART_OPTIONS, NULL, 0);
	t->url = url_part(url, CURLUPART_URL);
}

static int take(
	struct target *t, const struct connection_settings *settings, CURLU *url, struct err *err)
{
	char *name = url_part(url, CURLUPART_SCHEME), *user = url_part(url, CURLUPART_USER);
	const struct scheme *scheme = find_scheme(name);
	struct str shown = STR_INIT;

	t->host = url_part(url, CURLUPART_HOST);
	t->port = url_part(url, CURLUPART_PORT);
	bool refused = scheme == NULL || t->host == NULL || user != NULL;
	int rc = refused ? refuse(settings->url, user != NULL, err) : 0;
	free(name);
	free(user);
	if (rc < 0)
		return -1;
	if (t->port == NULL)
		t->port = mem_strdup(scheme->port);
	utf8_add_visible(&shown, t->host, strlen(t->host), false);
	str_addf(&shown, ":%s", t->port);
	t->name = str_detach(&shown, NULL);
	t->imap = scheme->imap;
	t->tls = scheme->tls;
	t->loopback = host_is_loopback(t->host);
	set_url(t, url);
	if (settings->tls == CONNECTION_PLAIN && !t->tls && !t->loopback)
		return err_set(err, ERR_INPUT,
			"%s is not this machine, and tls = \"none\" is for this machine only: set "
			"tls = \"required\"",
			t->name);
	if (settings->client_cert == NULL)
		return 0;
	return client_certificate_check(settings->client_cert,
		settings->client_key ? settings->client_key : settings->client_cert, clock_now(),
		err);
}

int target_read(struct target *t, const struct connection_settings *settings, struct err *err)
{
	CURLU *url = curl_url();
	int rc;

	if (curl_url_set(url, CURLUPART_URL, settings->url, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
		rc = refuse(settings->url, false, err);
	else
		rc = take(t, settings, url, err);
	curl_url_cleanup(url);
	return rc;
}

void target_release(struct target *t)
{
	free(t->host);
	free(t->port);
	free(t->name);
	free(t->url);
	*t = (struct target){0};
}

#include <stdlib.h>

#include "base/file.h"
#include "campaign/url.h"
#include "cmd/send_deliver.h"
#include "cmd/send_setup.h"

const char *send_where(const struct workspace *w)
{
	return w->campaign.send.server.url;
}

/*
 * OPENLETTER_TIMEOUT (seconds) caps every wait for the server: for networks that swallow answers,
 * and for tests, which have not the ten minutes that an answer may take.
 */
static void set_patience(struct send_setup *setup)
{
	const char *text = getenv("OPENLETTER_TIMEOUT");
	struct session_patience *p = &setup->patience;
	int64_t *waits[] = {&p->mail, &p->rcpt, &p->data, &p->block, &p->dot};
	long seconds;

	*p = session_patience_standard;
	setup->settings.patience = p;
	if (text == NULL || parse_long(text, 1, 86400, &seconds) < 0)
		return;
	for (size_t i = 0; i < sizeof waits / sizeof *waits; i++)
		if (*waits[i] > seconds * 1000)
			*waits[i] = seconds * 1000;
	setup->settings.server.connect_ms = seconds * 1000;
	setup->settings.stop_ms = seconds * 1000;
}

static void set_path(struct send_setup *setup, const struct campaign *c)
{
	struct url url;
	const char *why;
	size_t at;

	if (url_parse(c->send.server.url, url_send_schemes, url_send_scheme_count, &url, &why,
		    &at) < 0 ||
		url.scheme->network)
		return;
	if (url.path && *url.path)
		setup->path = path_join(c->dir, url.path);
	setup->settings.path = setup->path;
}

void send_setup_make(struct send_setup *setup, const struct workspace *w)
{
	const struct send_settings *s = &w->campaign.send;

	*setup = (struct send_setup){0};
	setup->settings = (struct sender_settings){
		.server =
			{
				.url = s->server.url,
				.user = s->server.user,
				.oauth2 = s->server.oauth2,
				.tls = s->server.tls_required ? CONNECTION_TLS_REQUIRED
							      : CONNECTION_PLAIN,
				.ca_file = s->server.ca_file,
				.client_cert = s->server.cert_file,
				.client_key = s->server.key_file,
			},
		.connections = s->connections,
		.rate = {s->rate.count, s->rate.seconds},
		.domain_rate = {s->domain_rate.count, s->domain_rate.seconds},
		.retry = s->retry,
		.retry_count = s->retry_count,
		.stop_fd = -1,
	};
	set_path(setup, &w->campaign);
	set_patience(setup);
}

void send_setup_release(struct send_setup *setup)
{
	free(setup->path);
	*setup = (struct send_setup){0};
}

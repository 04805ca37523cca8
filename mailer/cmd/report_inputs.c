#include <string.h>
#include <sys/stat.h>

#include "store/events.h"
#include "cmd/report_inputs.h"

/* The last event's hash stands for all that is in the store: every change there is an event. */
static int digest_store(struct store *store, struct sha256_stream *digest, struct err *err)
{
	struct event_filter last = {.last = 1};
	struct event_iter *iter;
	struct event event;
	int more;

	if (events_list(store, &last, &iter, err) < 0)
		return -1;
	while ((more = events_each(iter, &event, err)) > 0)
		sha256_feed(digest, event.hash, sizeof event.hash);
	events_iter_free(iter);
	return more;
}

/* Another build may write other pages, whatever its version says. */
static void digest_program(struct sha256_stream *digest)
{
	struct stat self;

	sha256_feed(digest, OPENLETTER_VERSION, sizeof OPENLETTER_VERSION);
	if (stat("/proc/self/exe", &self) < 0)
		return;
	sha256_feed(digest, &self.st_size, sizeof self.st_size);
	sha256_feed(digest, &self.st_mtim.tv_sec, sizeof self.st_mtim.tv_sec);
	sha256_feed(digest, &self.st_mtim.tv_nsec, sizeof self.st_mtim.tv_nsec);
}

int report_inputs(struct workspace *w, const struct report_site *site, char hex_r[SHA256_HEX],
	struct err *err)
{
	const struct campaign_files *files = &w->campaign.files;
	int64_t today = date_to_days(date_at(clock_now()));
	struct sha256_stream digest;
	int result;

	sha256_begin(&digest);
	digest_program(&digest);
	sha256_feed(&digest, &today, sizeof today);
	if (site->url)
		sha256_feed(&digest, site->url, strlen(site->url));
	for (size_t i = 0; i < files->count; i++) {
		sha256_feed(&digest, files->items[i].name, strlen(files->items[i].name) + 1);
		sha256_feed(&digest, files->items[i].sha256, sizeof files->items[i].sha256);
	}
	result = digest_store(w->store, &digest, err);
	if (result == 0)
		result = pages_digest(&site->pages, &digest, err);
	sha256_end(&digest, hex_r);
	return result < 0 ? -1 : 0;
}

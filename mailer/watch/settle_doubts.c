#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/outbox.h"
#include "watch/settle_doubts.h"

/* Spreads a number over all bits, so that a set of them is told by the sum (splitmix64). */
static uint64_t print_of(int64_t id)
{
	uint64_t x = (uint64_t)id + 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

static void add(struct doubts *d, const struct outbox_letter *letter)
{
	mem_grow(&d->list, &d->cap, d->count, sizeof *d->list);
	struct doubt *doubt = &d->list[d->count];
	*doubt = (struct doubt){.id = letter->id,
		.ref = arena_strdup(&d->arena, letter->ref),
		.email = arena_strdup(&d->arena, letter->email),
		.message_id = arena_strdup(&d->arena, letter->message_id)};
	map_put(&d->by_id, doubt->message_id, strlen(doubt->message_id), (intptr_t)d->count++);
	d->print += print_of(doubt->id);
}

int doubts_load(struct doubts *d, struct err *err)
{
	struct outbox_filter filter = {.by_state = true, .state = OUTBOX_UNCERTAIN};
	struct outbox_letter letter = {0};
	struct outbox_iter *iter;
	int rc;

	if (outbox_list(d->watching->store, &filter, &iter, err) < 0)
		return -1;
	while ((rc = outbox_each(iter, &letter, err)) > 0)
		if (letter.message_id && letter.email)
			add(d, &letter);
	outbox_letter_release(&letter);
	outbox_iter_free(iter);
	return rc;
}

void doubts_release(struct doubts *d)
{
	map_release(&d->by_id);
	free(d->list);
	arena_release(&d->arena);
}

int doubts_in(struct doubts *d, const char *header, size_t n,
	int (*each)(struct doubts *d, struct doubt *doubt, void *ctx, struct err *err), void *ctx,
	struct err *err)
{
	const char *end = header + n, *close;
	intptr_t at;

	for (const char *p = header; (p = memchr(p, '<', (size_t)(end - p))) != NULL; p++) {
		for (close = p + 1;
			close < end && *close != '>' && *close != '<' && *close != '\n';)
			close++;
		if (close == end || *close != '>' ||
			!map_get(&d->by_id, p + 1, (size_t)(close - p - 1), &at) ||
			d->list[at].settled)
			continue;
		int rc = each(d, &d->list[at], ctx, err);
		if (rc != 0)
			return rc;
	}
	return 0;
}

int doubt_settle(struct doubts *d, struct doubt *doubt, struct err *err)
{
	const char *evidence =
		arena_printf(&d->arena, "its Message-ID was found in the folder %s", d->folder);

	if (outbox_settle(d->watching->store, doubt->id, evidence, 0, clock_now(), err) < 0)
		return -1;
	doubt->settled = true;
	d->settled++;
	d->print -= print_of(doubt->id);
	log_add(LOG_INFO, "letter %s to %s was uncertain and counts as sent: %s", doubt->ref,
		doubt->email, evidence);
	return 0;
}

void doubts_tell(const char *why)
{
	static bool told;

	if (!told)
		log_add(LOG_WARN,
			"inbox.sent_folder: %s; uncertain letters are not looked for there", why);
	told = true;
}

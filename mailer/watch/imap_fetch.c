#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "watch/imap_answer.h"

enum {
	PER_MESSAGE = 4096, /* bytes of an answer around a message's own */
	FETCH_SECONDS = 600,
	BYTES_A_SECOND = 4 << 10, /* the slowest line on which a large mail comes */
	HELD_MAX = STREAM_MAX_LITERAL, /* a mail that waits for its UID */
};

struct imap_fetch {
	struct imap_fetch *next;
	char tag[IMAP_TAG_SIZE];
	bool answered; /* with result and err, before its turn */
	int result;
	struct err err;
	bool *taken; /* by uids */
	size_t n;
	uint32_t uids[];
};

void imap_add_set(struct str *out, const uint32_t *uids, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t last = i;
		while (last + 1 < n && uids[last + 1] == uids[last] + 1)
			last++;
		str_addf(out, "%s%lu", i ? "," : "", (unsigned long)uids[i]);
		if (last > i)
			str_addf(out, ":%lu", (unsigned long)uids[last]);
		i = last + 1;
	}
}

/* Whether uid was asked for; uids are rising. */
static bool asked(const uint32_t *uids, size_t n, uint32_t uid, size_t *at_r)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (uids[middle] < uid)
			low = middle + 1;
		else
			high = middle;
	}
	*at_r = low;
	return low < n && uids[low] == uid;
}

/* ---- what is asked before */

bool imap_has_objects(const struct imap *imap)
{
	return imap_offers(imap, "OBJECTID") || imap_offers(imap, "X-GM-EXT-1");
}

struct asking {
	const uint32_t *uids;
	size_t n;
	struct arena *arena;
	struct imap_info *infos;
};

static int take_info(
	void *ctx, const struct imap_message *message, bool has_content, struct err *err)
{
	struct asking *a = ctx;
	size_t at;

	(void)has_content;
	(void)err;
	if (!asked(a->uids, a->n, message->uid, &at))
		return 0;
	if (message->size > 0)
		a->infos[at].size = message->size;
	if (*message->object && a->infos[at].object == NULL)
		a->infos[at].object = arena_strdup(a->arena, message->object);
	return 0;
}

int imap_infos(struct imap *imap, const uint32_t *uids, size_t n, struct arena *arena,
	struct imap_info *infos_r, struct err *err)
{
	struct asking asking = {uids, n, arena, infos_r};
	struct imap_handler handler = {.message = take_info, .ctx = &asking};
	struct str command = STR_INIT;

	memset(infos_r, 0, n * sizeof *infos_r);
	str_adds(&command, "UID FETCH ");
	imap_add_set(&command, uids, n);
	str_adds(&command, " (UID RFC822.SIZE");
	if (imap_offers(imap, "OBJECTID"))
		str_adds(&command, " EMAILID");
	else if (imap_offers(imap, "X-GM-EXT-1"))
		str_adds(&command, " X-GM-MSGID");
	str_addc(&command, ')');
	int rc = imap_ask(imap, command.p, &handler, "it does not tell what mails there are", err);
	str_release(&command);
	return rc;
}

/* ---- mails */

int imap_fetch_post(
	struct imap *imap, const uint32_t *uids, size_t n, enum imap_extent extent, struct err *err)
{
	static const char *const parts[] = {
		[IMAP_WHOLE] = "[]",
		[IMAP_HEADER] = "[HEADER]",
		[IMAP_MESSAGE_ID] = "[HEADER.FIELDS (MESSAGE-ID)]",
	};
	struct imap_fetch *f = mem_alloc(sizeof *f + n * sizeof *uids), **end = &imap->fetches;
	struct str command = STR_INIT;

	memcpy(f->uids, uids, n * sizeof *uids);
	f->taken = mem_array(n, sizeof *f->taken);
	f->n = n;
	while (*end)
		end = &(*end)->next;
	*end = f;
	str_adds(&command, "UID FETCH ");
	imap_add_set(&command, uids, n);
	str_adds(&command, " (UID BODY.PEEK");
	if (extent == IMAP_BEGINNING)
		str_addf(&command, "[]<0.%d>", IMAP_BEGINNING_BYTES);
	else
		str_adds(&command, parts[extent]);
	str_addc(&command, ')');
	int rc = imap_send(imap, command.p, f->tag, err);
	str_release(&command);
	return rc;
}

/* One answer that is being taken. Mails of those behind it may come with it. */
struct taking {
	struct imap *imap;
	const struct imap_taker *taker;
	bool begun; /* the taker has a mail, of uid */
	bool *taken; /* its place in the fetch that asked for it */
	bool holding; /* it waits in `held` until its UID is known */
	uint32_t uid;
	struct str held;
};

/* The mail may take its bytes, and its time, beyond what an answer may have. */
static void grant(struct taking *t, uint64_t size)
{
	stream_grant(t->imap->stream, size + PER_MESSAGE, (int)(size / BYTES_A_SECOND));
}

/* Begins a mail that was asked for and has not come yet: 1, 0 for any other, -1. */
static int begin(struct taking *t, uint32_t uid, struct err *err)
{
	struct imap_fetch *f = t->imap->fetches;
	size_t at = 0;

	while (f && (!asked(f->uids, f->n, uid, &at) || f->taken[at]))
		f = f->next;
	if (f == NULL)
		return 0;
	t->uid = uid;
	t->taken = &f->taken[at];
	if (t->taker->begin(t->taker->ctx, uid, err) < 0)
		return -1;
	t->begun = true;
	return 1;
}

/*
 * Most servers tell the UID first. Of one that does not, a mail that was asked for alone is it;
 * else it is held.
 */
static int on_content(void *ctx, const struct imap_message *known, uint64_t size, struct err *err)
{
	struct taking *t = ctx;
	const struct imap_fetch *f = t->imap->fetches;
	uint32_t uid = known->uid ? known->uid : f->n == 1 && !f->next ? f->uids[0] : 0;

	t->begun = t->holding = false;
	if (uid) {
		int wanted = begin(t, uid, err);
		if (wanted > 0)
			grant(t, size);
		return wanted;
	}
	if (size > HELD_MAX)
		return 0;
	grant(t, size);
	str_reset(&t->held);
	t->holding = true;
	return 1;
}

static int on_piece(void *ctx, const void *bytes, size_t n, struct err *err)
{
	struct taking *t = ctx;

	if (t->begun)
		return t->taker->feed(t->taker->ctx, bytes, n, err);
	str_add(&t->held, bytes, n);
	return 0;
}

static void drop(struct taking *t)
{
	if (t->begun && t->taker->drop)
		t->taker->drop(t->taker->ctx);
	t->begun = false;
}

static int on_message(
	void *ctx, const struct imap_message *message, bool has_content, struct err *err)
{
	struct taking *t = ctx;
	int rc = 0;

	if (!has_content)
		return 0;
	if (t->holding) {
		rc = begin(t, message->uid, err);
		if (rc > 0)
			rc = t->taker->feed(t->taker->ctx, str_c(&t->held), t->held.len, err);
	}
	if (rc < 0 || !t->begun)
		return rc;
	if (message->uid != t->uid) {
		drop(t);
		return 0;
	}
	*t->taken = true;
	t->begun = false;
	return t->taker->end(t->taker->ctx, t->uid, err);
}

static void take_off(struct imap *imap)
{
	struct imap_fetch *f = imap->fetches;

	imap->fetches = f->next;
	free(f->taken);
	free(f);
}

void imap_fetch_forget(struct imap *imap)
{
	while (imap->fetches)
		take_off(imap);
}

bool imap_fetch_answered(
	struct imap *imap, const char *tag, size_t n, int result, const struct err *err)
{
	struct imap_fetch *f = imap->fetches;

	while (f && (strlen(f->tag) != n || memcmp(f->tag, tag, n) != 0))
		f = f->next;
	if (f == NULL || f->answered)
		return false;
	f->answered = true;
	f->result = result;
	if (result < 0)
		f->err = *err;
	return true;
}

int imap_fetch_take(struct imap *imap, const struct imap_taker *taker, struct err *err)
{
	struct imap_fetch *f = imap->fetches;
	struct taking t = {.imap = imap, .taker = taker, .held = STR_INIT};
	struct imap_handler handler = {
		.content = on_content, .piece = on_piece, .message = on_message, .ctx = &t};
	int rc = f->result;

	if (f->answered && rc < 0)
		*err = f->err;
	if (!f->answered) {
		imap_begin(imap, IMAP_ANSWER_MAX + (uint64_t)PER_MESSAGE * f->n, FETCH_SECONDS);
		stream_allow_literal(imap->stream, IMAP_WHOLE_MAX);
		rc = imap_answer(imap, f->tag, &handler, "mails cannot be fetched", err);
		drop(&t);
		str_release(&t.held);
	}
	take_off(imap);
	return rc;
}

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "watch/imap_session.h"

enum {
	PER_MESSAGE = 4096, /* bytes of an answer around a message's own */
	FETCH_SECONDS = 600,
};

static struct mailimap_set *set_of(const uint32_t *uids, size_t n)
{
	struct mailimap_set *set = mailimap_set_new_empty();

	for (size_t i = 0; i < n;) {
		size_t last = i;
		while (last + 1 < n && uids[last + 1] == uids[last] + 1)
			last++;
		mailimap_set_add_interval(set, uids[i], uids[last]);
		i = last + 1;
	}
	return set;
}

/* What one message's data holds of what was asked for. */
struct item {
	uint32_t uid, size;
	const char *bytes;
	size_t n;
	bool has_bytes;
};

static struct item read_item(const struct mailimap_msg_att *att)
{
	struct item item = {0};

	for (clistiter *i = clist_begin(att->att_list); i; i = clist_next(i)) {
		const struct mailimap_msg_att_item *a = clist_content(i);
		if (a->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
			continue;
		const struct mailimap_msg_att_static *s = a->att_data.att_static;
		if (s->att_type == MAILIMAP_MSG_ATT_UID) {
			item.uid = s->att_data.att_uid;
		} else if (s->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE) {
			item.size = s->att_data.att_rfc822_size;
		} else if (s->att_type == MAILIMAP_MSG_ATT_BODY_SECTION &&
			   s->att_data.att_body_section) {
			const struct mailimap_msg_att_body_section *b =
				s->att_data.att_body_section;
			item.has_bytes = b->sec_body_part != NULL;
			item.bytes = b->sec_body_part;
			item.n = b->sec_length;
		}
	}
	return item;
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

static int run_fetch(struct imap *imap, const uint32_t *uids, size_t n,
	struct mailimap_fetch_att *what, uint64_t bytes, clist **list_r, struct err *err)
{
	struct mailimap_set *set = set_of(uids, n);
	struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();

	mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
	mailimap_fetch_type_new_fetch_att_list_add(type, what);
	*list_r = NULL;
	imap_begin(imap, bytes + (uint64_t)PER_MESSAGE * n + IMAP_ANSWER_MAX, FETCH_SECONDS);
	int rc = imap_result(imap, mailimap_uid_fetch(imap->session, set, type, list_r),
		"mails cannot be fetched", err);
	/* The library leaves a list there that it has freed. */
	if (rc < 0)
		*list_r = NULL;
	mailimap_fetch_type_free(type);
	mailimap_set_free(set);
	return rc;
}

int imap_sizes(
	struct imap *imap, const uint32_t *uids, size_t n, uint32_t *sizes_r, struct err *err)
{
	clist *list;
	size_t at;
	int rc = run_fetch(imap, uids, n, mailimap_fetch_att_new_rfc822_size(), 0, &list, err);

	memset(sizes_r, 0, n * sizeof *sizes_r);
	if (rc < 0 || list == NULL)
		return rc;
	for (clistiter *i = clist_begin(list); i; i = clist_next(i)) {
		struct item item = read_item(clist_content(i));
		if (asked(uids, n, item.uid, &at))
			sizes_r[at] = item.size;
	}
	mailimap_fetch_list_free(list);
	return 0;
}

/* Hands over what was asked for, each message once, whatever else the server sent. */
static int hand_over(clist *list, const uint32_t *uids, size_t n, const struct imap_taker *taker,
	bool *taken, size_t *got_r, struct err *err)
{
	size_t at;

	for (clistiter *i = clist_begin(list); i; i = clist_next(i)) {
		struct item item = read_item(clist_content(i));
		if (!item.has_bytes || !asked(uids, n, item.uid, &at) || taken[at])
			continue;
		taken[at] = true;
		*got_r += item.n;
		if (taker->take(taker->ctx, item.uid, item.bytes, item.n, err) < 0)
			return IMAP_REFUSED;
	}
	return 0;
}

int imap_fetch(struct imap *imap, const uint32_t *uids, size_t n, uint64_t bytes,
	const struct imap_taker *taker, bool *taken_r, struct err *err)
{
	struct mailimap_section *whole = mailimap_section_new(NULL);
	bool *taken = mem_array(n, sizeof *taken);
	clist *list;
	size_t got = 0;
	int rc = run_fetch(
		imap, uids, n, mailimap_fetch_att_new_body_peek_section(whole), bytes, &list, err);

	if (rc == 0 && list)
		rc = hand_over(list, uids, n, taker, taken, &got, err);
	if (list)
		mailimap_fetch_list_free(list);
	if (taken_r)
		memcpy(taken_r, taken, n * sizeof *taken);
	free(taken);
	return rc;
}

int imap_fetch_part(struct imap *imap, uint32_t uid, uint32_t offset, uint32_t n,
	const struct imap_taker *taker, size_t *got_r, struct err *err)
{
	struct mailimap_section *whole = mailimap_section_new(NULL);
	bool taken = false;
	clist *list;
	int rc = run_fetch(imap, &uid, 1,
		mailimap_fetch_att_new_body_peek_section_partial(whole, offset, n), n, &list, err);

	*got_r = 0;
	if (rc == 0 && list)
		rc = hand_over(list, &uid, 1, taker, &taken, got_r, err);
	if (list)
		mailimap_fetch_list_free(list);
	return rc;
}

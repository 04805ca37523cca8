#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "watch/imap_answer.h"

static int open_folder(struct imap *imap, const char *name, bool examine, uint64_t *modseq_r)
{
	*modseq_r = 0;
	imap_begin(imap, IMAP_ANSWER_MAX, IMAP_ANSWER_SECONDS);
	if (!imap_offers(imap, "CONDSTORE") && !imap->qresync)
		return examine ? mailimap_examine(imap->session, name)
			       : mailimap_select(imap->session, name);
	return examine ? mailimap_examine_condstore(imap->session, name, modseq_r)
		       : mailimap_select_condstore(imap->session, name, modseq_r);
}

int imap_select(struct imap *imap, const char *folder, bool examine, struct imap_folder *folder_r,
	struct err *err)
{
	char *name = imap_folder_name(imap, folder), what[300];
	const struct mailimap_selection_info *info;
	uint64_t modseq;

	snprintf(what, sizeof what, "the folder \"%.200s\" cannot be opened", folder);
	int rc = imap_result(imap, open_folder(imap, name, examine, &modseq), what, err);
	free(name);
	if (rc < 0)
		return rc;
	info = imap->session->imap_selection_info;
	if (info == NULL || info->sel_uidvalidity == 0) {
		/* Without it no message can be told from another tomorrow. */
		err_set(err, ERR_FAILED,
			"%s: the folder \"%.200s\" has no UIDVALIDITY; it cannot be followed",
			imap->host, folder);
		return IMAP_REFUSED;
	}
	*folder_r = (struct imap_folder){.uidvalidity = info->sel_uidvalidity,
		.uidnext = info->sel_uidnext,
		.exists = info->sel_exists,
		.modseq = modseq,
		.read_only = info->sel_perm == MAILIMAP_MAILBOX_READONLY};
	return 0;
}

int imap_select_again(struct imap *imap, const char *folder, uint32_t uidvalidity, struct err *err)
{
	struct imap_folder now;
	int rc = imap_select(imap, folder, false, &now, err);

	if (rc < 0 || now.uidvalidity == uidvalidity)
		return rc;
	imap->ended = true;
	err_set(err, ERR_TEMPORARY, "%s: the folder \"%.200s\" was numbered anew meanwhile",
		imap->host, folder);
	return IMAP_ENDED;
}

static int compare_uids(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* Runs UID SEARCH; the UIDs above `above`, sorted, each once. Frees the key. */
static int search(struct imap *imap, struct mailimap_search_key *key, uint32_t above,
	uint32_t **uids_r, size_t *count_r, struct err *err)
{
	clist *found = NULL;
	size_t n = 0, out = 0;

	*uids_r = NULL;
	*count_r = 0;
	imap_begin(imap, STREAM_MAX_LINE, IMAP_ANSWER_SECONDS);
	int rc = imap_result(imap, mailimap_uid_search(imap->session, NULL, key, &found),
		"it cannot be searched", err);
	mailimap_search_key_free(key);
	if (rc < 0 || found == NULL)
		return rc;
	uint32_t *uids = mem_array((size_t)clist_count(found) + 1, sizeof *uids);
	for (clistiter *i = clist_begin(found); i; i = clist_next(i)) {
		const uint32_t *uid = clist_content(i);
		if (*uid > above)
			uids[n++] = *uid;
	}
	mailimap_search_result_free(found);
	qsort(uids, n, sizeof *uids, compare_uids);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || uids[i] != uids[i - 1])
			uids[out++] = uids[i];
	*uids_r = uids;
	*count_r = out;
	return 0;
}

int imap_uids_above(
	struct imap *imap, uint32_t uid, uint32_t **uids_r, size_t *count_r, struct err *err)
{
	*uids_r = NULL;
	*count_r = 0;
	if (uid == UINT32_MAX)
		return 0;
	/* "n:*" names the last message even where its UID is below n: it is sorted out. */
	return search(imap, mailimap_search_key_new_uid(mailimap_set_new_interval(uid + 1, 0)), uid,
		uids_r, count_r, err);
}

int imap_uids_of_size(
	struct imap *imap, uint32_t size, uint32_t **uids_r, size_t *count_r, struct err *err)
{
	struct mailimap_search_key *key = mailimap_search_key_new_multiple_empty();

	mailimap_search_key_multiple_add(key, mailimap_search_key_new_larger(size - 1));
	mailimap_search_key_multiple_add(key, mailimap_search_key_new_smaller(size + 1));
	return search(imap, key, 0, uids_r, count_r, err);
}

int imap_uids_of_message_ids(struct imap *imap, const char *const *ids, size_t n, uint32_t **uids_r,
	size_t *count_r, struct err *err)
{
	struct mailimap_search_key *key = NULL;

	for (size_t i = 0; i < n; i++) {
		/* The library frees both by free(). */
		struct mailimap_search_key *one = mailimap_search_key_new_header(
			mem_strdup("Message-ID"), mem_strdup(ids[i]));
		key = key ? mailimap_search_key_new_or(one, key) : one;
	}
	return search(imap, key, 0, uids_r, count_r, err);
}

/* What the response code of a refusal says (RFC 5530), else its words. */
static enum imap_refusal refusal(const struct imap *imap)
{
	const struct mailimap_response_info *info = imap->session->imap_response_info;
	const char *code = info && info->rsp_atom ? info->rsp_atom : "";
	const char *words = imap->session->imap_response ? imap->session->imap_response : "";

	if (strstr(code, "OVERQUOTA") || strstr(words, "OVERQUOTA") || strstr(words, "uota"))
		return IMAP_OVER_QUOTA;
	if ((info && info->rsp_trycreate) || strstr(code, "NONEXISTENT") ||
		strstr(words, "TRYCREATE") || strstr(words, "NONEXISTENT") ||
		strstr(words, "exist"))
		return IMAP_NO_FOLDER;
	return IMAP_OTHER_REFUSAL;
}

static bool set_is_empty(const struct mailimap_set *set)
{
	return set == NULL || clist_begin(set->set_list) == NULL;
}

int imap_copy(struct imap *imap, uint32_t uid, const char *folder, bool move, int *there_r,
	enum imap_refusal *refusal_r, struct err *err)
{
	struct mailimap_set *set = mailimap_set_new_single(uid), *from = NULL, *to = NULL;
	char *name = imap_folder_name(imap, folder), what[300];
	bool tells = imap_offers(imap, "UIDPLUS");
	uint32_t uidvalidity = 0;
	int r;

	snprintf(what, sizeof what, "a mail cannot be %s the folder \"%.200s\"",
		move ? "moved to" : "copied to", folder);
	imap_begin(imap, IMAP_ANSWER_MAX, IMAP_ANSWER_SECONDS);
	if (move)
		r = mailimap_uidplus_uid_move(imap->session, set, name, &uidvalidity, &from, &to);
	else
		r = mailimap_uidplus_uid_copy(imap->session, set, name, &uidvalidity, &from, &to);
	int rc = imap_result(imap, r, what, err);
	if (rc == IMAP_REFUSED)
		*refusal_r = refusal(imap);
	/* A message that is gone is no failure to servers; only the set of copies tells. */
	*there_r = !tells ? -1 : !set_is_empty(to);
	if (rc == 0 && from)
		mailimap_set_free(from);
	if (rc == 0 && to)
		mailimap_set_free(to);
	mailimap_set_free(set);
	free(name);
	return rc;
}

int imap_remove(struct imap *imap, uint32_t uid, struct err *err)
{
	struct mailimap_set *set = mailimap_set_new_single(uid);
	struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
	struct mailimap_store_att_flags *store;

	mailimap_flag_list_add(flags, mailimap_flag_new_deleted());
	store = mailimap_store_att_flags_new_add_flags_silent(flags);
	imap_begin(imap, IMAP_ANSWER_MAX, IMAP_ANSWER_SECONDS);
	int rc = imap_result(imap, mailimap_uid_store(imap->session, set, store),
		"a mail that was copied cannot be marked as deleted", err);
	mailimap_store_att_flags_free(store);
	if (rc == 0)
		rc = imap_result(imap, mailimap_uid_expunge(imap->session, set),
			"a mail that was copied cannot be expunged", err);
	mailimap_set_free(set);
	return rc;
}

int imap_create(struct imap *imap, const char *folder, struct err *err)
{
	char *name = imap_folder_name(imap, folder), what[300];

	snprintf(what, sizeof what, "the folder \"%.200s\" cannot be made", folder);
	imap_begin(imap, IMAP_ANSWER_MAX, IMAP_ANSWER_SECONDS);
	int rc = imap_result(imap, mailimap_create(imap->session, name), what, err);
	if (rc == 0) {
		/* A folder that nobody is subscribed to is hidden by many mail programs. */
		rc = imap_result(imap, mailimap_subscribe(imap->session, name),
			"a folder cannot be subscribed to", err);
		if (rc == IMAP_REFUSED)
			rc = 0;
	}
	free(name);
	return rc;
}

static int take_status(void *ctx, const char *line, struct err *err)
{
	struct imap_folder *folder = ctx;

	(void)err;
	if (!str_istarts(line, "STATUS "))
		return 0;
	folder->uidvalidity = (uint32_t)imap_number(line, "UIDVALIDITY");
	folder->uidnext = (uint32_t)imap_number(line, "UIDNEXT");
	folder->exists = (uint32_t)imap_number(line, "MESSAGES");
	folder->modseq = imap_number(line, "HIGHESTMODSEQ");
	return 0;
}

int imap_status(
	struct imap *imap, const char *folder, struct imap_folder *folder_r, struct err *err)
{
	struct imap_handler handler = {.line = take_status, .ctx = folder_r};
	struct str command = STR_INIT;
	char *name = imap_folder_name(imap, folder), what[300];
	bool modseq = imap_offers(imap, "CONDSTORE") || imap->qresync;

	*folder_r = (struct imap_folder){0};
	snprintf(what, sizeof what, "there is no folder \"%.200s\"", folder);
	str_adds(&command, "STATUS ");
	imap_add_quoted(&command, name);
	str_addf(&command, " (MESSAGES UIDNEXT UIDVALIDITY%s)", modseq ? " HIGHESTMODSEQ" : "");
	int rc = imap_ask(imap, command.p, &handler, what, err);
	str_release(&command);
	free(name);
	return rc;
}

bool imap_tells_vanished(const struct imap *imap)
{
	return imap->qresync;
}

struct vanished {
	void (*gone)(void *ctx, uint32_t first, uint32_t last);
	void *ctx;
};

static int take_vanished(void *ctx, const char *line, struct err *err)
{
	static const char earlier[] = "VANISHED (EARLIER) ";
	struct vanished *v = ctx;

	(void)err;
	if (str_istarts(line, earlier))
		imap_set_each(line + sizeof earlier - 1, v->gone, v->ctx);
	return 0;
}

int imap_vanished(struct imap *imap, const uint32_t *uids, size_t n, uint64_t modseq,
	void (*gone)(void *ctx, uint32_t first, uint32_t last), void *ctx, struct err *err)
{
	struct vanished vanished = {gone, ctx};
	struct imap_handler handler = {.line = take_vanished, .ctx = &vanished};
	struct str command = STR_INIT;

	str_adds(&command, "UID FETCH ");
	imap_add_set(&command, uids, n);
	str_addf(&command, " (UID) (CHANGEDSINCE %llu VANISHED)", (unsigned long long)modseq);
	int rc = imap_ask(imap, command.p, &handler, "it does not tell what vanished", err);
	str_release(&command);
	return rc;
}

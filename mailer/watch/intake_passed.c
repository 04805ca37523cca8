#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/events.h"
#include "watch/intake_group.h"
#include "watch/intake_one.h"
#include "watch/intake_passed.h"

static void add_list_name(const struct intake *in, struct str *out)
{
	str_addf(out, "watch.passed.%lld", (long long)in->mailbox->id);
}

int intake_passed_load(const struct intake *in, struct str *list, struct err *err)
{
	struct str name = STR_INIT, prefix = STR_INIT;

	add_list_name(in, &name);
	str_addf(&prefix, "%lu ", (unsigned long)in->mailbox->uidvalidity);
	int rc = store_meta_get(in->watching->store, name.p, list, err);
	/* UIDs of another UIDVALIDITY are other mails. */
	if (rc == 0 || (rc > 0 && !str_starts(str_c(list), prefix.p))) {
		str_reset(list);
		str_adds(list, prefix.p);
	}
	str_release(&name);
	str_release(&prefix);
	return rc < 0 ? -1 : 0;
}

int intake_passed_save(const struct intake *in, const struct str *list, struct err *err)
{
	struct str name = STR_INIT;

	add_list_name(in, &name);
	int rc = store_meta_set(in->watching->store, name.p, list->p, list->len, err);
	str_release(&name);
	return rc;
}

void intake_passed_drop(struct str *list, uint32_t uid)
{
	struct str entry = STR_INIT;
	char *at;

	str_addf(&entry, " %lu ", (unsigned long)uid);
	at = strstr(str_c(list), entry.p);
	if (at) {
		const char *rest = at + entry.len - 1;
		memmove(at, rest, strlen(rest) + 1);
		str_truncate(list, list->len - (entry.len - 1));
	}
	str_release(&entry);
}

int intake_pass_over(const struct intake *in, uint32_t uid, const char *why, struct err *err)
{
	struct event event = {.kind = "passed-over"};
	struct str detail = STR_INIT, list = STR_INIT, entry = STR_INIT;

	str_addf(&detail,
		"the mail with UID %lu of UIDVALIDITY %lu could not be fetched: %.300s; it is "
		"tried again later",
		(unsigned long)uid, (unsigned long)in->mailbox->uidvalidity, why);
	event.detail = detail.p;
	log_add(LOG_WARN, "%s", detail.p);
	++*in->watching->passed_over;
	str_init_max(&list, STORE_META_MAX);
	str_addf(&entry, " %lu ", (unsigned long)uid);
	int rc = intake_passed_load(in, &list, err);
	/* One that was tried once more is in the list still. */
	if (rc == 0 && strstr(str_c(&list), entry.p) == NULL) {
		str_adds(&list, entry.p + 1);
		rc = intake_passed_save(in, &list, err);
	}
	if (rc == 0)
		rc = events_add(in->watching->store, &event, err);
	str_release(&detail);
	str_release(&list);
	str_release(&entry);
	return rc;
}

/*
 * One mail of the list. It stays there until it is filed, since it may end this process, but last:
 * the next run begins with the others.
 */
static int retry_one(struct intake *in, uint32_t uid, struct str *list, struct err *err)
{
	bool taken = false;
	struct intake_group g = {.in = in, .uids = &uid, .count = 1, .taken = &taken};
	size_t before = *in->watching->passed_over;

	intake_passed_drop(list, uid);
	str_addf(list, "%lu ", (unsigned long)uid);
	if (intake_passed_save(in, list, err) < 0)
		return intake_local(in, -1) < 0 ? IMAP_REFUSED : 0;
	int rc = intake_take_one(&g, 0, err);
	if (rc == 0)
		rc = intake_group_commit(&g, err);
	if (rc < 0 || *in->watching->passed_over != before)
		return rc;
	intake_passed_drop(list, uid);
	return intake_local(in, intake_passed_save(in, list, err)) < 0 ? IMAP_REFUSED : 0;
}

int intake_retry(struct intake *in, struct err *err)
{
	struct str list = STR_INIT, now = STR_INIT;
	char *at, *end;
	int rc = 0;

	str_init_max(&list, STORE_META_MAX);
	if (intake_local(in, intake_passed_load(in, &list, err)) < 0)
		rc = IMAP_REFUSED;
	str_add(&now, str_c(&list), list.len);
	strtoul(str_c(&now), &at, 10);
	for (unsigned long uid; rc == 0 && (uid = strtoul(at, &end, 10)) != 0; at = end)
		rc = retry_one(in, (uint32_t)uid, &list, err);
	if (rc < 0)
		filing_forget(in->watching->filing);
	str_release(&list);
	str_release(&now);
	return rc;
}

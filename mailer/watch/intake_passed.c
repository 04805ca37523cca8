#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/events.h"
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

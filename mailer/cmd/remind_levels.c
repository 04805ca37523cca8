#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "cmd/remind_levels.h"

enum { DAY = 86400 };

static char *note_name(const char *target)
{
	struct str name = STR_INIT;
	char hex[SHA256_HEX];

	sha256_hex(target, strlen(target), hex);
	str_addf(&name, "reminded.%s", hex);
	return str_detach(&name, NULL);
}

int remind_notes(struct store *store, const char *target, struct str *out, struct err *err)
{
	char *name = note_name(target);
	int found = store_meta_get(store, name, out, err);

	free(name);
	return found < 0 ? -1 : 0;
}

/* Lines "2025-10-10 86400 A2025-7", newest first; the oldest go when there is no more room. */
int remind_note(struct store *store, const char *target, const struct remind_reason *reasons,
	size_t n, const char *ref, struct err *err)
{
	char *name = note_name(target);
	struct str value = STR_INIT;
	int result = 0;

	for (size_t i = 0; i < n; i++) {
		date_add(&value, reasons[i].deadline);
		str_addf(&value, " %ld %s\n", reasons[i].after, ref);
	}
	if (store_meta_get(store, name, &value, err) < 0)
		result = -1;
	if (value.len > STORE_META_MAX) {
		str_truncate(&value, STORE_META_MAX);
		while (value.len > 0 && value.p[value.len - 1] != '\n')
			str_truncate(&value, value.len - 1);
	}
	if (result == 0)
		result = store_meta_set(store, name, value.p, value.len, err);
	str_release(&value);
	free(name);
	return result;
}

long remind_level_done(const char *notes, struct date deadline, const char **ref_r, size_t *len_r)
{
	struct str want = STR_INIT;
	long most = LONG_MIN;

	date_add(&want, deadline);
	str_addc(&want, ' ');
	for (const char *line = notes; *line;) {
		const char *end = strchrnul(line, '\n');
		if (strncmp(line, want.p, want.len) == 0) {
			char *rest;
			long after = strtol(line + want.len, &rest, 10);
			if (after > most) {
				most = after;
				*ref_r = rest + (*rest == ' ');
				*len_r = (size_t)(end - *ref_r);
			}
		}
		line = *end ? end + 1 : end;
	}
	str_release(&want);
	return most;
}

struct remind_reason remind_level(
	const struct letter_settings *s, struct date deadline, int64_t now)
{
	static const long usual[] = {DAY};
	const long *levels = s->remind_count ? s->remind : usual;
	size_t count = s->remind_count ? s->remind_count : 1;
	int64_t days = date_to_days(date_at(now)) - date_to_days(deadline);
	struct remind_reason reached = {.deadline = deadline};

	for (size_t i = 0; i < count; i++) {
		bool due = levels[i] % DAY == 0 ? days >= levels[i] / DAY
						: now >= date_end(deadline) + levels[i];
		if (due) {
			reached.level = i + 1;
			reached.after = levels[i];
		}
	}
	return reached;
}

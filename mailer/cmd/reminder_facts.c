#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "cmd/reminder_facts.h"

/* One line a fact: "first REF DATE MESSAGE-ID", "days N", then "open ID" for each demand. */
static void facts_name(struct str *name, const char *key)
{
	char hex[SHA256_HEX];

	sha256_hex(key, strlen(key), hex);
	str_addf(name, "reminder.%s", hex);
}

int reminder_facts_keep(
	struct store *store, const char *key, const struct letter_id *id, struct err *err)
{
	struct str name = STR_INIT, value = STR_INIT;

	facts_name(&name, key);
	str_addf(&value, "days %ld\n", id->days_overdue);
	if (id->first_message_id)
		str_addf(&value, "first %s %" PRId64 " %s\n", id->first_ref, id->first_date,
			id->first_message_id);
	for (size_t i = 0; i < id->open_demand_count; i++)
		str_addf(&value, "open %s\n", id->open_demands[i]);
	int rc = store_meta_set(store, name.p, value.p, value.len, err);
	str_release(&name);
	str_release(&value);
	return rc;
}

static void read_first(char *text, struct letter_id *id)
{
	char *date = strchr(text, ' '), *message_id = date ? strchr(date + 1, ' ') : NULL;

	if (message_id == NULL)
		return;
	*date = *message_id = '\0';
	id->first_ref = text;
	id->first_date = strtoll(date + 1, NULL, 10);
	id->first_message_id = message_id + 1;
}

int reminder_facts_read(struct store *store, const char *key, struct letter_id *id,
	struct arena *arena, struct err *err)
{
	struct str name = STR_INIT, value = STR_INIT;
	const char **open;
	int found;

	facts_name(&name, key);
	found = store_meta_get(store, name.p, &value, err);
	char *line = arena_strndup(arena, str_c(&value), value.len), *end;
	open = arena_array(arena, value.len + 1, sizeof *open);
	for (; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = '\0';
		if (str_starts(line, "days "))
			id->days_overdue = strtol(line + 5, NULL, 10);
		else if (str_starts(line, "first "))
			read_first(line + 6, id);
		else if (str_starts(line, "open "))
			open[id->open_demand_count++] = line + 5;
	}
	id->open_demands = open;
	str_release(&name);
	str_release(&value);
	if (found == 0)
		return err_set(err, ERR_FAILED,
			"the store has lost what the reminder %s was made of", key);
	return found < 0 ? -1 : 0;
}

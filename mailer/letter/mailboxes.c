#include <string.h>

#include "campaign/address.h"
#include "letter/headers.h"

void mailbox_list_add(
	struct arena *a, struct mailbox_list *list, const char *name, const char *email)
{
	if (list->count == list->cap) {
		struct mailbox *more = arena_array(a, list->cap ? list->cap * 2 : 4, sizeof *more);
		if (list->count)
			memcpy(more, list->items, list->count * sizeof *more);
		list->items = more;
		list->cap = list->cap ? list->cap * 2 : 4;
	}
	list->items[list->count++] = (struct mailbox){
		.name = arena_strdup(a, name ? name : ""), .email = arena_strdup(a, email)};
}

const char *mailbox_element_end(const char *p)
{
	bool quoted = false, bracket = false;

	for (; *p; p++) {
		if (quoted && *p == '\\' && p[1])
			p++;
		else if (*p == '"')
			quoted = !quoted;
		else if (!quoted && *p == '<')
			bracket = true;
		else if (!quoted && *p == '>')
			bracket = false;
		else if (*p == ',' && !quoted && !bracket)
			break;
	}
	return p;
}

const char *mailbox_element(struct arena *a, const char **at)
{
	while (**at) {
		const char *p = *at, *end = mailbox_element_end(p);
		*at = *end ? end + 1 : end;
		while (p < end && ascii_is_space((unsigned char)*p))
			p++;
		while (end > p && ascii_is_space((unsigned char)end[-1]))
			end--;
		if (end > p)
			return arena_strndup(a, p, (size_t)(end - p));
	}
	return NULL;
}

int mailboxes_parse(struct arena *a, const char *text, struct mailbox_list *list,
	const char **part_r, const char **why_r)
{
	for (const char *at = text, *part; (part = mailbox_element(a, &at)) != NULL;) {
		struct address address;
		if (address_parse_named(part, &address, why_r) < 0) {
			*part_r = part;
			return -1;
		}
		mailbox_list_add(a, list, address.name, address.email);
		address_release(&address);
	}
	return 0;
}

/* Whether a person needs quotes to see where the name ends. */
static bool wants_quotes(const char *name)
{
	return strpbrk(name, ",;<>\"") != NULL;
}

void mailboxes_show(struct str *out, const struct mailbox_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct mailbox *m = &list->items[i];
		bool quotes = wants_quotes(m->name);
		if (i)
			str_adds(out, ", ");
		if (*m->name) {
			if (quotes)
				str_addc(out, '"');
			for (const char *p = m->name; *p; p++) {
				if (*p == '"')
					str_addc(out, '\\');
				str_addc(out, *p);
			}
			str_adds(out, quotes ? "\" <" : " <");
		}
		str_adds(out, m->email);
		if (*m->name)
			str_addc(out, '>');
	}
}

/* Header fields, encoded words, addresses, message-ids, parameters. rooms: reply base */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "reply/header.h"
#include "reply/mailbox.h"
#include "reply/maildate.h"
#include "reply/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = {.head = NULL};
	struct address_list addresses = {.items = NULL};
	struct found_list ids = {.items = NULL}, found = {.items = NULL};
	struct headers h;
	struct str text;
	size_t n;
	int64_t t;

	str_init(&text);
	header_decode(&text, (const char *)data, size);
	if (text.len && !utf8_valid(text.p, text.len, NULL))
		abort();
	str_release(&text);
	headers_parse(&a, (const char *)data, size, &h);
	for (size_t i = 0; i < h.count; i++) {
		const char *value = header_raw(&a, &h.items[i]);
		mailboxes_add(&a, &addresses, h.items[i].value, h.items[i].value_len);
		message_ids_add(&a, &ids, h.items[i].value, h.items[i].value_len, "");
		parameter_find(&a, value, "name");
		maildate_parse(value, &t);
	}
	text_scan(&a, &found, &ids, (const char *)data, size, "");
	mailboxes_finish(&a, &addresses, &n);
	found_finish(&a, &ids, &n);
	found_finish(&a, &found, &n);
	arena_release(&a);
	return 0;
}

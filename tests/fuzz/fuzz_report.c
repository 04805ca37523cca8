/* Delivery reports, as fields and in words. rooms: reply base */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "reply/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct report report = {.items = NULL};
	struct arena a = {.head = NULL};
	struct str text;

	str_init(&text);
	for (size_t i = 0; i < size; i++) /* texts hold no NULs */
		str_addc(&text, data[i] ? (char)data[i] : ' ');
	report_fields(&a, &report, str_c(&text), text.len);
	if (report.count == 0)
		report_words(&a, &report, str_c(&text), text.len, NULL);
	report_finish(&a, &report, str_c(&text), text.len, "failure notice");
	for (size_t i = 0; i < report.count; i++)
		if (report.items[i].action == NULL)
			abort();
	free(report.items);
	str_release(&text);
	arena_release(&a);
	return 0;
}

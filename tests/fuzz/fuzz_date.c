/* Promised dates, and the Date header. rooms: reply base */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "reply/maildate.h"
#include "reply/reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = {.head = NULL};
	struct reading r;
	struct date date;
	int64_t t;

	maildate_parse(arena_strndup(&a, (const char *)data, size), &t);
	reading_parse_text(data, size, &r);
	if (r.promised_date &&
		(date_parse(r.promised_date, &date) < 0 ||
			r.promised_at.start > r.promised_at.end || r.promised_at.end > r.text_len))
		abort();
	reading_release(&r);
	arena_release(&a);
	return 0;
}

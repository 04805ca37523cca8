/* Quotes, attributions, signatures. rooms: reply base */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "reply/reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reading r;
	size_t last = 0;

	reading_parse_text(data, size, &r);
	for (size_t i = 0; i < r.n_reply_ranges; i++) {
		if (r.reply_ranges[i].start < last ||
			r.reply_ranges[i].end < r.reply_ranges[i].start ||
			r.reply_ranges[i].end > r.text_len)
			abort();
		last = r.reply_ranges[i].end;
	}
	/* Nothing is in reply_text that is not in the text. */
	if (r.reply_text_len > r.text_len + 1)
		abort();
	reading_release(&r);
	return 0;
}

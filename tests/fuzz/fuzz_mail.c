/* Any bytes as a mail: the whole reading. rooms: reply base */
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

	reading_parse(data, size, &r);
	if (r.text == NULL || r.reply_text == NULL || !utf8_valid(r.text, r.text_len, NULL) ||
		!utf8_valid(r.reply_text, r.reply_text_len, NULL) || strlen(r.text) != r.text_len)
		abort();
	for (size_t i = 0; i < r.n_reply_ranges; i++)
		if (r.reply_ranges[i].start > r.reply_ranges[i].end ||
			r.reply_ranges[i].end > r.text_len)
			abort();
	reading_release(&r);
	return 0;
}

/* Bytes in a charset whose label the first line is; and transfer encodings. rooms: reply base */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "reply/charset.h"
#include "reply/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *lf = memchr(data, '\n', size);
	size_t n = lf ? (size_t)(lf - data) : 0;
	char label[64] = "";
	struct str text;

	if (n >= sizeof label)
		return 0;
	memcpy(label, data, n);
	str_init(&text);
	charset_add(&text, label, data + n, size - n);
	if (text.len && (!utf8_valid(text.p, text.len, NULL) || memchr(text.p, 0, text.len)))
		abort();
	for (int transfer = TRANSFER_NONE; transfer <= TRANSFER_UUENCODE; transfer++) {
		struct part part = {.transfer = (enum transfer)transfer,
			.body = (const char *)data,
			.body_len = size};
		str_reset(&text);
		part_decode(&text, &part);
		part_size(&part);
	}
	str_release(&text);
	return 0;
}

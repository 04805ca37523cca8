/* What a worker answers, seen from its parent. rooms: reply base */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "reply/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reading r = {.size = 0};
	struct str again;

	if (wire_read((const char *)data, size, 3, &r) == 0) {
		if (r.text == NULL || !utf8_valid(r.text, r.text_len, NULL))
			abort();
		for (size_t i = 0; i < r.n_passages; i++)
			if (r.passages[i].subject > 2 || r.passages[i].end > r.text_len ||
				!utf8_valid(r.text + r.passages[i].start,
					r.passages[i].end - r.passages[i].start, NULL))
				abort();
		/* What was believed can be said again, and is the same. */
		str_init(&again);
		wire_write(&again, &r);
		if (again.len != size || memcmp(again.p, data, size) != 0)
			abort();
		str_release(&again);
	}
	arena_release(&r.arena);
	return 0;
}

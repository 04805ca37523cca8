/* HTML to text. rooms: reply base */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "reply/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str html, text;

	str_init(&html);
	str_init_max(&text, 1 << 20);
	utf8_add_repaired(&html, data, size);
	html_add_text(&text, str_c(&html), html.len);
	if (text.len && !utf8_valid(text.p, text.len, NULL))
		abort();
	str_release(&html);
	str_release(&text);
	return 0;
}

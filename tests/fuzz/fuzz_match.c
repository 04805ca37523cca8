/* Which demands a text names, and the subject without prefixes. */
/* rooms: watch */
#include <stdint.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "watch/demands.h"
#include "watch/imap_names.h"
#include "watch/match.h"
#include "watch/prefix.h"

static const struct demand demands[] = {
	{.id = "a", .title = "Suspend the business", .text = "Suspend all business with units."},
	{.id = "b", .title = "Publish", .text = "Publish the complete findings of the inquiry."},
	{.id = "c", .title = "", .text = ""},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Passages lie within the text and within its valid characters, whatever it is. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct str text = STR_INIT, name = STR_INIT;
	size_t cut;

	utf8_add_repaired(&text, data, size);
	cut = text.len / 3;
	struct reading_range ranges[] = {{0, cut}, {text.len - cut, text.len}};
	struct reading reading = {.text = str_c(&text),
		.text_len = text.len,
		.reply_ranges = ranges,
		.n_reply_ranges = 2};
	demands_find(overlap_new(&arena, demands, 3), &reading);
	for (size_t i = 0; i < reading.n_passages; i++) {
		const struct reading_passage *p = &reading.passages[i];
		if (p->end > text.len || p->start >= p->end || p->subject > 2)
			__builtin_trap();
	}
	char *line = arena_strndup(&arena, str_c(&text), text.len);
	if (strlen(prefix_strip(&arena, line, NULL)) > strlen(line))
		__builtin_trap();
	match_domain(&arena, line);
	imap_name_encode(&name, line);
	arena_release(&reading.arena);
	str_release(&name);
	str_release(&text);
	arena_release(&arena);
	return 0;
}

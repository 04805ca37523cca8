/* rooms: campaign base */
/*
 * Any bytes as campaign.cfg, with a file that it may include: a NUL line in the input divides the
 * two. Whatever is accepted must load again to the same settings.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "campaign/campaign.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool is_so)
{
	if (!is_so)
		abort();
}

static void give(struct campaign_files *files, const char *name, const void *bytes, size_t n)
{
	struct campaign_file *f;

	mem_grow(&files->items, &files->cap, files->count, sizeof *files->items);
	f = &files->items[files->count++];
	*f = (struct campaign_file){.name = mem_strdup(name)};
	str_init(&f->bytes);
	str_add(&f->bytes, bytes, n);
}

static void load_again(const struct campaign *c)
{
	struct source source = source_files(&c->files);
	struct campaign again;
	struct problems problems = {0};
	struct str a = STR_INIT, b = STR_INIT;

	campaign_load(&again, ".", &source, false, &problems);
	require(problems.errors == 0);
	campaign_add_frozen_settings(c, &a);
	campaign_add_frozen_settings(&again, &b);
	require(strcmp(str_c(&a), str_c(&b)) == 0);
	str_release(&a);
	str_release(&b);
	problems_release(&problems);
	campaign_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char list[] = "email,name,org\n", letter[] = "Subject: x\n\nText\n";
	static const uint8_t mark[] = {'\n', 0, '\n'};
	const uint8_t *more = size ? memmem(data, size, mark, sizeof mark) : NULL;
	size_t first = more ? (size_t)(more - data) + 1 : size;
	struct campaign_files files = {0};
	struct campaign c;
	struct problems problems = {0};

	give(&files, CAMPAIGN_FILE, data, first);
	if (more)
		give(&files, "more.cfg", more + sizeof mark, size - first - 2);
	give(&files, "recipients.csv", list, sizeof list - 1);
	give(&files, "signatories.csv", list, sizeof list - 1);
	give(&files, "letter.md", letter, sizeof letter - 1);
	struct source source = source_files(&files);
	campaign_load(&c, ".", &source, false, &problems);
	if (problems.errors == 0) {
		require(c.id && c.title && c.letter.from);
		load_again(&c);
	}
	problems_release(&problems);
	campaign_release(&c);
	campaign_files_release(&files);
	return 0;
}

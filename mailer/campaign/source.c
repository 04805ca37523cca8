#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "campaign/source.h"

static int read_folder(void *ctx, const char *name, struct str *out, struct err *err)
{
	char *path = path_join(ctx, name);
	int rc = file_read(path, STR_DEFAULT_MAX, out, err);

	free(path);
	return rc;
}

struct source source_folder(const char *dir)
{
	return (struct source){.read = read_folder, .ctx = (void *)(uintptr_t)dir};
}

bool source_is_folder(const struct source *source)
{
	return source->read == read_folder;
}

static struct campaign_file *find(const struct campaign_files *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].name, name) == 0)
			return &list->items[i];
	return NULL;
}

static int read_list(void *ctx, const char *name, struct str *out, struct err *err)
{
	const struct campaign_file *file = find(ctx, name);

	if (file == NULL)
		return err_set(err, ERR_INPUT, "%s: is not among the frozen files", name);
	str_add(out, file->bytes.p, file->bytes.len);
	return 0;
}

struct source source_files(const struct campaign_files *list)
{
	return (struct source){.read = read_list, .ctx = (void *)(uintptr_t)list};
}

int campaign_files_read(struct campaign_files *list, const struct source *source, const char *name,
	const struct campaign_file **file_r, struct err *err)
{
	struct campaign_file *file = find(list, name);
	struct str bytes = STR_INIT;

	if (file == NULL) {
		if (source->read(source->ctx, name, &bytes, err) < 0) {
			str_release(&bytes);
			return -1;
		}
		mem_grow(&list->items, &list->cap, list->count, sizeof *list->items);
		file = &list->items[list->count++];
		*file = (struct campaign_file){.name = mem_strdup(name), .bytes = bytes};
		sha256_hex(str_c(&bytes), bytes.len, file->sha256);
	}
	if (file_r)
		*file_r = file;
	return 0;
}

const struct campaign_file *campaign_files_find(const struct campaign_files *list, const char *name)
{
	return find(list, name);
}

void campaign_files_release(struct campaign_files *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].name);
		str_release(&list->items[i].bytes);
	}
	free(list->items);
	*list = (struct campaign_files){0};
}

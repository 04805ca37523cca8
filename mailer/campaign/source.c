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

static int open_in_folder(void *ctx, const char *name, struct reader *reader_r, struct err *err)
{
	char *path = path_join(ctx, name);
	int rc = reader_open(reader_r, path, STR_DEFAULT_MAX, err);

	free(path);
	return rc;
}

struct source source_folder(const char *dir)
{
	return (struct source){
		.read = read_folder, .open = open_in_folder, .ctx = (void *)(uintptr_t)dir};
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

static struct campaign_file *add(struct campaign_files *list, const char *name)
{
	mem_grow(&list->items, &list->cap, list->count, sizeof *list->items);
	struct campaign_file *file = &list->items[list->count++];
	*file = (struct campaign_file){.name = mem_strdup(name), .bytes = STR_INIT};
	return file;
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
		file = add(list, name);
		file->bytes = bytes;
		file->size = bytes.len;
		sha256_hex(str_c(&bytes), bytes.len, file->sha256);
	}
	if (file_r)
		*file_r = file;
	return 0;
}

int campaign_files_open(struct campaign_files *list, const struct source *source, const char *name,
	struct campaign_file **file_r, struct reader *reader_r, struct err *err)
{
	struct campaign_file *file = find(list, name);

	*reader_r = (struct reader){0};
	if (source->open && (file == NULL || file->in_pieces)) {
		if (source->open(source->ctx, name, reader_r, err) < 0)
			return -1;
		if (file || reader_r->size > SOURCE_WHOLE_MAX) {
			if (file == NULL)
				file = add(list, name);
			file->in_pieces = true;
			file->size = reader_r->size;
			*file_r = file;
			return 0;
		}
		reader_close(reader_r);
	}
	if (campaign_files_read(list, source, name, NULL, err) < 0)
		return -1;
	*file_r = find(list, name);
	*reader_r = reader_bytes((*file_r)->bytes.p, (*file_r)->bytes.len);
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

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "report/manifest.h"

enum { MANIFEST_MAX = 64 << 20 };

#define MANIFEST_HEAD "openletter pages 1\n"

struct page *manifest_find(const struct manifest *m, const char *name)
{
	intptr_t i;

	return map_get(&m->by_name, name, strlen(name), &i) ? &m->pages[i] : NULL;
}

struct page *manifest_add(struct manifest *m, const char *name)
{
	mem_grow(&m->pages, &m->cap, m->count, sizeof *m->pages);
	m->pages[m->count] = (struct page){.name = mem_strdup(name)};
	map_put(&m->by_name, name, strlen(name), (intptr_t)m->count);
	return &m->pages[m->count++];
}

bool manifest_may_name(const char *name)
{
	if (*name == '\0' || *name == '/' || *name == '.' || strlen(name) > MANIFEST_NAME_MAX)
		return false;
	return strstr(name, "/.") == NULL && strstr(name, "//") == NULL && !str_ends(name, "/") &&
	       strpbrk(name, "\n\t\\") == NULL;
}

/* "SHA256 SIZE MTIME NAME" */
static int read_line(struct manifest *m, const char *line)
{
	struct page p = {0}, *kept;
	int end = 0;

	if (sscanf(line, "%64[0-9a-f] %" SCNd64 " %" SCNd64 " %n", p.sha256, &p.size, &p.mtime,
		    &end) != 3 ||
		end == 0 || strlen(p.sha256) != SHA256_HEX - 1 || !manifest_may_name(line + end) ||
		manifest_find(m, line + end))
		return -1;
	kept = manifest_add(m, line + end);
	p.name = kept->name;
	*kept = p;
	return 0;
}

/* "inputs SHA256", which may be missing; returns what follows. */
static char *read_inputs(struct manifest *m, char *line)
{
	size_t n = strlen("inputs ");

	if (!str_starts(line, "inputs ") ||
		strspn(line + n, "0123456789abcdef") != SHA256_HEX - 1 ||
		line[n + SHA256_HEX - 1] != '\n')
		return line;
	memcpy(m->inputs, line + n, SHA256_HEX - 1);
	return line + n + SHA256_HEX;
}

static int read_pages(struct manifest *m, const char *folder, struct err *err)
{
	char *path = path_join(folder, FOLDER_MANIFEST);
	struct str text = STR_INIT;
	int result = 0;

	if (file_exists(path))
		result = file_read(path, MANIFEST_MAX, &text, err);
	if (result == 0 && text.len > 0) {
		char *line = text.p, *end;
		if (!str_starts(text.p, MANIFEST_HEAD))
			result = -1;
		else
			line = read_inputs(m, line + strlen(MANIFEST_HEAD));
		for (; result == 0 && (end = strchr(line, '\n')) != NULL; line = end + 1) {
			*end = '\0';
			result = read_line(m, line);
		}
		if (result < 0)
			err_set(err, ERR_INPUT,
				"%s is no list of pages that this program wrote; remove it, and "
				"the pages with it, or choose another folder",
				path);
	}
	str_release(&text);
	free(path);
	return result;
}

static int read_begun(struct manifest *m, const char *folder, struct err *err)
{
	char *path = path_join(folder, MANIFEST_BEGUN), *line, *end;
	struct str text = STR_INIT;
	int result = 0;

	if (file_exists(path))
		result = file_read(path, MANIFEST_MAX, &text, err);
	/* A last line without its end was cut: its page was not begun. */
	for (line = text.p; line && (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = '\0';
		if (manifest_may_name(line) && manifest_find(m, line) == NULL)
			manifest_add(m, line);
	}
	str_release(&text);
	free(path);
	return result;
}

int manifest_read(struct manifest *m, const char *folder, struct err *err)
{
	return read_pages(m, folder, err) < 0 || read_begun(m, folder, err) < 0 ? -1 : 0;
}

int manifest_write(
	const struct manifest *m, const char *folder, const char *inputs, struct err *err)
{
	char *path = path_join(folder, FOLDER_MANIFEST);
	struct str text = STR_INIT;
	int result;

	str_adds(&text, MANIFEST_HEAD);
	if (inputs)
		str_addf(&text, "inputs %s\n", inputs);
	for (size_t i = 0; i < m->count; i++) {
		const struct page *p = &m->pages[i];
		if (p->wanted)
			str_addf(&text, "%s %" PRId64 " %" PRId64 " %s\n", p->sha256, p->size,
				p->mtime, p->name);
	}
	result = file_write(path, text.p, text.len, 0644, err);
	str_release(&text);
	free(path);
	return result;
}

void manifest_release(struct manifest *m)
{
	for (size_t i = 0; i < m->count; i++)
		free(m->pages[i].name);
	free(m->pages);
	map_release(&m->by_name);
}

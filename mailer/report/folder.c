#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "report/folder.h"

enum { MANIFEST_MAX = 64 << 20, NAME_MAX_BYTES = 200 };

#define MANIFEST_HEAD "openletter pages 1\n"
/* Names that are about to be written and are not in the manifest yet: a run that was killed leaves
 * them here, so that the next one knows its own pages. */
#define FOLDER_BEGUN FOLDER_MANIFEST ".begun"

/* One page: as it is noted, or as it is now. */
struct page {
	char *name;
	char sha256[SHA256_HEX];
	int64_t size, mtime; /* nanoseconds: whether somebody changed it meanwhile */
	bool wanted; /* put this time */
};

struct folder {
	char *path;
	int fd, begun; /* the folder; FOLDER_BEGUN, -1 when it is not needed yet */
	struct page *pages;
	size_t count, cap;
	struct map by_name; /* index */
	char inputs[SHA256_HEX]; /* what they were written from, "" when that is not known */
	struct folder_result result;
};

static struct page *find(struct folder *f, const char *name)
{
	intptr_t i;

	return map_get(&f->by_name, name, strlen(name), &i) ? &f->pages[i] : NULL;
}

static struct page *add(struct folder *f, const char *name)
{
	mem_grow(&f->pages, &f->cap, f->count, sizeof *f->pages);
	f->pages[f->count] = (struct page){.name = mem_strdup(name)};
	map_put(&f->by_name, name, strlen(name), (intptr_t)f->count);
	return &f->pages[f->count++];
}

/* A name that stays inside the folder, and is not the manifest's or a temporary one. */
static bool is_inside(const char *name)
{
	if (*name == '\0' || *name == '/' || *name == '.' || strlen(name) > NAME_MAX_BYTES)
		return false;
	return strstr(name, "/.") == NULL && strstr(name, "//") == NULL && !str_ends(name, "/") &&
	       strpbrk(name, "\n\t\\") == NULL;
}

/* "SHA256 SIZE MTIME NAME" */
static int read_line(struct folder *f, const char *line)
{
	struct page p = {0}, *kept;
	int end = 0;

	if (sscanf(line, "%64[0-9a-f] %" SCNd64 " %" SCNd64 " %n", p.sha256, &p.size, &p.mtime,
		    &end) != 3 ||
		end == 0 || strlen(p.sha256) != SHA256_HEX - 1 || !is_inside(line + end) ||
		find(f, line + end))
		return -1;
	kept = add(f, line + end);
	p.name = kept->name;
	*kept = p;
	return 0;
}

/* "inputs SHA256", which may be missing; returns what follows. */
static char *read_inputs(struct folder *f, char *line)
{
	size_t n = strlen("inputs ");

	if (!str_starts(line, "inputs ") ||
		strspn(line + n, "0123456789abcdef") != SHA256_HEX - 1 ||
		line[n + SHA256_HEX - 1] != '\n')
		return line;
	memcpy(f->inputs, line + n, SHA256_HEX - 1);
	return line + n + SHA256_HEX;
}

static int read_manifest(struct folder *f, struct err *err)
{
	char *path = path_join(f->path, FOLDER_MANIFEST);
	struct str text = STR_INIT;
	int result = 0;

	if (file_exists(path))
		result = file_read(path, MANIFEST_MAX, &text, err);
	if (result == 0 && text.len > 0) {
		char *line = text.p, *end;
		if (!str_starts(text.p, MANIFEST_HEAD))
			result = -1;
		else
			line = read_inputs(f, line + strlen(MANIFEST_HEAD));
		for (; result == 0 && (end = strchr(line, '\n')) != NULL; line = end + 1) {
			*end = '\0';
			result = read_line(f, line);
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

static int read_begun(struct folder *f, struct err *err)
{
	char *path = path_join(f->path, FOLDER_BEGUN), *line, *end;
	struct str text = STR_INIT;
	int result = 0;

	if (file_exists(path))
		result = file_read(path, MANIFEST_MAX, &text, err);
	/* A last line without its end was cut: its page was not begun. */
	for (line = text.p; line && (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = '\0';
		if (is_inside(line) && find(f, line) == NULL)
			add(f, line);
	}
	str_release(&text);
	free(path);
	return result;
}

static int note_begun(struct folder *f, const char *name, struct err *err)
{
	if (f->begun < 0)
		f->begun = openat(f->fd, FOLDER_BEGUN,
			O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (f->begun < 0 || dprintf(f->begun, "%s\n", name) < 0)
		return err_errno(err, ERR_FAILED, "%s/%s cannot be written", f->path, FOLDER_BEGUN);
	return 0;
}

int folder_open(const char *path, struct folder **folder_r, struct err *err)
{
	struct folder *f = mem_alloc(sizeof *f);

	f->path = mem_strdup(path);
	f->fd = f->begun = -1;
	*folder_r = f;
	if (dir_make(path, 0755, err) < 0)
		return -1;
	f->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f->fd < 0)
		return err_errno(err, ERR_INPUT, "%s cannot be opened as a folder", path);
	return read_manifest(f, err) < 0 || read_begun(f, err) < 0 ? -1 : 0;
}

static int64_t nanoseconds(const struct stat *st)
{
	return (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}

/* Whether the file there holds exactly these bytes. */
static bool holds(const struct folder *f, const char *name, const void *bytes, size_t n)
{
	char *path = path_join(f->path, name);
	struct str now = STR_INIT;
	bool same = file_read(path, n, &now, NULL) == 0 && now.len == n &&
		    (n == 0 || memcmp(now.p, bytes, n) == 0);

	str_release(&now);
	free(path);
	return same;
}

static int make_parent(struct folder *f, const char *name, struct err *err)
{
	const char *slash = strrchr(name, '/');
	int result;

	if (slash == NULL)
		return 0;
	char *dir = mem_strndup(name, (size_t)(slash - name));
	char *path = path_join(f->path, dir);
	result = dir_make(path, 0755, err);
	free(path);
	free(dir);
	return result;
}

/*
 * Writes beside the page and renames, without waiting for the disk: a page that a power loss takes
 * has another size or time than the manifest, and is written again.
 */
static int replace(struct folder *f, const char *name, const void *bytes, size_t n, struct stat *st,
	struct err *err)
{
	char temporary[NAME_MAX_BYTES + 16];
	int fd, saved;

	snprintf(temporary, sizeof temporary, "%s.new", name);
	if (make_parent(f, name, err) < 0)
		return -1;
	unlinkat(f->fd, temporary, 0);
	fd = openat(f->fd, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return err_errno(err, ERR_FAILED, "%s/%s cannot be written", f->path, temporary);
	if (fd_write_all(fd, bytes, n) == 0 && fstat(fd, st) == 0 && close(fd) == 0) {
		if (renameat(f->fd, temporary, f->fd, name) == 0)
			return 0;
	} else {
		saved = errno;
		close(fd);
		errno = saved;
	}
	err_errno(err, ERR_FAILED, "%s/%s cannot be written", f->path, name);
	unlinkat(f->fd, temporary, 0);
	return -1;
}

int folder_put(struct folder *f, const char *name, const void *bytes, size_t n, struct err *err)
{
	struct page *page = find(f, name);
	char hash[SHA256_HEX];
	struct stat st;
	bool there = fstatat(f->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;

	if (!is_inside(name))
		return err_set(err, ERR_INPUT, "\"%.200s\" is no usable name for a page", name);
	sha256_hex(bytes, n, hash);
	if (page == NULL) {
		if (there && !holds(f, name, bytes, n))
			return err_set(err, ERR_INPUT,
				"%s/%s is there and was not written by this program; move it away, "
				"or choose another folder",
				f->path, name);
		if (note_begun(f, name, err) < 0)
			return -1;
		page = add(f, name);
	}
	page->wanted = true;
	if (there && S_ISREG(st.st_mode) && page->size == st.st_size &&
		page->mtime == nanoseconds(&st) && strcmp(page->sha256, hash) == 0) {
		f->result.unchanged++;
		return 0;
	}
	if (replace(f, name, bytes, n, &st, err) < 0)
		return -1;
	memcpy(page->sha256, hash, sizeof hash);
	page->size = st.st_size;
	page->mtime = nanoseconds(&st);
	f->result.written++;
	return 0;
}

/* Removes pages that are no longer wanted, and folders that became empty by it. */
static int remove_unwanted(struct folder *f, struct err *err)
{
	for (size_t i = 0; i < f->count; i++) {
		struct page *page = &f->pages[i];
		char *slash;
		if (page->wanted)
			continue;
		if (unlinkat(f->fd, page->name, 0) < 0 && errno != ENOENT && errno != ENOTDIR)
			return err_errno(
				err, ERR_FAILED, "%s/%s cannot be removed", f->path, page->name);
		f->result.removed++;
		while ((slash = strrchr(page->name, '/')) != NULL) {
			*slash = '\0';
			if (unlinkat(f->fd, page->name, AT_REMOVEDIR) < 0)
				break;
		}
	}
	return 0;
}

bool folder_is_current(const struct folder *f, const char *inputs, struct folder_result *result_r)
{
	char *begun = path_join(f->path, FOLDER_BEGUN);
	bool current = inputs && strcmp(f->inputs, inputs) == 0 && !file_exists(begun);
	struct stat st;

	free(begun);
	for (size_t i = 0; i < f->count && current; i++) {
		const struct page *p = &f->pages[i];
		current = fstatat(f->fd, p->name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
			  S_ISREG(st.st_mode) && p->size == st.st_size &&
			  p->mtime == nanoseconds(&st);
	}
	*result_r = (struct folder_result){.unchanged = f->count};
	return current;
}

static int write_manifest(const struct folder *f, const char *inputs, struct err *err)
{
	char *path = path_join(f->path, FOLDER_MANIFEST);
	struct str text = STR_INIT;
	int result;

	str_adds(&text, MANIFEST_HEAD);
	if (inputs)
		str_addf(&text, "inputs %s\n", inputs);
	for (size_t i = 0; i < f->count; i++) {
		const struct page *p = &f->pages[i];
		if (p->wanted)
			str_addf(&text, "%s %" PRId64 " %" PRId64 " %s\n", p->sha256, p->size,
				p->mtime, p->name);
	}
	result = file_write(path, text.p, text.len, 0644, err);
	str_release(&text);
	free(path);
	return result;
}

int folder_finish(
	struct folder *f, const char *inputs, struct folder_result *result_r, struct err *err)
{
	bool known = strcmp(f->inputs, inputs ? inputs : "") == 0;

	if (remove_unwanted(f, err) < 0)
		return -1;
	if ((f->result.written + f->result.removed > 0 || !known) &&
		write_manifest(f, inputs, err) < 0)
		return -1;
	unlinkat(f->fd, FOLDER_BEGUN, 0);
	*result_r = f->result;
	return 0;
}

void folder_free(struct folder *f)
{
	if (f == NULL)
		return;
	for (size_t i = 0; i < f->count; i++)
		free(f->pages[i].name);
	free(f->pages);
	map_release(&f->by_name);
	if (f->begun >= 0)
		close(f->begun);
	if (f->fd >= 0)
		close(f->fd);
	free(f->path);
	free(f);
}

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "report/folder.h"
#include "report/manifest.h"

struct folder {
	char *path;
	int fd, begun; /* the folder; MANIFEST_BEGUN, -1 when it is not needed yet */
	struct manifest manifest;
	struct folder_result result;
};

static int note_begun(struct folder *f, const char *name, struct err *err)
{
	if (f->begun < 0)
		f->begun = openat(f->fd, MANIFEST_BEGUN,
			O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (f->begun < 0 || dprintf(f->begun, "%s\n", name) < 0)
		return err_errno(
			err, ERR_FAILED, "%s/%s cannot be written", f->path, MANIFEST_BEGUN);
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
	/* A file system without locks is no reason to write nothing. */
	if (flock(f->fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK)
		return err_set(err, ERR_TEMPORARY,
			"another openletter is writing the pages in %s; run again when it is done",
			path);
	return manifest_read(&f->manifest, path, err);
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
	char temporary[MANIFEST_NAME_MAX + 16];
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
	struct page *page = manifest_find(&f->manifest, name);
	char hash[SHA256_HEX];
	struct stat st;
	bool there = fstatat(f->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;

	if (!manifest_may_name(name))
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
		page = manifest_add(&f->manifest, name);
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
	for (size_t i = 0; i < f->manifest.count; i++) {
		struct page *page = &f->manifest.pages[i];
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
	char *begun = path_join(f->path, MANIFEST_BEGUN);
	bool current = inputs && strcmp(f->manifest.inputs, inputs) == 0 && !file_exists(begun);
	struct stat st;

	free(begun);
	for (size_t i = 0; i < f->manifest.count && current; i++) {
		const struct page *p = &f->manifest.pages[i];
		current = fstatat(f->fd, p->name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
			  S_ISREG(st.st_mode) && p->size == st.st_size &&
			  p->mtime == nanoseconds(&st);
	}
	*result_r = (struct folder_result){.unchanged = f->manifest.count};
	return current;
}

int folder_finish(
	struct folder *f, const char *inputs, struct folder_result *result_r, struct err *err)
{
	bool known = strcmp(f->manifest.inputs, inputs ? inputs : "") == 0;

	if (remove_unwanted(f, err) < 0)
		return -1;
	if ((f->result.written + f->result.removed > 0 || !known) &&
		manifest_write(&f->manifest, f->path, inputs, err) < 0)
		return -1;
	unlinkat(f->fd, MANIFEST_BEGUN, 0);
	*result_r = f->result;
	return 0;
}

void folder_free(struct folder *f)
{
	if (f == NULL)
		return;
	manifest_release(&f->manifest);
	if (f->begun >= 0)
		close(f->begun);
	if (f->fd >= 0)
		close(f->fd);
	free(f->path);
	free(f);
}

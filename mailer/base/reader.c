#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/reader.h"

/* ---- a file ---- */

struct open_file {
	int fd;
	char *path;
	struct stat at_first;
};

static int changed(const struct open_file *f, struct err *err)
{
	return err_set(err, ERR_INPUT, "%s: was changed while it was read; run again", f->path);
}

static int read_file(void *ctx, size_t at, void *bytes, size_t n, struct err *err)
{
	const struct open_file *f = ctx;
	struct stat now;

	while (n) {
		ssize_t done = pread(f->fd, bytes, n, (off_t)at);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return err_errno(err, ERR_FAILED, "%s: cannot be read", f->path);
		if (done == 0)
			return changed(f, err);
		bytes = (char *)bytes + done;
		at += (size_t)done;
		n -= (size_t)done;
	}
	if (fstat(f->fd, &now) < 0)
		return err_errno(err, ERR_FAILED, "%s: cannot be examined", f->path);
	if (now.st_size != f->at_first.st_size ||
		now.st_mtim.tv_sec != f->at_first.st_mtim.tv_sec ||
		now.st_mtim.tv_nsec != f->at_first.st_mtim.tv_nsec)
		return changed(f, err);
	return 0;
}

static void close_file(void *ctx)
{
	struct open_file *f = ctx;

	close(f->fd);
	free(f->path);
	free(f);
}

int reader_open(struct reader *r_r, const char *path, size_t max, struct err *err)
{
	struct open_file *f;
	struct stat st;
	int fd = file_open(path, err), rc = 0;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) < 0)
		rc = err_errno(err, ERR_FAILED, "%s: cannot be examined", path);
	else if ((uintmax_t)st.st_size > max)
		rc = err_set(err, ERR_INPUT, "%s: is larger than %zu bytes", path, max);
	if (rc < 0) {
		close(fd);
		return -1;
	}
	f = mem_alloc(sizeof *f);
	*f = (struct open_file){.fd = fd, .path = mem_strdup(path), .at_first = st};
	*r_r = (struct reader){
		.read = read_file, .close = close_file, .ctx = f, .size = (size_t)st.st_size};
	return 0;
}

/* ---- memory ---- */

static int read_bytes(void *ctx, size_t at, void *bytes, size_t n, struct err *err)
{
	(void)err;
	memcpy(bytes, (const char *)ctx + at, n);
	return 0;
}

struct reader reader_bytes(const void *bytes, size_t n)
{
	return (struct reader){.read = read_bytes, .ctx = (void *)(uintptr_t)bytes, .size = n};
}

/* ---- any ---- */

int reader_get(const struct reader *r, size_t at, void *bytes, size_t n, struct err *err)
{
	if (n == 0)
		return 0;
	if (at > r->size || n > r->size - at)
		return err_set(err, ERR_FAILED, "a read beyond the end of a file");
	return r->read(r->ctx, at, bytes, n, err);
}

void reader_close(struct reader *r)
{
	if (r->close)
		r->close(r->ctx);
	*r = (struct reader){0};
}

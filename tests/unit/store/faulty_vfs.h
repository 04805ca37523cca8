/*
 * A file system for SQLite that fails when it is told to, and that can lose power: what was written
 * and not synced is then gone, or there in part, in any order. It stands before the real one.
 */
#ifndef TEST_FAULTY_VFS_H
#define TEST_FAULTY_VFS_H

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 4096, SECTOR = 512 };

enum fault_kind {
	FAULT_WRITE = 1,
	FAULT_SYNC = 2,
	FAULT_LOCK = 4,
	FAULT_DATABASE_SYNC = 8,
	FAULT_SHARED_ROOM = 16
};

/* What is to happen. */
static struct {
	unsigned kinds; /* operations that are counted */
	long at; /* fails at this one, from 1; 0: never */
	bool once; /* only that one; else all later ones, too */
	int rc; /* SQLITE_FULL, SQLITE_IOERR_WRITE ... */
	long count; /* so far */
	bool hit;
} fault;

/* One write that was not synced. */
struct unsynced {
	char path[160];
	sqlite3_int64 offset, size_before;
	int n;
	unsigned char *old_bytes, *new_bytes; /* n each; old ones are 0 beyond the end */
	struct unsynced *next;
};
static struct unsynced *unsynced_last; /* newest first */
static pthread_mutex_t faulty_mutex = PTHREAD_MUTEX_INITIALIZER; /* a store may have two threads */

struct faulty_file {
	sqlite3_file base;
	char path[160];
	sqlite3_file *real; /* behind this struct */
};

static sqlite3_vfs *real_vfs;

static bool fails(unsigned kind)
{
	if (!(fault.kinds & kind) || fault.at == 0)
		return false;
	pthread_mutex_lock(&faulty_mutex);
	fault.count++;
	bool now = fault.once ? fault.count == fault.at : fault.count >= fault.at;
	fault.hit = fault.hit || now;
	pthread_mutex_unlock(&faulty_mutex);
	return now;
}

static sqlite3_file *real_of(sqlite3_file *f)
{
	return ((struct faulty_file *)f)->real;
}

static void forget_unsynced(const char *path)
{
	pthread_mutex_lock(&faulty_mutex);
	for (struct unsynced **p = &unsynced_last; *p;) {
		struct unsynced *u = *p;
		if (path && strcmp(u->path, path) != 0) {
			p = &u->next;
			continue;
		}
		*p = u->next;
		free(u->old_bytes);
		free(u->new_bytes);
		free(u);
	}
	pthread_mutex_unlock(&faulty_mutex);
}

static void note_unsynced(sqlite3_file *f, const void *bytes, int n, sqlite3_int64 offset)
{
	struct unsynced *u = calloc(1, sizeof *u);

	snprintf(u->path, sizeof u->path, "%s", ((struct faulty_file *)f)->path);
	real_of(f)->pMethods->xFileSize(real_of(f), &u->size_before);
	u->offset = offset;
	u->n = n;
	u->old_bytes = calloc(1, (size_t)n + 1);
	u->new_bytes = calloc(1, (size_t)n + 1);
	memcpy(u->new_bytes, bytes, (size_t)n);
	real_of(f)->pMethods->xRead(real_of(f), u->old_bytes, n, offset);
	pthread_mutex_lock(&faulty_mutex);
	u->next = unsynced_last;
	unsynced_last = u;
	pthread_mutex_unlock(&faulty_mutex);
}

static int faulty_close(sqlite3_file *f)
{
	return real_of(f)->pMethods->xClose(real_of(f));
}

static int faulty_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	return real_of(f)->pMethods->xRead(real_of(f), p, n, at);
}

static int faulty_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	if (fails(FAULT_WRITE))
		return fault.rc;
	note_unsynced(f, p, n, at);
	return real_of(f)->pMethods->xWrite(real_of(f), p, n, at);
}

static int faulty_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	return fails(FAULT_WRITE) ? fault.rc : real_of(f)->pMethods->xTruncate(real_of(f), size);
}

static int faulty_sync(sqlite3_file *f, int flags)
{
	const char *path = ((struct faulty_file *)f)->path;
	bool database = strstr(path, "-wal") == NULL;

	if (fails(FAULT_SYNC) || (database && fails(FAULT_DATABASE_SYNC)))
		return fault.rc;
	forget_unsynced(path);
	return real_of(f)->pMethods->xSync(real_of(f), flags);
}

static int faulty_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return real_of(f)->pMethods->xFileSize(real_of(f), size);
}

static int faulty_lock(sqlite3_file *f, int level)
{
	return real_of(f)->pMethods->xLock(real_of(f), level);
}

static int faulty_unlock(sqlite3_file *f, int level)
{
	return real_of(f)->pMethods->xUnlock(real_of(f), level);
}

static int faulty_reserved(sqlite3_file *f, int *out)
{
	return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out);
}

static int faulty_control(sqlite3_file *f, int op, void *arg)
{
	return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}

static int faulty_sector(sqlite3_file *f)
{
	return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int faulty_device(sqlite3_file *f)
{
	return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static int faulty_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **p)
{
	if (fails(FAULT_SHARED_ROOM)) {
		errno = ENOSPC;
		return SQLITE_IOERR_SHMSIZE;
	}
	return real_of(f)->pMethods->xShmMap(real_of(f), page, size, extend, p);
}

static int faulty_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
	/* The writer's lock: https://sqlite.org/walformat.html (2.3.1). */
	if (offset == 0 && (flags & SQLITE_SHM_LOCK) && (flags & SQLITE_SHM_EXCLUSIVE) &&
		fails(FAULT_LOCK))
		return SQLITE_BUSY;
	return real_of(f)->pMethods->xShmLock(real_of(f), offset, n, flags);
}

static void faulty_shm_barrier(sqlite3_file *f)
{
	real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int faulty_shm_unmap(sqlite3_file *f, int del)
{
	return real_of(f)->pMethods->xShmUnmap(real_of(f), del);
}

static const sqlite3_io_methods faulty_methods = {2, faulty_close, faulty_read, faulty_write,
	faulty_truncate, faulty_sync, faulty_size, faulty_lock, faulty_unlock, faulty_reserved,
	faulty_control, faulty_sector, faulty_device, faulty_shm_map, faulty_shm_lock,
	faulty_shm_barrier, faulty_shm_unmap, NULL, NULL};

static int faulty_open(
	sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out_flags)
{
	struct faulty_file *file = (struct faulty_file *)f;

	(void)vfs;
	memset(file, 0, sizeof *file);
	file->real = (sqlite3_file *)(file + 1);
	snprintf(file->path, sizeof file->path, "%s", name ? name : "");
	int rc = real_vfs->xOpen(real_vfs, name, file->real, flags, out_flags);
	file->base.pMethods = file->real->pMethods ? &faulty_methods : NULL;
	return rc;
}

/* Makes it the file system of every store that is opened from now on. */
static inline void faulty_register(void)
{
	static sqlite3_vfs vfs;

	real_vfs = sqlite3_vfs_find(NULL);
	vfs = *real_vfs;
	vfs.zName = "faulty";
	vfs.szOsFile = (int)sizeof(struct faulty_file) + real_vfs->szOsFile;
	vfs.xOpen = faulty_open;
	sqlite3_vfs_register(&vfs, 1);
}

/* n bytes of a write, from its byte `at` on. */
static void apply(const struct unsynced *u, int at, const unsigned char *bytes, int n)
{
	int fd = open(u->path, O_RDWR);

	/* A file that is gone by now has nothing to lose. */
	if (fd < 0)
		return;
	if (pwrite(fd, bytes + at, (size_t)n, u->offset + at) != n)
		abort();
	close(fd);
}

/*
 * The power fails: unsynced writes are undone; then each is there after all by the fall of dice
 * (seed 0: none), whole or up to a sector's end.
 */
static inline void lose_power(unsigned seed)
{
	struct unsynced *order[4096];
	size_t n = 0;

	for (struct unsynced *u = unsynced_last; u; u = u->next) {
		int fd = open(u->path, O_RDWR);
		apply(u, 0, u->old_bytes, u->n);
		if (fd >= 0 && ftruncate(fd, u->size_before) < 0)
			abort();
		if (fd >= 0)
			close(fd);
		if (n < 4096)
			order[n++] = u;
	}
	while (seed && n--) {
		const struct unsynced *u = order[n];
		/* A long write reaches the disk in pieces, in any order. */
		for (int at = 0; at < u->n; at += PIECE) {
			int left = u->n - at < PIECE ? u->n - at : PIECE;
			seed = seed * 1103515245 + 12345;
			unsigned dice = seed >> 16 & 3;
			if (dice)
				apply(u, at, u->new_bytes,
					dice == 1 && left > SECTOR ? SECTOR : left);
		}
	}
	forget_unsynced(NULL);
}

#endif

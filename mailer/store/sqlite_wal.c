#include <pthread.h>
#include <sqlite3.h>
#include <string.h>

#include "store/sqlite_wal.h"

enum {
	GATHER = 64 << 10, /* bytes; larger ones are few */
	GROW = 256 << 10, /* bytes that the file grows by */
};

/* An open journal; what the layer below keeps for it stands behind the struct. */
struct wal_file {
	sqlite3_file base;
	sqlite3_file *below;
	char *bytes; /* that were not written yet */
	int count;
	sqlite3_int64 at; /* where they go */
	sqlite3_int64 size; /* of the file, as far as we know; -1: not known */
};

static sqlite3_vfs *below;
static sqlite3_vfs layer;

static struct wal_file *wal_of(sqlite3_file *f)
{
	return (struct wal_file *)f;
}

/*
 * Lets the file grow by more than a commit: a commit that only writes over what is there is synced
 * in half the time, because nothing is to be noted of the file itself. What does not fit on the
 * disk is left out: the commit itself is there.
 */
static void grow(struct wal_file *w, sqlite3_int64 end)
{
	static const char zeros[GATHER];

	if (w->size < 0 && w->below->pMethods->xFileSize(w->below, &w->size) != SQLITE_OK)
		return;
	if (end <= w->size)
		return;
	/* In pieces: SQLite's own layer takes no write of 128 KiB. */
	for (w->size = end; w->size % GROW;) {
		int n = (int)(GATHER - w->size % GATHER);
		if (w->below->pMethods->xWrite(w->below, zeros, n, w->size) != SQLITE_OK)
			return;
		w->size += n;
	}
}

static int write_through(struct wal_file *w, const void *bytes, int n, sqlite3_int64 at)
{
	int rc = w->below->pMethods->xWrite(w->below, bytes, n, at);

	if (rc == SQLITE_OK)
		grow(w, at + n);
	return rc;
}

/* What could not be written stays, so that no later sync can succeed without it. */
static int flush(struct wal_file *w)
{
	int rc = w->count ? write_through(w, w->bytes, w->count, w->at) : SQLITE_OK;

	if (rc == SQLITE_OK)
		w->count = 0;
	return rc;
}

static int wal_close(sqlite3_file *f)
{
	struct wal_file *w = wal_of(f);
	int rc = flush(w), closed = w->below->pMethods->xClose(w->below);

	sqlite3_free(w->bytes);
	return rc == SQLITE_OK ? closed : rc;
}

static int wal_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	int rc = flush(wal_of(f));

	return rc == SQLITE_OK ? wal_of(f)->below->pMethods->xRead(wal_of(f)->below, p, n, at) : rc;
}

static int wal_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	struct wal_file *w = wal_of(f);

	if (w->count && (at != w->at + w->count || n > GATHER - w->count)) {
		int rc = flush(w);
		if (rc != SQLITE_OK)
			return rc;
	}
	if (n > GATHER)
		return write_through(w, p, n, at);
	if (w->count == 0)
		w->at = at;
	memcpy(w->bytes + w->count, p, (size_t)n);
	w->count += n;
	return SQLITE_OK;
}

static int wal_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	struct wal_file *w = wal_of(f);
	int rc = flush(w);

	w->size = -1;
	return rc == SQLITE_OK ? w->below->pMethods->xTruncate(w->below, size) : rc;
}

static int wal_sync(sqlite3_file *f, int flags)
{
	int rc = flush(wal_of(f));

	return rc == SQLITE_OK ? wal_of(f)->below->pMethods->xSync(wal_of(f)->below, flags) : rc;
}

static int wal_size(sqlite3_file *f, sqlite3_int64 *size_r)
{
	int rc = flush(wal_of(f));

	return rc == SQLITE_OK ? wal_of(f)->below->pMethods->xFileSize(wal_of(f)->below, size_r)
			       : rc;
}

/* Journals are not locked; the database is, and it is not ours. */
static int wal_lock(sqlite3_file *f, int level)
{
	return wal_of(f)->below->pMethods->xLock(wal_of(f)->below, level);
}

static int wal_unlock(sqlite3_file *f, int level)
{
	return wal_of(f)->below->pMethods->xUnlock(wal_of(f)->below, level);
}

static int wal_reserved(sqlite3_file *f, int *out_r)
{
	return wal_of(f)->below->pMethods->xCheckReservedLock(wal_of(f)->below, out_r);
}

static int wal_control(sqlite3_file *f, int op, void *arg)
{
	return wal_of(f)->below->pMethods->xFileControl(wal_of(f)->below, op, arg);
}

static int wal_sector(sqlite3_file *f)
{
	return wal_of(f)->below->pMethods->xSectorSize(wal_of(f)->below);
}

static int wal_device(sqlite3_file *f)
{
	return wal_of(f)->below->pMethods->xDeviceCharacteristics(wal_of(f)->below);
}

static const sqlite3_io_methods wal_methods = {
	.iVersion = 1,
	.xClose = wal_close,
	.xRead = wal_read,
	.xWrite = wal_write,
	.xTruncate = wal_truncate,
	.xSync = wal_sync,
	.xFileSize = wal_size,
	.xLock = wal_lock,
	.xUnlock = wal_unlock,
	.xCheckReservedLock = wal_reserved,
	.xFileControl = wal_control,
	.xSectorSize = wal_sector,
	.xDeviceCharacteristics = wal_device,
};

static int open_wal(const char *name, sqlite3_file *f, int flags, int *flags_r)
{
	struct wal_file *w = wal_of(f);
	char *bytes = sqlite3_malloc(GATHER);
	int rc;

	*w = (struct wal_file){.below = (sqlite3_file *)(w + 1), .bytes = bytes, .size = -1};
	if (bytes == NULL)
		return SQLITE_NOMEM;
	memset(w->below, 0, (size_t)below->szOsFile);
	rc = below->xOpen(below, name, w->below, flags, flags_r);
	/* Without methods it is not closed. */
	if (w->below->pMethods)
		w->base.pMethods = &wal_methods;
	else
		sqlite3_free(bytes);
	return rc;
}

static int layer_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *flags_r)
{
	(void)vfs;
	if (flags & SQLITE_OPEN_WAL)
		return open_wal(name, f, flags, flags_r);
	return below->xOpen(below, name, f, flags, flags_r);
}

static void begin(void)
{
	below = sqlite3_vfs_find(NULL);
	if (below == NULL)
		return;
	layer = *below;
	layer.zName = "openletter";
	layer.pNext = NULL;
	layer.szOsFile = (int)sizeof(struct wal_file) + below->szOsFile;
	layer.xOpen = layer_open;
	if (sqlite3_vfs_register(&layer, 0) != SQLITE_OK)
		below = NULL;
}

const char *sqlite_wal_layer(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, begin);
	return below ? layer.zName : NULL;
}

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "store/core.h"
#include "store/create.h"
#include "store/schema.h"

static int describe_missing(const char *path, struct err *err)
{
	if (errno == ENOENT)
		return err_set(err, ERR_FAILED,
			"there is no store %s yet; the first `openletter send` or `watch` makes it",
			path);
	return err_errno(err, ERR_FAILED, "%s cannot be opened", path);
}

/* Opening it to write brings it up to date. */
static int upgrade_for(const struct store *reader, struct err *err)
{
	struct store *store;

	if (store_open(reader->path, STORE_WRITE, &store, err) < 0)
		return -1;
	store_close(store);
	return 0;
}

/* Gives a store of the form before what it lacks. */
static int upgrade(struct store *store, struct err *err)
{
	int64_t version = 0;

	if (store->mode == STORE_READ)
		return upgrade_for(store, err);
	if (db_begin(store->db, err) < 0)
		return -1;
	int rc = db_get_int(store->db, "PRAGMA user_version", DB_NONE, &version, err);
	if (rc > 0 && version < 2)
		rc = db_script(store->db, schema_upgrade_2, err);
	if (rc >= 0 && version < 3)
		rc = db_script(store->db, schema_upgrade_3, err);
	if (rc >= 0 && version < 3)
		rc = schema_add_parts(store->db, err);
	if (rc >= 0)
		rc = db_script(store->db, schema_upgrade_4, err);
	if (rc >= 0)
		rc = db_commit(store->db, err);
	else
		db_rollback(store->db);
	/* A million letters leave a large journal behind. */
	if (rc == 0)
		(void)db_script(store->db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL);
	return rc < 0 ? -1 : 0;
}

/* Whether what was opened is a store of ours, and of a form that this program knows. */
static int check_form(struct store *store, struct err *err)
{
	int64_t application = 0, version = 0;

	if (db_get_int(store->db, "PRAGMA application_id", DB_NONE, &application, err) < 0 ||
		db_get_int(store->db, "PRAGMA user_version", DB_NONE, &version, err) < 0)
		return -1;
	if (application != SCHEMA_APPLICATION)
		return err_set(err, ERR_FAILED,
			"%s is no store of openletter; move it away, or name another one in "
			"campaign.cfg",
			store->path);
	if (version > SCHEMA_VERSION)
		return err_set(err, ERR_FAILED,
			"%s was made by a newer openletter (form %d, this program knows %d); use "
			"that one",
			store->path, (int)version, SCHEMA_VERSION);
	return version < SCHEMA_VERSION ? upgrade(store, err) : 0;
}

static int check_generation(struct store *store, bool accept, struct err *err)
{
	if (generation_open(&store->generation, store->path, store->mode != STORE_READ, err) < 0)
		return -1;
	struct db_rows *rows = db_query(store->db,
		"SELECT store, " DAYBOOK_GENERATION " FROM head WHERE id = 1", DB_NONE, err);
	int rc = rows ? db_next(rows, err) : -1;

	if (rc == 0)
		rc = err_set(err, ERR_FAILED,
			"%s is damaged (it lacks its first row); restore the newest intact copy",
			store->path);
	if (rc > 0) {
		char id[GENERATION_ID_SIZE];
		int64_t number = db_col_int(rows, 1);
		snprintf(id, sizeof id, "%s", db_col_text(rows, 0) ? db_col_text(rows, 0) : "");
		db_end(rows);
		return generation_check(&store->generation, store->path, id, number, accept, err);
	}
	db_end(rows);
	return -1;
}

/* What is posted now need not be waited for: whatever needs it posts it, and waits. */
static int post(struct store *store, struct err *err)
{
	int rc;

	db_set_wait(store->db, 0);
	rc = daybook_post(store, err);
	db_set_wait(store->db, STORE_WAIT_MS);
	return rc < 0 && err->kind != ERR_TEMPORARY ? -1 : 0;
}

static int open_file(struct store *store, bool accept, struct err *err)
{
	struct stat st;

	if (stat(store->path, &st) < 0) {
		if (store->mode != STORE_CREATE || errno != ENOENT)
			return describe_missing(store->path, err);
		if (generation_check_missing(store->path, err) < 0 ||
			create_store(store->path, err) < 0)
			return -1;
	} else if (!S_ISREG(st.st_mode)) {
		return err_set(err, ERR_FAILED, "%s is no file, and so no store", store->path);
	}
	if (db_open(store->path, store->mode == STORE_READ ? DB_READ : DB_WRITE, &store->db, err) <
		0)
		return -1;
	db_set_wait(store->db, STORE_WAIT_MS);
	if (check_form(store, err) < 0 ||
		db_script(store->db,
			"PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
			"PRAGMA cache_size = -16000; PRAGMA journal_size_limit = 67108864;"
			"PRAGMA cell_size_check = ON; PRAGMA secure_delete = OFF",
			err) < 0)
		return -1;
	if (check_generation(store, accept, err) < 0)
		return -1;
	return store->mode == STORE_READ ? daybook_post_for(store, err) : post(store, err);
}

/* Stands in for the one at path, of which there is no file. */
static int open_memory(struct store *store, const char *path, struct err *err)
{
	struct err gone = {0};

	if (*path && generation_check_missing(path, &gone) < 0)
		log_add(LOG_WARN, "%s", gone.text);
	if (db_open(NULL, DB_MEMORY, &store->db, err) < 0)
		return -1;
	return create_tables(store->db, err);
}

static int open_store(const char *path, enum store_mode mode, bool accept, struct store **store_r,
	struct err *err)
{
	struct store *store = mem_alloc(sizeof *store);

	store->mode = mode;
	store->generation.fd = -1;
	daybook_init(&store->daybook);
	store->actor = mem_strdup("openletter");
	if (mode != STORE_EMPTY)
		store->path = mem_strdup(path);
	if ((mode == STORE_EMPTY ? open_memory(store, path, err) : open_file(store, accept, err)) <
		0) {
		store_close(store);
		return -1;
	}
	*store_r = store;
	return 0;
}

int store_open(const char *path, enum store_mode mode, struct store **store_r, struct err *err)
{
	return open_store(path, mode, false, store_r, err);
}

int store_open_restored(const char *path, struct store **store_r, struct err *err)
{
	return open_store(path, STORE_WRITE, true, store_r, err);
}

void store_accept_restored(struct store *store)
{
	generation_accept(&store->generation);
}

void store_close(struct store *store)
{
	if (store == NULL)
		return;
	store_queue_free(store->queue);
	bulk_forget(&store->bulk);
	daybook_release(&store->daybook);
	db_close(store->db);
	generation_close(&store->generation);
	for (size_t i = 0; i < store->held_count; i++) {
		close(store->held[i].fd);
		free(store->held[i].what);
	}
	free(store->held);
	free(store->actor);
	free(store->path);
	free(store);
}

void store_set_wait(struct store *store, int ms)
{
	db_set_wait(store->db, ms);
}

void store_checkpoint_aside(struct store *store)
{
	db_checkpoint_aside(store->db);
}

void store_set_actor(struct store *store, const char *actor)
{
	free(store->actor);
	store->actor = mem_strdup(actor);
}

/* Who holds a lock file, by what it wrote into it; 0 when it has not yet. */
static long read_holder(int fd)
{
	char text[24] = "";
	long pid;
	ssize_t n = pread(fd, text, sizeof text - 1, 0);

	if (n <= 0)
		return 0;
	text[strcspn(text, "\n")] = '\0';
	return parse_long(text, 1, INT32_MAX, &pid) < 0 ? 0 : pid;
}

static int held_by_another(const char *name, const char *what, int fd, struct err *err)
{
	long pid = read_holder(fd);
	struct str who = STR_INIT;

	if (pid)
		str_addf(&who, "process %ld", pid);
	else
		str_adds(&who, "another process");
	err_set(err, ERR_TEMPORARY,
		"`openletter %s` runs already for this campaign: %s holds %s; wait until it has "
		"ended",
		what, who.p, name);
	str_release(&who);
	return -1;
}

int store_lock(struct store *store, const char *what, struct err *err)
{
	struct str name = STR_INIT;
	char pid[24];
	int rc = 0, fd = -1;

	if (store->path == NULL)
		return 0;
	for (size_t i = 0; i < store->held_count; i++)
		if (strcmp(store->held[i].what, what) == 0)
			return 0;
	str_addf(&name, "%s.%s.lock", store->path, what);
	fd = open(name.p, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		rc = err_errno(err, ERR_FAILED, "%s cannot be opened", name.p);
	else if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		rc = errno == EWOULDBLOCK
			     ? held_by_another(name.p, what, fd, err)
			     : err_errno(err, ERR_FAILED, "%s cannot be locked", name.p);
	if (rc == 0) {
		int n = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
		/* A lock that cannot say whose it is locks all the same. */
		if (ftruncate(fd, 0) == 0 && pwrite(fd, pid, (size_t)n, 0) == n)
			fdatasync(fd);
		mem_grow(&store->held, &store->held_cap, store->held_count, sizeof *store->held);
		store->held[store->held_count++] =
			(struct store_held){.what = mem_strdup(what), .fd = fd};
	} else if (fd >= 0) {
		close(fd);
	}
	str_release(&name);
	return rc;
}

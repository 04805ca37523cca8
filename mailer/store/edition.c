#include <inttypes.h>
#include <stdlib.h>

#include "store/core.h"
#include "store/edition.h"
#include "store/events.h"

static int freeze_file(struct store *store, int64_t edition, size_t rank,
	const struct edition_file *file, struct err *err)
{
	char hash[SHA256_HEX];

	if (file->bytes) {
		sha256_hex(file->bytes, file->len, hash);
		if (strcmp(hash, file->sha256) != 0)
			return err_set(err, ERR_FAILED,
				"%s changed in memory while it was frozen; run again", file->name);
		if (store_blob_put(store, hash, file->bytes, file->len, err) < 0)
			return -1;
	}
	return db_run(store->db,
		"INSERT INTO edition_files (edition, rank, name, sha256) VALUES ($1, $2, $3, $4)",
		DB_ARGS(db_int(edition), db_int((int64_t)rank), db_text(file->name),
			db_text(file->sha256)),
		err);
}

/* SHA-256 over the date, the settings, and the files' names and hashes, each with its length. */
static void digest(const struct edition *e, char hex_r[SHA256_HEX])
{
	struct str all = STR_INIT;

	str_addf(&all, "%" PRId64 "\n%zu\n%s\n", e->date, strlen(e->settings), e->settings);
	for (size_t i = 0; i < e->file_count; i++)
		str_addf(&all, "%zu\n%s\n%s\n", strlen(e->files[i].name), e->files[i].name,
			e->files[i].sha256);
	sha256_hex(str_c(&all), all.len, hex_r);
	str_release(&all);
}

void edition_add_summary(const struct edition *edition, struct str *out)
{
	char hex[SHA256_HEX];

	digest(edition, hex);
	str_addf(out, "edition %" PRId64 ", %zu files; SHA-256 %s", edition->id,
		edition->file_count, hex);
}

static int log_frozen(struct store *store, const struct edition *edition, struct err *err)
{
	struct str detail = STR_INIT;

	edition_add_summary(edition, &detail);
	struct event e = {.at = edition->date, .kind = "frozen", .detail = str_c(&detail)};
	int rc = events_add(store, &e, err);
	str_release(&detail);
	return rc;
}

static int freeze(struct store *store, int64_t date, const struct edition_file *files, size_t n,
	const char *settings, int64_t *id_r, struct err *err)
{
	struct edition edition = {.date = date, .file_count = n};
	int64_t id = 0;

	if (db_get_int(store->db, "SELECT max(id) FROM editions", DB_NONE, &id, err) < 0)
		return -1;
	id++;
	if (db_run(store->db, "INSERT INTO editions (id, date, settings) VALUES ($1, $2, $3)",
		    DB_ARGS(db_int(id), db_int(date), db_text(settings)), err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (freeze_file(store, id, i, &files[i], err) < 0)
			return -1;
	edition.id = *id_r = id;
	edition.settings = arena_strdup(&edition.arena, settings);
	edition.files = arena_array(&edition.arena, n + 1, sizeof *files);
	if (n)
		memcpy(edition.files, files, n * sizeof *files);
	int rc = log_frozen(store, &edition, err);
	edition_release(&edition);
	return rc;
}

int edition_freeze(struct store *store, int64_t date, const struct edition_file *files, size_t n,
	const char *settings, int64_t *id_r, struct err *err)
{
	if (store_begin(store, err) < 0)
		return -1;
	return store_end(store, freeze(store, date, files, n, settings, id_r, err), err);
}

int edition_current(struct store *store, int64_t *id_r, struct err *err)
{
	return db_get_int(store->db, "SELECT max(id) FROM editions", DB_NONE, id_r, err);
}

static int load_files(struct store *store, struct edition *edition, struct err *err)
{
	size_t cap = 0;
	int rc = 0;
	struct edition_file *files = NULL;
	struct db_rows *rows = db_query(store->db,
		"SELECT name, sha256 FROM edition_files WHERE edition = $1 ORDER BY rank",
		DB_ARGS(db_int(edition->id)), err);

	while (rows && (rc = db_next(rows, err)) > 0) {
		mem_grow(&files, &cap, edition->file_count, sizeof *files);
		files[edition->file_count++] =
			(struct edition_file){.name = core_text(rows, 0, &edition->arena),
				.sha256 = core_text(rows, 1, &edition->arena)};
	}
	db_end(rows);
	edition->files = arena_array(&edition->arena, edition->file_count + 1, sizeof *files);
	if (edition->file_count)
		memcpy(edition->files, files, edition->file_count * sizeof *files);
	free(files);
	return rows ? rc : -1;
}

int edition_load(struct store *store, int64_t id, struct edition *edition_r, struct err *err)
{
	edition_release(edition_r);
	struct db_rows *rows = db_query(store->db,
		"SELECT date, settings FROM editions WHERE id = $1", DB_ARGS(db_int(id)), err);
	int rc = rows ? db_next(rows, err) : -1;
	if (rc > 0) {
		edition_r->id = id;
		edition_r->date = db_col_int(rows, 0);
		edition_r->settings = core_text(rows, 1, &edition_r->arena);
	}
	db_end(rows);
	if (rc > 0 && load_files(store, edition_r, err) < 0)
		rc = -1;
	return rc;
}

void edition_release(struct edition *edition)
{
	arena_release(&edition->arena);
	*edition = (struct edition){0};
}

/* The file of this name among n, or NULL. */
static const struct edition_file *find(const struct edition_file *files, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(files[i].name, name) == 0)
			return &files[i];
	return NULL;
}

const struct edition_file *edition_file(const struct edition *edition, const char *name)
{
	return find(edition->files, edition->file_count, name);
}

int edition_damaged(const struct edition *edition, const struct edition_file *file, struct err *err)
{
	return err_set(err, ERR_FAILED,
		"the store is damaged: %s of edition %" PRId64
		" does not match its hash; restore the newest intact copy",
		file->name, edition->id);
}

int edition_read(struct store *store, const struct edition *edition,
	const struct edition_file *file, struct str *out, struct err *err)
{
	size_t before = out->len;
	char hash[SHA256_HEX];
	int rc = store_blob_get(store, file->sha256, out, err);

	if (rc == 0)
		rc = err_set(err, ERR_FAILED,
			"the store is damaged: %s of edition %" PRId64
			" is missing; restore the newest intact copy",
			file->name, edition->id);
	if (rc < 0)
		return -1;
	sha256_hex(str_c(out) + before, out->len - before, hash);
	return strcmp(hash, file->sha256) == 0 ? 0 : edition_damaged(edition, file, err);
}

/* What was frozen, without the bytes: they need not be read to be compared. */
static long load_names(struct store *store, int64_t id, struct arena *arena,
	struct edition_file **files_r, char **settings_r, struct err *err)
{
	struct edition_file *files = NULL;
	size_t n = 0, cap = 0;
	struct db_rows *rows = db_query(store->db,
		"SELECT e.settings, f.name, f.sha256 FROM editions e"
		" LEFT JOIN edition_files f ON f.edition = e.id WHERE e.id = $1 ORDER BY f.rank",
		DB_ARGS(db_int(id)), err);
	int rc = rows ? 0 : -1;

	*settings_r = NULL;
	while (rows && (rc = db_next(rows, err)) > 0) {
		if (*settings_r == NULL)
			*settings_r = core_text(rows, 0, arena);
		if (db_col_text(rows, 1) == NULL)
			continue;
		mem_grow(&files, &cap, n, sizeof *files);
		files[n++] = (struct edition_file){
			.name = core_text(rows, 1, arena), .sha256 = core_text(rows, 2, arena)};
	}
	db_end(rows);
	*files_r = files;
	return rc < 0 ? -1 : (long)n;
}

long edition_names(struct store *store, int64_t id, struct arena *arena, const char ***names_r,
	struct err *err)
{
	struct edition_file *files;
	char *settings;
	long n = load_names(store, id, arena, &files, &settings, err);

	*names_r = arena_array(arena, n > 0 ? (size_t)n : 1, sizeof **names_r);
	for (long i = 0; i < n; i++)
		(*names_r)[i] = files[i].name;
	free(files);
	return n;
}

long edition_changes(struct store *store, int64_t id, const struct edition_file *files, size_t n,
	const char *settings_name, const char *settings, struct arena *arena, const char ***names_r,
	struct err *err)
{
	struct edition_file *frozen;
	char *frozen_settings;
	long count = load_names(store, id, arena, &frozen, &frozen_settings, err);
	size_t changed = 0;

	if (count < 0 || frozen_settings == NULL) {
		free(frozen);
		return count < 0 ? -1
				 : err_set(err, ERR_FAILED,
					   "there is no edition %" PRId64 " in the store", id);
	}
	const char **names = arena_array(arena, n + (size_t)count + 1, sizeof *names);
	if (strcmp(frozen_settings, settings) != 0)
		names[changed++] = arena_strdup(arena, settings_name);
	for (size_t i = 0; i < n; i++) {
		const struct edition_file *old = find(frozen, (size_t)count, files[i].name);
		if (strcmp(files[i].name, settings_name) == 0)
			continue;
		if (old == NULL || strcmp(old->sha256, files[i].sha256) != 0)
			names[changed++] = arena_strdup(arena, files[i].name);
	}
	for (long i = 0; i < count; i++)
		if (strcmp(frozen[i].name, settings_name) != 0 &&
			find(files, n, frozen[i].name) == NULL)
			names[changed++] = frozen[i].name;
	free(frozen);
	*names_r = names;
	return (long)changed;
}

/*
 * Editions: what was approved, frozen by content hash.
 *
 * The first send freezes the files that make letters (settings, lists, templates, attachments) and
 * a canonical text of the settings that shape them. Letters are made from the edition from then on,
 * and can be made again, byte for byte, whatever becomes of the folder. Files are bytes with a name
 * here: what is in them, campaign/ and letter/ know.
 */
#ifndef STORE_EDITION_H
#define STORE_EDITION_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "store/store.h"

/*
 * A file: name as in the settings; sha256 of its bytes, in hex. bytes is NULL for content that the
 * store has already (store_blob_copy()), and in editions that were loaded.
 */
struct edition_file {
	const char *name;
	const void *bytes;
	size_t len;
	const char *sha256;
};

/* A frozen edition; everything belongs to it. */
struct edition {
	int64_t id; /* from 1 */
	int64_t date; /* the Date of its letters: the moment of freezing */
	char *settings; /* the canonical text */
	struct edition_file *files; /* in the order of freezing */
	size_t file_count;
	struct arena arena;
};

/*
 * Freezes n files and the settings as a new edition, which becomes the current one. Everything is
 * copied. Fails when the bytes of a file are not those of its hash. Event "frozen".
 */
int edition_freeze(struct store *store, int64_t date, const struct edition_file *files, size_t n,
	const char *settings, int64_t *id_r, struct err *err);

/* The number of the current edition: 1, or 0 when nothing was frozen yet, or -1. */
int edition_current(struct store *store, int64_t *id_r, struct err *err);

/*
 * Loads an edition, but for the bytes of its files. Zero or release edition_r first. 1, 0 (no such
 * edition), -1.
 */
int edition_load(struct store *store, int64_t id, struct edition *edition_r, struct err *err);
void edition_release(struct edition *edition);

/* Appends what the log tells of it: number, files, and a digest of all that was frozen. */
void edition_add_summary(const struct edition *edition, struct str *out);

/* The file of this name, or NULL. */
const struct edition_file *edition_file(const struct edition *edition, const char *name);

/*
 * Appends the bytes of one of its files, and checks them against their hash: a damaged store is an
 * error that names the file. 0 or -1.
 */
int edition_read(struct store *store, const struct edition *edition,
	const struct edition_file *file, struct str *out, struct err *err);

/* What edition_read() says of a file with other bytes than were frozen. Returns -1. */
int edition_damaged(
	const struct edition *edition, const struct edition_file *file, struct err *err);

/*
 * The names of an edition's files, without their bytes, which may be many. Names go to *names_r (of
 * the arena), their number is the result (0: no such edition), or -1.
 */
long edition_names(struct store *store, int64_t id, struct arena *arena, const char ***names_r,
	struct err *err);

/*
 * What of the folder differs from the edition now (S36): names of files that are new, gone or have
 * other bytes. The file named settings_name is compared by `settings` instead of by its bytes, so
 * that a changed server or rate is no difference. Names go to *names_r (of the arena), their number
 * is the result, or -1.
 */
long edition_changes(struct store *store, int64_t id, const struct edition_file *files, size_t n,
	const char *settings_name, const char *settings, struct arena *arena, const char ***names_r,
	struct err *err);

#endif

/*
 * Where the files of a campaign are read from: a folder, or a frozen edition.
 *
 * Loading a campaign reads every file through a source and keeps what it read (struct
 * campaign_file). That list is what an edition freezes; loading again from it gives the same
 * letters, whatever became of the folder.
 */
#ifndef CAMPAIGN_SOURCE_H
#define CAMPAIGN_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/reader.h"
#include "base/str.h"

struct source {
	/*
	 * Appends the file's bytes to out. name is as written in the settings (relative to the
	 * campaign folder, or absolute). Fails with ERR_INPUT when there is none.
	 */
	int (*read)(void *ctx, const char *name, struct str *out, struct err *err);
	void *ctx;
	/* Opens it to be read in pieces; NULL: files are read whole. */
	int (*open)(void *ctx, const char *name, struct reader *reader_r, struct err *err);
};

/* A file that was read: its name as in the settings, its bytes and their hash. */
struct campaign_file {
	char *name;
	struct str bytes; /* empty when `in_pieces` */
	char sha256[SHA256_HEX];
	bool in_pieces; /* a large list: its bytes are where they came from */
	size_t size;
};

/* A list up to this size is kept in memory like other files. */
enum { SOURCE_WHOLE_MAX = 1 << 20 };

struct campaign_files {
	struct campaign_file *items;
	size_t count, cap;
};

/* A source that reads below dir (kept by reference). */
struct source source_folder(const char *dir);

/*
 * Whether source reads a folder: what is true of files besides their bytes (who may read them, that
 * a certificate is there) can be checked only then.
 */
bool source_is_folder(const struct source *source);

/* A source that serves exactly the files in list (kept by reference). */
struct source source_files(const struct campaign_files *list);

/*
 * Reads name through the source once and keeps it in list; a second call finds it there (a list
 * that is not kept has no bytes). *file_r points into list and is valid until the next addition.
 */
int campaign_files_read(struct campaign_files *list, const struct source *source, const char *name,
	const struct campaign_file **file_r, struct err *err);
/*
 * The same for a list, which may be too large to be kept: reader_r gives its bytes, and belongs to
 * the caller. The file's hash is known only when the bytes are kept; else the caller, who reads it
 * whole, sets it.
 */
int campaign_files_open(struct campaign_files *list, const struct source *source, const char *name,
	struct campaign_file **file_r, struct reader *reader_r, struct err *err);
/* The file of that name if it was read, else NULL; valid until the next addition. */
const struct campaign_file *campaign_files_find(
	const struct campaign_files *list, const char *name);
void campaign_files_release(struct campaign_files *list);

#endif

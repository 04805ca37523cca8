/*
 * Where the site's templates and words come from: the campaign's own folder `pages/`, file by file,
 * else what is built into the program.
 */
#ifndef REPORT_PAGES_H
#define REPORT_PAGES_H

#include "base/embed.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/str.h"
#include "report/strings.h"

/* The built-in files: templates/pages/ of the sources. */
extern const struct embedded_file report_builtin_pages[];

/* dir: the campaign's folder of pages, NULL for none. */
struct pages {
	const char *dir;
};

/*
 * Appends a file's bytes to out, and to file_r (may be NULL) its name for messages. 1, 0 (there is
 * none), -1.
 */
int pages_read(const struct pages *pages, const char *name, struct str *out, struct str *file_r,
	struct err *err);

/*
 * The words for a language: strings.LANGUAGE.json ("pt-BR", then "pt"), over the English ones. NULL
 * on failure. The result's language is the one found: "en" when there is no translation.
 */
struct strings *pages_strings(const struct pages *pages, const char *language, struct err *err);

/*
 * Calls each() with the name of every file that goes to the site as it is (style sheets, pictures,
 * fonts), the built-in ones and those of the folder; -1 when one call gives -1.
 */
int pages_each_asset(const struct pages *pages,
	int (*each)(void *ctx, const char *name, struct err *err), void *ctx, struct err *err);

/* Feeds the names and bytes of the folder's own files to a digest. 0 or -1. */
int pages_digest(const struct pages *pages, struct sha256_stream *digest, struct err *err);

/* Writes the built-in files into dir for a person to change; ones that are there stay. The number
 * written, or -1. */
long pages_copy(const char *dir, struct err *err);

#endif

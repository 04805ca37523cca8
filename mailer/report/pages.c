#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "report/pages.h"

enum { PAGE_FILE_MAX = 16 << 20 };

static const struct embedded_file *builtin(const char *name)
{
	for (const struct embedded_file *f = report_builtin_pages; f->name; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

int pages_read(const struct pages *pages, const char *name, struct str *out, struct str *file_r,
	struct err *err)
{
	const struct embedded_file *file = builtin(name);
	char *path = pages->dir ? path_join(pages->dir, name) : NULL;
	bool own = path && file_exists(path);
	int result = own || file ? 1 : 0;

	if (own && file_read(path, PAGE_FILE_MAX, out, err) < 0)
		result = -1;
	else if (!own && file)
		str_add(out, file->bytes, file->len);
	if (file_r && own)
		str_adds(file_r, path);
	else if (file_r)
		str_addf(file_r, "built-in pages/%s", name);
	free(path);
	return result;
}

/* Adds the texts of one language, when there are some: 1, 0, -1. */
static int add_strings(const struct pages *pages, const char *language, size_t n,
	struct strings *strings, struct err *err)
{
	struct str name = STR_INIT, file = STR_INIT, bytes = STR_INIT;
	int found;

	str_addf(&name, "strings.%.*s.json", (int)n, language);
	/* What the folder's file lacks, the built-in file of that language has. */
	const struct embedded_file *base = builtin(name.p);
	if (base && strings_add(strings, name.p, base->bytes, base->len, err) < 0)
		found = -1;
	else
		found = pages_read(pages, name.p, &bytes, &file, err);
	if (found > 0 && strings_add(strings, file.p, bytes.p, bytes.len, err) < 0)
		found = -1;
	str_release(&name);
	str_release(&file);
	str_release(&bytes);
	return found;
}

/* A language tag becomes part of a file name: letters, digits and hyphens only. */
static bool is_tag(const char *language)
{
	for (const char *p = language; *p; p++)
		if (!ascii_is_alnum(*p) && *p != '-')
			return false;
	return *language != '\0' && strlen(language) <= 35;
}

struct strings *pages_strings(const struct pages *pages, const char *language, struct err *err)
{
	const char *tag = language && is_tag(language) ? language : "en";
	size_t base = strcspn(tag, "-");
	struct strings *english = strings_new("en"), *strings;
	int found = add_strings(pages, "en", 2, english, err);

	if (found < 0 || strcmp(tag, "en") == 0)
		goto out;
	strings = strings_new(tag);
	if (add_strings(pages, "en", 2, strings, err) < 0 ||
		(found = add_strings(pages, tag, base, strings, err)) < 0) {
		strings_free(strings);
		found = -1;
		goto out;
	}
	if (tag[base]) {
		int more = add_strings(pages, tag, strlen(tag), strings, err);
		found = more < 0 ? -1 : found + more;
	}
	if (found > 0) {
		strings_free(english);
		return strings;
	}
	strings_free(strings);
	if (found == 0)
		return english;
out:
	if (found >= 0)
		return english;
	strings_free(english);
	return NULL;
}

/* Templates and words are not for the site itself. */
static bool is_asset(const char *name)
{
	static const char *const sources[] = {".html", ".xml", ".json", ".md", "~", ".bak", ".swp"};

	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
		if (str_ends(name, sources[i]))
			return false;
	return *name != '.' && strchr(name, '/') == NULL;
}

int pages_each_asset(const struct pages *pages,
	int (*each)(void *ctx, const char *name, struct err *err), void *ctx, struct err *err)
{
	struct dirent **entries = NULL;
	int result = 0, count = pages->dir ? scandir(pages->dir, &entries, NULL, alphasort) : 0;

	for (const struct embedded_file *f = report_builtin_pages; f->name && result == 0; f++)
		if (is_asset(f->name))
			result = each(ctx, f->name, err);
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		bool regular = entries[i]->d_type == DT_REG || entries[i]->d_type == DT_UNKNOWN ||
			       entries[i]->d_type == DT_LNK;
		if (result == 0 && regular && is_asset(name) && builtin(name) == NULL)
			result = each(ctx, name, err);
		free(entries[i]);
	}
	free(entries);
	return result;
}

/* The files of one folder, by name; those of folders in it are not looked for. */
static int digest_folder(const char *dir, struct sha256_stream *digest, struct err *err)
{
	struct dirent **entries = NULL;
	int result = 0, count = scandir(dir, &entries, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		char *path = path_join(dir, entries[i]->d_name);
		struct str bytes = STR_INIT;
		struct stat st;
		if (result == 0 && stat(path, &st) == 0 && S_ISREG(st.st_mode)) {
			result = file_read(path, PAGE_FILE_MAX, &bytes, err);
			sha256_feed(digest, path, strlen(path) + 1);
			sha256_feed(digest, &bytes.len, sizeof bytes.len);
			sha256_feed(digest, str_c(&bytes), bytes.len);
		}
		str_release(&bytes);
		free(path);
		free(entries[i]);
	}
	free(entries);
	return result;
}

int pages_digest(const struct pages *pages, struct sha256_stream *digest, struct err *err)
{
	char *parts = pages->dir ? path_join(pages->dir, "parts") : NULL;
	int result = 0;

	if (pages->dir && (digest_folder(pages->dir, digest, err) < 0 ||
				  digest_folder(parts, digest, err) < 0))
		result = -1;
	free(parts);
	return result;
}

long pages_copy(const char *dir, struct err *err)
{
	long written = 0;

	for (const struct embedded_file *f = report_builtin_pages; f->name; f++) {
		char *path = path_join(dir, f->name);
		char *parent = mem_strndup(path, (size_t)(path_base(path) - path));
		int result = file_exists(path) ? 1 : dir_make(parent, 0777, err);
		if (result == 0 && (result = file_create(path, f->bytes, f->len, 0666, err)) == 0)
			written++;
		free(parent);
		free(path);
		if (result < 0)
			return -1;
	}
	return written;
}

/* Which files of the folder may go with letters, or into them. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "letter/attachment.h"

static int outside(const char *name, struct err *err)
{
	return err_set(err, ERR_INPUT,
		"\"%.300s\" is not inside the campaign folder; copy the file there and name it by "
		"its path from there",
		name);
}

/*
 * Whether a name leads below a folder, both of dir, by whatever links; -1 where one of them is not
 * there.
 */
static int leads_below(const char *dir, const char *name, const char *folder)
{
	char *path = path_join(dir, name), *above = path_join(dir, folder);
	char *real = realpath(path, NULL), *root = realpath(above, NULL);
	int below = real && root ? path_is_below(real, root) : -1;

	free(path);
	free(above);
	free(real);
	free(root);
	return below;
}

/* The file itself, with "./" and double slashes gone. */
static bool same_file(const char *a, const char *b)
{
	if (b == NULL)
		return false;
	for (;;) {
		while (str_starts(a, "./") || *a == '/')
			a += *a == '/' ? 1 : 2;
		while (str_starts(b, "./") || *b == '/')
			b += *b == '/' ? 1 : 2;
		size_t n = strcspn(a, "/"), m = strcspn(b, "/");
		if (n != m || memcmp(a, b, n) != 0)
			return false;
		a += n;
		b += n;
		if (*a == '\0' && *b == '\0')
			return true;
	}
}

/* Whether two names of the folder lead to one file, by links of either kind. */
static bool same_inode(const char *dir, const char *a, const char *b)
{
	char *x = path_join(dir, a), *y = path_join(dir, b);
	struct stat s, t;
	bool same = stat(x, &s) == 0 && stat(y, &t) == 0 && s.st_dev == t.st_dev &&
		    s.st_ino == t.st_ino;

	free(x);
	free(y);
	return same;
}

static bool is_own(const struct campaign *c, const char *path, const char *own)
{
	return own && *own &&
	       (same_file(path, own) ||
		       (source_is_folder(&c->source) && same_inode(c->dir, path, own)));
}

/* A merge value, or a slip, could name what nobody wants to send around. */
static int check_private(const struct campaign *c, const char *path, struct err *err)
{
	const char *const names[] = {
		CAMPAIGN_FILE, c->recipients_file, c->signatories_file, c->secret_file, c->store};
	bool own = false;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		own = own || is_own(c, path, names[i]);
	/* A file that the settings include may hold the password. */
	for (size_t i = 0; i < c->settings_files; i++)
		own = own || is_own(c, path, c->files.items[i].name);
	/* the store's own companions: -wal, -shm, .send.lock */
	if (c->store && *c->store)
		own = own || str_starts(path_base(path), path_base(c->store));
	own = own ||
	      (source_is_folder(&c->source) && leads_below(c->dir, path, CAMPAIGN_ARCHIVE) == 1);
	if (!own)
		return 0;
	return err_set(err, ERR_INPUT,
		"\"%.300s\" is one of the campaign's own files (settings, lists, state, mails), "
		"which are neither attached to letters nor put into them",
		path);
}

int path_inside(const struct campaign *c, const char *name, struct err *err)
{
	if (*name == '\0')
		return err_set(err, ERR_INPUT, "a file name is empty");
	if (*name == '/' || *name == '~' || *name == '\\')
		return outside(name, err);
	for (const char *p = name; *p; p += strcspn(p, "/\\"), p += *p != '\0') {
		size_t n = strcspn(p, "/\\");
		if (n == 2 && memcmp(p, "..", 2) == 0)
			return outside(name, err);
	}
	/* Links may lead around inside the folder, not out of it. What does not exist is told
	 * elsewhere. */
	if (source_is_folder(&c->source) && leads_below(c->dir, name, ".") == 0)
		return outside(name, err);
	return check_private(c, name, err);
}

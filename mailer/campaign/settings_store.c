#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "campaign/settings.h"

/* Whether a file is SQLite's, or has nothing in it yet. What cannot be read is told when it is
 * opened. */
static bool may_be_store(const char *path)
{
	static const char magic[] = "SQLite format 3";
	char head[sizeof magic] = "";
	FILE *file = fopen(path, "rbe");
	size_t n = file ? fread(head, 1, sizeof head, file) : 0;

	if (file)
		fclose(file);
	return n == 0 || memcmp(head, magic, sizeof head) == 0;
}

static void check_place(struct settings_reader *r, const struct setting *s, const char *path)
{
	char *folder = path_parent(path);
	struct stat st;

	if (stat(folder, &st) < 0 || !S_ISDIR(st.st_mode))
		settings_problem(r, s, 0,
			"there is no folder %s for the store, expected one that is there", folder);
	else if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		settings_problem(
			r, s, 0, "%s is no file, expected one, or a name for a new one", s->text);
	else if (!may_be_store(path))
		settings_problem(r, s, 0,
			"%s is no store of openletter, expected a file of its own like "
			"\"campaign.db\"",
			s->text);
	free(folder);
}

void settings_take_store(struct settings_reader *r, const struct setting *s, void *target)
{
	if (!settings_text_ok(r, s, false))
		return;
	if (str_istarts(s->text, "postgresql:") || str_istarts(s->text, "postgres:")) {
		settings_problem(r, s, 0,
			"\"store\" names a PostgreSQL server, which this version cannot use yet, "
			"expected a file like \"campaign.db\"");
	} else if (strstr(s->text, "://")) {
		settings_problem(r, s, 0,
			"\"store\" is \"%.80s\", expected a file like \"campaign.db\"", s->text);
	} else {
		char *path = path_join(r->c->dir, s->text);
		*(char **)target = arena_strdup(&r->c->arena, s->text);
		if (r->live)
			check_place(r, s, path);
		free(path);
	}
}

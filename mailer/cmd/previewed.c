#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "cmd/previewed.h"

enum {
	LINE = SHA256_HEX, /* a hash and a line end */
	LINES_MAX = 1000, /* the oldest are forgotten */
};

void previewed_add(struct previewed *seen, const char *template)
{
	for (size_t i = 0; i < seen->count; i++)
		if (strcmp(seen->names[i], template) == 0)
			return;
	if (seen->count < PREVIEWED_MAX)
		seen->names[seen->count++] = template;
}

/* Of a template, the layout, and the settings that shape letters. */
static void fingerprint(const struct campaign *c, const char *template, char hex_r[SHA256_HEX])
{
	const char *names[] = {template, c->letter.layout_file};
	struct str all = STR_INIT;

	campaign_add_frozen_settings(c, &all);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct campaign_file *file = names[i] ? campaign_file(c, names[i]) : NULL;
		str_addf(&all, "\n%s %s", names[i] ? names[i] : "", file ? file->sha256 : "");
	}
	sha256_hex(str_c(&all), all.len, hex_r);
	str_release(&all);
}

/* The folder of the state (heap), or NULL. */
static char *state_folder(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

	if (state && *state == '/')
		return path_join(state, "openletter");
	return home && *home == '/' ? path_join(home, ".local/state/openletter") : NULL;
}

/* All that is known; empty when there is nothing, or nothing of ours. */
static void load(const char *folder, struct str *out)
{
	char *path = path_join(folder, "previewed");
	struct err ignored;

	if (file_read(path, (size_t)LINE * LINES_MAX, out, &ignored) < 0 || out->len % LINE)
		str_reset(out);
	free(path);
}

static bool is_known(const struct str *known, const char *hex)
{
	for (size_t at = 0; at + LINE <= known->len; at += LINE)
		if (memcmp(known->p + at, hex, LINE - 1) == 0)
			return true;
	return false;
}

void previewed_keep(const struct previewed *seen, const struct campaign *c)
{
	char *folder = state_folder(), hex[SHA256_HEX];
	struct str known = STR_INIT;
	struct err ignored;
	bool changed = false;

	if (folder)
		load(folder, &known);
	for (size_t i = 0; folder && i < seen->count; i++) {
		fingerprint(c, seen->names[i], hex);
		if (is_known(&known, hex))
			continue;
		str_addf(&known, "%s\n", hex);
		changed = true;
	}
	if (changed && dir_make(folder, 0700, &ignored) == 0) {
		char *path = path_join(folder, "previewed");
		size_t most = (size_t)LINE * LINES_MAX,
		       from = known.len > most ? known.len - most : 0;
		file_write(path, known.p + from, known.len - from, 0600, &ignored);
		free(path);
	}
	str_release(&known);
	free(folder);
}

void previewed_drop_known(struct previewed *all, const struct campaign *c)
{
	char *folder = state_folder(), hex[SHA256_HEX];
	struct str known = STR_INIT;
	size_t kept = 0;

	if (folder)
		load(folder, &known);
	for (size_t i = 0; i < all->count; i++) {
		fingerprint(c, all->names[i], hex);
		if (!is_known(&known, hex))
			all->names[kept++] = all->names[i];
	}
	all->count = kept;
	str_release(&known);
	free(folder);
}

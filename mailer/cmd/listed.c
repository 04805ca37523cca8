#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/map.h"
#include "cmd/listed.h"

size_t listed_targets(struct workspace *w, struct arena *arena, const char ***targets_r)
{
	struct campaign *c = &w->campaign;
	char *path = path_join(c->dir, c->recipients_file);
	struct problems problems = {0};
	struct str bytes = STR_INIT;
	struct map seen = {0};
	struct err err;
	struct stat st;
	size_t n = 0;

	if (stat(path, &st) == 0 && st.st_size <= LISTED_BYTES_MAX &&
		file_read(path, LISTED_BYTES_MAX, &bytes, &err) == 0)
		table_parse(
			&c->recipients, c->recipients_file, str_c(&bytes), bytes.len, &problems);
	size_t rows = problems.errors ? 0 : c->recipients.row_count;
	const char **targets = arena_array(arena, rows, sizeof *targets);
	for (size_t row = 0; row < rows; row++) {
		const char *target = campaign_target(c, row);
		if (map_put(&seen, target, strlen(target), 1))
			targets[n++] = arena_strdup(arena, target);
	}
	/* The table borrows the bytes, which go now. */
	table_release(&c->recipients);
	c->recipients = (struct table){0};
	map_release(&seen);
	problems_release(&problems);
	str_release(&bytes);
	free(path);
	*targets_r = targets;
	return n;
}

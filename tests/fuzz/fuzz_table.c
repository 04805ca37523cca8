/* rooms: campaign base */
/*
 * Any bytes as a CSV list (in one block, in small ones), then as recipients and as signatories.
 * What is read must hang together: every cell a C string, every place inside the file, rows in
 * order. Read again from the file, in other order, the cells are the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/quick_hash.h"
#include "campaign/roster.h"
#include "campaign/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool is_so)
{
	if (!is_so)
		abort();
}

static uint64_t hash_row(const struct table *t, size_t row)
{
	uint64_t h = table_line(t, row);

	for (size_t i = 0; i < t->column_count; i++) {
		const char *cell = table_cell(t, row, (long)i);
		require(strlen(cell) <= TABLE_CELL_MAX);
		h = quick_hash(h, cell, strlen(cell));
	}
	return h;
}

static uint64_t walk(const struct table *t)
{
	uint64_t all = t->row_count;
	uint64_t *hashes = malloc((t->row_count + 1) * sizeof *hashes);
	struct err err;

	for (size_t row = 0; row < t->row_count; row++) {
		size_t line, column;
		require(row == 0 || table_line(t, row) >= table_line(t, row - 1));
		hashes[row] = hash_row(t, row);
		all = quick_hash(all, &hashes[row], sizeof hashes[row]);
		/* Places are only asked for in messages; each walks its row. */
		for (size_t i = 0; row < 4 && i < t->column_count; i++) {
			table_cell_at(t, row, (long)i, &line, &column);
			require(line >= table_line(t, row) && column >= 1);
		}
	}
	for (size_t row = t->row_count; row-- > 0;)
		require(hash_row(t, row) == hashes[row]);
	require(table_check(t, &err) == 0);
	free(hashes);
	return all;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A copy that ends where it ends, so that a read beyond is seen. */
	char *bytes = malloc(size ? size : 1);
	uint64_t whole = 0;

	memcpy(bytes, data, size);
	for (int list = 0; list < 4; list++) {
		const struct table_use use = {.block = list ? 16 : 0};
		struct table t;
		struct reader reader = reader_bytes(bytes, size);
		struct problems problems = {0};
		if (list < 2)
			table_read(&t, "x.csv", &reader, &use, NULL, &problems);
		else if (list == 2)
			roster_read_recipients(&t, "x.csv", &reader, true, NULL, NULL, &problems);
		else
			roster_read_signatories(&t, "x.csv", &reader, true, NULL, &problems);
		uint64_t cells = walk(&t);
		require(list != 1 || cells == whole);
		whole = cells;
		for (size_t i = 0; i < problems.count; i++)
			require(problems.items[i].line >= 1 && problems.items[i].column >= 1);
		table_release(&t);
		problems_release(&problems);
	}
	free(bytes);
	return 0;
}

/* rooms: campaign base */
/*
 * Any bytes as a CSV list, then as recipients and as signatories. What is read must hang together:
 * every cell a C string, every place inside the file, rows in order.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "campaign/roster.h"
#include "campaign/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool is_so)
{
	if (!is_so)
		abort();
}

static void walk(const struct table *t)
{
	for (size_t row = 0; row < t->row_count; row++) {
		size_t line, column;
		require(t->starts[row] < t->size);
		require(row == 0 || t->starts[row] > t->starts[row - 1]);
		require(row == 0 || t->lines[row] >= t->lines[row - 1]);
		for (size_t i = 0; i < t->column_count; i++) {
			const char *cell = table_cell(t, row, (long)i);
			require(cell + strlen(cell) < t->text.p + t->text.len);
			require(strlen(cell) <= TABLE_CELL_MAX);
			/* Places are only asked for in messages; each walks its row. */
			if (row < 4) {
				table_cell_at(t, row, (long)i, &line, &column);
				require(line >= t->lines[row] && column >= 1);
			}
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A copy that ends where it ends, so that a read beyond is seen. */
	char *bytes = malloc(size ? size : 1);

	memcpy(bytes, data, size);
	for (int list = 0; list < 2; list++) {
		struct table t;
		struct problems problems = {0};
		table_parse(&t, "x.csv", bytes, size, &problems);
		walk(&t);
		if (list == 0)
			roster_check_recipients(&t, true, &problems);
		else
			roster_check_signatories(&t, true, &problems);
		walk(&t);
		for (size_t i = 0; i < problems.count; i++)
			require(problems.items[i].line >= 1 && problems.items[i].column >= 1);
		table_release(&t);
		problems_release(&problems);
	}
	free(bytes);
	return 0;
}

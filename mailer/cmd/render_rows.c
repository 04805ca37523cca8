#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/json_value.h"
#include "cmd/render_rows.h"

/* Objects with the keys of the first one, in its order, are rows of one table: quicker to read. */
static bool same_keys(const json_t *object, const char *const *names, size_t n)
{
	const char *key;
	json_t *value;
	size_t i = 0;

	if (json_object_size(object) != n)
		return false;
	json_object_foreach((json_t *)object, key, value)
	{
		if (strcmp(key, names[i++]) != 0)
			return false;
	}
	return true;
}

static void load_json(struct render_rows *rows, const struct json_data *data)
{
	const json_t *json = data->json;
	struct arena *a = &rows->arena;
	const json_t *first = json_array_get(json, 0);
	size_t n = first && json_is_object(first) ? json_object_size(first) : 0, i = 0;
	const char **names = arena_array(a, n, sizeof *names), *key;
	json_t *value;

	if (n)
		json_object_foreach((json_t *)first, key, value) names[i++] = arena_strdup(a, key);
	struct liquid_columns *columns = liquid_columns_new(a, names, n);
	rows->count = json_array_size(json);
	rows->values = mem_array(rows->count, sizeof *rows->values);
	for (i = 0; i < rows->count; i++) {
		const json_t *item = json_array_get(json, i);
		if (n == 0 || !json_is_object(item) || !same_keys(item, names, n)) {
			rows->values[i] = json_to_value(a, data, item);
			continue;
		}
		struct liquid_row *row = liquid_row_new(a, columns);
		size_t column = 0;
		json_object_foreach((json_t *)item, key, value)
			liquid_row_set(row, column++, json_to_value(a, data, value));
		rows->values[i] = liquid_row_value(row);
	}
}

static int load_csv(struct render_rows *rows, const char *path, const struct cli *cli)
{
	struct err err;
	struct problems problems = {0};
	int status;

	if (file_read(path, TABLE_SIZE_MAX, &rows->bytes, &err) < 0)
		return cli_fail(cli, &err);
	table_parse(&rows->table, path, str_c(&rows->bytes), rows->bytes.len, &problems);
	status = cli_problems(cli, &problems);
	size_t errors = problems.errors;
	problems_release(&problems);
	if (errors)
		return status;
	const struct table *t = &rows->table;
	rows->is_csv = true;
	struct liquid_columns *columns =
		liquid_columns_new(&rows->arena, (const char *const *)t->columns, t->column_count);
	rows->count = t->row_count;
	rows->values = mem_array(rows->count, sizeof *rows->values);
	for (size_t i = 0; i < rows->count; i++) {
		struct liquid_row *row = liquid_row_new(&rows->arena, columns);
		for (size_t k = 0; k < t->column_count; k++) {
			const char *cell = table_cell(t, i, (long)k);
			liquid_row_set(row, k, *cell ? liquid_text(cell) : liquid_nil());
		}
		rows->values[i] = liquid_row_value(row);
	}
	return -1;
}

int render_rows_load(struct render_rows *rows, const char *path, const struct cli *cli)
{
	struct err err;

	if (!str_ends(path, ".json") && strcmp(path, "-") != 0)
		return load_csv(rows, path, cli);
	struct json_data data;
	int rc = json_read_file(path, &data, &err);
	if (rc == 0 && !json_is_array(data.json))
		rc = err_set(&err, ERR_INPUT, "%s: the rows must be a list: [{...}, {...}]", path);
	if (rc == 0)
		load_json(rows, &data);
	json_data_release(&data);
	return rc < 0 ? cli_fail(cli, &err) : -1;
}

void render_rows_release(struct render_rows *rows)
{
	arena_release(&rows->arena);
	free(rows->values);
	table_release(&rows->table);
	str_release(&rows->bytes);
}

#include <stdlib.h>

#include "base/file.h"
#include "base/str.h"
#include "demand/workdays.h"
#include "cmd/extend_until.h"

enum { HOLIDAYS_MAX = 1 << 20 };

/* Every mistake of the file, a line each. */
static int mistakes(const struct problems *problems, struct err *err)
{
	struct str all = STR_INIT;

	for (size_t i = 0; i < problems->count; i++) {
		const struct problem *p = &problems->items[i];
		str_addf(&all, "%s%s:%zu:%zu: %s", i ? "\n" : "", p->file, p->line, p->column,
			p->text);
	}
	err_set(err, ERR_INPUT, "%s", str_c(&all));
	str_release(&all);
	return -1;
}

static int load_workdays(struct workdays *w, const char *dir, const char *holidays, struct err *err)
{
	char *path = path_join(dir, holidays ? holidays : "holidays.txt");
	struct problems problems = {0};
	struct str bytes = STR_INIT;
	int rc = 0;

	*w = (struct workdays){0};
	if (holidays || file_exists(path))
		rc = file_read(path, HOLIDAYS_MAX, &bytes, err);
	if (rc == 0)
		workdays_parse(w, path, str_c(&bytes), bytes.len, &problems);
	if (problems.errors)
		rc = mistakes(&problems, err);
	problems_release(&problems);
	str_release(&bytes);
	free(path);
	return rc;
}

int extend_until(const struct cli *cli, const char *dir, const char *holidays, const char *until,
	int64_t now, struct date *date_r, struct err *err)
{
	struct date today = date_at(now);
	struct workdays w;
	int rc = load_workdays(&w, dir, holidays, err);

	if (rc == 0 && workdays_read_date(&w, until, today, date_r) < 0)
		rc = err_set(err, ERR_INPUT,
			"--until is \"%s\", expected a date like 2025-10-31, or +10d, +2w, +10wd "
			"(working days) from today",
			until);
	if (rc == 0 && date_to_days(*date_r) < date_to_days(today))
		cli_note(cli, "%s is past already", until);
	else if (rc == 0 && workdays_is_free(&w, *date_r))
		cli_note(cli, "that is no working day");
	workdays_release(&w);
	return rc;
}

/*
 * Columns of a list that no letter reads, and what letters ask for and the list has not.
 */
#ifndef CMD_CHECK_COLUMNS_H
#define CMD_CHECK_COLUMNS_H

#include "base/err.h"
#include "campaign/table.h"
#include "letter/letter.h"

/*
 * Warns of columns that are neither known to the program nor read by one of the n composers (NULL
 * where there is none): row and list are the names by which templates know a row and all of them.
 * Where letters read something that the list lacks, and it is near by its name, or both are alone,
 * the column was probably renamed, and the warning says so. What else letters read and the list
 * lacks is warned of, too.
 */
void check_columns(const struct table *t, const char *row, const char *list,
	struct composer *const *composers, size_t n, struct problems *problems);

#endif

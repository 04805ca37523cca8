/*
 * How the cells of a row are checked, for the files that check lists.
 */
#ifndef CAMPAIGN_ROSTER_CHECK_H
#define CAMPAIGN_ROSTER_CHECK_H

#include "base/sightings.h"
#include "campaign/roster.h"
#include "campaign/table_parts.h"

/* The columns that become parts of header lines. Others may hold several lines (an address). */
enum roster_column { NAME, ORG, TITLE, ID, LANGUAGE, NAMED };
/* A list that is being checked. */
struct roster_check {
	struct problems *problems;
	struct table *t;
	bool begun; /* columns are known */
	long email, columns[NAMED];
	struct table_marks bad; /* rows with a fault */
	struct sightings seen; /* who is in it, by row */
	struct roster_languages *languages;
};

/* Tells what is wrong with a cell; its row is left out. */
void roster_tell(struct roster_check *k, size_t row, long column, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* The numbers of the columns that matter, once there is a header. */
void roster_find_columns(struct roster_check *k);

/* Checks what becomes parts of header lines, and collects languages. */
void roster_check_names(struct roster_check *k, size_t row);

/*
 * A row's address: its key (heap), or NULL when there is none that can be used (which was told
 * unless blank).
 */
char *roster_check_address(struct roster_check *k, size_t row);

/* Whether a cell has no address in it. */
bool roster_is_blank(const char *cell);

/* The form of rows: the address alone in its cell, and its name where the row has none. */
void roster_tidy(const struct table *t, struct table_block *b, size_t row);

#endif

/*
 * Parts of the calendar that are due at their end: "the end of the month", "mid-November", "Q1
 * 2027", "next week"; and weeks, in dateweeks.c. The functions return the number of tokens, 0 when
 * there is no such thing at i.
 */
#ifndef REPLY_DATEPARTS_H
#define REPLY_DATEPARTS_H

#include "reply/datetokens.h"

/* The last day of today's week, month ..., or of the next one; false: the unit has no end. */
bool dateparts_end_of_unit(enum unit unit, bool next, struct date today, struct date *date_r);

/* A week ends on Friday, when offices close: that of today's week, or of some later one. */
struct date dateparts_week_end(struct date today, int weeks);

/* "end of the month", "Ende Oktober 2025", "finales de octubre", "mid-November" (due on the 15th),
 * "early November" (on the 10th), "end of 2026". */
size_t dateparts_part(const struct tokens *t, size_t i, struct date today, struct date *date_r);

/* "week 14", "KW 14", "14. Kalenderwoche": the next week of that number, due on its Friday. */
bool dateparts_is_week(const struct tokens *t, size_t i); /* one may begin here */
size_t dateparts_week(const struct tokens *t, size_t i, struct date today, struct date *date_r);

/* "the first week of June" (due on its Friday), "the last Friday of next month". */
size_t dateparts_of_month(const struct tokens *t, size_t i, struct date today, struct date *date_r);

/* "Friday of next week", "vendredi de la semaine prochaine", "next week, on Thursday". */
size_t dateparts_day_of_week(
	const struct tokens *t, size_t i, struct date today, struct date *date_r);

/* "Q1 2027", "first quarter of 2027", "1. Quartal", "premier semestre". */
size_t dateparts_of_year(const struct tokens *t, size_t i, struct date today, struct date *date_r);

/* "next week", "la semaine prochaine", "this week", "this month". */
size_t dateparts_next_unit(
	const struct tokens *t, size_t i, struct date today, struct date *date_r);

#endif

/* The words that absence.c looks for. Of others, acknowledgement.c needs some of the lists. */
#ifndef REPLY_ABSENCE_PARTS_H
#define REPLY_ABSENCE_PARTS_H

#include "reply/phrases.h"

/* The bits of absence_signs, which is looked for in whole texts and sentence by sentence. */
enum {
	S_AWAY = 1 << 0,
	S_GONE = 1 << 1,
	S_ANY_LONGER = 1 << 2,
	S_OFFICES = 1 << 3,
	S_SHUT = 1 << 4,
	S_LEAVING = 1 << 5,
	S_COMPANIES = 1 << 6,
	S_OF_WORK = 1 << 7,
	S_MEANWHILE = 1 << 8,
	S_DIRECTING = 1 << 9,
	S_UNTIL = 1 << 10,
	S_OF_TODAY = 1 << 11,
	S_AHEAD = 1 << 12,
	S_DAY_NAMES = 1 << 13,
	S_RETURNING = 1 << 14,
	S_OTHERWISE = 1 << 15,
	S_OF_THE_MATTER = 1 << 16,
	S_OF_AN_ANSWER = 1 << 17,
	S_WE = 1 << 18,
	S_DONE = 1 << 19,
	S_PAST = 1 << 20,
	S_GRATEFUL = 1 << 21,
	S_COURTESY = S_OTHERWISE | S_GRATEFUL,
};
extern struct phrases absence_signs;

/* Lists of absence_away.c. */
extern const char *const absence_away[], *const absence_gone_for_good[];
extern const char *const absence_offices[], *const absence_shut[];
extern const char *const absence_leaving[], *const absence_companies[], *const absence_of_work[];

/* "No longer", and days that a program does not name, in many languages. */
extern const char *const absence_any_longer[];
extern const char *const absence_ahead[];

#endif

/* The words that acknowledgement.c looks for. Of others, absence.c needs the thanks. */
#ifndef REPLY_ACKNOWLEDGEMENT_PARTS_H
#define REPLY_ACKNOWLEDGEMENT_PARTS_H

#include "reply/phrases.h"

/* The bits of acknowledgement_signs, which is looked for sentence by sentence. */
enum {
	AUTOMATIC = 1 << 0,
	DENYING = 1 << 1,
	ANSWERS = 1 << 2,
	YOURS = 1 << 3,
	CAME = 1 << 4,
	THANKS = 1 << 5,
	OF_TRADE = 1 << 6,
	NUMBERS = 1 << 7,
	NO_ANSWER = 1 << 8,
	UNREAD = 1 << 9,
	OF_A_TICKET = 1 << 10,
	TICKETS = 1 << 11,
	MADE = 1 << 12,
	PASSIVE = 1 << 13,
	OF_US = 1 << 14,
	PROMPTLY = 1 << 15,
	OF_MANY = 1 << 16,
	FURTHER = 1 << 17,
	/* Together with others. */
	GRATEFUL = 1 << 18,
	CONTACTING = 1 << 19,
	ANY_LONGER = 1 << 20,
	ADDRESSES = 1 << 21,
	MANY = 1 << 22,
	OF_MAILS = 1 << 23,
	OF_ANYONE = 1 << 24,
	ITSELF = 1 << 25,
	RATING = 1 << 26,
	WITHIN = 1 << 27,
	OF_TIME = 1 << 28,
	TO_THE_MATTER = 1 << 29,
	ANSWERING = 1 << 30,
};
extern struct phrases acknowledgement_signs;

/* Lists of acknowledgement_ideas.c. */
extern const char *const acknowledgement_grateful[];
extern const char *const acknowledgement_contacting[];
extern const char *const acknowledgement_addresses[];
extern const char *const acknowledgement_many[];
extern const char *const acknowledgement_of_mails[];
extern const char *const acknowledgement_of_anyone[];
extern const char *const acknowledgement_itself[];
extern const char *const acknowledgement_rating[];
extern const char *const acknowledgement_within[];
extern const char *const acknowledgement_of_time[];
extern const char *const acknowledgement_answering[];
/* Of it as well, for words_any(): what is said by somebody of the letter, and of days. */
extern const char *const acknowledgement_letters[];
extern const char *const acknowledgement_days[];

/* Words for mails, and those that point to one; lists for words_any(). */
extern const char *const acknowledgement_mails[], *const acknowledgement_pointing[];
/* What subjects begin with; a list for words_begins(). */
extern const char *const acknowledgement_subjects[];

#endif

/* The words that acknowledgement.c looks for. Nobody else includes this. */
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
};
extern struct phrases acknowledgement_signs;

/* Words for mails, and those that point to one; lists for words_any(). */
extern const char *const acknowledgement_mails[], *const acknowledgement_pointing[];
/* What subjects begin with (words_begins()), and what denies that a mail is an acknowledgement. */
extern const char *const acknowledgement_subjects[], *const acknowledgement_to_the_matter[];

#endif

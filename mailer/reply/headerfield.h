/* The names of header fields above quoted mails, in the languages of those who quote. */
#ifndef REPLY_HEADERFIELD_H
#define REPLY_HEADERFIELD_H

#include <stddef.h>

enum field {
	FIELD_NONE,
	FIELD_FROM = 1,
	FIELD_TO = 2,
	FIELD_DATE = 4,
	FIELD_SUBJECT = 8,
	FIELD_OTHER = 16
};

/* The field that n bytes of folded text name; FIELD_NONE when they name none. */
enum field header_field(const char *name, size_t n);

#endif

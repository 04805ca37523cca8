#include <string.h>

#include "reply/mail.h"
#include "reply/reading.h"

static void begin(struct reading *r, const void *bytes, size_t n)
{
	memset(r, 0, sizeof *r);
	r->size = n;
	sha256_hex(bytes, n, r->sha256);
}

void reading_parse(const void *bytes, size_t n, struct reading *reading_r)
{
	begin(reading_r, bytes, n);
	mail_read(reading_r, bytes, n);
}

void reading_parse_text(const void *bytes, size_t n, struct reading *reading_r)
{
	begin(reading_r, bytes, n);
	mail_read_text(reading_r, bytes, n);
}

void reading_release(struct reading *reading)
{
	arena_release(&reading->arena);
	memset(reading, 0, sizeof *reading);
}

const char *reading_class_name(enum reading_class class)
{
	switch (class) {
	case READING_REPLY:
		return "reply";
	case READING_AUTO_REPLY:
		return "auto-reply";
	case READING_BOUNCE:
		return "bounce";
	case READING_DELAY:
		return "delay";
	case READING_RECEIPT:
		return "receipt";
	case READING_COMPLAINT:
		return "complaint";
	case READING_REACTION:
		return "reaction";
	case READING_CHALLENGE:
		return "challenge";
	case READING_UNRELATED:
		break;
	}
	return "unrelated";
}

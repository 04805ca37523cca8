/* Numbers as libconfig reads them, for config_scan.c. */
#ifndef CAMPAIGN_CONFIG_NUMBER_H
#define CAMPAIGN_CONFIG_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

struct config_number {
	size_t length; /* bytes; 0: there is no number */
	bool fraction; /* "1.5", ".5", "1e3": its value is not read */
	bool fits; /* in libconfig's int, or with an L behind it, in its long long */
	long long value;
};

/* Whether what stands at p can only be a number. */
bool config_number_begins(const char *p);

/* The number at p: decimal, or hexadecimal behind 0x. */
struct config_number config_number_read(const char *p);

#endif

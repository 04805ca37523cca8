/*
 * Why a connection could not be opened, as a sentence for the person who must act.
 */
#ifndef NET_FAILURE_H
#define NET_FAILURE_H

#include <stdbool.h>

#include "base/err.h"
#include "net/connection.h"
#include "net/dialogue.h"
#include "net/target.h"

/*
 * Fills err for a failure other than CONNECTION_OK and CONNECTION_BAD_SETTINGS; returns -1. words
 * are libcurl's; own_ca: whether ca_file was set.
 */
int failure_words(enum connection_failure failure, const struct target *target,
	const struct dialogue *talk, const char *words, bool own_ca, struct err *err);

#endif

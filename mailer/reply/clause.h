/*
 * What a clause says that may promise something: whether its writer intends, denies, or speaks of a
 * date that is not his.
 */
#ifndef REPLY_CLAUSE_H
#define REPLY_CLAUSE_H

#include <stdbool.h>
#include <stddef.h>

#include "reply/tokens.h"

/* Each of tokens from to (exclusive) to. */
bool clause_intends(const struct tokens *t, size_t from, size_t to);
bool clause_negated(const struct tokens *t, size_t from, size_t to);

/* The date behind these tokens is the reader's, or one that is given up, or the end of an absence.
 */
bool clause_of_others(const struct tokens *t, size_t from, size_t to);

#endif

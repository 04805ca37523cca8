/*
 * What a clause says that may promise something: whether its writer intends, denies, or speaks of a
 * date that is not his.
 */
#ifndef REPLY_CLAUSE_H
#define REPLY_CLAUSE_H

#include <stdbool.h>
#include <stddef.h>

#include "reply/tokens.h"

/* Whether token i begins another clause ("but", "and we", "if"), and with which token. */
bool clause_starts(const struct tokens *t, size_t i, size_t *start_r);

/* Each of tokens from to (exclusive) to. */
bool clause_intends(const struct tokens *t, size_t from, size_t to);
bool clause_negated(const struct tokens *t, size_t from, size_t to);

/* Whether one of the tokens from to (exclusive) to may mean that. */
bool clause_has(const struct tokens *t, size_t from, size_t to, unsigned meaning);

/* Whether a clause says "no answer", "nobody", "ne": with "before", that denies the date. */
bool clause_says_nothing(const struct tokens *t, size_t from, size_t to);

/* Whether what a clause says only comes under a condition ("if the court rules by 3 May"); "if
 * possible" is none. */
bool clause_conditional(const struct tokens *t, size_t from, size_t to);

/* Whether a clause speaks of neither writer nor reader, nor of what passes between them or is done
 * by somebody: "it will clear up by Friday". lasting: it tells how long something is so, "will be
 * closed until": that is done by nobody on a day. */
bool clause_of_nobody(const struct tokens *t, size_t from, size_t to, bool lasting);

/*
 * Whether the date that tokens at to (exclusive) behind are, in the clause from to (exclusive) to,
 * is none that the writer sets himself: it is the reader's, a given-up or an earliest one, the end
 * of an absence, or of what others do.
 */
bool clause_of_others(const struct tokens *t, size_t from, size_t at, size_t behind, size_t to);

#endif

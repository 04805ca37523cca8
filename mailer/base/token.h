/*
 * The token that a letter carries in its Reply-To and that an answer brings back.
 *
 * 80 bits of an HMAC over the letter's key, as 16 characters of base32 (add_base32's alphabet). It
 * is the one thing that the outbound half (which makes it) and the inbound half (which looks for
 * it) share, and therefore stands here.
 */
#ifndef BASE_TOKEN_H
#define BASE_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/hash.h"

enum { TOKEN_LEN = 16, TOKEN_SIZE = TOKEN_LEN + 1 };

/* The token of the letter whose key is key (unique within a campaign), by the campaign's secret. */
void token_make(struct hmac_key *secret, const char *key, char token_r[TOKEN_SIZE]);

/*
 * Reads n characters as a token as people and mail systems spell it: any case, o for 0, l and i
 * for 1. True, with the canonical spelling, when all TOKEN_LEN characters belong to the alphabet.
 */
bool token_read(const char *s, size_t n, char token_r[TOKEN_SIZE]);

/*
 * The next possible token in text at or after *offset: a run of exactly TOKEN_LEN letters and
 * digits, of which one is a digit. Advances *offset behind it. A word of 16 letters is no
 * candidate; whether a candidate is ours, only the store knows.
 */
bool token_next(const char *text, size_t n, size_t *offset, char token_r[TOKEN_SIZE]);

#endif

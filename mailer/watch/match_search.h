/*
 * The search for a mail's letters, rung by rung: what match.c, which judges, shares with the rungs.
 * Nobody else includes this.
 */
#ifndef WATCH_MATCH_SEARCH_H
#define WATCH_MATCH_SEARCH_H

#include "base/token.h"
#include "store/outbox.h"
#include "watch/match.h"

/* Bounds of what one mail may ask the store. */
enum {
	MATCH_TOKENS_MAX = 600, /* candidates for tokens */
	MATCH_CODES_MAX = 200, /* candidates for references */
	MATCH_SCAN_MAX = 1 << 20, /* bytes of text that are looked through for both */
};

struct search {
	struct store *store;
	const struct match_settings *settings;
	const struct reading *reading;
	struct arena *arena;
	struct match *match; /* where letters are added */
	struct err *err;
	size_t tokens_left, codes_left;
	char last_token[TOKEN_SIZE]; /* that this rung looked for; most headers repeat it */
};

/* Whether the match has the letter. */
bool search_has(const struct search *s, int64_t id);

/*
 * Adds a letter with its evidence, unless it is there already or there is no more room. The letter
 * in the match, or NULL.
 */
struct match_letter *search_add(
	struct search *s, const struct outbox_letter *letter, int rung, const char *evidence);

/* The rungs that file (match_evidence.c), and those that only suggest (match_codes.c,
 * match_suggest.c). 0, -1. */
int search_rung_1(struct search *s);
int search_rung_2(struct search *s);
int search_rung_3(struct search *s);
int search_rung_3_in_groups(struct search *s); /* where the text has no whole token */
int search_rung_4(struct search *s);
int search_rung_5(struct search *s);
int search_rung_6(struct search *s);

#endif

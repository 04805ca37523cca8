/*
 * Languages that letters are to be in and that the program has no words for.
 */
#ifndef CMD_CHECK_LANGUAGES_H
#define CMD_CHECK_LANGUAGES_H

#include "base/err.h"
#include "campaign/campaign.h"

/*
 * Warns of the campaign's language and of those of its recipients, each once and at its place, when
 * dates and lists would come out in English: of a language without words, and, in other words, of a
 * tag that stands for no language at all (RFC 5646), such as a country's.
 */
void check_languages(const struct campaign *c, struct problems *problems);

/* Warns of letters in languages that no recipient has; after the composers read theirs. */
void check_unused_letters(const struct campaign *c, struct problems *problems);

#endif

/*
 * Names and domains that a person could take for each other. Judgements of likeness, no checks:
 * what is alike may be right.
 */
#ifndef CAMPAIGN_LOOKALIKE_H
#define CAMPAIGN_LOOKALIKE_H

#include <stdbool.h>

/*
 * The form under which spellings of one organisation are equal: without case, punctuation, "the"
 * and legal forms at the end ("Ltd", "Inc.", "GmbH", "S.A."). Heap.
 */
char *lookalike_org_key(const char *org);

/* Whether two names differ in digits only ("Team 1", "Team 2"): then they are two. */
bool lookalike_differ_in_digits(const char *a, const char *b);

/*
 * A domain, in the letters that people see, with those that look alike made equal: 0 and o, 1 and
 * l, rn and m, Cyrillic and Greek letters and their Latin doubles. Heap.
 */
char *lookalike_domain_skeleton(const char *domain);

/* Whether two domains differ in one letter of one long label. */
bool lookalike_domains_near(const char *a, const char *b);

/* The well-known mail provider that a domain looks like without being it, or NULL. */
const char *lookalike_big_provider(const char *domain);

/* Whether mailboxes of a domain are given to everybody. */
bool lookalike_is_free_mail(const char *domain);

#endif

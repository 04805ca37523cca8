/*
 * Domains of addresses: their letters (IDNA 2008, by libidn2) and their form. For address.c only.
 */
#ifndef CAMPAIGN_ADDRESS_DOMAIN_H
#define CAMPAIGN_ADDRESS_DOMAIN_H

#include "campaign/address.h"

/* The domain in lower-case ASCII, heap; NULL when libidn2 refuses it. *idn: it was not ASCII. */
char *domain_to_ascii(const char *s, size_t n, bool *idn);

/* What is wrong with a domain in lower-case ASCII, in words; NULL when it is fine. *idn is set
 * where a label is punycode. */
const char *domain_check(const char *domain, bool *idn);

/* Whether every label that says that it is punycode is. */
bool domain_punycode_ok(const char *domain);

#endif

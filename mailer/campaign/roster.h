/*
 * The two lists of a campaign: who gets the letter and who signs it. Their cells, checked.
 */
#ifndef CAMPAIGN_ROSTER_H
#define CAMPAIGN_ROSTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "campaign/table.h"

/*
 * Checks recipients: the column email, one address in each row, none twice, no line ends or other
 * controls where headers are made of. An address with a name ("A <a@example.org>") is split: the
 * cell becomes the address, and a blank name the name. Rows with a fault are reported and left out,
 * so that what is left can be looked at further. Linear in the size of the list.
 */
void roster_check_recipients(struct table *t, bool need_rows, struct problems *problems);

/* Likewise for signatories: a name or an organisation in each row; addresses are optional. */
void roster_check_signatories(struct table *t, bool need_rows, struct problems *problems);

/* A signatory's identity: its `id`, else its email's key, else "name|org". Heap. */
char *roster_signatory_key(const struct table *t, size_t row);

#endif

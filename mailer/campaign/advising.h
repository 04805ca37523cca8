/* The inside of campaign_advise(): what its files share. */
#ifndef CAMPAIGN_ADVISING_H
#define CAMPAIGN_ADVISING_H

#include "campaign/campaign.h"

struct advice {
	const struct campaign *c;
	struct problems *problems;
	size_t told; /* of the present kind */
};

/* Warns of a cell, unless enough of its kind were told. */
void advice_suspect(struct advice *a, const struct table *t, size_t row, long column,
	const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Ends a kind of warning: says how many more there are. */
void advice_end_kind(struct advice *a, const struct table *t, const char *what);

/* What can be seen in the rows of recipients, each for itself or by its id. */
void advise_recipients(struct advice *a);

#endif

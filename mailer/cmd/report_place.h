/* Where the pages of `report` may go. */
#ifndef CMD_REPORT_PLACE_H
#define CMD_REPORT_PLACE_H

#include "base/err.h"

/* What is published must not lie beside the addresses and mails of a campaign: 0, or -1. */
int report_place_check(const char *out, struct err *err);

#endif

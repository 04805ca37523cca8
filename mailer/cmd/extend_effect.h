/* What a new deadline does besides being entered: told, because it may not be what was meant. */
#ifndef CMD_EXTEND_EFFECT_H
#define CMD_EXTEND_EFFECT_H

#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "store/store.h"
#include "demand/demand.h"
#include "cmd/cli.h"

struct extend_effect {
	const struct cli *cli;
	struct store *store;
	const struct demand *demands;
	size_t demand_count;
	const char *demand, *target; /* the scope; NULL: all */
	struct date date;
	int64_t now;
};

/* Before it is entered: that it is earlier than the date in force. 0 or -1. */
int extend_effect_before(const struct extend_effect *e, struct err *err);

/* Afterwards: where more specific entries keep another date in force. 0 or -1. */
int extend_effect_after(const struct extend_effect *e, struct err *err);

#endif

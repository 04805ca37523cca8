/*
 * A first walk over the text of settings, before libconfig: the grammar of libconfig, with places.
 */
#ifndef CAMPAIGN_CONFIG_SCAN_H
#define CAMPAIGN_CONFIG_SCAN_H

#include "base/err.h"
#include "base/mem.h"
#include "campaign/config.h"

/*
 * Builds the tree of settings (all but texts' values) in arena, below root. What libconfig must not
 * see is blanked out in the text after it was reported: the second of two equal names, numbers that
 * it would wrap around; and the comma after a list's last value, which newer versions accept. -1
 * after a syntax error, which is reported.
 */
int config_scan(struct config_text *text, struct arena *arena, struct setting *root,
	struct problems *problems);

#endif

/*
 * The tracker: a folder of static pages, JSON and a feed, rendered from a model by Liquid.
 *
 * No scripts, nothing from other hosts, no address of a person: what is in the model is what can be
 * shown. Pages that did not change are not touched.
 */
#ifndef REPORT_SITE_H
#define REPORT_SITE_H

#include "base/err.h"
#include "store/replies.h"
#include "report/folder.h"
#include "report/model.h"
#include "report/pages.h"
#include "report/strings.h"

struct report_site {
	const char *out; /* the folder */
	struct pages pages;
	const char *inputs; /* a hash of all that pages depend on, or NULL; see folder.h */
	const char *url; /* where it will be found, ending in "/"; NULL when that is not known */
};

/*
 * Writes the site. Template problems, with their places, go to problems, and nothing is written
 * then; other failures go to err. 0 or -1.
 */
int report_site_write(const struct report_model *m, const struct reply_counts *replies,
	const struct strings *strings, const struct report_site *site,
	struct folder_result *result_r, struct problems *problems, struct err *err);

/* Whether the site is what these inputs give, so that nothing has to be done: 1, 0, -1. */
int report_site_is_current(
	const struct report_site *site, struct folder_result *result_r, struct err *err);

#endif

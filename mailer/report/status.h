/*
 * The campaign's state as JSON: what `status --json` prints and the tracker's status.json holds.
 */
#ifndef REPORT_STATUS_H
#define REPORT_STATUS_H

#include "base/err.h"
#include "base/str.h"
#include "store/replies.h"
#include "report/model.h"

/*
 * Appends one object on one line, with a line end: campaign, letters, replies, and one element of
 * demands for each demand at each target. Numbers of replies are in it, nothing of what they say.
 */
void report_status_add(
	const struct report_model *m, const struct reply_counts *replies, struct str *out);

#endif

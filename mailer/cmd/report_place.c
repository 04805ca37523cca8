#include <stdlib.h>

#include "base/file.h"
#include "campaign/campaign.h"
#include "cmd/report_place.h"

static bool has_entry(const char *dir, const char *name)
{
	char *path = path_join(dir, name);
	bool there = file_exists(path);

	free(path);
	return there;
}

/* A Maildir, or one of the three folders of one. */
static bool holds_mails(const char *dir)
{
	char *above = path_join(dir, "..");
	bool mails =
		(has_entry(dir, "cur") && has_entry(dir, "new") && has_entry(dir, "tmp")) ||
		(has_entry(above, "cur") && has_entry(above, "new") && has_entry(above, "tmp"));

	free(above);
	return mails;
}

int report_place_check(const char *out, struct err *err)
{
	const char *what = has_entry(out, CAMPAIGN_FILE) ? "a campaign, whose lists and mails"
			   : holds_mails(out)		 ? "a Maildir, whose mails"
							 : NULL;

	if (what == NULL)
		return 0;
	return err_set(err, ERR_INPUT,
		"%s holds %s would be published with the pages; expected a folder for the pages "
		"alone",
		out, what);
}

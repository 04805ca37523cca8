#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "reply/sender.h"
#include "reply/words.h"

bool sender_is_daemon(const struct reading_address *from)
{
	static const char *const locals[] = {"mailer-daemon", "mailerdaemon", "mailer_daemon",
		"mail-daemon", "maildaemon", "postmaster", "poostmaster", "post_master",
		"post-master", "mail.delivery.system", "maildelivery", "double-bounce", "mdaemon",
		"majordomo-owner"};
	static const char *const names[] = {"mailer-daemon*", "mailer daemon",
		"mail delivery system", "mail deliver system", "delivery subsystem",
		"ndr administrator", NULL};
	const char *address = from->address;

	if (address == NULL || *address == '\0')
		return true;
	for (size_t i = 0; i < sizeof locals / sizeof *locals; i++) {
		size_t n = strlen(locals[i]);
		if (strncasecmp(address, locals[i], n) == 0 &&
			(address[n] == '@' || address[n] == '\0' || address[n] == '+'))
			return true;
	}
	/* Exchange's own mailbox, whose name goes on with a number that is the same everywhere. */
	if (str_istarts(address, "microsoftexchange329e"))
		return true;
	if (from->name == NULL)
		return false;
	char *name = strndup(from->name, 200);
	if (name == NULL)
		return false;
	words_fold_in_place(name, strlen(name));
	bool match = words_any(name, names) != NULL;
	free(name);
	return match;
}

bool sender_is_gateway(const char *address)
{
	static const char *const parts[] = {"sweeper", "filter", "gateway", "antivirus", "antispam",
		"anti-virus", "anti-spam", "mailserver", "mail-server", "mailguard", "scanner",
		"quarantine", "mailer", "smtp", "system", "admin", "mailcontrol", "defang",
		"amavis", "postoffice", "post-office", "mailhub", "relay", "security",
		"notification", "posta-certificata"};
	size_t n = address ? strcspn(address, "@") : 0;

	for (size_t i = 0; n && i < sizeof parts / sizeof *parts; i++) {
		const char *at = strcasestr(address, parts[i]);
		if (at && at < address + n)
			return true;
	}
	return false;
}

/* The mbox line before a mail is no sign of it: programs that convert mails write MAILER-DAEMON
 * there for any. */
bool sender_is_null(const struct headers *h)
{
	const struct header *f = headers_find(h, "Return-Path");

	if (f == NULL)
		return false;
	for (size_t i = 0; i < f->value_len; i++)
		if (!ascii_is_space(f->value[i]) && !(f->value[i] == '<' || f->value[i] == '>'))
			return f->value_len - i >= 13 &&
			       strncasecmp(f->value + i, "MAILER-DAEMON", 13) == 0;
	return true;
}

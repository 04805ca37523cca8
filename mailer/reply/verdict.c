/*
 * Whether a failure means that the address is no use, or that something stood in the way.
 *
 * The words come first: servers send 550 5.1.1 for quotas and 5.7.1 for unknown users, but what
 * they write is meant for a person. Where words name an obstacle (a filter, a quota, a policy about
 * the sender), the address may be good.
 */
#include <string.h>

#include "base/str.h"
#include "reply/report.h"
#include "reply/words.h"

/* The mailbox or domain is not there, or takes no mail. */
static const char *const gone[] = {"user unknown", "unknown user", "user * unknown", "no such user",
	"no such recipient", "no such mailbox", "no such address", "no such account",
	"no such local", "no such person", "unknown recipient", "recipient unknown",
	"unknown address", "address unknown", "unknown local part", "unknown account",
	"unknown mailbox", "unknown or illegal", "unknown or invalid", "invalid recipient*",
	"invalid user*", "invalid mailbox*", "invalid address", "invalid final delivery userid",
	"invalid local part", "recipient address is invalid", "illegal recipient", "bad recipient",
	"bad destination", "mailbox unavailable", "mailbox not found", "mailbox unknown",
	"mailbox does not exist", "mailbox doesn't exist", "no mailbox", "mailbox nonexistent",
	"not a valid mailbox", "not a valid recipient", "not a valid user", "not a known user",
	"is not a known", "recipient not found", "recipientnotfound", "recipnotfound",
	"user not found", "address not found", "account not found", "not found in directory",
	"not our customer", "not listed in", "not known here", "unrouteable address",
	"unroutable address", "address does not exist", "account does not exist",
	"account that you tried to reach does not exist", "user does not exist",
	"user doesn't exist", "doesn't exist", "does not exist", "doesn't have a",
	"doesn't have an account", "do not have an account", "does not have an account",
	"no longer exist*", "no longer valid", "no longer in use", "no longer accepts mail",
	"is not a valid", "not exist", "recipient name is not recognized", "not recognized",
	"no account by that name", "no account here", "this user doesn't have a", "non-existent",
	"nonexistent", "unknown or deleted", "has been deleted", "undeliverable address",
	"user is unknown", "user is not known", "no local mailbox", "couldn't find any",
	"recipient rejected", "has moved", "user has moved", "moved to", "please try <",
	"host unknown", "unknown host", "host not found", "domain not found", "no such domain",
	"unknown domain", "domain does not exist", "name or service not known",
	"name service error", "nxdomain", "no such host", "couldn't find any host", "null mx",
	"nullmx", "does not accept mail", "doesn't accept mail", "does not receive mail",
	"not accept email", "mail is not accepted", "no mx", "sorry_no_mailbox_here",
	"not a local address", "bad address syntax", "bad address", "нет такого пользователя",
	"user reject", "non-existing user", "пользователь не найден", NULL};

/* Something is in the way; the address may be good. */
static const char *const obstacle[] = {"quota", "over quota", "mailbox full", "mailbox is full",
	"*full", "too many messages", "insufficient*", "out of storage", "exceed*", "too large",
	"too big", "message size", "spam", "spamming", "junk", "virus", "malware", "blacklist*",
	"blocklist*", "block list", "blocked", "blocking", "reputation", "spf", "dkim", "dmarc",
	"ptr", "reverse dns", "rdns", "reverse lookup", "relay", "relaying", "relay access denied",
	"authenticat*", "not authorized", "unauthenticated", "policy", "policies", "greylist*",
	"graylist*", "try again later", "temporar*", "rate limit*", "too many connections",
	"too many", "timed out", "timeout", "connection refused", "deferred",
	"rejected by the recipient's mail filters", "suspended", "inactive", "disabled",
	"sender address rejected", "sender rejected", "sender verify", "verify sender",
	"sender domain", "domain of sender", "helo", "ehlo", "starttls", "no route to host", "loop",
	"hop count", "too many hops", "content rejected", "rejected for", "dnsbl", "rbl",
	"spamhaus", "restricted", "restriction", "permission", "not permitted", "prohibited",
	"access denied", "not allowed", "administrative*", "retry time", "rfc 5322", "rfc5322",
	"rfc 2822", "permanent error for one or more", "security", "banned", "bounced by filter",
	NULL};

/* Phrases that hold a word of `obstacle` and yet mean that the address is gone. */
static const char *const gone_though[] = {"user unknown", "no such user", "unknown user",
	"user doesn't exist", "user does not exist", "does not exist", "no longer exist*",
	"recipient not found", "recipientnotfound", "recipnotfound", "unknown recipient",
	"invalid recipient*", "no mailbox here", "account disabled or does not exist", NULL};

static bool has_status(const char *status, const char *const *list)
{
	for (; status && *list; list++)
		if (strcmp(status + 1, *list) == 0)
			return true;
	return false;
}

bool report_permanent(const char *folded, const char *status, int code)
{
	static const char *const address_gone[] = {".1.1", ".1.2", ".1.3", ".1.6", ".1.10", NULL};
	static const char *const in_the_way[] = {".2.2", ".2.3", ".3.4", ".1.7", ".1.8", ".7.23",
		".7.25", ".7.26", ".7.509", ".4.7", NULL};

	if ((status && status[0] == '4') || (code >= 400 && code < 500 && !status))
		return false;
	if (has_status(status, in_the_way))
		return false;
	const char *lost = words_any(folded, gone), *why = words_any(folded, obstacle);
	if (lost && (why == NULL || words_any(folded, gone_though)))
		return true;
	if (why)
		return false;
	return has_status(status, address_gone);
}

/*
 * Mails that are known by the server's own ids (RFC 8474 EMAILID, Gmail's X-GM-MSGID): moved to
 * another folder that is followed, or numbered anew. They need not be fetched again.
 *
 * An id alone is not believed, since a mail would be lost where a server gives one twice: the size
 * must be that of the mail in the archive, and its header the same byte for byte.
 */
#ifndef WATCH_INTAKE_KNOWN_H
#define WATCH_INTAKE_KNOWN_H

#include "watch/intake.h"

/*
 * Files those of n messages that are known, and sets taken[i] for them. infos are theirs. 0,
 * IMAP_ENDED, or IMAP_REFUSED with in->local when it was not the server.
 */
int intake_known(struct intake *in, const uint32_t *uids, const struct imap_info *infos, size_t n,
	bool *taken, struct err *err);

#endif

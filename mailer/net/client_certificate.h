/*
 * The certificate that we show a server, and its key: looked at before anything is connected to.
 */
#ifndef NET_CLIENT_CERTIFICATE_H
#define NET_CLIENT_CERTIFICATE_H

#include <stdint.h>

#include "base/err.h"

/*
 * Whether the PEM files can be used at the time `now`: there, readable, of their kind, the key the
 * certificate's own and without a passphrase, the certificate valid by its dates. A server or
 * libcurl would tell hardly more than that something failed. 0, or -1 with ERR_INPUT.
 */
int client_certificate_check(
	const char *cert_file, const char *key_file, int64_t now, struct err *err);

#endif

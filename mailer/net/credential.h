/*
 * Where a password or token comes from: a command, the environment, or the settings.
 */
#ifndef NET_CREDENTIAL_H
#define NET_CREDENTIAL_H

#include "base/err.h"
#include "base/str.h"

enum { CREDENTIAL_MAX = 64 << 10 }; /* bytes; access tokens are long */

/*
 * Runs command by /bin/sh -c and takes the first line of its output, appended to secret_r (release
 * it with str_wipe). Its standard error goes to the person's. Fails with the command's exit status,
 * never with its output. The environment of the child has no OPENLETTER_PASSWORD.
 */
int credential_from_command(const char *command, struct str *secret_r, struct err *err);

/*
 * OPENLETTER_PASSWORD, or NULL. The first call takes it out of the environment, so that no child
 * and no look at /proc finds it there: call it before anything is started.
 */
const char *credential_from_environment(void);

#endif

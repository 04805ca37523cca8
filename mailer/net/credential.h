/*
 * Where a password or token comes from: a command, the environment, or the settings.
 */
#ifndef NET_CREDENTIAL_H
#define NET_CREDENTIAL_H

#include "base/err.h"
#include "base/str.h"

/*
 * Runs command by /bin/sh -c and takes the first line of its output, appended to secret_r (release
 * it with str_wipe). Its standard error goes to the person's. Fails with the command's exit status,
 * never with its output. The environment of the child has no OPENLETTER_PASSWORD.
 */
int credential_from_command(const char *command, struct str *secret_r, struct err *err);

#endif

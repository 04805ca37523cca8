#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#include "cmd/person.h"

const char *person_name(const char *by)
{
	static char name[256];
	const struct passwd *user;

	if (by && *by)
		return by;
	user = getpwuid(getuid());
	if (user && user->pw_name && *user->pw_name)
		snprintf(name, sizeof name, "%s", user->pw_name);
	else
		snprintf(name, sizeof name, "user %lu", (unsigned long)getuid());
	return name;
}

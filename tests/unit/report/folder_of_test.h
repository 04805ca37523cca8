/* A folder of the test's own, made before each test and removed after it. */
#ifndef REPORT_FOLDER_OF_TEST_H
#define REPORT_FOLDER_OF_TEST_H

#include <stdio.h>
#include <stdlib.h>

static char root[64];

static inline int make_root(void **state)
{
	(void)state;
	snprintf(root, sizeof root, "/tmp/openletter-report.XXXXXX");
	return mkdtemp(root) ? 0 : -1;
}

static inline int remove_root(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof command, "rm -rf '%s'", root);
	return system(command);
}

#endif

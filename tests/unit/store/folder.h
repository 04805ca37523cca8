/* A folder for a store, and stores that are opened in it, for the unit tests of store/. */
#ifndef TEST_STORE_FOLDER_H
#define TEST_STORE_FOLDER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "store/store.h"

static char dir[64], path[96]; /* the folder; the store in it, which is not made */
static struct err err;

static inline int folder_setup(void **state)
{
	(void)state;
	snprintf(dir, sizeof dir, "/tmp/openletter-store.XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/campaign.db", dir);
	return 0;
}

static inline int folder_teardown(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof command, "rm -rf %s", dir);
	return system(command) == 0 ? 0 : -1;
}

static inline struct store *must_open(enum store_mode mode)
{
	struct store *store = NULL;

	if (store_open(path, mode, &store, &err) < 0)
		fail_msg("%s", err.text);
	return store;
}

/* It cannot be opened; these words say why. */
static inline void expect_refused(enum store_mode mode, enum err_kind kind, const char *words)
{
	struct store *store;

	assert_int_equal(store_open(path, mode, &store, &err), -1);
	assert_int_equal(err.kind, kind);
	if (strstr(err.text, words) == NULL)
		fail_msg("\"%s\" lacks \"%s\"", err.text, words);
}

static inline void set_meta(struct store *store, const char *name, const char *value)
{
	if (store_meta_set(store, name, value, strlen(value), &err) < 0)
		fail_msg("%s", err.text);
}

/* The value, or "-" when there is none. */
static inline const char *meta_of(struct store *store, const char *name)
{
	static struct str value;

	str_release(&value);
	str_init(&value);
	int rc = store_meta_get(store, name, &value, &err);
	if (rc < 0)
		fail_msg("%s", err.text);
	return rc ? str_c(&value) : "-";
}

#endif

/* A store in a folder of its own, and letters to put into it, for the unit tests of store/. */
#ifndef TEST_STORE_FIXTURE_H
#define TEST_STORE_FIXTURE_H

#include "folder.h"
#include "store/outbox.h"

static struct store *store;

/* Fails with what the store said. */
#define must(call)                                                                                 \
	do {                                                                                       \
		if ((call) < 0)                                                                    \
			fail_msg("%s: %s", #call, err.text);                                       \
	} while (0)

static inline int setup(void **state)
{
	folder_setup(state);
	return store_open(path, STORE_CREATE, &store, &err);
}

static inline int teardown(void **state)
{
	store_close(store);
	store = NULL;
	return folder_teardown(state);
}

/* As a new process sees it. */
static inline void restart(void)
{
	store_close(store);
	store = NULL;
	must(store_open(path, STORE_WRITE, &store, &err));
}

/* Letter number n, to rn@org.example.org of the organisation org. */
static inline struct outbox_letter *letter_of(long n, const char *org)
{
	static struct outbox_letter letter;
	static char text[8][80];

	snprintf(text[0], sizeof text[0], "A-%ld", n);
	snprintf(text[1], sizeof text[1], "first:r%ld@%s.example.org", n, org);
	snprintf(text[2], sizeof text[2], "r%ld@%s.example.org", n, org);
	snprintf(text[3], sizeof text[3], "m%ld@example.org", n);
	snprintf(text[4], sizeof text[4], "token%ld", n);
	snprintf(text[5], sizeof text[5], "%s", org);
	letter = (struct outbox_letter){
		.ref = text[0],
		.key = text[1],
		.edition = 1,
		.list_blob = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
		.kind = "first",
		.recipient_row = n - 1,
		.signatory_row = -1,
		.recipient_key = text[2],
		.email = text[2],
		.name = "A Person",
		.org = text[5],
		.number = n,
		.message_id = text[3],
		.token = text[4],
		.subject = "Questions",
		.envelope_from = "letters@example.org",
		.size = 1000,
		.sha256 = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210",
	};
	return &letter;
}

/* Queues letters 1 to n to the organisation org. */
static inline void queue_letters(long n, const char *org)
{
	must(store_begin(store, &err));
	for (long i = 1; i <= n; i++)
		must(outbox_add(store, letter_of(i, org), NULL, &err));
	must(store_commit(store, &err));
}

#endif

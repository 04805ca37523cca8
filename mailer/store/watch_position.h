/*
 * Where the watcher stands in each mailbox, and what it has still to do on the server.
 *
 * A mail is read in, then (in the same transaction as reply_add()) noted as seen and its moves are
 * planned; only then is the server touched. So a kill in between is repaired from here (W8, W9),
 * and nothing is filed twice. Knows nothing of IMAP but that a message has a UID that is valid
 * within a UIDVALIDITY (RFC 9051 2.3.1.1); a Maildir has uidvalidity 0, uid 0 and a name instead.
 */
#ifndef STORE_WATCH_POSITION_H
#define STORE_WATCH_POSITION_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "store/store.h"

/* One folder of one server. */
struct watch_mailbox {
	int64_t id;
	uint32_t uidvalidity; /* 0: not selected yet */
	uint32_t last_uid; /* all up to it were read in */
	uint64_t modseq; /* highest seen (RFC 7162), 0 when unknown */
};

/* The mailbox of a source (URL without password) and folder, made when it is new. */
int watch_mailbox_open(struct store *store, const char *source, const char *folder,
	struct watch_mailbox *mailbox_r, struct err *err);

/* Whether a mailbox is that folder: 1, 0, -1. */
int watch_mailbox_is(struct store *store, int64_t mailbox, const char *folder, struct err *err);

/* Keeps uidvalidity, last_uid and modseq. A new uidvalidity forgets the messages and their plans.
 */
int watch_mailbox_keep(struct store *store, const struct watch_mailbox *mailbox, struct err *err);

/* A message of a mailbox: by uid, or by name (then uid is 0); name NULL or "" otherwise. */
struct watch_message {
	int64_t mailbox;
	uint32_t uidvalidity, uid;
	const char *name;
	const char *object; /* the server's own id of the mail (RFC 8474), or NULL */
};

/*
 * Puts the names of a mailbox's messages (those that have names) from first to last, in the order
 * of their bytes, into the map: they were seen. 0 or -1.
 */
int watch_names_seen(struct store *store, int64_t mailbox, const char *first, const char *last,
	struct map *names, struct err *err);

/* Notes that the message, and its object, is that reply. Noting it again is fine. */
int watch_note(
	struct store *store, const struct watch_message *message, long reply, struct err *err);

/*
 * The reply that an object of the mailbox's source became, in whichever of its folders: 1, 0, -1. A
 * hint only: whether the mail is that one is for the caller to find out.
 */
int watch_object_find(
	struct store *store, int64_t mailbox, const char *object, long *reply_r, struct err *err);

/*
 * Replies for which a command is to be run (inbox.on_reply): noted with the filing, so that it is
 * run at least once, whatever is killed. In order, in *replies_r (of the arena); the count, or -1.
 */
int watch_command_add(struct store *store, long reply, struct err *err);
long watch_commands(struct store *store, struct arena *arena, long **replies_r, struct err *err);
int watch_command_done(struct store *store, long reply, struct err *err);

enum watch_action {
	WATCH_COPY, /* planned first, so that they are done before the message goes */
	WATCH_MOVE,
};

/* Something to do with a message on the server. */
struct watch_plan {
	int64_t id;
	struct watch_message message;
	long reply;
	enum watch_action action;
	const char *folder;
	long tries;
};

/* Plans one action; one that is planned (or done) already is left as it is. */
int watch_plan_add(struct store *store, const struct watch_message *message, long reply,
	enum watch_action action, const char *folder, struct err *err);

/* What is not done yet in a mailbox, in order (copies of a message before its move), in *plans_r
 * (of the arena); at most max. The count, or -1. */
long watch_plans(struct store *store, int64_t mailbox, size_t max, struct arena *arena,
	struct watch_plan **plans_r, struct err *err);

/* Done, or given up for good with a note (WATCH_GONE, over quota); "" for done. */
#define WATCH_GONE "the mail is not there any more"
int watch_plan_done(struct store *store, int64_t id, const char *note, int64_t at, struct err *err);

/* Gives up what is planned for messages first->uid to last_uid: they are gone. */
int watch_plans_gone(struct store *store, const struct watch_message *first, uint32_t last_uid,
	int64_t at, struct err *err);

/* Tried in vain; it stays planned. */
int watch_plan_failed(struct store *store, int64_t id, const char *note, struct err *err);

#endif

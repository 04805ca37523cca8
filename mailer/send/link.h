/*
 * One connection of the sender: opened on a thread of its own, because that blocks; then a session
 * whose bytes are moved without blocking.
 */
#ifndef SEND_LINK_H
#define SEND_LINK_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "net/connection.h"
#include "send/claim.h"
#include "send/session.h"

enum link_state { LINK_CLOSED, LINK_OPENING, LINK_OPEN };

struct link {
	enum link_state state;
	struct job jobs[2];
	struct job *first; /* claimed, waits for the connection; NULL: none */

	/* while it opens */
	pthread_t thread;
	struct connection_settings server;
	char *secret; /* a copy for the thread */
	atomic_bool *give_up;
	int done_fd; /* an eventfd */
	atomic_bool done;
	int64_t opened_at; /* when opening began */
	struct connection *connection;
	enum connection_failure failure;
	struct err err;

	/* while it is open */
	struct session session;
	bool wants_out; /* polled for writing */
	bool secure;
	bool decided; /* the server has decided on a letter on it */
	bool intends; /* in this turn */
	int64_t idle_since;
};

/* Starts to open. give_up and done_fd are shared by all links. 0 or -1. */
int link_open(struct link *l, const struct connection_settings *server, const struct str *secret,
	atomic_bool *give_up, int done_fd, struct err *err);

/* After the thread is done: 1 when the link is open (its session begun), 0 when opening failed
 * (l->failure, l->err). */
int link_opened(struct link *l, const struct session_patience *patience);

/* Reads what is there into the session; ends it when the connection does. */
void link_read(struct link *l, int64_t now);

/* Sends what the session has; as far as it goes. */
void link_write(struct link *l, int64_t now);

/* Closes the connection, without a word. Waits for the thread where it is opening. */
void link_close(struct link *l);
void link_release(struct link *l);

/* A job that is free, or NULL. */
struct job *link_free_job(struct link *l);

#endif

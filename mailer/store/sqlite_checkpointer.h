/*
 * Checkpoints beside the one who writes: what SQLite's journal holds is copied into the database by
 * a thread with a connection of its own, while its owner fills the next commit.
 *
 * A checkpoint of this kind (PASSIVE) waits for nobody and changes nothing that is committed. What
 * is written while it runs it leaves; so that a writer who never rests has a journal that only
 * grows, until it makes one itself. Internal to the SQLite driver.
 */
#ifndef STORE_SQLITE_CHECKPOINTER_H
#define STORE_SQLITE_CHECKPOINTER_H

struct checkpointer;

/* For the database at path. NULL when there can be no thread: then its owner does it all. */
struct checkpointer *checkpointer_start(const char *path);

/* Asks for a checkpoint; does not wait. While one runs, nothing more is asked. */
void checkpointer_ask(struct checkpointer *c);

/*
 * Waits until none runs. The first result code, since it was asked last, that says that the disk
 * may not hold what it should (sqlite_is_damage()), or SQLITE_OK.
 */
int checkpointer_wait(struct checkpointer *c);

/* The same without waiting. */
int checkpointer_result(struct checkpointer *c);

/* Waits, and ends the thread. NULL is fine. */
void checkpointer_stop(struct checkpointer *c);

#endif

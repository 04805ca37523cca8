/*
 * Which process holds a database file, for the message to the person who has to wait.
 */
#ifndef STORE_HOLDER_H
#define STORE_HOLDER_H

/*
 * The id of a process that holds the write lock of the SQLite database at path, or 0 when that
 * cannot be told (it has ended, or lives on another machine).
 */
long holder_pid(const char *path);

#endif

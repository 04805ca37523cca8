/*
 * SQLite's journal, written in whole commits.
 *
 * SQLite hands each page of a commit to the file system in two writes, of 24 bytes and of a page;
 * a letter's journal is little else. Here they are gathered until they must be on their way: at the
 * sync that a commit ends with (PRAGMA synchronous = FULL, which the store sets on every
 * connection), or before anything else is asked of the file. Nothing reads a frame before that:
 * others look at the journal only as far as its index says, which is written after the sync
 * (https://sqlite.org/walformat.html, 2.3). Internal to the SQLite driver.
 */
#ifndef STORE_SQLITE_WAL_H
#define STORE_SQLITE_WAL_H

/* The name of the file system layer, for sqlite3_open_v2(); NULL when there is no memory for it.
 * Stands before the one that is SQLite's default at the first call. */
const char *sqlite_wal_layer(void);

#endif

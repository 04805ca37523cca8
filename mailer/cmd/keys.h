/*
 * Keys from a terminal, one at a time; or from a pipe or file, where each line's characters are
 * keys.
 */
#ifndef CMD_KEYS_H
#define CMD_KEYS_H

#include <signal.h>
#include <stdbool.h>
#include <termios.h>

#include "base/str.h"

struct keys {
	bool terminal;
	struct termios before;
	sigset_t unheld; /* the signals that were held back before, too */
};

enum { KEYS_END = -1, KEYS_LINE_MAX = 4096 };

/* Takes over standard input. Ctrl-C ends keys_read() with KEYS_END, so that all is put back. */
void keys_open(struct keys *k);
void keys_close(struct keys *k);

/* The next key, in lower case; line ends and spaces are none. KEYS_END at the end. */
int keys_read(struct keys *k);

/* Asks for a line of text, echoed; what is beyond KEYS_LINE_MAX is dropped. False at the end, and
 * after Ctrl-C, whatever was typed before. */
bool keys_line(struct keys *k, struct str *line);

#endif

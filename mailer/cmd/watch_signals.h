/* Signals of `watch`, as a descriptor to wait for: SIGTERM and SIGINT end it, SIGHUP rereads. */
#ifndef CMD_WATCH_SIGNALS_H
#define CMD_WATCH_SIGNALS_H

#include <stdbool.h>

#include "base/err.h"

/* Takes the signals over. *fd_r becomes readable when one came. 0 or -1. */
int watch_signals_catch(int *fd_r, struct err *err);

/* Which came; asking for a reload forgets it, so that the descriptor is quiet again. */
bool watch_signals_end(void);
bool watch_signals_reload(void);

#endif

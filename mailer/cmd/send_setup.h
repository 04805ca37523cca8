/*
 * The campaign's settings for sending, as the sender wants them.
 */
#ifndef CMD_SEND_SETUP_H
#define CMD_SEND_SETUP_H

#include "send/sender.h"
#include "cmd/workspace.h"

struct send_setup {
	struct sender_settings settings; /* borrows from the campaign and from here */
	struct session_patience patience;
	char *path;
};

/* Of the campaign in w; wait, limit and stop_fd are left as none. The setup must not move. */
void send_setup_make(struct send_setup *setup, const struct workspace *w);
void send_setup_release(struct send_setup *setup);

#endif

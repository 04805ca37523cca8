/* A mail that was read in as JSON: the line of `replies --json`, `watch --json` and `on_reply`. */
#ifndef CMD_REPLY_JSON_H
#define CMD_REPLY_JSON_H

#include "base/str.h"
#include "store/replies.h"

/* Appends one object in one line, with the line end. ASCII only, so that no terminal obeys it. */
void reply_json_add(struct str *out, const struct reply *reply);

#endif

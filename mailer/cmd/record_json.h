/* Records of a campaign as JSON objects, the same for every command that prints them. */
#ifndef CMD_RECORD_JSON_H
#define CMD_RECORD_JSON_H

#include "store/events.h"
#include "store/targets.h"
#include "cmd/json_out.h"
#include "cmd/standing.h"

/* An event of the log: `log --json`, `export json`. */
json_t *event_json(const struct event *event);

/* A demand (by its place) at a target: `status --json`, `export json`. */
json_t *standing_json(const struct standings *s, size_t demand, const struct target_row *target);

#endif

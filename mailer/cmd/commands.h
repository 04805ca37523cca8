/* The commands: one a file of this folder. */
#ifndef CMD_COMMANDS_H
#define CMD_COMMANDS_H

#include "cmd/cli.h"

extern const struct command cmd_init;
extern const struct command cmd_check;
extern const struct command cmd_preview;
extern const struct command cmd_render;
extern const struct command cmd_send;
extern const struct command cmd_resolve;
extern const struct command cmd_remind;
extern const struct command cmd_suppress;
extern const struct command cmd_watch;
extern const struct command cmd_replies;
extern const struct command cmd_read;
extern const struct command cmd_show;
extern const struct command cmd_file;
extern const struct command cmd_extend;
extern const struct command cmd_review;
extern const struct command cmd_status;
extern const struct command cmd_log;
extern const struct command cmd_publish;
extern const struct command cmd_report;
extern const struct command cmd_export;

#endif

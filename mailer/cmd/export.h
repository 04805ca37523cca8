/* The forms of `export`, each to standard output. */
#ifndef CMD_EXPORT_H
#define CMD_EXPORT_H

#include "store/targets.h"
#include "cmd/cli.h"
#include "cmd/standing.h"
#include "cmd/workspace.h"

struct export
{
	const struct cli *cli;
	struct workspace w;
	struct arena arena;
	struct standings standings;
	struct target_row *targets;
	size_t target_count;
	const char *only; /* csv: one kind of records; NULL: all */
};

/* Loads targets and standings. 0 or -1. */
int export_prepare(struct export *x, struct err *err);

/* Each 0 or -1. */
int export_csv(struct export *x, struct err *err);
int export_json(struct export *x, struct err *err);
int export_mbox(struct export *x, struct err *err);

/* The kinds of records that csv has, NULL at the end. */
extern const char *const export_records[];

#endif

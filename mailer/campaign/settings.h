/*
 * Which settings there are, what each may be, and where each goes in a struct campaign.
 *
 * The tables here are the reference of campaign.cfg: a setting that is in none of them is reported,
 * with the nearest name that is.
 */
#ifndef CAMPAIGN_SETTINGS_H
#define CAMPAIGN_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "campaign/campaign.h"
#include "campaign/config.h"

/* What reading the settings needs to know and to report to. */
struct settings_reader {
	struct campaign *c;
	struct campaign *before; /* campaign_load_again()'s, or NULL */
	const struct config *config;
	struct problems *problems;
	bool live; /* read from a folder: other files can be looked at */
};

/*
 * Fills the settings of r->c (c->dir is set; the rest is zero) from the tree; defaults where a
 * setting is absent. Sets the process's time zone.
 */
void settings_read(struct settings_reader *r);

/* The setting `name` of a group, or (group NULL) at the top; NULL when it is not there. */
const struct setting *settings_find(
	const struct config *config, const char *group, const char *name);

/* --- for the files that read settings --- */

struct option {
	const char *name;
	enum setting_kind kind;
	/* Takes the value, of that kind, to base + offset; reports what is wrong with it. */
	void (*take)(struct settings_reader *r, const struct setting *s, void *target);
	size_t offset;
	bool required;
};

/* Reads the members of a group by a table; `group` is its name, for messages. */
void settings_read_group(struct settings_reader *r, const struct setting *s, const char *group,
	const struct option *options, size_t n, void *base);

/* Reports at a value, or at byte `at` of a text's value. */
void settings_problem(const struct settings_reader *r, const struct setting *s, size_t at,
	const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Where a value stands. */
struct setting_place settings_place(const struct settings_reader *r, const struct setting *s);

/* A text of one line, not blank, to a char *. */
void settings_take_text(struct settings_reader *r, const struct setting *s, void *target);
/* A text of any lines, likewise. */
void settings_take_lines(struct settings_reader *r, const struct setting *s, void *target);
/* Whether a text is usable at all: not blank, valid, without controls (line ends if `lines`). */
bool settings_text_ok(struct settings_reader *r, const struct setting *s, bool lines);
/* The path of a file that must be there, resolved against the folder, to a char *. */
void settings_take_path(struct settings_reader *r, const struct setting *s, void *target);
void settings_take_flag(struct settings_reader *r, const struct setting *s, void *target);
/* The file of a store, or one that can be made, to a char * (settings_store.c). */
void settings_take_store(struct settings_reader *r, const struct setting *s, void *target);

/* settings_campaign.c */
void settings_read_campaign(struct settings_reader *r, const struct setting *s);
void settings_read_letter(struct settings_reader *r, const struct setting *s);
void settings_read_demands(struct settings_reader *r, const struct setting *list);

/* The groups send and inbox (settings_server.c). s is NULL where the group is absent. */
void settings_read_send(struct settings_reader *r, const struct setting *s);
void settings_read_inbox(struct settings_reader *r, const struct setting *s);

#endif

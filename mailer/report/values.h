/*
 * A model as templates read it.
 *
 * The names that templates see are documented in templates/pages/README.md; this makes them. All
 * text is public text already, and is escaped for HTML where a template writes it.
 */
#ifndef REPORT_VALUES_H
#define REPORT_VALUES_H

#include "base/mem.h"
#include "liquid/value.h"
#include "report/model.h"
#include "report/strings.h"

struct report_values {
	const struct report_model *model;
	const struct strings *strings;
	struct arena *arena;
	struct liquid_value campaign, demands, targets, replies, events, timeline, totals, letters;
	/* The same, one by one. */
	struct liquid_value *demand, *target, *reply, *letter;
	size_t letter_count;
	/* Inside. */
	struct liquid_array **demand_cells, **target_cells, **target_replies, **reply_judgements;
	struct liquid_columns *cell_columns, *deadline_columns, *judgement_columns, *event_columns,
		*total_columns;
};

/* Makes all values in the arena; they borrow from the model and the strings. */
void report_values_make(struct report_values *v, const struct report_model *m,
	const struct strings *strings, struct arena *arena);

/* Pieces, each in a file of its own. */

/* "2025-10-31" and the local date of a time; nil for a time of 0. */
struct liquid_value values_date(struct report_values *v, struct date d);
struct liquid_value values_day(struct report_values *v, int64_t at);

/*
 * Text as blocks: hashes with kind ("text", "quote") and lines. Blank lines part blocks; lines that
 * were only wrapped are joined, so that they fit any screen. NULL is no blocks.
 */
struct liquid_value values_blocks(struct arena *arena, const char *text);

/* Cells, in demand_cells and target_cells. */
void values_make_cells(struct report_values *v);

/*
 * Counts of looks, as a bar: each with look, count, word, x and width in percent. demand or target:
 * which cells, REPORT_NONE for all.
 */
struct liquid_value values_totals(struct report_values *v, long target, long demand);

/* What happened, newest first; letters of one day are one event. target, demand: as above. */
struct liquid_value values_events(struct report_values *v, long target, long demand);

/* A UUID as a URN (RFC 9562, version 8) that follows from the campaign's id and a name. */
char *values_uuid(struct arena *arena, const char *campaign, const char *name);

/* The picture of the timeline: wide and narrow, each with numbers for an SVG; nil when nothing was
 * sent yet. */
struct liquid_value values_timeline(struct report_values *v);

#endif

/* Inside of report/: the pieces that gather a model. */
#ifndef REPORT_GATHER_H
#define REPORT_GATHER_H

#include "store/publication.h"
#include "report/model.h"

struct gather {
	struct store *store;
	const struct report_facts *facts;
	struct report_model *model;
	struct map target_index, demand_index; /* key -> index */
	struct map reply_index; /* number (its bytes) -> index in publications */
	struct publication *publications;
	struct arena scratch;
	size_t event_cap;
};

/* Index, or REPORT_NONE. */
long gather_target(const struct gather *g, const char *key);
long gather_demand(const struct gather *g, const char *id);

/* A reply's row, or NULL. */
const struct publication *gather_publication(const struct gather *g, long reply);

/* Whether the public may read it. */
bool gather_released(const struct publication *p);

/* When a reply was written, or came if that cannot be. */
int64_t gather_reply_time(const struct publication *p);

/* Adds a happening; its id must outlive the model's use (its arena). */
void gather_event(struct gather *g, const struct report_happening *happening);

/* Adds the deadlines that passed, and sorts. */
void gather_events_end(struct gather *g);

/* Text of others as one line of public text, of the model's arena; NULL stays NULL. */
char *gather_line(struct report_model *m, const char *text);

/* Replies: the published ones, and that one came. */
int gather_replies(struct gather *g, struct err *err);

/* Cells: positions, deadlines, links to replies. */
int gather_cells(struct gather *g, struct err *err);

#endif

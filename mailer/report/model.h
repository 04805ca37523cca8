/*
 * What the tracker tells: every demand at every target, and what happened, gathered once.
 *
 * The four layers stay apart here as in the store: delivery and conversation of a target's letters,
 * the position of a demand at a target, the publication of a reply. Text in a model is public text
 * (report/public.h), so nothing that renders it can leak an address or a token, and of a reply
 * there is no more than what a person released.
 */
#ifndef REPORT_MODEL_H
#define REPORT_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "store/outbox.h"
#include "store/store.h"
#include "demand/demand.h"
#include "report/public.h"

struct report_signatory {
	const char *name, *title, *org; /* NULL or "" where there is none */
};

/* What only the caller knows: the settings, as they are now. Borrowed while a model is gathered. */
struct report_facts {
	const char *id, *title, *language;
	bool has_deadline;
	struct date deadline; /* the campaign's */
	const struct demand *demands;
	size_t demand_count;
	const char *const *targets; /* each once, in the order of the list */
	size_t target_count;
	const struct report_signatory *signatories;
	size_t signatory_count;
	int64_t now;
	const char *address_removed; /* words that stand for an address; see public.h */
};

/* Why a demand's deadline at a target is what it is: one entry of the ledger that applies. */
struct report_deadline {
	struct date date;
	enum demand_basis basis;
	int64_t at; /* 0: since the beginning */
	long reply; /* the reply that it rests on when that is published, else 0 */
};

/* A judgement that stands, or stood until the next. */
struct report_judgement {
	enum demand_position position;
	int64_t at;
	int64_t since; /* when the reply that it rests on came, published or not; else as at */
	long reply; /* as above */
	const char *quote; /* only words that the published text of that reply holds; or NULL */
};

/* One demand at one target. */
struct report_cell {
	size_t demand, target; /* indices */
	enum demand_position position;
	bool pending; /* a reply waits to be judged: the rule that `status` tells by */
	bool unread; /* pending, or a mail waits to be filed that may be the target's answer */
	int64_t unread_since; /* when the first such mail came */
	bool asked; /* the letter was sent */
	bool overdue; /* by the rules of demand/, whether or not the letter was sent */
	bool has_deadline;
	struct date deadline;
	long days_overdue;
	struct report_deadline *deadlines; /* oldest first */
	size_t deadline_count;
	struct report_judgement *judgements; /* oldest first */
	size_t judgement_count;
	long *replies; /* numbers of replies filed to it, published or not */
	size_t reply_count;
};

struct report_target {
	const char *name, *key; /* for people; as in the store */
	const char *slug; /* its page is targets/SLUG.html */
	bool asked;
	int64_t sent_at; /* the first letter that was sent; 0 */
	const char *letter_ref; /* of that letter, or NULL */
	bool bounced; /* every letter that was sent came back */
	enum outbox_conversation conversation;
	size_t waiting, late, unread; /* of its demands; report_cell_late() */
	int64_t unfiled_since; /* a reply that may be its own waits to be filed since then; 0 */
	const char *letter_subject; /* set by report_add_letter(); NULL */
	const char *letter_text;
	bool letter_same; /* word for word the first target's that has one */
};

/* A reply that people released. */
struct report_reply {
	long number;
	size_t target; /* index */
	int64_t at; /* received */
	int64_t published_at;
	bool redacted;
	const char *subject; /* NULL when redacted: only the redacted text was released */
	const char *text;
};

enum report_event {
	REPORT_SENT,
	REPORT_RECEIVED,
	REPORT_DEADLINE_ASKED,
	REPORT_DEADLINE_GRANTED,
	REPORT_DEADLINE_REFUSED,
	REPORT_DEADLINE_PASSED,
	REPORT_JUDGED,
	REPORT_REMINDED,
	REPORT_PUBLISHED,
	REPORT_EVENTS,
};
extern const char *const report_event_names[];

enum { REPORT_NONE = -1 };

/* Something that happened. target, demand: index or REPORT_NONE for all (or several). */
struct report_happening {
	int64_t at;
	enum report_event kind;
	long target, demand;
	long count; /* targets of a letter sent to several in one day; else 1 */
	enum demand_position position; /* REPORT_JUDGED */
	struct date date; /* of a deadline */
	uint64_t demands; /* REPORT_DEADLINE_PASSED: a bit for each of the first 64 it concerns */
	long reply; /* a published one, or 0 */
	const char *id; /* stable between runs, for the feed: "judged-12" */
};

struct report_model {
	struct arena arena;
	struct public_text text;
	struct report_facts facts; /* titles and names made public; demands likewise */
	const char *const *slugs; /* demand_count: demands/SLUG.html */
	struct report_target *targets;
	size_t target_count;
	struct report_cell *cells; /* target-major: cells[target * demand_count + demand] */
	struct report_reply *replies; /* published, by number */
	size_t reply_count;
	struct report_happening *happenings; /* oldest first */
	size_t happening_count;
	struct outbox_counts letters;
	int64_t first_sent_at; /* 0 */
	struct date last_deadline; /* the latest in force; year 0 when there is none */
	struct date last_extension; /* the latest that is in force and was moved; likewise */
};

/* Gathers everything. Zero-initialised or released before. Release in either case. */
int report_gather(struct store *store, const struct report_facts *facts,
	struct report_model *model_r, struct err *err);
void report_model_release(struct report_model *model);

/*
 * Whether the public is told that an answer is late: it was asked for, the deadline passed, and no
 * reply waits to be judged that may be the answer.
 */
bool report_cell_late(const struct report_cell *cell);

struct report_cell *report_cell(const struct report_model *m, size_t target, size_t demand);

/* Gives a target the text of the letter that was sent to it (its letter_ref). Copied. */
void report_add_letter(
	struct report_model *m, size_t target, const char *subject, const char *text);

#endif

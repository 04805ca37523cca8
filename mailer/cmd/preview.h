/* What the files of `preview` share: the letters that are shown, and the forms they take. */
#ifndef CMD_PREVIEW_H
#define CMD_PREVIEW_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/map.h"
#include "letter/letter.h"
#include "cmd/cli.h"
#include "cmd/previewed.h"
#include "cmd/workspace.h"

struct preview {
	struct cli *cli;
	struct workspace w;
	struct composer *composer;
	enum letter_kind kind;
	struct letter_id sample; /* what is told of every reminder */
	struct str first_ref; /* of the letter that the reminder at hand follows */
	uint8_t secret[STORE_SECRET_SIZE];
	size_t secret_len;
	int64_t date;
	bool *picked; /* by recipient row; NULL is all */
	size_t total; /* letters of the campaign */
	bool queued_before; /* the store has letters, whose numbers stay */
	long last_number; /* the highest that is taken */
	bool has_suppressed;
	size_t suppressed; /* letters left out because nobody writes to that address any more */
	struct arena arena;
	const char *note; /* what a reader should know first (the folder differs from what was
			     frozen) */
	struct previewed seen; /* templates of the letters that were made */
	struct map told;
	struct problems problems; /* of merging */
};

/* One letter of the run; position counts from 1 among all letters. */
struct preview_letter {
	struct letter_id id;
	size_t position;
};

/*
 * Opens the store to read: the date of its edition (else now), numbers that are taken, addresses
 * that are suppressed, the secret (all zero where there is none yet). 0 or -1.
 */
int preview_read_store(struct preview *p, struct err *err);

/* Notes what of the folder differs from the frozen edition. 0 or -1. */
int preview_compare(struct preview *p, struct err *err);

/* Marks the rows that the arguments name. 0, or -1 when one names nobody. */
int preview_pick(struct preview *p, struct err *err);

/*
 * The next letter to show, from *n on (0 at first): 1, 0 at the end, -1. Numbers are those that
 * send would give.
 */
int preview_next(struct preview *p, size_t *n, struct preview_letter *item_r, struct err *err);

/* Composes it; false when it cannot be made (the problem is kept). */
bool preview_compose(struct preview *p, const struct preview_letter *item, struct letter *letter);

/* As a person reads it, appended to out. */
void preview_add_text(const struct preview *p, const struct preview_letter *item,
	const struct letter *letter, struct str *out);

/* "12 KB". */
void preview_add_size(struct str *out, size_t bytes);

/* Why a person should look at this letter once more, one reason at a time (i from 0); NULL: no
 * more. */
const char *preview_warning(const struct letter *letter, size_t i, struct arena *arena);

/* Writes everything into dir. 0 or -1. */
int preview_site(struct preview *p, const char *dir, struct err *err);

/*
 * Opens (makes) the folder of a page and its data/. What an earlier preview left in it is removed;
 * a folder with anything else in it is refused. Descriptors are the caller's, -1 where not opened.
 */
int preview_open_folder(const char *dir, int *fd_r, int *data_r, struct err *err);

/* Writes a file of a folder anew, never through a link. */
int preview_write_file(int dir, const char *name, const void *bytes, size_t n, struct err *err);

/*
 * Output that may be long: goes through $PAGER when it fills more than a terminal's height. Zero-
 * initialised is usual; max is its buffer's.
 */
struct pager {
	FILE *to; /* NULL: not decided yet */
	struct str held;
	size_t lines, height; /* height 0: no terminal */
	bool gone; /* the reader has seen enough */
};
void pager_init(struct pager *p, const struct cli *cli);
void pager_write(struct pager *p, const struct str *text);
void pager_finish(struct pager *p);

#endif

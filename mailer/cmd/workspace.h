/*
 * The campaign folder that a command works on: its settings, its store, and letters made again from
 * a frozen edition.
 */
#ifndef CMD_WORKSPACE_H
#define CMD_WORKSPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "campaign/campaign.h"
#include "letter/letter.h"
#include "store/edition.h"
#include "store/outbox.h"
#include "store/store.h"
#include "demand/demand.h"
#include "cmd/cli.h"

/* Zero-initialised is nothing opened. */
struct workspace {
	struct campaign campaign;
	bool loaded;
	struct store *store;
	char *store_path; /* resolved against the folder */
	struct demand *demands; /* the settings' demands for the rules of demand/; deadlines
				   completed by the campaign's */
	size_t demand_count;
};

/*
 * Loads the campaign of cli->dir; problems are printed. Returns -1 to go on, else the exit status.
 * need_recipients as for campaign_load().
 */
int workspace_load(struct workspace *w, const struct cli *cli, bool need_recipients);

/* The same for the settings alone (campaign_load_settings()): for commands that need no list. */
int workspace_load_settings(struct workspace *w, const struct cli *cli);

/*
 * Where the store of a campaign's folder is. The end of a symbolic link, if it is one: what stands
 * beside a store (its locks, its generation) must be the same by every name of it. Heap.
 */
char *workspace_store_path(const char *dir, const char *store);

/* Opens the campaign's store (after workspace_load). 0 or -1. */
int workspace_open_store(struct workspace *w, enum store_mode mode, struct err *err);

/* Opens it to read; an empty one when there is none yet. 0 or -1. */
int workspace_read_store(struct workspace *w, struct err *err);

void workspace_release(struct workspace *w);

/*
 * The campaign's secret: secret_file, else the store's. *len_r bytes into key_r (at most
 * STORE_SECRET_SIZE: a longer file is hashed). 1; 0 when there is none yet and `create` is false;
 * -1.
 */
int workspace_secret(struct workspace *w, uint8_t key_r[STORE_SECRET_SIZE], size_t *len_r,
	bool create, struct err *err);

/*
 * The password or token for a server, appended to secret_r (release it with str_wipe): from
 * token_command or password_command, else OPENLETTER_PASSWORD, else the settings. 1; 0 when the
 * settings name no user; -1.
 */
int workspace_credential(
	const struct server_settings *server, struct str *secret_r, struct err *err);

/* The files of a campaign as an edition has them: c->files.count of them, heap, borrowed texts. */
struct edition_file *workspace_files(const struct campaign *c);

/*
 * Copies a campaign's lists into the store, where an edition and letters' rows name them. Fails
 * when a list is not what it was when it was loaded. 0 or -1.
 */
int workspace_keep_lists(struct store *store, const struct campaign *c, struct err *err);

/* A frozen edition over one list of recipients: its campaign, and the composers of its letters. */
struct frozen_list {
	struct frozen *frozen;
	char sha256[SHA256_HEX]; /* of the list; "" for the edition's own */
	bool loaded;
	struct campaign campaign;
	struct composer *first, *reminder; /* made when they are needed */
	struct frozen_list *next;
};

/* A frozen edition. It must not move while it is loaded. */
struct frozen {
	struct workspace *w;
	struct edition edition;
	const struct source *source; /* frozen_rehearse(); NULL: the store */
	struct frozen_list own; /* over the list that was frozen with it */
	struct frozen_list *lists; /* later lists that letters were queued from */
	uint8_t secret[STORE_SECRET_SIZE];
	size_t secret_len;
};

/*
 * Loads edition id of w's store. Its lists are read from the store as they are needed, so the store
 * must stay open. 0 or -1. Release in either case.
 */
int frozen_load(struct frozen *f, struct workspace *w, int64_t id, struct err *err);
void frozen_release(struct frozen *f);

/*
 * The same for an edition that is not frozen yet, as it would be with the files of `source` (which
 * must outlive f) and this date: to make its letters without a change of the store.
 */
int frozen_rehearse(struct frozen *f, struct workspace *w, const struct source *source,
	int64_t date, struct err *err);

/* The secret that letters of editions are made with: that there is none is an error. 0 or -1. */
int frozen_secret(
	struct workspace *w, uint8_t key_r[STORE_SECRET_SIZE], size_t *len_r, struct err *err);

/*
 * The campaign and the composer (of `kind`) for the recipients list with this hash, which is kept
 * as a blob of the store; the edition's own when it is that one. Borrowed. 0 or -1.
 */
int frozen_list(struct frozen *f, const char *list_sha256, enum letter_kind kind,
	struct campaign **campaign_r, struct composer **composer_r, struct err *err);

/*
 * Makes the letter of an outbox row again, and checks its bytes against the row's hash: a
 * difference is an error that says so. letter as for composer_write().
 */
int frozen_write(
	struct frozen *f, const struct outbox_letter *row, struct letter *letter, struct err *err);

#endif

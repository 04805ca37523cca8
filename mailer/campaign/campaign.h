/*
 * A campaign as its folder describes it: settings, lists, demands, checked.
 *
 * campaign_load() reads campaign.cfg and everything that it names through a source and tells every
 * problem at once. It connects to nothing, writes nothing, and does not know what a letter looks
 * like: templates are read (and kept among the files), not parsed. campaign_advise() tells what is
 * legal but suspicious.
 */
#ifndef CAMPAIGN_CAMPAIGN_H
#define CAMPAIGN_CAMPAIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "campaign/roster.h"
#include "campaign/schedule.h"
#include "campaign/source.h"
#include "campaign/table.h"

#define CAMPAIGN_FILE "campaign.cfg"
#define CAMPAIGN_ARCHIVE "archive" /* the Maildir of every mail that was read in */

/* Where a setting's value stands, for messages later on; file NULL when it is not set. */
struct setting_place {
	const char *file;
	size_t line, column;
};

/* How to reach and enter a server; all strings NULL when absent. */
struct server_settings {
	char *url; /* maildir:PATH, smtp://, smtps://, sendmail:[PATH], imap://, imaps:// */
	struct setting_place url_at;
	char *user;
	char *password; /* a literal one, from a file that nobody else can read */
	char *password_command; /* run by /bin/sh; its first line of output is the password */
	bool oauth2; /* auth = "oauth2" */
	char *token_command; /* likewise, for the access token */
	bool tls_required; /* false only for a loopback host */
	char *ca_file, *cert_file, *key_file; /* resolved against the campaign folder */
};

struct send_settings {
	struct server_settings server;
	long connections;
	struct rate rate, domain_rate;
	long *retry; /* waits in seconds between tries, expanded from "1m, 5m*2"; heap of the arena
		      */
	size_t retry_count;
	struct hours hours; /* when letters may leave; no spans: always */
	bool has_start;
	int64_t start; /* not before this time */
	char *unsubscribe; /* the address for List-Unsubscribe; NULL: no such header */
};

struct inbox_settings {
	struct server_settings server;
	char *file_into; /* Liquid, or NULL */
	struct setting_place file_into_at;
	char *sent_folder; /* IMAP: where sent letters are looked for, or NULL */
	char *on_reply; /* a command that is run for each reply, or NULL */
	char **folders; /* more folders to follow, beside the one of the url */
	size_t folder_count;
};

struct demand_setting {
	char *id, *title, *text;
	bool has_deadline;
	struct date deadline;
	struct setting_place deadline_at;
	size_t number; /* from 1, in the order of the settings */
	size_t line;
};

enum letter_mode { MODE_JOINT, MODE_INDIVIDUAL };

struct letter_settings {
	char *template_file; /* as written; its bytes are among files */
	char *from, *reply_to; /* as written; reply_to NULL when absent */
	bool plus_address;
	enum letter_mode mode;
	char *reminder_file; /* NULL when absent */
	char *layout_file; /* `layout`: the HTML page around each letter; NULL when absent */
	long *remind; /* seconds after a deadline (before it: negative) of each level, growing */
	size_t remind_count;
};

struct campaign {
	struct arena arena;
	char *dir;
	char *id, *title, *timezone, *language, *secret_file; /* secret_file NULL when absent */
	struct setting_place language_at;
	bool has_deadline;
	struct date deadline;
	struct setting_place deadline_at;
	struct letter_settings letter;
	struct send_settings send;
	struct inbox_settings inbox;
	char *store; /* as written; default "campaign.db" */
	struct demand_setting *demands;
	size_t demand_count;
	char *recipients_file, *signatories_file; /* as written */
	struct table recipients, signatories;
	struct table spare; /* recipients after campaign_forget_files(), for campaign_load_again()
			     */
	struct reader recipients_bytes, signatories_bytes; /* where they are read from */
	struct roster_languages languages; /* of the recipients */
	struct campaign_files
		files; /* everything read: settings, lists, templates, attachments later */
	size_t settings_files; /* the first of them: campaign.cfg and what it includes */
	/*
	 * What campaign_load() read from; letters read further files through it (language variants,
	 * attachments, partials) and keep them in files.
	 */
	struct source source;
};

/*
 * Loads the campaign in dir through source (source_folder(dir), or a frozen edition's files).
 * Problems with places go to problems; c is complete when none of them is an error
 * (problems->errors == 0), and must be released in either case. Sets the process's time zone to the
 * campaign's. need_recipients: whether an empty recipients list is an error (it is for sending, not
 * for watching).
 */
void campaign_load(struct campaign *c, const char *dir, const struct source *source,
	bool need_recipients, struct problems *problems);
void campaign_release(struct campaign *c);

/*
 * The same, after the lists of `before` were given up by campaign_forget_files(): recipients with
 * the same bytes are taken over, so that they are not checked a second time. They still are the
 * bytes of `source`, wherever they are read from here on.
 */
void campaign_load_again(struct campaign *c, const char *dir, const struct source *source,
	struct campaign *before, bool need_recipients, struct problems *problems);

/*
 * The same for the settings alone: no list and no template is read, so that it takes the same
 * moment whatever their size. recipients and signatories are empty then.
 */
void campaign_load_settings(struct campaign *c, const char *dir, const struct source *source,
	struct problems *problems);

/*
 * Warns of what is legal but suspicious in the settings and lists, as of `today`: an organisation
 * that is spelled in two ways, a recipient who is a signatory, look-alike domains, a free-mail
 * address for an organisation, a deadline that is past or on a weekend.
 */
void campaign_advise(const struct campaign *c, struct date today, struct problems *problems);

/*
 * The bytes of a file that the settings name and that was read; NULL when it was not. A literal
 * password in the settings is blotted out in them: they are frozen with editions.
 */
const struct campaign_file *campaign_file(const struct campaign *c, const char *name);

/*
 * Whether every cell of the lists that was asked for could be read: lists are not kept in memory,
 * and a file may change meanwhile. Whoever made something of them asks before it counts. 0 or -1.
 */
int campaign_check_lists(const struct campaign *c, struct err *err);

/*
 * Gives up the lists, and the bytes of all files: for when letters are made from an edition from
 * now on, and the folder's files would only take room. The lists are empty then.
 */
void campaign_forget_files(struct campaign *c);

/* Whether text has the shape of a language tag (RFC 5646): "en", "pt-BR", "zh-Hant". */
bool campaign_is_language(const char *text);

/*
 * Settings that are frozen with an edition are those that shape letters. This text (canonical, one
 * line a setting) is equal for two loads when campaign, letter, demands and lists settings are;
 * server settings, rates and the inbox are not in it. Appended to out.
 */
void campaign_add_frozen_settings(const struct campaign *c, struct str *out);

/* A recipient's stable identity: address_key of its email. Heap. */
char *campaign_recipient_key(const struct campaign *c, size_t row);

/* A signatory's stable identity: its `id` column, else its email's key, else "name|org". Heap. */
char *campaign_signatory_key(const struct campaign *c, size_t row);

/* The target that a recipient belongs to: its org, else its email's domain, else its email. */
const char *campaign_target(const struct campaign *c, size_t row);

/* The rows that WHO (address, row id or organisation, compared without case) picks: row numbers,
 * heap. */
size_t campaign_pick(const struct campaign *c, const char *who, size_t **rows_r);

#endif

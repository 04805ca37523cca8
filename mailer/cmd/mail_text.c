#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/maildir.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "campaign/campaign.h"
#include "cmd/mail_text.h"
#include "cmd/words.h"

enum { MAIL_BYTES_MAX = 1 << 30 };

void mail_add_sender(struct str *out, const struct reply *r)
{
	bool named = r->from_name && *r->from_name;

	if (named && r->from_email)
		str_addf(out, "%s <%s>", r->from_name, r->from_email);
	else if (named || r->from_email)
		str_adds(out, named ? r->from_name : r->from_email);
	else
		str_adds(out, "an unknown sender");
}

static enum style filing_style(const struct reply *r)
{
	return r->filing == REPLY_FILED ? STYLE_GREEN : STYLE_YELLOW;
}

/* "filed to A-1 (Example): evidence". */
static void add_letters(struct str *out, const struct reply *r)
{
	for (size_t i = 0; i < r->letter_count; i++) {
		const struct reply_letter *l = &r->letters[i];
		str_addf(out, "%s%s (%s)", i ? ", " : " to ", l->ref, l->org);
	}
}

static void add_demands(struct str *out, const struct reply *r)
{
	for (size_t i = 0; i < r->demand_count; i++)
		str_addf(out, "%s%s", i ? ", " : "; answers ", r->demands[i].demand);
}

void mail_print_line(const struct cli *cli, const struct reply *r)
{
	struct str sender = STR_INIT, filed = STR_INIT, day = STR_INIT;

	mail_add_sender(&sender, r);
	words_add_day(&day, date_at(r->date ? r->date : r->received_at));
	add_letters(&filed, r);
	add_demands(&filed, r);
	cli_print("%s%4ld%s  %s  %s  %s%s%s\n", cli_style(cli, STYLE_BOLD), r->number,
		cli_style(cli, STYLE_NONE), day.p, cli_visible(sender.p),
		cli_style(cli, STYLE_BOLD), cli_visible(r->subject ? r->subject : "(no subject)"),
		cli_style(cli, STYLE_NONE));
	cli_print("      %s, %s%s%s%s%s\n", cli_visible(r->class), cli_style(cli, filing_style(r)),
		reply_filing_name(r->filing), cli_style(cli, STYLE_NONE),
		cli_visible(str_c(&filed)),
		r->quarantined ? "; could not be read safely, and is kept as it came" : "");
	str_release(&sender);
	str_release(&filed);
	str_release(&day);
}

static void print_field(const struct cli *cli, const char *name, const char *value)
{
	if (value && *value)
		cli_print("%s%-10s%s %s\n", cli_style(cli, STYLE_DIM), name,
			cli_style(cli, STYLE_NONE), cli_visible(value));
}

static void print_head(const struct cli *cli, const struct reply *r)
{
	struct str text = STR_INIT;

	str_addf(&text, "%ld, %s, %s", r->number, r->class, reply_filing_name(r->filing));
	print_field(cli, "Reply", text.p);
	str_reset(&text);
	mail_add_sender(&text, r);
	print_field(cli, "From", text.p);
	print_field(cli, "Subject", r->subject);
	str_reset(&text);
	if (r->date)
		words_add_time(&text, r->date);
	print_field(cli, "Date", str_c(&text));
	str_reset(&text);
	words_add_time(&text, r->received_at);
	print_field(cli, "Read in", text.p);
	print_field(cli, "Message-ID", r->message_id);
	if (r->same_id)
		print_field(cli, "Caution", "another mail had this Message-ID and other words");
	if (r->quarantined)
		print_field(cli, "Caution", "it could not be read safely; --eml gives its bytes");
	print_field(cli, "Promises", r->promised_date);
	print_field(cli, "Public", reply_publication_name(r->publication));
	str_release(&text);
}

static void print_filing(const struct cli *cli, const struct reply *r)
{
	struct str text = STR_INIT;

	for (size_t i = 0; i < r->letter_count; i++) {
		const struct reply_letter *l = &r->letters[i];
		str_reset(&text);
		str_addf(&text, "%s to %s: %s", l->ref, l->org, l->evidence ? l->evidence : "");
		print_field(cli, r->filing == REPLY_SUGGESTED ? "Perhaps" : "Letter", text.p);
	}
	for (size_t i = 0; i < r->demand_count; i++) {
		const struct reply_demand *d = &r->demands[i];
		str_reset(&text);
		str_addf(&text, "%s: %s", d->demand, d->reason ? d->reason : "");
		words_add_quote(&text, d->quote);
		print_field(cli, "Demand", text.p);
	}
	if (r->bounce_action || r->bounce_status || r->bounce_diagnostic) {
		str_reset(&text);
		str_addf(&text, "%s %s %s: %s", r->bounce_recipient ? r->bounce_recipient : "",
			r->bounce_action ? r->bounce_action : "",
			r->bounce_status ? r->bounce_status : "",
			r->bounce_diagnostic ? r->bounce_diagnostic : "");
		print_field(cli, "Delivery", text.p);
	}
	str_release(&text);
}

void mail_print(const struct cli *cli, const struct reply *r)
{
	struct str text = STR_INIT;

	print_head(cli, r);
	print_filing(cli, r);
	if (r->text && *r->text) {
		utf8_add_visible(&text, r->text, strlen(r->text), true);
		cli_print("\n%s%s", text.p, str_ends(text.p, "\n") ? "" : "\n");
	}
	str_release(&text);
}

/* The name below the archive under which a mail's file is now: flags change it. Heap, or NULL. */
static char *find_moved(const char *archive, const char *name)
{
	const char *base = path_base(name);
	size_t n = strcspn(base, ":"), count;
	char **names, *found = NULL;
	struct err ignored;

	if (maildir_list(archive, &names, &count, &ignored) < 0)
		return NULL;
	for (size_t i = 0; i < count && found == NULL; i++) {
		const char *other = path_base(names[i]);
		if (strcspn(other, ":") == n && memcmp(other, base, n) == 0)
			found = mem_strdup(names[i]);
	}
	maildir_names_free(names, count);
	return found;
}

int mail_archived(const char *dir, const struct reply *r, struct str *out, struct err *err)
{
	char *archive = path_join(dir, CAMPAIGN_ARCHIVE), hash[SHA256_HEX];
	const char *name = r->archive_name ? r->archive_name : "";
	char *path = path_join(archive, name);
	int rc;

	if (*name && !file_exists(path)) {
		char *moved = find_moved(archive, name);
		if (moved) {
			free(path);
			path = path_join(archive, moved);
		}
		free(moved);
	}
	size_t before = out->len;
	/* A file that is gone is no mistake of the caller. */
	rc = *name ? file_read(path, MAIL_BYTES_MAX, out, err)
		   : err_set(err, ERR_FAILED, "reply %ld has no bytes in the archive", r->number);
	if (rc < 0 && err)
		err->kind = ERR_FAILED;
	if (rc == 0) {
		sha256_hex(out->p ? out->p + before : "", out->len - before, hash);
		if (strcmp(hash, r->sha256) != 0)
			rc = err_set(err, ERR_FAILED,
				"%s is not the mail that was read in: its hash differs; restore it "
				"from a copy of the archive",
				path);
	}
	free(path);
	free(archive);
	return rc;
}

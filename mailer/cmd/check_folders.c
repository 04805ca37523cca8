#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cmd/check_folders.h"
#include "cmd/json_out.h"
#include "cmd/watch_inbox.h"

/* 0 also when the server refuses it: that is the folder's problem. */
static int look_at(struct online_folder *f, const char *name, struct imap *imap, struct err *err)
{
	struct imap_folder now;
	int rc = imap_status(imap, name, &now, err);

	f->name = mem_strdup(name);
	f->mails = rc == 0 && now.uidvalidity ? (long)now.exists : -1;
	if (rc == IMAP_REFUSED)
		f->problem = mem_strdup(err->text);
	return rc == IMAP_REFUSED ? 0 : rc;
}

/* The server's folder for a use, heap; NULL for none. */
static int find_special(struct imap *imap, const char *use, char **name_r, struct err *err)
{
	struct str name = STR_INIT;
	int rc = imap_special(imap, use, &name, err);

	*name_r = rc > 0 ? str_detach(&name, NULL) : NULL;
	str_release(&name);
	return rc < 0 ? -1 : 0;
}

static int look_for_sent(
	struct online_folders *f, const struct campaign *c, struct imap *imap, struct err *err)
{
	char *special = NULL;
	int rc = 0;

	if (c->inbox.sent_folder == NULL)
		rc = find_special(imap, "\\Sent", &special, err);
	f->sent_by_use = special != NULL;
	if (rc == 0 && (special || c->inbox.sent_folder))
		rc = look_at(&f->sent, special ? special : c->inbox.sent_folder, imap, err);
	free(special);
	return rc;
}

int online_folders_look(
	struct online_folders *f, const struct campaign *c, struct imap *imap, struct err *err)
{
	struct arena arena = {0};
	const char **names;
	size_t n = watch_inbox_folders(c, &arena, &names);
	int rc = 0;

	f->list = mem_array(n, sizeof *f->list);
	for (; rc == 0 && f->count < n; f->count++)
		rc = look_at(&f->list[f->count], names[f->count], imap, err);
	if (rc == 0)
		rc = look_for_sent(f, c, imap, err);
	if (rc == 0)
		rc = find_special(imap, "\\Junk", &f->junk, err);
	for (size_t i = 0; f->junk && i < n; i++)
		if (strcmp(names[i], f->junk) == 0) {
			free(f->junk);
			f->junk = NULL;
		}
	arena_release(&arena);
	return rc < 0 ? -1 : 0;
}

bool online_folders_lack(const struct online_folders *f)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->list[i].problem)
			return true;
	return f->sent.problem != NULL;
}

static void print_folder(const struct online_folder *f, const char *what)
{
	if (f->problem) {
		cli_print("%-12s %s \"%s\" cannot be used: ", "", what, cli_visible(f->name));
		cli_print("%s\n", cli_visible(f->problem));
		return;
	}
	cli_print("%-12s %s \"%s\"", "", what, cli_visible(f->name));
	if (f->mails >= 0)
		cli_print(": %ld mail%s", f->mails, f->mails == 1 ? "" : "s");
	cli_print("\n");
}

void online_folders_print(const struct online_folders *f)
{
	for (size_t i = 0; i < f->count; i++)
		print_folder(&f->list[i], "follows");
	if (f->sent.name)
		print_folder(&f->sent, "looks for uncertain letters in");
	if (f->junk)
		cli_print("%-12s hint: answers that the server takes for spam land in \"%s\"; to "
			  "follow it too, add it to inbox.folders\n",
			"", cli_visible(f->junk));
}

static json_t *folder_json(const struct online_folder *f)
{
	json_t *o = json_object();

	json_set_text(o, "name", f->name);
	json_set(o, "mails", f->mails < 0 ? json_null() : json_integer(f->mails));
	json_set_text(o, "error", f->problem);
	return o;
}

void online_folders_json(const struct online_folders *f, json_t *server)
{
	json_t *list = json_array();

	for (size_t i = 0; i < f->count; i++)
		json_array_append_new(list, folder_json(&f->list[i]));
	json_set(server, "folders", list);
	json_set(server, "sent_folder", f->sent.name ? folder_json(&f->sent) : json_null());
	json_set_text(server, "junk_folder", f->junk);
}

static void release(struct online_folder *f)
{
	free(f->name);
	free(f->problem);
}

void online_folders_release(struct online_folders *f)
{
	for (size_t i = 0; i < f->count; i++)
		release(&f->list[i]);
	free(f->list);
	release(&f->sent);
	free(f->junk);
	*f = (struct online_folders){0};
}

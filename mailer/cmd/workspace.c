#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/mem.h"
#include "net/credential.h"
#include "cmd/workspace.h"

enum { SECRET_FILE_MAX = 1 << 20 };

/* The settings' demands as the rules want them; one without a deadline has the campaign's. */
static void list_demands(struct workspace *w)
{
	const struct campaign *c = &w->campaign;

	w->demands = mem_array(c->demand_count ? c->demand_count : 1, sizeof *w->demands);
	w->demand_count = c->demand_count;
	for (size_t i = 0; i < c->demand_count; i++) {
		const struct demand_setting *s = &c->demands[i];
		w->demands[i] = (struct demand){
			.id = s->id,
			.title = s->title,
			.text = s->text,
			.number = s->number,
			.has_deadline = s->has_deadline || c->has_deadline,
			.deadline = s->has_deadline ? s->deadline : c->deadline,
		};
	}
}

char *workspace_store_path(const char *dir, const char *store)
{
	char *path = path_join(dir, store), *real;
	struct stat st;

	if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode) && (real = realpath(path, NULL)) != NULL) {
		free(path);
		return real;
	}
	return path;
}

/* Tells the problems; -1 to go on, else the exit status. */
static int take_loaded(struct workspace *w, const struct cli *cli, struct problems *problems)
{
	int status = cli_problems(cli, problems);

	w->loaded = true;
	problems_release(problems);
	if (status != EXIT_DONE)
		return status;
	list_demands(w);
	w->store_path = workspace_store_path(cli->dir, w->campaign.store);
	return -1;
}

int workspace_load(struct workspace *w, const struct cli *cli, bool need_recipients)
{
	struct source source = source_folder(cli->dir);
	struct problems problems = {0};

	credential_from_environment();
	campaign_load(&w->campaign, cli->dir, &source, need_recipients, &problems);
	return take_loaded(w, cli, &problems);
}

int workspace_load_settings(struct workspace *w, const struct cli *cli)
{
	struct source source = source_folder(cli->dir);
	struct problems problems = {0};

	credential_from_environment();
	campaign_load_settings(&w->campaign, cli->dir, &source, &problems);
	return take_loaded(w, cli, &problems);
}

struct edition_file *workspace_files(const struct campaign *c)
{
	struct edition_file *files = mem_array(c->files.count + 1, sizeof *files);

	for (size_t i = 0; i < c->files.count; i++) {
		const struct campaign_file *file = &c->files.items[i];
		files[i] = (struct edition_file){.name = file->name,
			.bytes = file->in_pieces ? NULL : str_c(&file->bytes),
			.len = file->size,
			.sha256 = file->sha256};
	}
	return files;
}

static int keep_list(struct store *store, const struct campaign *c, const char *name,
	const struct reader *bytes, struct err *err)
{
	const struct campaign_file *file = campaign_file(c, name);

	return file ? store_blob_copy(store, file->sha256, bytes, err) : 0;
}

int workspace_keep_lists(struct store *store, const struct campaign *c, struct err *err)
{
	if (keep_list(store, c, c->recipients_file, &c->recipients_bytes, err) < 0)
		return -1;
	return keep_list(store, c, c->signatories_file, &c->signatories_bytes, err);
}

static int check_store_kind(const struct workspace *w, struct err *err)
{
	if (strstr(w->campaign.store, "://") == NULL)
		return 0;
	return err_set(err, ERR_INPUT,
		"store: \"%s\" is not a file; this openletter keeps its state in a file, for "
		"instance store = \"campaign.db\"",
		w->campaign.store);
}

int workspace_open_store(struct workspace *w, enum store_mode mode, struct err *err)
{
	if (check_store_kind(w, err) < 0)
		return -1;
	return store_open(w->store_path, mode, &w->store, err);
}

int workspace_read_store(struct workspace *w, struct err *err)
{
	if (check_store_kind(w, err) < 0)
		return -1;
	return store_open(w->store_path, file_exists(w->store_path) ? STORE_READ : STORE_EMPTY,
		&w->store, err);
}

void workspace_release(struct workspace *w)
{
	store_close(w->store);
	free(w->store_path);
	free(w->demands);
	if (w->loaded)
		campaign_release(&w->campaign);
	*w = (struct workspace){0};
}

static int secret_from_file(
	const struct workspace *w, uint8_t *key_r, size_t *len_r, struct err *err)
{
	char *path = path_join(w->campaign.dir, w->campaign.secret_file);
	struct str bytes = STR_INIT;
	int rc = file_read(path, SECRET_FILE_MAX, &bytes, err);

	if (rc == 0 && bytes.len == 0)
		rc = err_set(err, ERR_INPUT, "%s: is empty, expected the campaign's secret", path);
	if (rc == 0 && bytes.len > STORE_SECRET_SIZE) {
		sha256(bytes.p, bytes.len, key_r);
		*len_r = STORE_SECRET_SIZE;
	} else if (rc == 0) {
		memcpy(key_r, bytes.p, bytes.len);
		*len_r = bytes.len;
	}
	str_wipe(&bytes);
	free(path);
	return rc < 0 ? -1 : 1;
}

int workspace_secret(struct workspace *w, uint8_t key_r[STORE_SECRET_SIZE], size_t *len_r,
	bool create, struct err *err)
{
	_Static_assert((int)STORE_SECRET_SIZE == (int)SHA256_SIZE, "a hash fills a secret");
	if (w->campaign.secret_file)
		return secret_from_file(w, key_r, len_r, err);
	*len_r = STORE_SECRET_SIZE;
	return store_secret(w->store, key_r, create, err);
}

int workspace_credential(
	const struct server_settings *server, struct str *secret_r, struct err *err)
{
	const char *command = server->oauth2 ? server->token_command : server->password_command;
	const char *environment = credential_from_environment();
	const char *literal = environment ? environment : server->password;

	if (server->user == NULL)
		return 0;
	if (command)
		return credential_from_command(command, secret_r, err) < 0 ? -1 : 1;
	if (literal == NULL)
		return err_set(err, ERR_INPUT,
			"there is no password for %s: set %s in campaign.cfg, or "
			"OPENLETTER_PASSWORD in the environment",
			server->user, server->oauth2 ? "token_command" : "password_command");
	str_adds(secret_r, literal);
	return 1;
}

#include <libconfig.h>
#include <string.h>

#include "base/str.h"
#include "campaign/config.h"
#include "campaign/config_scan.h"

/* Takes the values that libconfig read over into the tree that the scan made. */
static void take_values(struct config *c, struct setting *ours, const config_setting_t *theirs)
{
	unsigned i = 0;

	switch (ours->kind) {
	case SETTING_TEXT:
		ours->text = arena_strdup(&c->arena, config_setting_get_string(theirs));
		break;
	case SETTING_FRACTION:
		ours->fraction = config_setting_get_float(theirs);
		break;
	case SETTING_FLAG:
		ours->flag = config_setting_get_bool(theirs);
		break;
	case SETTING_NUMBER:
		if (!ours->broken)
			ours->number = config_setting_get_int64(theirs);
		break;
	case SETTING_GROUP:
	case SETTING_LIST:
		for (struct setting *m = ours->first; m; m = m->next)
			take_values(c, m, config_setting_get_elem(theirs, i++));
		break;
	}
}

/* Whether both trees have the same shape: the scan knows the grammar, or the file is refused. */
static bool same_shape(const struct setting *ours, const config_setting_t *theirs)
{
	static const int kinds[] = {
		[SETTING_GROUP] = CONFIG_TYPE_GROUP,
		[SETTING_TEXT] = CONFIG_TYPE_STRING,
		[SETTING_FRACTION] = CONFIG_TYPE_FLOAT,
		[SETTING_FLAG] = CONFIG_TYPE_BOOL,
	};
	int type = config_setting_type(theirs);
	unsigned i = 0;

	if (ours->name && (theirs->name == NULL || strcmp(ours->name, theirs->name) != 0))
		return false;
	if (ours->kind == SETTING_NUMBER)
		return type == CONFIG_TYPE_INT || type == CONFIG_TYPE_INT64;
	if (ours->kind == SETTING_LIST ? type != CONFIG_TYPE_LIST && type != CONFIG_TYPE_ARRAY
				       : type != kinds[ours->kind])
		return false;
	if (ours->kind != SETTING_GROUP && ours->kind != SETTING_LIST)
		return true;
	if ((size_t)config_setting_length(theirs) != ours->count)
		return false;
	for (const struct setting *m = ours->first; m; m = m->next)
		if (!same_shape(m, config_setting_get_elem(theirs, i++)))
			return false;
	return true;
}

/* The byte at which a line (from 1) of the whole text begins. */
static size_t line_offset(const struct config *c, int line)
{
	const char *p = c->text.text.p;

	for (int i = 1; i < line && strchr(p, '\n'); i++)
		p = strchr(p, '\n') + 1;
	return (size_t)(p - c->text.text.p);
}

static int read_values(struct config *c, struct problems *problems)
{
	config_t tree;
	int rc = -1;

	config_init(&tree);
	if (!config_read_string(&tree, c->text.text.p))
		config_text_problem(&c->text, line_offset(c, config_error_line(&tree)), problems,
			"%s, expected settings as libconfig reads them", config_error_text(&tree));
	else if (!same_shape(&c->root, config_root_setting(&tree)))
		config_text_problem(&c->text, 0, problems,
			"settings that can be read in two ways, expected simpler ones");
	else
		rc = 0;
	if (rc == 0)
		take_values(c, &c->root, config_root_setting(&tree));
	config_destroy(&tree);
	return rc;
}

int config_load(struct config *c, struct campaign_files *files, const struct source *source,
	const char *name, struct problems *problems)
{
	*c = (struct config){0};
	if (config_text_read(&c->text, files, source, name, problems) < 0)
		return -1;
	if (config_scan(&c->text, &c->arena, &c->root, problems) < 0)
		return -1;
	return read_values(c, problems);
}

void config_unload(struct config *c)
{
	config_text_release(&c->text);
	arena_release(&c->arena);
	*c = (struct config){0};
}

const char *setting_kind_name(enum setting_kind kind)
{
	static const char *const names[] = {
		[SETTING_GROUP] = "a group { ... }",
		[SETTING_LIST] = "a list ( ... )",
		[SETTING_TEXT] = "a text in quotes",
		[SETTING_NUMBER] = "a whole number",
		[SETTING_FRACTION] = "a fraction",
		[SETTING_FLAG] = "true or false",
	};

	return names[kind];
}

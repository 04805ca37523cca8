#include "campaign/campaign.h"
#include "campaign/config.h"
#include "campaign/settings.h"

void campaign_load_settings(
	struct campaign *c, const char *dir, const struct source *source, struct problems *problems)
{
	struct config config;
	struct settings_reader r = {
		.c = c,
		.config = &config,
		.problems = problems,
		.live = source_is_folder(source),
	};

	*c = (struct campaign){.source = *source};
	c->dir = arena_strdup(&c->arena, dir);
	if (config_load(&config, &c->files, source, CAMPAIGN_FILE, problems) == 0)
		settings_read(&r);
	config_unload(&config);
}

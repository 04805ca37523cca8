/* For tests: a campaign in memory, loaded, and its problems as lines of text. */
#ifndef TESTS_CAMPAIGN_LOADING_H
#define TESTS_CAMPAIGN_LOADING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "campaign/campaign.h"

/* A campaign without a fault; each test changes one thing. */
#define GROUP_CAMPAIGN                                                                             \
	"campaign = { id = \"a-1\"; title = \"A title\"; deadline = \"2025-10-10\";\n"             \
	"  timezone = \"Europe/Brussels\"; language = \"en\"; };\n"
#define GROUP_LETTER "letter = { template = \"letter.md\"; from = \"A <a@example.org>\"; };\n"
#define DEMANDS "demands = ( { id = \"d1\"; title = \"T\"; text = \"X\"; } );\n"
#define SETTINGS GROUP_CAMPAIGN GROUP_LETTER DEMANDS
#define RECIPIENTS "email,name,org\nb@example.com,B,B Ltd\n"
#define SIGNATORIES "name,org\nA,A Org\n"
#define LETTER "Subject: x\n\nText\n"

struct loaded {
	struct campaign_files files;
	struct source source;
	struct campaign campaign;
	struct problems problems;
	struct str told; /* FILE:LINE:COLUMN: TEXT, a line a problem */
};

static inline void give(struct loaded *l, const char *name, const void *bytes, size_t n)
{
	struct campaign_file *f;

	mem_grow(&l->files.items, &l->files.cap, l->files.count, sizeof *l->files.items);
	f = &l->files.items[l->files.count++];
	*f = (struct campaign_file){.name = mem_strdup(name)};
	str_init(&f->bytes);
	str_add(&f->bytes, bytes, n);
}

static inline void tell_problems(struct loaded *l)
{
	for (size_t i = 0; i < l->problems.count; i++) {
		const struct problem *p = &l->problems.items[i];
		str_addf(&l->told, "%s:%zu:%zu: %s%s\n", p->file, p->line, p->column,
			p->warning ? "warning: " : "", p->text);
	}
}

static inline void load_given(struct loaded *l)
{
	l->source = source_files(&l->files);
	campaign_load(&l->campaign, ".", &l->source, true, &l->problems);
	str_init(&l->told);
	tell_problems(l);
}

/* Loads a campaign of these files; NULL is the faultless one. */
static inline void load(
	struct loaded *l, const char *settings, const char *recipients, const char *signatories)
{
	const char *texts[] = {settings ? settings : SETTINGS, recipients ? recipients : RECIPIENTS,
		signatories ? signatories : SIGNATORIES};

	*l = (struct loaded){0};
	give(l, CAMPAIGN_FILE, texts[0], strlen(texts[0]));
	give(l, "recipients.csv", texts[1], strlen(texts[1]));
	give(l, "signatories.csv", texts[2], strlen(texts[2]));
	give(l, "letter.md", LETTER, strlen(LETTER));
	load_given(l);
}

static inline void unload(struct loaded *l)
{
	campaign_release(&l->campaign);
	campaign_files_release(&l->files);
	problems_release(&l->problems);
	str_release(&l->told);
}

/* Whether that many errors were told, with these words (also: NULL for none); says what was
 * instead. */
static inline bool is_told(
	const struct loaded *l, const char *told, const char *also, size_t errors)
{
	const char *all = str_c(&l->told);

	if (strstr(all, told) && (also == NULL || strstr(all, also)) &&
		l->problems.errors == errors)
		return true;
	print_error(
		"expected %zu errors, \"%s\" and \"%s\":\n%s", errors, told, also ? also : "", all);
	return false;
}

/* Fails with all that was told when `wanted` is no part of it. */
static inline void assert_told(const struct loaded *l, const char *name, const char *wanted)
{
	if (strstr(str_c(&l->told), wanted) == NULL)
		fail_msg("%s: expected \"%s\" in:\n%s", name, wanted, str_c(&l->told));
}

#endif

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "liquid/language.h"
#include "cmd/check_languages.h"

enum { TOLD_MAX = 20 };

/* ISO 639-1, with the codes that were withdrawn: every language of two letters that there is. */
static const char two_letters[] =
	" aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv"
	" cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr"
	" ht hu hy hz ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr"
	" ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng"
	" nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk"
	" sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve"
	" vi vo wa wo xh yi yo za zh zu ";

/* Countries that are written in the place of their language, where that is no other language. */
static const struct {
	const char *country, *language;
} countries[] = {{"al", "sq"}, {"at", "de"}, {"au", "en"}, {"by", "be"}, {"cl", "es"}, {"cn", "zh"},
	{"cz", "cs"}, {"dk", "da"}, {"eg", "ar"}, {"gb", "en"}, {"ge", "ka"}, {"gr", "el"},
	{"il", "he"}, {"ir", "fa"}, {"jp", "ja"}, {"kz", "kk"}, {"md", "ro"}, {"mx", "es"},
	{"nz", "en"}, {"ph", "fil"}, {"pk", "ur"}, {"rs", "sr"}, {"ua", "uk"}, {"us", "en"},
	{"uy", "es"}, {"vn", "vi"}};

/*
 * Whether a tag begins with what can be a language: of two letters those of ISO 639-1, any of
 * three (ISO 639-2 to 639-5 have thousands), none of more. "x-" and "i-" begin tags of other kinds.
 */
static bool is_language(const char *tag)
{
	size_t n = strcspn(tag, "-");
	char code[] = " xx ";

	if (n != 2)
		return n < 4;
	for (size_t i = 0; i < 2; i++)
		code[i + 1] = (char)(tag[i] | 0x20);
	return strstr(two_letters, code) != NULL;
}

static const char *language_of_country(const char *tag)
{
	for (size_t i = 0; i < sizeof countries / sizeof *countries; i++)
		if (strcasecmp(countries[i].country, tag) == 0)
			return countries[i].language;
	return NULL;
}

static int by_tag(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The languages alone; their regions follow them. */
static void add_known(struct str *out)
{
	const char **tags = mem_array(language_count, sizeof *tags);
	size_t n = 0;

	for (size_t i = 0; i < language_count; i++)
		if (strchr(languages[i].tag, '-') == NULL)
			tags[n++] = languages[i].tag;
	qsort(tags, n, sizeof *tags, by_tag);
	str_adds(out, ". Words there are for ");
	for (size_t i = 0; i < n; i++)
		str_addf(out, "%s%s", i ? ", " : "", tags[i]);
	free(tags);
}

static void add_warning(struct str *out, const char *tag)
{
	const char *meant = language_of_country(tag);

	if (is_language(tag))
		str_addf(out, "there are no words for the language \"%s\"", tag);
	else if (meant)
		str_addf(out,
			"\"%s\" is no language (RFC 5646), expected \"%s\" for that of the country",
			tag, meant);
	else
		str_addf(out,
			"\"%s\" is no language (RFC 5646), expected one like \"en\" or \"pt-BR\"",
			tag);
	str_adds(out, ": dates, lists of names, plurals and ordinals come out in English");
}

static void tell(struct problems *problems, const char *file, size_t line, size_t column,
	const char *tag, bool *listed)
{
	struct str text = STR_INIT;

	add_warning(&text, tag);
	/* Once is enough. */
	if (!*listed)
		add_known(&text);
	*listed = true;
	problems_warn(problems, file, line, column, "%s", str_c(&text));
	str_release(&text);
}

void check_languages(const struct campaign *c, struct problems *problems)
{
	const struct table *t = &c->recipients;
	const struct roster_languages *theirs = &c->languages;
	long column = table_column(t, "language");
	bool listed = false;
	size_t told = 0;

	if (c->language_at.file && !language_is_known(c->language))
		tell(problems, c->language_at.file, c->language_at.line, c->language_at.column,
			c->language, &listed);
	for (size_t i = 0; i < theirs->count && told < TOLD_MAX; i++) {
		size_t line, place;
		if (language_is_known(theirs->items[i].name) ||
			strcasecmp(theirs->items[i].name, c->language) == 0)
			continue;
		table_cell_at(t, theirs->items[i].row, column, &line, &place);
		tell(problems, t->file, line, place, theirs->items[i].name, &listed);
		told++;
	}
}

/* The language in "letter.LANG.md" of a template "letter.md", or "". */
static void language_of_file(const char *name, const char *template, char tag_r[16])
{
	const char *end = strrchr(template, '.');
	size_t stem = end ? (size_t)(end - template) : strlen(template), n = strlen(name);
	size_t tail = strlen(template) - stem;

	*tag_r = '\0';
	if (n <= stem + 1 + tail || strncmp(name, template, stem) != 0 || name[stem] != '.' ||
		strcmp(name + n - tail, template + stem) != 0 || n - tail - stem - 1 >= 16)
		return;
	memcpy(tag_r, name + stem + 1, n - tail - stem - 1);
	tag_r[n - tail - stem - 1] = '\0';
	/* Of three letters any could be one: "old", "bak". */
	if (strcspn(tag_r, "-") != 2 || !is_language(tag_r))
		*tag_r = '\0';
}

void check_unused_letters(const struct campaign *c, struct problems *problems)
{
	const char *const templates[] = {c->letter.template_file, c->letter.reminder_file};
	DIR *dir = opendir(c->dir);
	struct dirent *entry;
	char tag[16];

	while (dir && (entry = readdir(dir)) != NULL)
		for (size_t i = 0; i < 2; i++) {
			if (templates[i] == NULL || campaign_file(c, entry->d_name))
				continue;
			language_of_file(entry->d_name, templates[i], tag);
			if (*tag)
				problems_warn(problems, entry->d_name, 1, 1,
					"this letter goes to nobody: no recipient has \"%s\" in "
					"the "
					"column \"language\"",
					tag);
		}
	if (dir)
		closedir(dir);
}

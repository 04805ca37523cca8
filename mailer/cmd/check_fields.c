#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "cmd/check_fields.h"

enum { NAME_MAX_SHOWN = 60, TOLD_MAX = 20 };

/* What other programs put around a merge field. */
static const struct around {
	const char *open, *close;
} arounds[] = {
	{"{", "}"}, {"<<", ">>"}, {"\xC2\xAB", "\xC2\xBB"}, {"[[", "]]"}, {"[", "]"}, {"%", "%"}};

static bool starts_with(const char *p, const char *end, const char *what)
{
	size_t n = strlen(what);

	return (size_t)(end - p) >= n && memcmp(p, what, n) == 0;
}

/*
 * What stands before the n bytes in a merge field: "" for `variable.key`, "recipient." for a column
 * of the recipients; NULL when they name neither.
 */
static const char *field_prefix(const struct campaign *c, const char *p, size_t n)
{
	static const char *const variables[] = {
		"recipient.", "signatory.", "campaign.", "letter.", "demands", "signatories"};
	char name[NAME_MAX_SHOWN + 1];

	if (n == 0 || n > NAME_MAX_SHOWN)
		return NULL;
	memcpy(name, p, n);
	name[n] = '\0';
	for (size_t i = 0; i < sizeof variables / sizeof *variables; i++)
		if (str_starts(name, variables[i]) && strpbrk(name, " \t\n") == NULL)
			return "";
	return table_column(&c->recipients, name) >= 0 ? "recipient." : NULL;
}

/* The merge field that begins at p in one of the forms: its bytes without them; 0 for none. */
static size_t field_at(const struct campaign *c, const char *p, const char *end,
	const char **name_r, size_t *whole_r)
{
	for (size_t i = 0; i < sizeof arounds / sizeof *arounds; i++) {
		const struct around *a = &arounds[i];
		if (!starts_with(p, end, a->open))
			continue;
		const char *name = p + strlen(a->open), *stop = name;
		while (stop < end && stop - name <= NAME_MAX_SHOWN && *stop != '\n' &&
			!starts_with(stop, end, a->close))
			stop++;
		if (!starts_with(stop, end, a->close))
			continue;
		size_t n = (size_t)(stop - name);
		*whole_r = n + strlen(a->open) + strlen(a->close);
		for (; n && *name == ' '; n--)
			name++;
		while (n && name[n - 1] == ' ')
			n--;
		/* Markdown: a link's text. */
		bool link = *a->open == '[' && stop + 1 < end && (stop[1] == '(' || stop[1] == '[');
		if (!link && field_prefix(c, name, n)) {
			*name_r = name;
			return n;
		}
	}
	return 0;
}

/* Behind a tag or an output of our own, or p. One that is never closed is a mistake told already.
 */
static const char *skip_liquid(const char *p, const char *end)
{
	const char *close = starts_with(p, end, "{{")	? "}}"
			    : starts_with(p, end, "{%") ? "%}"
							: NULL;
	const char *at = close ? memmem(p, (size_t)(end - p), close, 2) : NULL;

	return close == NULL ? p : at ? at + 2 : end;
}

static void check_text(const struct campaign *c, const struct campaign_file *file, size_t *told,
	struct problems *problems)
{
	const char *text = str_c(&file->bytes), *end = text + file->bytes.len, *name;
	size_t n, whole, line, column;

	for (const char *p = text; p < end && *told < TOLD_MAX;) {
		const char *next = skip_liquid(p, end);
		if (next != p) {
			p = next;
			continue;
		}
		n = field_at(c, p, end, &name, &whole);
		if (n == 0) {
			p++;
			continue;
		}
		utf8_place(text, file->bytes.len, (size_t)(p - text), &line, &column);
		problems_warn(problems, file->name, line, column,
			"\"%.*s\" goes out as it stands; a merge field is {{ %s%.*s }}", (int)whole,
			p, field_prefix(c, name, n), (int)n, name);
		++*told;
		p += whole;
	}
}

/* Whether a file is a template, or its variant of a language: "letter.md", "letter.fr.md". */
static bool is_template(const char *name, const char *template)
{
	const char *end = template ? strrchr(template, '.') : NULL;
	size_t stem = end ? (size_t)(end - template) : 0;

	return stem && strncmp(name, template, stem) == 0 && name[stem] == '.';
}

void check_fields(const struct campaign *c, struct problems *problems)
{
	size_t told = 0;

	for (size_t i = 0; i < c->files.count; i++) {
		const struct campaign_file *file = &c->files.items[i];
		if (is_template(file->name, c->letter.template_file) ||
			is_template(file->name, c->letter.reminder_file))
			check_text(c, file, &told, problems);
	}
}

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"
#include "letter/template.h"
#include "cmd/check_fields.h"

enum { NAME_MAX_SHOWN = 60, TOLD_MAX = 20 };

/* What other programs put around a merge field. */
static const struct around {
	const char *open, *close;
	bool always; /* nothing else is written so, whatever is between */
} arounds[] = {{"{", "}", false}, {"<<", ">>", false}, {"\xC2\xAB", "\xC2\xBB", false},
	{"[[", "]]", false}, {"[", "]", false}, {"%", "%", false}, {"*|", "|*", true}};

/* A merge field of another program: where it stands, and what it is called here. */
struct field_found {
	size_t whole; /* bytes, with what is around it */
	const char *prefix,
		*name; /* "recipient." and the column; name is NULL where it is not known */
	size_t n;
};

/* The column of the recipients with this name, in letters of either case; or NULL. */
static const char *column_named(const struct campaign *c, const char *name)
{
	const struct table *t = &c->recipients;

	for (size_t i = 0; i < t->column_count; i++)
		if (strcasecmp(t->columns[i], name) == 0)
			return t->columns[i];
	return NULL;
}

/* Whether the n bytes at p name a column, or a `variable.key`. */
static bool names_field(
	const struct campaign *c, const char *p, size_t n, struct field_found *found)
{
	static const char *const variables[] = {
		"recipient.", "signatory.", "campaign.", "letter.", "demands", "signatories"};
	char name[NAME_MAX_SHOWN + 1];
	const char *column;

	if (n == 0 || n > NAME_MAX_SHOWN)
		return false;
	memcpy(name, p, n);
	name[n] = '\0';
	*found = (struct field_found){.prefix = "", .name = p, .n = n};
	for (size_t i = 0; i < sizeof variables / sizeof *variables; i++)
		if (str_starts(name, variables[i]) && strpbrk(name, " \t\n") == NULL)
			return true;
	column = column_named(c, name);
	*found = (struct field_found){
		.prefix = "recipient.", .name = column, .n = column ? strlen(column) : 0};
	return column != NULL;
}

/* Whether a merge field begins at p in one of the forms. */
static bool field_at(
	const struct campaign *c, const char *p, const char *end, struct field_found *found)
{
	for (size_t i = 0; i < sizeof arounds / sizeof *arounds; i++) {
		const struct around *a = &arounds[i];
		if (!str_starts_in(p, end, a->open))
			continue;
		const char *name = p + strlen(a->open), *stop = name;
		while (stop < end && stop - name <= NAME_MAX_SHOWN && *stop != '\n' &&
			!str_starts_in(stop, end, a->close))
			stop++;
		if (!str_starts_in(stop, end, a->close))
			continue;
		size_t n = (size_t)(stop - name), whole = n + strlen(a->open) + strlen(a->close);
		for (; n && *name == ' '; n--)
			name++;
		while (n && name[n - 1] == ' ')
			n--;
		/* Markdown: a link's text. */
		bool link = *a->open == '[' && stop + 1 < end && (stop[1] == '(' || stop[1] == '[');
		if (!link && (names_field(c, name, n, found) || a->always)) {
			found->whole = whole;
			return true;
		}
	}
	return false;
}

/* Behind a tag or an output of our own, or p. One that is never closed is a mistake told already.
 */
static const char *skip_liquid(const char *p, const char *end)
{
	const char *close = str_starts_in(p, end, "{{")	  ? "}}"
			    : str_starts_in(p, end, "{%") ? "%}"
							  : NULL;
	const char *at = close ? memmem(p, (size_t)(end - p), close, 2) : NULL;

	return close == NULL ? p : at ? at + 2 : end;
}

static void tell_field(const struct campaign_file *file, const char *at,
	const struct field_found *found, struct problems *problems)
{
	size_t line, column;

	utf8_place(str_c(&file->bytes), file->bytes.len, (size_t)(at - str_c(&file->bytes)), &line,
		&column);
	if (found->name)
		problems_warn(problems, file->name, line, column,
			"\"%.*s\" goes out as it stands; a merge field is {{ %s%.*s }}",
			(int)found->whole, at, found->prefix, (int)found->n, found->name);
	else if (*at == '}')
		problems_warn(problems, file->name, line, column,
			"the third brace goes out as it stands; a merge field ends in two");
	else
		problems_warn(problems, file->name, line, column,
			"\"%.*s\" goes out as it stands; a merge field is {{ recipient.COLUMN }}",
			(int)found->whole, at);
}

static void check_text(const struct campaign *c, const struct campaign_file *file, size_t *told,
	struct problems *problems)
{
	const char *text = str_c(&file->bytes), *end = text + file->bytes.len;
	bool styles = template_form_of(file->name) == FORM_HTML; /* p { color: {{ x }}} */

	for (const char *p = text; p < end && *told < TOLD_MAX;) {
		const char *next = skip_liquid(p, end);
		struct field_found found = {.whole = 1};
		if (next == p && !field_at(c, p, end, &found)) {
			p++;
			continue;
		}
		bool brace = !styles && next != p && next < end && *next == '}';
		if (next == p || brace) {
			++*told;
			tell_field(file, brace ? next : p, &found, problems);
		}
		p = next == p ? p + found.whole : next + brace;
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

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "report/strings.h"

struct strings {
	char *language;
	json_t *texts;
};

static const char *const categories[] = {"zero", "one", "two", "few", "many", "other"};

struct strings *strings_new(const char *language)
{
	struct strings *s = mem_alloc(sizeof *s);

	s->language = mem_strdup(language);
	s->texts = json_object();
	return s;
}

void strings_free(struct strings *s)
{
	if (s == NULL)
		return;
	json_decref(s->texts);
	free(s->language);
	free(s);
}

const char *strings_language(const struct strings *s)
{
	return s->language;
}

/* Whether an object holds texts by plural category, "other" among them. */
static bool is_plural(const json_t *value)
{
	const char *key;
	json_t *text;

	json_object_foreach((json_t *)value, key, text)
	{
		bool known = false;
		for (size_t i = 0; i < sizeof categories / sizeof *categories; i++)
			known = known || strcmp(key, categories[i]) == 0;
		if (!known || !json_is_string(text))
			return false;
	}
	return json_is_string(json_object_get(value, "other"));
}

int strings_add(struct strings *s, const char *file, const char *bytes, size_t n, struct err *err)
{
	json_error_t where;
	json_t *root = json_loadb(bytes, n, JSON_REJECT_DUPLICATES, &where), *value;
	const char *key;
	int result = 0;

	if (root == NULL)
		return err_set(
			err, ERR_INPUT, "%s:%d:%d: %s", file, where.line, where.column, where.text);
	if (!json_is_object(root))
		result = err_set(err, ERR_INPUT,
			"%s:1:1: expected an object of texts: {\"deadline\": \"Deadline\", ...}",
			file);
	json_object_foreach(root, key, value)
	{
		if (json_is_string(value) || (json_is_object(value) && is_plural(value)))
			continue;
		result = err_set(err, ERR_INPUT,
			"%s: \"%.60s\" is neither a text nor an object of plural texts with "
			"\"other\"",
			file, key);
		break;
	}
	if (result == 0)
		json_object_update(s->texts, root);
	json_decref(root);
	return result;
}

const char *strings_get(const struct strings *s, const char *key)
{
	const char *text = json_string_value(json_object_get(s->texts, key));

	return text ? text : "";
}

static bool same_language(const char *language, const char *tags)
{
	size_t n = strcspn(language, "-_");

	for (const char *p = tags; *p; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");
		if (len == n && strncmp(p, language, n) == 0)
			return true;
		p += len;
	}
	return false;
}

/* The rules for whole numbers of https://www.unicode.org/cldr/charts/latest/supplemental/
 * language_plural_rules.html, as far as the languages here go; "one" for 1 otherwise. */
const char *strings_category(const char *language, unsigned long n)
{
	unsigned long ten = n % 10, hundred = n % 100;

	if (same_language(language, "zh ja ko vi th id ms my lo km"))
		return "other";
	if (same_language(language, "fr pt hy ff kab hi bn fa am zu gu kn"))
		return n <= 1 ? "one" : "other";
	if (same_language(language, "ru uk be")) {
		if (ten == 1 && hundred != 11)
			return "one";
		return ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14) ? "few" : "many";
	}
	if (same_language(language, "sr hr bs")) {
		if (ten == 1 && hundred != 11)
			return "one";
		return ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14) ? "few" : "other";
	}
	if (same_language(language, "pl")) {
		if (n == 1)
			return "one";
		return ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14) ? "few" : "many";
	}
	if (same_language(language, "cs sk"))
		return n == 1 ? "one" : n >= 2 && n <= 4 ? "few" : "other";
	if (same_language(language, "ro"))
		return n == 1 ? "one" : n == 0 || (hundred >= 1 && hundred <= 19) ? "few" : "other";
	if (same_language(language, "lt")) {
		if (ten == 1 && hundred != 11)
			return "one";
		return ten >= 2 && (hundred < 11 || hundred > 19) ? "few" : "other";
	}
	if (same_language(language, "sl"))
		return hundred == 1		      ? "one"
		       : hundred == 2		      ? "two"
		       : hundred == 3 || hundred == 4 ? "few"
						      : "other";
	if (same_language(language, "he iw"))
		return n == 1 ? "one" : n == 2 ? "two" : "other";
	if (same_language(language, "ar"))
		return n == 0			       ? "zero"
		       : n == 1			       ? "one"
		       : n == 2			       ? "two"
		       : hundred >= 3 && hundred <= 10 ? "few"
		       : hundred >= 11		       ? "many"
						       : "other";
	return n == 1 ? "one" : "other";
}

char *strings_count(const struct strings *s, struct arena *arena, const char *key, long n)
{
	const json_t *plural = json_object_get(s->texts, key);
	const char *category =
		strings_category(s->language, n < 0 ? 0UL - (unsigned long)n : (unsigned long)n);
	const char *text = json_string_value(json_object_get(plural, category)), *hole;

	if (text == NULL)
		text = json_string_value(json_object_get(plural, "other"));
	if (text == NULL)
		text = json_is_string(plural) ? json_string_value(plural) : "";
	hole = strstr(text, "{n}");
	if (hole == NULL)
		return arena_strdup(arena, text);
	return arena_printf(arena, "%.*s%ld%s", (int)(hole - text), text, n, hole + 3);
}

struct liquid_value strings_value(const struct strings *s, struct arena *arena)
{
	struct liquid_hash *hash = liquid_hash_new(arena);
	const char *key;
	json_t *value;

	json_object_foreach(s->texts, key, value)
	{
		if (json_is_string(value))
			liquid_hash_set(hash, key,
				liquid_text_n(json_string_value(value), json_string_length(value)));
	}
	return liquid_hash_value(hash);
}

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "liquid/language.h"
#include "report/strings.h"

struct strings {
	char *language;
	const struct language *rules; /* of its plurals */
	json_t *texts;
};

struct strings *strings_new(const char *language)
{
	struct strings *s = mem_alloc(sizeof *s);

	s->language = mem_strdup(language);
	s->rules = language_find(language);
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
		for (size_t i = 0; i < FORM_COUNT; i++)
			known = known || strcmp(key, plural_names[i]) == 0;
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
		return err_set(err, ERR_INPUT, "%s:%d:%d: %s", file, where.line,
			where.column > 0 ? where.column : 1, where.text);
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

char *strings_count(const struct strings *s, struct arena *arena, const char *key, long n)
{
	const json_t *plural = json_object_get(s->texts, key);
	enum plural form = language_plural(s->rules, (struct plural_count){.i = labs(n)});
	const char *text = json_string_value(json_object_get(plural, plural_names[form])), *hole;

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

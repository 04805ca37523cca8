#include <string.h>

#include "base/argv.h"
#include "base/str.h"

/* Takes the next word of *line apart into `word`: 1, 0 when none is left, -1 for an open quote. */
static int next_word(const char **line, struct str *word)
{
	const char *p = *line;
	char quote = '\0';

	while (ascii_is_space((unsigned char)*p))
		p++;
	if (*p == '\0')
		return 0;
	for (; *p && (quote || !ascii_is_space((unsigned char)*p)); p++) {
		if (quote && *p == quote)
			quote = '\0';
		else if (!quote && (*p == '"' || *p == '\''))
			quote = *p;
		else if (*p == '\\' && quote != '\'' && p[1])
			str_addc(word, *++p);
		else
			str_addc(word, *p);
	}
	*line = p;
	return quote ? -1 : 1;
}

char **argv_split(const char *line, struct arena *a, const char **why_r)
{
	char **words = arena_array(a, ARGV_WORDS + 1, sizeof *words);
	struct str word = STR_INIT;
	size_t n = 0;
	int rc;

	while ((rc = next_word(&line, &word)) > 0 && n < ARGV_WORDS) {
		words[n++] = arena_strndup(a, str_c(&word), word.len);
		str_reset(&word);
	}
	str_release(&word);
	words[n] = NULL;
	if (rc == 0 && n)
		return words;
	*why_r = rc < 0 ? "a quote that is never closed" : rc ? "too many words" : "no command";
	return NULL;
}

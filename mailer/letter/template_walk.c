#include <string.h>

#include "base/str.h"
#include "letter/template_walk.h"

static bool is_word(const char *word, size_t n, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(list[i]) == n && memcmp(list[i], word, n) == 0)
			return true;
	return false;
}

/* The end of a tag or output that begins at p; the end of everything when it is not closed. */
static const char *liquid_end(const char *p, const char *end, char kind)
{
	const char close[2] = {kind == '%' ? '%' : '}', '}'};
	const char *found = memmem(p + 2, (size_t)(end - p) - 2, close, 2);

	return found ? found + 2 : end;
}

/* The end of {% raw %} or {% comment %} whose tag ended at p: behind its {% end... %}. */
static const char *opaque_end(const char *p, const char *end, const char *word, size_t n)
{
	while ((p = memmem(p, (size_t)(end - p), "{%", 2)) != NULL) {
		const char *q = p + 2;
		while (q < end && (ascii_is_space((unsigned char)*q) || *q == '-'))
			q++;
		if ((size_t)(end - q) > n + 3 && memcmp(q, "end", 3) == 0 &&
			memcmp(q + 3, word, n) == 0)
			return liquid_end(p, end, '%');
		p += 2;
	}
	return NULL;
}

void walk_liquid(struct walk *w)
{
	static const char *const blocks[] = {
		"if", "unless", "case", "for", "tablerow", "capture", "ifchanged"};
	static const char *const opaque[] = {"raw", "comment", "doc"};
	char kind = w->p[1];
	const char *stop = liquid_end(w->p, w->end, kind), *word = w->p + 2;

	if (kind == '%') {
		while (word < stop && (ascii_is_space((unsigned char)*word) || *word == '-'))
			word++;
		size_t n = 0;
		while (word + n < stop && ascii_is_alnum((unsigned char)word[n]))
			n++;
		if (is_word(word, n, blocks, sizeof blocks / sizeof *blocks)) {
			w->depth++;
		} else if (is_word(word, n, opaque, sizeof opaque / sizeof *opaque)) {
			const char *behind = opaque_end(stop, w->end, word, n);
			/* Not closed: the rest is in it, and parsing tells. */
			stop = behind ? behind : w->end;
		} else if (n > 3 && memcmp(word, "end", 3) == 0 && w->depth) {
			w->depth--;
		}
	}
	w->p = stop;
}

bool walk_at_liquid(const struct walk *w)
{
	return w->end - w->p >= 2 && w->p[0] == '{' && (w->p[1] == '{' || w->p[1] == '%');
}

bool walk_find_blank(const char *text, size_t n, bool any_depth, size_t *at_r)
{
	struct walk w = {.p = text, .end = text + n};
	const char *line = text;
	bool blank = true;

	while (w.p < w.end) {
		if (walk_at_liquid(&w)) {
			blank = false;
			walk_liquid(&w);
			continue;
		}
		if (*w.p == '\n') {
			if (blank && (any_depth || w.depth == 0)) {
				*at_r = (size_t)(line - text);
				return true;
			}
			line = w.p + 1;
			blank = true;
		} else if (*w.p != ' ' && *w.p != '\t') {
			blank = false;
		}
		w.p++;
	}
	return false;
}

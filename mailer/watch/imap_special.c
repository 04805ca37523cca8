#include <string.h>

#include "base/str.h"
#include "watch/imap_answer.h"

/* What LIST is asked for. */
struct special {
	const struct imap *imap;
	const char *use;
	struct str *folder;
	bool found;
};

static bool has_word(const char *list, size_t n, const char *word)
{
	size_t length = strlen(word);

	for (size_t i = 0; i + length <= n; i++)
		if ((i == 0 || list[i - 1] == ' ') && str_istarts(list + i, word) &&
			(i + length == n || list[i + length] == ' '))
			return true;
	return false;
}

/* A quoted string or an atom at *p; moves on. */
static bool take_string(const char **p, struct str *out)
{
	const char *at = *p;
	bool quoted = *at == '"';

	for (at += quoted; *at && *at != (quoted ? '"' : ' '); at++) {
		if (quoted && *at == '\\' && at[1])
			at++;
		str_addc(out, *at);
	}
	if (quoted && *at++ != '"')
		return false;
	*p = at + (*at == ' ');
	return true;
}

/* LIST (\HasNoChildren \Sent) "/" "Sent" */
static int take_list(void *ctx, const char *line, struct err *err)
{
	struct special *s = ctx;
	struct str delimiter = STR_INIT, name = STR_INIT;
	const char *p = line + 6, *end;

	(void)err;
	if (s->found || !str_istarts(line, "LIST (") || (end = strchr(p, ')')) == NULL ||
		end[1] != ' ' || !has_word(p, (size_t)(end - p), s->use))
		return 0;
	p = end + 2;
	if (take_string(&p, &delimiter) && take_string(&p, &name) && name.len > 0) {
		bool levels = delimiter.len == 1;
		imap_add_folder(s->imap, name.p, levels ? delimiter.p[0] : '\0', s->folder);
		s->found = true;
	}
	str_release(&delimiter);
	str_release(&name);
	return 0;
}

int imap_special(struct imap *imap, const char *use, struct str *folder, struct err *err)
{
	struct special special = {imap, use, folder, false};
	struct imap_handler handler = {.line = take_list, .ctx = &special};
	bool extended = imap_offers(imap, "LIST-EXTENDED");

	if (!imap_offers(imap, "SPECIAL-USE"))
		return 0;
	int rc = imap_ask(imap,
		extended ? "LIST \"\" \"*\" RETURN (SPECIAL-USE)" : "LIST \"\" \"*\"", &handler,
		"it does not tell its folders", err);
	return rc == IMAP_ENDED ? rc : special.found;
}

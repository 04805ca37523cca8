#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/str.h"
#include "letter/letter.h"

enum { REF_LEAST = 3, REF_MOST = 16 };

size_t letter_count(const struct campaign *c)
{
	size_t each = c->letter.mode == MODE_INDIVIDUAL ? c->signatories.row_count : 1;

	return c->recipients.row_count * each;
}

void letter_nth(const struct campaign *c, size_t n, struct letter_id *id_r)
{
	size_t each = c->letter.mode == MODE_INDIVIDUAL ? c->signatories.row_count : 1;

	*id_r = (struct letter_id){.kind = LETTER_FIRST, .number = n + 1, .signatory = -1};
	id_r->recipient = each ? n / each : 0;
	if (c->letter.mode == MODE_INDIVIDUAL)
		id_r->signatory = each ? (long)(n % each) : -1;
}

/*
 * The campaign's id is part of the key, so that campaigns that share a secret file have tokens of
 * their own.
 */
char *letter_key(const struct campaign *c, const struct letter_id *id)
{
	struct str key = STR_INIT;
	char *who = campaign_recipient_key(c, id->recipient);

	str_adds(&key, c->id);
	if (id->kind == LETTER_REMINDER)
		str_addf(&key, "/reminder-%u/", id->level);
	else
		str_adds(&key, "/first/");
	str_adds(&key, who);
	free(who);
	if (id->signatory >= 0) {
		who = campaign_signatory_key(c, (size_t)id->signatory);
		str_addf(&key, "/%s", who);
		free(who);
	}
	if (id->test_to)
		str_addf(&key, "/test/%s", id->test_to);
	return str_detach(&key, NULL);
}

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Initials and digits: "assurances-2025" is A2025, "joint letter" JL. */
static void add_initials(struct str *out, const char *id)
{
	char before = '\0';

	for (const char *p = id; *p && out->len < REF_MOST; p++) {
		bool letter = ascii_is_alnum((unsigned char)*p) && !ascii_is_digit(*p);
		bool begins = !ascii_is_alnum((unsigned char)before) || ascii_is_digit(before);
		if (ascii_is_digit(*p) || (letter && begins))
			str_addc(out, upper(*p));
		before = *p;
	}
}

void letter_add_ref_prefix(struct str *out, const char *campaign_id)
{
	struct str s = STR_INIT;

	add_initials(&s, campaign_id);
	if (s.len < REF_LEAST) {
		/* Too short to be told from other text: the letters of the id themselves. */
		str_reset(&s);
		for (const char *p = campaign_id; *p && s.len < REF_LEAST + 1; p++)
			if (ascii_is_alnum((unsigned char)*p))
				str_addc(&s, upper(*p));
	}
	if (s.len < REF_LEAST) {
		char hex[SHA256_HEX];
		sha256_hex(campaign_id, strlen(campaign_id), hex);
		str_reset(&s);
		for (int i = 0; i < REF_LEAST; i++)
			str_addc(&s, upper(hex[i]));
	}
	if (ascii_is_digit(*str_c(&s)))
		str_addc(out, 'L');
	str_add(out, s.p, s.len);
	str_addc(out, '-');
	str_release(&s);
}

void letter_problem(const struct err *err, struct problems *problems)
{
	const char *p = err->text, *first = NULL;

	/* "FILE:LINE:COLUMN: TEXT"; a file name may hold colons. */
	for (p = strchr(p, ':'); p; p = strchr(p + 1, ':')) {
		size_t line = strspn(p + 1, "0123456789");
		size_t column = p[1 + line] == ':' ? strspn(p + line + 2, "0123456789") : 0;
		if (line && column && line < 10 && column < 10 &&
			str_starts(p + line + 2 + column, ": ")) {
			first = p;
			char *file = mem_strndup(err->text, (size_t)(p - err->text));
			problems_add(problems, file, strtoul(p + 1, NULL, 10),
				strtoul(p + line + 2, NULL, 10), "%s", p + line + 4 + column);
			free(file);
			break;
		}
	}
	if (first == NULL)
		problems_add(problems, "", 0, 0, "%s", err->text);
}

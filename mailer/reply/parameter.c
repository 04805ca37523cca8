/* Parameters of Content-Type and Content-Disposition: RFC 2045 5.1, RFC 2231 3 and 4. */
#include <string.h>
#include <strings.h>

#include "reply/charset.h"
#include "reply/parse.h"
#include "reply/transfer.h"

enum {
	PIECES_MAX = 50, /* continuations name*0 to name*49 */
	VALUE_MAX = 8192,
};

struct parameter {
	const char *name;
	size_t name_len;
	struct str value; /* quotes removed */
};

static void read_value(struct parameter *p, const char **at)
{
	const char *s = *at;

	while (ascii_is_space(*s) || *s == '=')
		s++; /* "boundary==x" is meant as "x"; RFC 2045 would quote a leading = */
	if (*s != '"') {
		while (*s && *s != ';')
			str_addc(&p->value, *s++);
		while (p->value.len && ascii_is_space(p->value.p[p->value.len - 1]))
			str_truncate(&p->value, p->value.len - 1);
	} else {
		for (s++; *s && *s != '"'; s++) {
			if (*s == '\\' && s[1])
				s++;
			str_addc(&p->value, *s);
		}
		while (*s && *s != ';' && !(ascii_is_space(*s)))
			s++;
	}
	*at = s;
}

/* Moves *at behind the next parameter. */
static bool next_parameter(struct parameter *p, const char **at)
{
	const char *s = *at;

	str_reset(&p->value);
	for (;;) {
		while (*s == ';' || ascii_is_space(*s))
			s++;
		p->name = s;
		while (*s && *s != ';' && *s != '=' && !ascii_is_space(*s))
			s++;
		p->name_len = (size_t)(s - p->name);
		while (ascii_is_space(*s))
			s++;
		if (*s == '\0')
			return false;
		if (*s == '=')
			break;
	}
	s++;
	*at = s;
	read_value(p, at);
	return true;
}

static void add_percent(struct str *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '%' && i + 2 < n && hex_value(s[i + 1]) >= 0 &&
			hex_value(s[i + 2]) >= 0) {
			str_addc(out, (char)(hex_value(s[i + 1]) * 16 + hex_value(s[i + 2])));
			i += 2;
		} else {
			str_addc(out, s[i]);
		}
	}
}

/* Appends one piece; charset is taken from the first extended one ("UTF-8'en'text"). */
static void add_piece(
	struct str *out, const struct str *value, bool extended, int index, char charset[64])
{
	const char *s = str_c(value);

	if (!extended) {
		str_add(out, s, value->len);
		return;
	}
	const char *first = index <= 0 ? strchr(s, '\'') : NULL;
	const char *second = first ? strchr(first + 1, '\'') : NULL;
	if (second && (size_t)(first - s) < 63) {
		memcpy(charset, s, (size_t)(first - s));
		charset[first - s] = '\0';
		s = second + 1;
	}
	add_percent(out, s, strlen(s));
}

/* "name*3*": 0 and the index (-1 without one) when it is the parameter that is looked for. */
static bool matches(const struct parameter *p, const char *name, int *index_r, bool *extended_r)
{
	size_t n = strlen(name), i = n;

	*index_r = -1;
	*extended_r = false;
	if (p->name_len < n || strncasecmp(p->name, name, n) != 0)
		return false;
	if (p->name_len == n)
		return true;
	if (p->name[i++] != '*')
		return false;
	int index = 0, digits = 0;
	for (; i < p->name_len && p->name[i] >= '0' && p->name[i] <= '9' && digits < 3;
		i++, digits++)
		index = index * 10 + (p->name[i] - '0');
	if (digits)
		*index_r = index;
	*extended_r = digits == 0 || (i < p->name_len && p->name[i] == '*');
	return true;
}

/* Puts the pieces name*0, name*1 ... together; false when there are none. */
static bool join(const char *value, const char *name, struct str *bytes, char charset[64])
{
	struct parameter p = {.name = NULL};
	bool any = false, found = true;

	str_init_max(&p.value, VALUE_MAX);
	for (int want = 0; want < PIECES_MAX && found; want++) {
		const char *at = value;
		found = false;
		while (!found && next_parameter(&p, &at)) {
			int index;
			bool extended;
			found = matches(&p, name, &index, &extended) && index == want;
			if (found)
				add_piece(bytes, &p.value, extended, index, charset);
		}
		any |= found;
	}
	str_release(&p.value);
	return any;
}

const char *parameter_find(struct arena *a, const char *value, const char *name)
{
	struct parameter p = {.name = NULL};
	struct str bytes, text;
	char charset[64] = "";
	const char *result = NULL, *at = value;
	bool simple = false, extended = false;
	int index;

	str_init_max(&p.value, VALUE_MAX);
	str_init_max(&bytes, VALUE_MAX);
	str_init_max(&text, (size_t)4 * VALUE_MAX);
	while (!extended && next_parameter(&p, &at)) {
		bool star;
		if (!matches(&p, name, &index, &star) || index >= 0 || (simple && !star))
			continue;
		str_reset(&bytes); /* name*= wins over name= */
		add_piece(&bytes, &p.value, star, -1, charset);
		simple = !star;
		extended = star;
	}
	if (!extended && !simple)
		extended = join(value, name, &bytes, charset);
	if (extended)
		charset_add(&text, charset, str_c(&bytes), bytes.len);
	else if (simple)
		header_decode(&text, str_c(&bytes), bytes.len);
	if (extended || simple)
		result = arena_strndup(a, str_c(&text), text.len);
	str_release(&p.value);
	str_release(&bytes);
	str_release(&text);
	return result;
}

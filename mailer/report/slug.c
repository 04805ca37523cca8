#include <string.h>

#include "base/hash.h"
#include "base/map.h"
#include "base/str.h"
#include "report/slug.h"

enum { SLUG_MAX = 60, HASH_CHARS = 8 };

/* Appends the readable part; true when that part is all there was to the name. */
static bool add_readable(struct str *out, const char *name)
{
	bool whole = true, gap = false;

	for (const unsigned char *p = (const unsigned char *)name; *p; p++) {
		if (!ascii_is_alnum(*p)) {
			gap = true;
			whole = whole && *p < 0x80;
			continue;
		}
		if (out->len >= SLUG_MAX)
			return false;
		if (gap && out->len > 0)
			str_addc(out, '-');
		gap = false;
		str_addc(out, (char)ascii_lower(*p));
	}
	return whole && out->len > 0;
}

/* Windows has no files of these names, whatever their ending. */
static bool is_reserved(const char *slug)
{
	static const char *const names[] = {"con", "prn", "aux", "nul", "index"};
	bool port = strncmp(slug, "com", 3) == 0 || strncmp(slug, "lpt", 3) == 0;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(slug, names[i]) == 0)
			return true;
	return port && strlen(slug) == 4;
}

const char *const *report_slugs(
	struct arena *arena, const char *const *names, const char *const *keys, size_t n)
{
	const char **slugs = arena_array(arena, n, sizeof *slugs);
	bool *exact = arena_array(arena, n, sizeof *exact);
	struct map uses = {0};
	intptr_t count;

	for (size_t i = 0; i < n; i++) {
		struct str s = STR_INIT;
		exact[i] = add_readable(&s, names[i]) && !is_reserved(str_c(&s));
		slugs[i] = arena_strdup(arena, str_c(&s));
		count = 0;
		map_get(&uses, slugs[i], s.len, &count);
		map_put(&uses, slugs[i], s.len, count + 1);
		str_release(&s);
	}
	for (size_t i = 0; i < n; i++) {
		char hex[SHA256_HEX];
		map_get(&uses, slugs[i], strlen(slugs[i]), &count);
		if (exact[i] && count == 1)
			continue;
		sha256_hex(keys[i], strlen(keys[i]), hex);
		slugs[i] = arena_printf(
			arena, "%s%s%.*s", slugs[i], *slugs[i] ? "-" : "", HASH_CHARS, hex);
	}
	map_release(&uses);
	return slugs;
}

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "watch/imap_names.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

/* One run of characters beyond ASCII: "&" base64 of UTF-16 "-". */
struct run {
	bool open;
	uint32_t bits;
	int count;
};

static void run_add(struct str *out, struct run *run, uint32_t unit)
{
	if (!run->open)
		str_addc(out, '&');
	run->open = true;
	run->bits = run->bits << 16 | unit;
	run->count += 16;
	while (run->count >= 6) {
		run->count -= 6;
		str_addc(out, alphabet[run->bits >> run->count & 63]);
	}
	run->bits &= (1U << run->count) - 1;
}

static void run_end(struct str *out, struct run *run)
{
	if (!run->open)
		return;
	if (run->count > 0)
		str_addc(out, alphabet[run->bits << (6 - run->count) & 63]);
	str_addc(out, '-');
	*run = (struct run){0};
}

/* The code point at p, which is valid UTF-8; *len_r is its length. */
static uint32_t code_point(const unsigned char *p, size_t *len_r)
{
	size_t n = *p < 0x80 ? 1 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : 4;
	uint32_t c = n == 1 ? *p : *p & (0x7fU >> n);

	for (size_t i = 1; i < n; i++)
		c = c << 6 | (p[i] & 0x3f);
	*len_r = n;
	return c;
}

void imap_name_encode(struct str *out, const char *name)
{
	struct str valid = STR_INIT;
	struct run run = {0};
	size_t len;

	utf8_add_repaired(&valid, name, strlen(name));
	for (size_t i = 0; i < valid.len; i += len) {
		uint32_t c = code_point((const unsigned char *)valid.p + i, &len);
		if (c >= 0x20 && c < 0x7f) {
			run_end(out, &run);
			str_addc(out, (char)c);
			if (c == '&')
				str_addc(out, '-');
		} else if (c >= 0x10000) {
			run_add(out, &run, 0xd800 + ((c - 0x10000) >> 10));
			run_add(out, &run, 0xdc00 + ((c - 0x10000) & 0x3ff));
		} else {
			run_add(out, &run, c);
		}
	}
	run_end(out, &run);
	str_release(&valid);
}

static void add_character(struct str *out, uint32_t c)
{
	static const unsigned char lead[] = {0, 0xc0, 0xe0, 0xf0};

	if (c < 0x80) {
		str_addc(out, (char)c);
		return;
	}
	int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	str_addc(out, (char)(lead[more] | c >> (6 * more)));
	while (more-- > 0)
		str_addc(out, (char)(0x80 | (c >> (6 * more) & 0x3f)));
}

/* The characters of a run "&...-", from after its "&"; NULL when it is none. */
static const char *decode_run(struct str *out, const char *p)
{
	uint32_t bits = 0, high = 0;
	int count = 0;

	for (; *p && *p != '-'; p++) {
		const char *at = strchr(alphabet, *p);
		if (at == NULL)
			return NULL;
		bits = bits << 6 | (uint32_t)(at - alphabet);
		count += 6;
		if (count < 16)
			continue;
		count -= 16;
		uint32_t unit = bits >> count & 0xffff;
		bits &= (1U << count) - 1;
		if (unit >= 0xd800 && unit < 0xdc00) {
			high = unit;
			continue;
		}
		if (unit >= 0xdc00 && unit < 0xe000) {
			if (high == 0)
				return NULL;
			unit = 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00);
			high = 0;
		}
		if (high || unit == 0)
			return NULL;
		add_character(out, unit);
	}
	return *p == '-' && high == 0 ? p + 1 : NULL;
}

void imap_name_decode(struct str *out, const char *name)
{
	size_t from = out->len;

	for (const char *p = name; p && *p;) {
		if (*p != '&') {
			str_addc(out, *p++);
		} else if (p[1] == '-') {
			str_addc(out, '&');
			p += 2;
		} else if ((p = decode_run(out, p + 1)) == NULL) {
			str_truncate(out, from);
			str_adds(out, name);
		}
	}
}

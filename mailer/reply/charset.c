#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"
#include "reply/charset.h"

enum {
	NAME_MAX_BYTES = 40,
	CACHE_SLOTS = 64,
};

struct converter {
	char name[NAME_MAX_BYTES];
	iconv_t cd;
};

static struct converter cache[CACHE_SLOTS];
static size_t cached;

/* Left: what mails say. Right: what they mean, by what the common senders in fact put there. */
static const struct {
	const char *label, *meant;
} aliases[] = {
	{"iso-8859-1", "windows-1252"},
	{"iso8859-1", "windows-1252"},
	{"iso_8859-1", "windows-1252"},
	{"latin1", "windows-1252"},
	{"latin-1", "windows-1252"},
	{"cp1252", "windows-1252"},
	{"ansi", "windows-1252"},
	{"iso-8859-9", "windows-1254"},
	{"iso-8859-8-i", "iso-8859-8"},
	{"iso-8859-8-e", "iso-8859-8"},
	{"iso-8859-6-i", "iso-8859-6"},
	{"tis-620", "windows-874"},
	{"iso-8859-11", "windows-874"},
	{"gb2312", "gb18030"},
	{"gbk", "gb18030"},
	{"gb_2312-80", "gb18030"},
	{"x-gbk", "gb18030"},
	{"cn-gb", "gb18030"},
	{"big5", "big5-hkscs"},
	{"shift_jis", "cp932"},
	{"shift-jis", "cp932"},
	{"sjis", "cp932"},
	{"x-sjis", "cp932"},
	{"windows-31j", "cp932"},
	{"ks_c_5601-1987", "cp949"},
	{"euc-kr", "cp949"},
	{"x-windows-949", "cp949"},
	{"iso-2022-jp-ms", "iso-2022-jp"},
	{"unicode-1-1-utf-7", "utf-7"},
	{"x-mac-roman", "macintosh"},
	{"x-mac-cyrillic", "mac-cyrillic"},
	{"koi8", "koi8-r"},
};

static const char *const wanted[] = {
	"windows-1250",
	"windows-1251",
	"windows-1252",
	"windows-1253",
	"windows-1254",
	"windows-1255",
	"windows-1256",
	"windows-1257",
	"windows-1258",
	"windows-874",
	"iso-8859-2",
	"iso-8859-3",
	"iso-8859-4",
	"iso-8859-5",
	"iso-8859-6",
	"iso-8859-7",
	"iso-8859-8",
	"iso-8859-10",
	"iso-8859-13",
	"iso-8859-14",
	"iso-8859-15",
	"iso-8859-16",
	"koi8-r",
	"koi8-u",
	"macintosh",
	"mac-cyrillic",
	"gb18030",
	"hz-gb-2312",
	"big5-hkscs",
	"cp932",
	"euc-jp",
	"iso-2022-jp",
	"cp949",
	"iso-2022-kr",
	"utf-7",
	"utf-16",
	"utf-16le",
	"utf-16be",
	"utf-32",
};

static iconv_t converter(const char *name)
{
	for (size_t i = 0; i < cached; i++)
		if (strcmp(cache[i].name, name) == 0)
			return cache[i].cd;
	if (cached == CACHE_SLOTS)
		return (iconv_t)-1;
	iconv_t cd = iconv_open("UTF-8", name);
	/* A label that fails is remembered too: asking the system again costs a search for files.
	 */
	memcpy(cache[cached].name, name, strlen(name) + 1);
	cache[cached].cd = cd;
	if (cd != (iconv_t)-1 || cached < CACHE_SLOTS / 2 + 20)
		cached++;
	return cd;
}

void charset_preload(void)
{
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		converter(wanted[i]);
}

void charset_release(void)
{
	for (size_t i = 0; i < cached; i++)
		if (cache[i].cd != (iconv_t)-1)
			iconv_close(cache[i].cd);
	cached = 0;
}

/* The label in lower case without quotes and language; false when there is none worth asking for.
 */
static bool normalise(const char *label, char name_r[NAME_MAX_BYTES])
{
	size_t n = 0;

	for (; label && *label && *label != '*'; label++) {
		if (strchr("\"' \t", *label))
			continue;
		/* Only what names of charsets are made of: iconv takes "//" and paths for orders.
		 */
		if (!ascii_is_alnum(*label) && !strchr("-_:.+()", *label))
			return false;
		if (n + 1 >= NAME_MAX_BYTES)
			return false;
		name_r[n++] = (char)ascii_lower(*label);
	}
	name_r[n] = '\0';
	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
		if (strcmp(name_r, aliases[i].label) == 0)
			memcpy(name_r, aliases[i].meant, strlen(aliases[i].meant) + 1);
	return n > 0 && strcmp(name_r, "us-ascii") != 0 && strcmp(name_r, "ascii") != 0;
}

static void add_without_nul(struct str *out, const char *bytes, size_t n)
{
	while (n) {
		const char *nul = memchr(bytes, 0, n);
		size_t piece = nul ? (size_t)(nul - bytes) : n;

		utf8_add_repaired(out, bytes, piece);
		piece += nul ? 1 : 0;
		bytes += piece;
		n -= piece;
	}
}

static void convert(struct str *out, iconv_t cd, const char *bytes, size_t n)
{
	char piece[4096];
	char *in = (char *)bytes; /* iconv's interface lacks the const; it only reads */

	iconv(cd, NULL, NULL, NULL, NULL);
	while (n && !out->full) {
		char *to = piece;
		size_t room = sizeof piece;
		size_t done = iconv(cd, &in, &n, &to, &room);
		int why = errno;

		add_without_nul(out, piece, sizeof piece - room);
		if (done != (size_t)-1 || why == E2BIG)
			continue;
		str_adds(out, "\xef\xbf\xbd");
		if (why == EINVAL || n == 0) /* cut in the middle of a character */
			break;
		in++;
		n--;
	}
}

static bool has_escapes(const char *bytes, size_t n)
{
	return memmem(bytes, n, "\x1b$B", 3) || memmem(bytes, n, "\x1b$@", 3);
}

void charset_add(struct str *out, const char *charset, const void *bytes, size_t n)
{
	char name[NAME_MAX_BYTES];
	bool known = normalise(charset, name);

	if (n == 0)
		return;
	if (known && strcmp(name, "utf-8") != 0 && strcmp(name, "utf8") != 0) {
		iconv_t cd = converter(name);
		if (cd != (iconv_t)-1) {
			convert(out, cd, bytes, n);
			return;
		}
		known = false;
	}
	if (!known && has_escapes(bytes, n)) {
		iconv_t cd = converter("iso-2022-jp");
		if (cd != (iconv_t)-1) {
			convert(out, cd, bytes, n);
			return;
		}
	}
	if (!known && !utf8_valid(bytes, n, NULL)) {
		iconv_t cd = converter("windows-1252");
		if (cd != (iconv_t)-1) {
			convert(out, cd, bytes, n);
			return;
		}
	}
	add_without_nul(out, bytes, n);
}

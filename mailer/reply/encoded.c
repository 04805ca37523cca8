/*
 * Encoded words (RFC 2047), as they are met: also with spaces inside, without the space between
 * two, and with a character cut in two by the border of two words.
 */
#include <string.h>

#include "base/str.h"
#include "reply/charset.h"
#include "reply/header.h"
#include "reply/transfer.h"

enum { WORD_MAX = 4000 }; /* RFC 2047 allows 75; many write whole subjects into one word */

struct word {
	const char *charset;
	size_t charset_len;
	char encoding; /* 'q' or 'b' */
	const char *text;
	size_t text_len;
	size_t whole; /* length from "=?" to "?=" */
};

/* Whether p begins an encoded word. */
static bool word_at(const char *p, size_t n, struct word *w_r)
{
	size_t i = 2;

	if (n < 8 || p[0] != '=' || p[1] != '?')
		return false;
	while (i < n && p[i] != '?' && p[i] > 32 && i < 60)
		i++;
	if (i + 3 >= n || p[i] != '?' || i == 2 || p[i + 2] != '?')
		return false;
	w_r->charset = p + 2;
	w_r->charset_len = i - 2;
	w_r->encoding = (char)ascii_lower(p[i + 1]);
	if (w_r->encoding != 'q' && w_r->encoding != 'b')
		return false;
	size_t start = i + 3;
	if (n > start + WORD_MAX)
		n = start + WORD_MAX;
	for (i = start; i + 1 < n; i++)
		if (p[i] == '?' && p[i + 1] == '=')
			break;
	if (i + 1 >= n)
		return false;
	w_r->text = p + start;
	w_r->text_len = i - start;
	w_r->whole = i + 2;
	return true;
}

static void add_q(struct str *out, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int high, low;

		if (p[i] == '=' && i + 2 < n && (high = hex_value(p[i + 1])) >= 0 &&
			(low = hex_value(p[i + 2])) >= 0) {
			str_addc(out, (char)(high * 16 + low));
			i += 2;
		} else if (p[i] == '\r' || p[i] == '\n') {
			continue;
		} else {
			str_addc(out, p[i] == '_' ? ' ' : p[i]);
		}
	}
}

/* Bytes collected from neighbouring words of one charset. */
struct pending {
	struct str bytes;
	char charset[64];
};

static void flush(struct str *out, struct pending *p)
{
	if (p->bytes.len)
		charset_add(out, p->charset, p->bytes.p, p->bytes.len);
	str_reset(&p->bytes);
}

static void take(struct str *out, struct pending *p, const struct word *w)
{
	char charset[64] = "";

	memcpy(charset, w->charset, w->charset_len);
	if (strcmp(charset, p->charset) != 0) {
		flush(out, p);
		memcpy(p->charset, charset, sizeof charset);
	}
	if (w->encoding == 'q')
		add_q(&p->bytes, w->text, w->text_len);
	else
		base64_decode(&p->bytes, w->text, w->text_len);
}

void header_decode(struct str *out, const char *value, size_t n)
{
	struct pending pending = {.charset = ""};
	size_t plain = 0, i = 0;
	bool after_word = false;

	str_init_max(&pending.bytes, n + 1);
	while (i < n) {
		struct word w;

		if (value[i] != '=' || !word_at(value + i, n - i, &w)) {
			if (!ascii_is_space(value[i]))
				after_word = false;
			i++;
			continue;
		}
		/* White space between two words is no text (RFC 2047 6.2). */
		if (!after_word) {
			flush(out, &pending);
			charset_add(out, NULL, value + plain, i - plain);
		}
		take(out, &pending, &w);
		i += w.whole;
		plain = i;
		after_word = true;
	}
	flush(out, &pending);
	charset_add(out, NULL, value + plain, n - plain);
	str_release(&pending.bytes);
}

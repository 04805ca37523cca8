#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/utf8.h"
#include "campaign/lookalike.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static bool is_word(unsigned char c)
{
	return ascii_is_alnum(c) || c >= 0x80;
}

/* Takes a legal form off the end of words that single blanks separate. */
static bool drop_legal_form(struct str *s)
{
	static const char *const forms[] = {"ab", "ag", "aps", "as", "asa", "bv", "b v", "co",
		"company", "corp", "corporation", "e v", "ev", "gmbh", "holding", "holdings", "inc",
		"incorporated", "kg", "kk", "limited", "llc", "llp", "ltd", "ltda", "nv", "n v",
		"oy", "oyj", "plc", "pte", "pty", "pvt", "sa", "s a", "sarl", "sas", "se", "spa",
		"s p a", "srl", "s r l"};

	for (size_t i = 0; i < COUNT(forms); i++) {
		size_t n = strlen(forms[i]);
		if (s->len > n + 1 && s->p[s->len - n - 1] == ' ' &&
			memcmp(s->p + s->len - n, forms[i], n) == 0) {
			str_truncate(s, s->len - n - 1);
			return true;
		}
	}
	return false;
}

char *lookalike_org_key(const char *org)
{
	char *folded = utf8_folded(org, strlen(org));
	struct str s = STR_INIT;
	const char *p = folded;

	for (; *p; p++) {
		if (*p == '&')
			str_adds(&s, s.len && s.p[s.len - 1] != ' ' ? " and " : "and ");
		else if (is_word((unsigned char)*p))
			str_addc(&s, *p);
		else if (*p != '\'' && s.len && s.p[s.len - 1] != ' ')
			str_addc(&s, ' ');
	}
	while (s.len && s.p[s.len - 1] == ' ')
		str_truncate(&s, s.len - 1);
	while (drop_legal_form(&s))
		;
	free(folded);
	if (str_starts(str_c(&s), "the ")) {
		char *rest = mem_strdup(s.p + 4);
		str_release(&s);
		return rest;
	}
	return str_detach(&s, NULL);
}

bool lookalike_differ_in_digits(const char *a, const char *b)
{
	const char *digits = "0123456789";

	while (*a || *b) {
		a += strspn(a, digits);
		b += strspn(b, digits);
		if (*a != *b)
			return false;
		if (*a) {
			a++;
			b++;
		}
	}
	return true;
}

/* Letters of other scripts that most typefaces draw as a Latin one (the commonest of Unicode
 * TR39's). */
static const struct {
	const char *other;
	char latin;
} doubles[] = {
	/* Cyrillic */
	{"\xD0\xB0", 'a'},
	{"\xD1\x81", 'c'},
	{"\xD4\x81", 'd'},
	{"\xD0\xB5", 'e'},
	{"\xD2\xBB", 'h'},
	{"\xD1\x96", 'l'},
	{"\xD1\x98", 'j'},
	{"\xD0\xBA", 'k'},
	{"\xD3\x8F", 'l'},
	{"\xD0\xBE", 'o'},
	{"\xD1\x80", 'p'},
	{"\xD4\x9B", 'q'},
	{"\xD1\x95", 's'},
	{"\xD4\x9D", 'w'},
	{"\xD1\x85", 'x'},
	{"\xD1\x83", 'y'},
	/* Greek */
	{"\xCE\xB1", 'a'},
	{"\xCE\xB9", 'l'},
	{"\xCE\xBF", 'o'},
	{"\xCF\x81", 'p'},
	{"\xCE\xBD", 'v'},
	{"\xCF\x85", 'u'},
	/* Latin: dotless i */
	{"\xC4\xB1", 'l'},
};

static char latin_double(const char *p)
{
	for (size_t i = 0; i < COUNT(doubles); i++)
		if (p[0] == doubles[i].other[0] && p[1] == doubles[i].other[1])
			return doubles[i].latin;
	return '\0';
}

char *lookalike_domain_skeleton(const char *domain)
{
	struct str s = STR_INIT;
	char latin;

	for (const char *p = domain; *p; p++) {
		if ((unsigned char)*p >= 0x80 && (latin = latin_double(p)) != '\0') {
			str_addc(&s, latin);
			p++;
		} else if (p[0] == 'r' && p[1] == 'n') {
			str_addc(&s, 'm');
			p++;
		} else if (p[0] == 'v' && p[1] == 'v') {
			str_addc(&s, 'w');
			p++;
		} else if (*p == '0') {
			str_addc(&s, 'o');
		} else if (*p == '1' || *p == 'i') {
			str_addc(&s, 'l');
		} else if (*p != '-') {
			str_addc(&s, *p);
		}
	}
	return str_detach(&s, NULL);
}

/* The label in which two domains differ, if it is one: its bounds in both. */
static bool one_label_differs(const char **a, size_t *n, const char **b, size_t *m)
{
	const char *p = *a, *q = *b, *x = NULL, *y = NULL;
	size_t i = 0, j = 0;

	for (;;) {
		size_t k = strcspn(p, "."), l = strcspn(q, ".");
		if (k != l || memcmp(p, q, k) != 0) {
			if (x)
				return false;
			x = p;
			y = q;
			i = k;
			j = l;
		}
		p += k;
		q += l;
		if (*p == '\0' || *q == '\0')
			break;
		p++;
		q++;
	}
	*a = x;
	*b = y;
	*n = i;
	*m = j;
	return *p == *q && x;
}

bool lookalike_domains_near(const char *a, const char *b)
{
	size_t n, m;
	bool near;

	if (!one_label_differs(&a, &n, &b, &m) || n < 6 || m < 6)
		return false;
	char *x = mem_strndup(a, n), *y = mem_strndup(b, m);
	near = name_distance(x, y, 1) <= 1 && !lookalike_differ_in_digits(x, y);
	free(x);
	free(y);
	return near;
}

static const char *const big[] = {"aol.com", "fastmail.com", "gmail.com", "googlemail.com",
	"hotmail.com", "icloud.com", "mail.com", "outlook.com", "protonmail.com", "yahoo.com"};

static const char *const others[] = {"126.com", "163.com", "bk.ru", "free.fr", "freenet.de",
	"gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net", "hey.com", "hotmail.co.uk",
	"hotmail.de", "hotmail.es", "hotmail.fr", "hotmail.it", "hushmail.com", "inbox.com",
	"inbox.ru", "interia.pl", "laposte.net", "libero.it", "list.ru", "live.co.uk", "live.com",
	"live.de", "live.fr", "live.nl", "mac.com", "mail.ru", "mailbox.org", "me.com", "msn.com",
	"naver.com", "o2.pl", "onet.pl", "orange.fr", "outlook.de", "outlook.fr", "pm.me",
	"posteo.de", "proton.me", "qq.com", "rediffmail.com", "riseup.net", "rocketmail.com",
	"seznam.cz", "sfr.fr", "sina.com", "t-online.de", "tuta.com", "tuta.io", "tutanota.com",
	"uol.com.br", "wanadoo.fr", "web.de", "wp.pl", "yahoo.ca", "yahoo.co.in", "yahoo.co.jp",
	"yahoo.co.uk", "yahoo.com.br", "yahoo.de", "yahoo.es", "yahoo.fr", "yahoo.it", "yandex.com",
	"yandex.ru", "ymail.com", "zoho.com"};

static bool is_one_of(const char *domain, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcasecmp(domain, names[i]) == 0)
			return true;
	return false;
}

bool lookalike_is_free_mail(const char *domain)
{
	return is_one_of(domain, big, COUNT(big)) || is_one_of(domain, others, COUNT(others));
}

const char *lookalike_big_provider(const char *domain)
{
	const char *found = NULL;

	if (lookalike_is_free_mail(domain))
		return NULL;
	for (size_t i = 0; i < COUNT(big) && found == NULL; i++)
		if (strlen(big[i]) > 8 && name_distance(domain, big[i], 1) <= 1)
			found = big[i];
	return found;
}

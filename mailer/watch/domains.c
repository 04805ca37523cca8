#include <string.h>

#include "base/str.h"
#include "watch/match.h"

/* Providers whose addresses anybody can have; a name ending in '.' stands for all its countries. */
static const char *const public_domains[] = {"gmail.com", "googlemail.com", "outlook.", "hotmail.",
	"live.", "msn.com", "yahoo.", "ymail.com", "rocketmail.com", "aol.", "icloud.com", "me.com",
	"mac.com", "gmx.", "web.de", "t-online.de", "freenet.de", "mail.ru", "bk.ru", "inbox.ru",
	"list.ru", "yandex.", "ya.ru", "rambler.ru", "qq.com", "foxmail.com", "163.com", "126.com",
	"sina.com", "sohu.com", "naver.com", "daum.net", "hanmail.net", "proton.me", "protonmail.",
	"pm.me", "tutanota.com", "tuta.io", "zoho.com", "fastmail.com", "fastmail.fm", "posteo.de",
	"mailbox.org", "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "libero.it",
	"virgilio.it", "alice.it", "tin.it", "uol.com.br", "bol.com.br", "terra.com.br", "wp.pl",
	"o2.pl", "onet.pl", "interia.pl", "seznam.cz", "centrum.cz", "abv.bg", "ukr.net", "i.ua",
	"rediffmail.com", "comcast.net", "verizon.net", "att.net", "btinternet.com", "ziggo.nl",
	"kpnmail.nl", "telenet.be", "skynet.be", "bluewin.ch", "hushmail.com", "mail.com"};

bool match_public_domain(const char *domain)
{
	for (size_t i = 0; i < sizeof public_domains / sizeof *public_domains; i++) {
		const char *p = public_domains[i];
		if (str_ends(p, ".") ? str_starts(domain, p) : strcmp(domain, p) == 0)
			return true;
	}
	return false;
}

const char *match_address_key(struct arena *arena, const char *address)
{
	char *key = arena_strdup(arena, address ? address : "");
	size_t n = strlen(key);

	for (size_t i = 0; i < n; i++)
		key[i] = (char)ascii_lower((unsigned char)key[i]);
	while (n > 0 && key[n - 1] == '.')
		key[--n] = '\0';
	return key;
}

const char *match_domain(struct arena *arena, const char *address)
{
	const char *at = address ? strrchr(address, '@') : NULL;

	return at ? match_address_key(arena, at + 1) : "";
}

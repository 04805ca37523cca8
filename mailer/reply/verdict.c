/*
 * Whether a failure means that the address is no use, or that something stood in the way.
 *
 * The words come first: servers send 550 5.1.1 for quotas and 5.7.1 for unknown users, but what
 * they write is meant for a person. Where words name an obstacle (a filter, a quota, a policy about
 * the sender), the address may be good. Where they say that there is no such user, something must
 * bear it out, since filters that look at the content say the same to be rid of a mail: a status
 * that speaks of the address (X.1.x), or that it was said to RCPT TO, or that the reporting server
 * itself says so.
 */
#include <string.h>

#include "base/str.h"
#include "reply/phrases.h"
#include "reply/report.h"

/* There is no such mailbox, in words that are said of nothing else: borne out, they count more than
 * those around them, as in "User unknown in relay recipient table". */
static const char *const no_user[] = {"user unknown", "unknown user", "no such user",
	"no such mailbox", "no such recipient", "no such address", "no such account",
	"user not found", "recipient not found", "recipientnotfound", "recipnotfound",
	"mailbox not found", "account not found", "address not found", "unknown recipient",
	"recipient unknown", "no mailbox here", "user does not exist", "user doesn't exist",
	"mailbox does not exist", "recipient does not exist", "address does not exist",
	"account does not exist", "does not exist at", "tried to reach does not exist",
	"user doesn't have a", "unknown or illegal user", "user is unknown", NULL};

/* The same in words that may be about something else. */
static const char *const no_mailbox[] = {"no such local", "no such person", "no such member",
	"no such name", "no such email", "no such e-mail", "not such user", "recipient is unknown",
	"unknown address", "address unknown", "unknown local part", "unknown local-part",
	"unknown account", "account unknown", "unknown mailbox", "unknown name", "unknown email",
	"unknown or illegal", "unknown or invalid", "unknown or deleted", "unknown in local",
	"unknown in virtual", "unknown in relay", "invalid recipient*", "invalid user*",
	"invalid mailbox*", "invalid address", "invalid email", "invalid e-mail",
	"invalid final delivery userid", "invalid local part", "invalid account",
	"illegal recipient", "illegal user", "illegal alias", "bad recipient", "bad destination",
	"bad address", "recipient is not valid", "mailbox unavailable", "mailbox unknown",
	"mailbox name not allowed", "mailbox not available", "no mailbox", "no local mailbox",
	"not a valid mailbox", "not a valid recipient", "not a valid user", "not a valid email",
	"not a known user", "is not a known", "not a registered", "not known here", "not known at",
	"not our customer", "not listed in", "not in directory", "not found in directory",
	"not exist*", "recipient no found", "address could not be found",
	"account that you tried to reach does not", "doesn't exist", "doesn't have an account",
	"doesn't have a", "do not have an account", "does not have an account",
	"doesnt have an account", "no account", "non-existent", "nonexistent", "non-existing",
	"non existent", "has been deleted", "undeliverable address", "user is not known",
	"not recognized", "is not recognised", "couldn't be found", "not a local address",
	"not our user", "user invalid", "recipient address rejected: access denied",
	"recipient rejected", "sorry_no_mailbox_here", "no valid recipients", "addressee unknown",
	"delivery to unknown", "email address was entered incorrectly", "нет такого пользователя",
	"пользователь не найден", "not a mailbox", "user's account does not", "user reject",
	"cannot find your user", "unable to find the recipient", "could not find recipient",
	"mailbox not present", "address is unknown", "address is invalid", "address unavailable",
	"not a valid account", "not a valid address", "does not have an email account",
	"user path no exist", "not such mailbox", "no such a user", "account is unavailable",
	"account was deleted", "mailbox has been removed", "not a local mailbox",
	"destination user", "usuario desconocido", "destinatario desconocido",
	"utilisateur inconnu", "destinataire inconnu", "benutzer unbekannt", "empfänger unbekannt",
	"empfänger nicht gefunden", "utente sconosciuto", "usuário desconhecido",
	"ユーザーが見つかりません", "宛先が見つかりません", NULL};

/* The address was given up. */
static const char *const moved[] = {"has moved", "has changed address", "address has changed",
	"moved to", "no longer exist*", "no longer valid", "no longer in use",
	"no longer in service", "no longer available", "no longer accepts mail",
	"no longer accepting", "no longer active", "no longer employed", "no longer works",
	"no longer on server", "has been replaced by", "please try <", "address obsolete", NULL};

/* There is no such domain, or it takes no mail. */
static const char *const no_domain[] = {"host unknown", "unknown host", "host not found",
	"hostname not found", "domain not found", "no such domain", "unknown domain",
	"domain unknown", "domain does not exist", "domain doesn't exist",
	"domain is not reachable", "domain name not found", "invalid domain", "illegal domain",
	"bad domain", "nxdomain", "name or service not known", "no address associated",
	"no such host", "couldn't find any host", "unrouteable address", "unrouteable mail domain",
	"unroutable", "dns lookup failure", "no dns entries", "no mx found", "no mx record",
	"no mx or", "no valid mx", "mx lookup failed", "recipient's domain does not", "null mx",
	"nullmx", "no smtp service", "does not accept mail", "doesn't accept mail",
	"does not receive mail", "does not accept any mail", "not accept email",
	"do not accept mail", "mail is not accepted", "domain must exist", "could not resolve",
	"cannot resolve", "not resolvable", "illegal host", "point to non-existent hosts",
	"not appear to be registered", "not registered in dns", "mail receiving disabled", NULL};

/* Something is in the way; the address may be good. */
static const char *const obstacle[] = {"quota", "overquota", "storage", "*full", "insufficient*",
	"exceed*", "too large", "too big", "message size", "too much mail", "spam", "spammer*",
	"spamming", "junk", "virus*", "malware", "phish*", "blacklist*", "blocklist*", "denylist*",
	"block list", "black list", "blocked", "blocking", "reputation", "spf", "dkim", "dmarc",
	"ptr", "reverse dns", "rdns", "reverse lookup", "reverse-dns", "relay", "relaying",
	"relayed", "authenticat*", "not authorized", "unauthenticated", "policy", "policies",
	"greylist*", "graylist*", "try again later", "temporar*", "rate limit*", "too many",
	"too fast", "throttl*", "timed out", "timeout", "time out", "connection refused",
	"connection reset", "deferred", "rejected by the recipient's", "sender rejected",
	"sender denied", "sender verify", "verify sender", "sender domain", "domain of sender",
	"sender address", "invalid sender", "sender is not", "from address", "helo", "ehlo",
	"starttls", "tls", "no route to host", "network is unreachable", "loop*", "hop count",
	"content rejected", "rejected for", "message rejected", "message refused", "mail rejected",
	"dnsbl", "rbl", "spamhaus", "spamcop", "restricted", "restriction*", "permission",
	"not permitted", "prohibited", "access denied", "not allowed to", "administrative*",
	"retry time", "rfc 5322", "rfc5322", "rfc 2822", "rfc2822",
	"permanent error for one or more", "security", "banned", "command output", "command died",
	"couldn't create", "can't create", "mailbox lock*", "i/o error", "disk", "configuration",
	"misconfig*", "attachment", "header", "malformed or unexpected", "line length",
	"bounced by filter", "no access from", "ip address", "your ip", "refused to talk",
	"closing connection", NULL};

/* The mailbox is there and closed for now. */
static const char *const closed[] = {"suspended", "inactive", "disabled", "locked", "not active",
	"deactivated", "on hold", "expired", NULL};

/* Phrases that contain words of `obstacle` and are none. */
static const char *const no_obstacle[] = {
	"recipient address rejected: access denied", "mailbox unavailable or access denied", NULL};

/* The same in other languages: somebody, or a mailbox, and that it is not there. */
static const char *const somebody[] = {"utilisateur*", "destinataire*", "boîte*", "compte",
	"benutzer*", "empfänger*", "postfach", "mailbox", "*adresse", "usuario*", "buzón", "cuenta",
	"dirección", "destinatari*", "utente", "casella", "indirizzo", "usuário*", "utilizador*",
	"caixa", "conta", "endereço", "destinatário*", "gebruiker*", "geadresseerde*", "mottagar*",
	"användar*", "konto*", "bruger*", "modtager*", "mottaker*", "bruker*", "użytkownik*",
	"konta", "skrzynk*", "odbiorc*", "adres*", "uživatel*", "schránk*", "příjemc*",
	"felhasznál*", "címzett*", "postafiók*", "kullanıcı*", "alıcı*", "пользовател*", "ящик*",
	"получател*", "адрес*", "аккаунт*", "користувач*", "одержувач*", "χρήστη*", "παραλήπτη*",
	"宛先", "ユーザ", "アドレス", "メールボックス", "收件人", "用户", "用戶", "邮箱", "地址",
	"帳號", "账号", "수신자", "사용자", "주소", "계정", NULL};
static const char *const not_there[] = {"n'est plus", "nicht mehr", "ya no", "non è più",
	"não é mais", "já não", "niet meer", "inte längre", "ikke længere", "ikke lenger",
	"ei ole enää", "już nie", "už ne*", "nu mai", "больше не", "більше не", "artık", "不再",
	"inconnu*", "introuvable*", "n'existe*", "existe pas", "absent*", "invalide*", "unbekannt*",
	"nicht gefunden", "existiert nicht", "nicht vorhanden", "ungültig*", "desconocid*",
	"no existe", "no se encontr*", "no encontrad*", "inexistent*", "sconosciut*", "inesistent*",
	"non esiste", "non trovat*", "non è stato trovato", "desconhecid*", "não existe",
	"não encontrad*", "não foi encontrad*", "onbekend*", "bestaat niet", "niet gevonden",
	"ongeldig*", "okänd*", "finns inte", "hittades inte", "ukendt*", "findes ikke",
	"finnes ikke", "ikke funnet", "ukjent*", "nie istnieje", "nieznan*", "nie znaleziono",
	"nie ma takiego", "neexistuje", "neznám*", "nenalezen*", "nem található", "ismeretlen*",
	"nem létezik", "bulunamadı", "bilinmeyen", "geçersiz", "не существует", "не найден*",
	"неизвест*", "нет такого", "не існує", "не знайдено", "невідом*", "δεν υπάρχει", "άγνωστο*",
	"見つかりません", "存在しません", "不明", "不存在", "未找到", "找不到", "无效", "존재하지",
	"찾을 수 없", NULL};
static const char *const found[] = {"aufgeführt", "répertorié*", "figura", "elencat*", "listad*",
	"vermeld", "opført", "oppført", "wymienion*", "uveden*", "перечислен*", "gefunden",
	"encontrad*", "trouvé*", "trovat*", "gevonden", "hittad*", "fundet", "funnet", "найден*",
	"знайден*", "znalezion*", "nalezen*", "löytynyt", NULL};
static const char *const not_so[] = {"nicht", "no", "non", "pas", "não", "niet", "inte", "ikke",
	"не", "nie", "nebyl*", "ei", NULL};
static const char *const in_other_words[] = {"pleine", "plein", "saturé*", "dépass*", "voll",
	"überschritten", "speicherplatz", "überfüllt", "llen*", "cuota", "pien*", "cheia", "cheio",
	"is vol", "fullt", "fuld", "pełn*", "przepełnion*", "plná", "megtelt", "dolu", "переполн*",
	"заполнен*", "γεμάτ*", "מלאה", "ممتلئ*", "一杯", "いっぱい", "容量", "满", "滿", "超过",
	"超過", "초과", "bloqué*", "gesperrt*", "blockiert*", "bloquead*", "bloccat*",
	"geblokkeerd*", "заблокирован*", "spamverdacht", "垃圾", "拒否", NULL};

/* What the reporting machine could not do itself. */
static const char *const local_trouble[] = {"couldn't create", "can't create", "cannot create",
	"command output", "command died", "mailbox full", "mailbox is full", "quota", NULL};

/* "The DNS domain acme.example does not exist". */
static const char *const domain[] = {
	"domain", "domäne", "domaine", "dominio", "домен", "域名", "ドメイン", NULL};
static const char *const not_existing[] = {"doesn't exist", "not exist*", "nonexistent",
	"non-existent", "existiert nicht", "n'existe pas", "no existe", "non esiste", "não existe",
	"не существует", "不存在", "存在しません", NULL};

enum {
	NO_MAILBOX = 1 << 0,
	NO_USER = 1 << 1,
	MOVED = 1 << 2,
	CLOSED = 1 << 3,
	NO_DOMAIN = 1 << 4,
	OBSTACLE = 1 << 5,
	NO_OBSTACLE = 1 << 6,
	IN_OTHER_WORDS = 1 << 7,
	LOCAL_TROUBLE = 1 << 8,
	SOMEBODY = 1 << 9,
	NOT_THERE = 1 << 10,
	FOUND = 1 << 11,
	NOT_SO = 1 << 12,
	A_DOMAIN = 1 << 13,
	NOT_EXISTING = 1 << 14,
};
static struct phrases causes = {.lists = {no_mailbox, no_user, moved, closed, no_domain, obstacle,
					no_obstacle, in_other_words, local_trouble, somebody,
					not_there, found, not_so, domain, not_existing}};

static uint32_t causes_in(const char *words)
{
	return phrases_in(&causes, words, strlen(words));
}

enum { ONE_SENTENCE = 250 };

static bool is_status(const char *status, const char *const *list)
{
	for (; status && *list; list++)
		if (strcmp(status + 1, *list) == 0)
			return true;
	return false;
}

/* Statuses whose meaning RFC 3463 and 5248 define as something in the way. */
static const char *const in_the_way[] = {".2.2", ".2.3", ".2.4", ".3.1", ".3.4", ".1.7", ".1.8",
	".4.5", ".4.6", ".4.7", ".7.8", ".7.9", ".7.20", ".7.21", ".7.22", ".7.23", ".7.24",
	".7.25", ".7.26", ".7.28", ".7.29", ".7.509", NULL};

/* Whether a status is of an address that is not there; or of its host: no way to it (RFC 3463), and
 * Exchange's "DNS domain does not exist". */
static bool is_of_address(const char *status)
{
	static const char *const statuses[] = {
		".1.0", ".1.1", ".1.2", ".1.3", ".1.6", ".1.10", ".4.4", ".4.310", NULL};

	return is_status(status, statuses);
}

/* But "Mail System Error" is how some begin the subject of any report. */
static bool is_system_error(const char *words)
{
	static const char phrase[] = "system error";
	const char *p = words;

	while ((p = strstr(p, phrase)) != NULL) {
		if (p - words < 5 || memcmp(p - 5, "mail ", 5) != 0)
			return true;
		p += sizeof phrase - 1;
	}
	return false;
}

/* What Exchange Online answers for an address that its directory has not. */
static bool is_not_in_directory(const struct report_case *c, const char *words)
{
	static const char *const access_denied[] = {".4.1", NULL};

	return is_status(c->status, access_denied) &&
	       strstr(words, "recipient address rejected: access denied");
}

enum verdict { UNDECIDED, GONE, IN_THE_WAY };

/* "Recipient address rejected" and nothing more: with a reason behind it, that is what counts. */
static bool is_just_rejected(const char *words)
{
	static const char phrase[] = "recipient address rejected";
	const char *p = strstr(words, phrase);

	if (p == NULL)
		return false;
	p += sizeof phrase - 1;
	while (*p == '.' || *p == ' ' || *p == '\n')
		p++;
	return *p == '\0' || *p == '(' || *p == '[';
}

/* RFC 5321 4.2.3 defines this very sentence as the answer about a mailbox that is not there. */
static bool is_rfc_sentence(const char *words)
{
	return strstr(words, "requested action not taken: mailbox unavailable") != NULL;
}

/* Whether the reporter says in its own language that there is no such mailbox: what servers say is
 * English. */
static bool says_itself(const char *context)
{
	return phrases_all(causes_in(context), SOMEBODY | NOT_THERE);
}

static enum verdict judge(const char *words, const struct report_case *c)
{
	uint32_t has = causes_in(words);
	bool address = is_of_address(c->status);

	/* A whole transcript is about more than one thing. */
	bool borne_out = address || (c->at_rcpt && strlen(words) < ONE_SENTENCE);
	if (borne_out && (has & NO_USER) && !(has & LOCAL_TROUBLE))
		return GONE;
	if (is_not_in_directory(c, words))
		return GONE;
	if (((has & OBSTACLE) && !(has & NO_OBSTACLE)) || is_system_error(words) ||
		(has & IN_OTHER_WORDS))
		return IN_THE_WAY;
	if ((has & (NO_DOMAIN | MOVED)) || phrases_all(has, A_DOMAIN | NOT_EXISTING))
		return GONE;
	if (has & CLOSED) /* closed for good, if the report says so besides */
		return address || (causes_in(c->context) & MOVED) ? GONE : IN_THE_WAY;
	if (is_rfc_sentence(words))
		return GONE;
	bool nobody = (has & (NO_MAILBOX | NO_USER)) || phrases_all(has, SOMEBODY | NOT_THERE) ||
		      phrases_all(has, SOMEBODY | FOUND | NOT_SO);
	if (nobody || is_just_rejected(words))
		return address || c->at_rcpt || c->code == 0 || says_itself(c->context)
			       ? GONE
			       : IN_THE_WAY;
	return UNDECIDED;
}

bool report_says_why(const char *words)
{
	return causes_in(words) & (NO_MAILBOX | NO_USER | NO_DOMAIN | OBSTACLE);
}

bool report_permanent(const struct report_case *c)
{
	static const char *const no_mail[] = {".3.2", NULL}; /* it accepts none */
	enum verdict v;

	if ((c->status && c->status[0] == '4') || (c->code >= 400 && c->code < 500 && !c->status))
		return false;
	if (is_status(c->status, in_the_way))
		return false;
	v = judge(c->words, c);
	if (v == UNDECIDED && (is_of_address(c->status) || is_status(c->status, no_mail)))
		return true;
	if (v == UNDECIDED)
		v = judge(c->context, c);
	return v == GONE;
}

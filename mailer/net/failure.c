#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "net/failure.h"

static int no_tls(
	const struct target *t, const struct dialogue *talk, const char *words, struct err *err)
{
	if (talk->phase == DIALOGUE_STARTTLS && (talk->code == 220 || (t->imap && !talk->refused)))
		return err_set(err, ERR_FAILED,
			"%s did not go over to TLS properly (%s): something else came in clear "
			"text after its answer to STARTTLS. No password and no letter was sent. "
			"Somebody may be in between; try from another network, or ask who runs the "
			"server",
			t->name, words);
	return err_set(err, ERR_FAILED,
		"%s %s. No password and no letter was sent. Use the server's TLS port (%s://), or "
		"ask who runs it",
		t->name,
		talk->phase == DIALOGUE_STARTTLS ? "refused STARTTLS"
		: talk->preauth ? "claims that we are logged in already, before any TLS (PREAUTH)"
				: "does not offer STARTTLS",
		t->imap ? "imaps" : "smtps");
}

/* Those offers that are about logging in, in one line. */
static void add_ways(struct str *out, const struct str *offers)
{
	const char *line = str_c(offers), *end;

	for (; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		if (!str_istarts(line, "AUTH") && !str_istarts(line, "LOGINDISABLED"))
			continue;
		if (out->len)
			str_adds(out, ", ");
		utf8_add_visible(out, line, (size_t)(end - line), false);
	}
	if (out->len == 0)
		str_adds(out, "none");
}

static int not_logged_in(const struct target *t, const struct dialogue *talk, struct err *err)
{
	if (talk->preauth)
		return err_set(err, ERR_FAILED,
			"%s claims that we are logged in already (PREAUTH); no password was sent "
			"to it",
			t->name);
	if (talk->phase != DIALOGUE_LOGIN) {
		struct str ways = STR_INIT;
		add_ways(&ways, &talk->offers);
		err_set(err, ERR_FAILED,
			"%s offers no way to log in that is known here (it offers: %s). Take "
			"`user` out of the settings if it needs no login, or use its port for "
			"submission",
			t->name, str_c(&ways));
		str_release(&ways);
		return -1;
	}
	return err_set(err, ERR_FAILED, "%s refused the login (%s); check user and password",
		t->name, talk->last.len ? str_c(&talk->last) : "no reason given");
}

/*
 * What speaks for the other way into TLS than the URL's: a greeting in plain text where TLS was to
 * begin (in GnuTLS's words), or silence where a greeting was to come (in libcurl's).
 */
static bool other_way(const struct target *t, const struct dialogue *talk, const char *words)
{
	if (t->tls)
		return strstr(words, "unexpected TLS packet") != NULL;
	return talk->phase == DIALOGUE_GREETING && talk->received == 0 &&
	       strstr(words, " 0 bytes received") != NULL;
}

static const char *other_scheme(const struct target *t)
{
	return t->imap ? (t->tls ? "imap" : "imaps") : (t->tls ? "smtp" : "smtps");
}

static int not_trusted(const struct target *t, const struct dialogue *talk, const char *words,
	bool own_ca, struct err *err)
{
	if (other_way(t, talk, words))
		return err_set(err, ERR_FAILED,
			"%s does not begin with TLS (%s). Nothing was sent to it, no password "
			"either. If it is a port for STARTTLS, write %s:// in `url`",
			t->name, words, other_scheme(t));
	return err_set(err, ERR_FAILED,
		"%s could not be trusted: %s. Nothing was sent to it, no password either. %s",
		t->name, words,
		own_ca ? "Check that ca_file holds the authority of the server's certificate"
		       : "If the server has an authority of its own, name its file in ca_file");
}

int failure_words(enum connection_failure failure, const struct target *target,
	const struct dialogue *talk, const char *words, bool own_ca, struct err *err)
{
	const char *said = str_c(&talk->last);
	struct str safe = STR_INIT;

	utf8_add_visible(&safe, words, strlen(words), false);
	/* It becomes a part of a sentence. */
	if (safe.len && safe.p[safe.len - 1] == '.')
		str_truncate(&safe, safe.len - 1);
	bool silent = !target->tls && other_way(target, talk, str_c(&safe));
	switch (failure) {
	case CONNECTION_UNTRUSTED:
		not_trusted(target, talk, str_c(&safe), own_ca, err);
		break;
	case CONNECTION_NO_TLS:
		no_tls(target, talk, str_c(&safe), err);
		break;
	case CONNECTION_AUTH_REFUSED:
		not_logged_in(target, talk, err);
		break;
	case CONNECTION_AUTH_LATER:
		err_set(err, ERR_TEMPORARY, "%s lets nobody in at the moment: %s. Run again later",
			target->name, said);
		break;
	case CONNECTION_STOPPED:
		err_set(err, ERR_TEMPORARY, "%s: stopped while connecting", target->name);
		break;
	default:
		err_set(err, ERR_TEMPORARY,
			"%s cannot be reached: %s%s%s. Run again later; if it stays so, check host "
			"and port in `url`%s%s%s",
			target->name, str_c(&safe), *said ? "; it said: " : "", said,
			silent ? ", or write " : "", silent ? other_scheme(target) : "",
			silent ? ":// if TLS begins at once there" : "");
	}
	str_release(&safe);
	return -1;
}

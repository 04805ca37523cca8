#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "reply/automatic.h"
#include "reply/words.h"

/* Headers of the programs. */
static const char *const names[] = {"X-Challenge", "X-Boxtrapper-Challenge",
	"X-BoxTrapper-Whitelist", "X-Spamarrest-Challenge", "X-Spamarrest", "X-TMDA-Challenge",
	"X-TMDA-Confirm-Done", "X-ASK-Auth", "X-UOL-Challenge",
	"X-ChoiceMail-Registration-Request"};

/* Each list is one idea of a challenge: there is your mail, it is held, prove something, against
 * unwanted mail. */
static const char *const yours[] = {"your message*", "your email*", "your e-mail*", "your mail",
	"you sent", "you have sent", "ihre nachricht", "ihre e-mail", "ihre mail", "votre message",
	"votre courriel", "votre e-mail", "su mensaje", "tu mensaje", "su correo", "suo messaggio",
	"tuo messaggio", "sua mensagem", "uw bericht", "uw e-mail", "ditt meddelande", "din besked",
	"twoja wiadomość", "ваше письмо", "ваше сообщение", NULL};
static const char *const held[] = {"has not been delivered", "not yet been delivered",
	"has been held", "is being held", "was held", "will be delivered", "to be delivered",
	"be delivered", "before delivering", "deliver your", "release your", "quarantin*",
	"is waiting", "waitlisted", "wait list", "on hold", "not been verified", "can receive your",
	"zurückgehalten", "zugestellt", "angehalten", "mis en attente", "en attente", "sera remis",
	"retenido", "retenue", "bloqué*", "sarà consegnat*", "será entregue", "será entregado",
	"tegengehouden", "vastgehouden", "awaiting", "accept mail from", "accept email from",
	"задержан*", NULL};
static const char *const prove[] = {"confirm that you", "confirm your", "confirm you are",
	"confirm this", "verify that you", "verify yourself", "verify your", "verify you are",
	"been verified", "you are human", "are a human", "a real person", "not a robot",
	"not a spammer", "not spam", "click the link", "click on the link", "click here",
	"click the following", "use the link", "to confirm", "please confirm",
	"sender verification", "one-time", "one time", "just this once", "approved sender*",
	"allowed sender*", "guest list", "bestätigen", "bestätigen sie", "zu bestätigen",
	"confirmez", "veuillez confirmer", "cliquez sur", "confirme", "haga clic", "confermi",
	"conferma", "clicchi", "clique", "bevestig*", "bekräfta", "bekræft*", "potwierd*",
	"подтверд*", NULL};
static const char *const filter[] = {"spam*", "junk", "unsolicited", "unwanted", "unknown sender*",
	"not in my", "not on my", "not recognized", "not recognised", "first time", "anti-spam",
	"challenge*", "whitelist*", "guest list", "not been verified", "unbekannte* absender*",
	"indésirable*", "no deseado*", "indesiderat*", "ongewenste", "спам*", NULL};

const char *challenge_mark(
	struct arena *a, const struct headers *h, const char *subject, const char *text)
{
	static const char *const subjects[] = {"action required", "verification", "confirm*",
		"verify*", "bestätigen*", "bestätigung", "confirmation", "confirmación",
		"conferma*", NULL};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (headers_find(h, names[i]))
			return arena_printf(a, "%s", names[i]);
	if (headers_find(h, "List-Id") || headers_find(h, "List-Unsubscribe"))
		return NULL;
	/* What is to be clicked or answered comes with a link or a code. */
	if (strstr(text, "http") == NULL && !words_has(text, "reply"))
		return NULL;
	if (!words_any(text, prove) || !words_any(text, yours))
		return NULL;
	int ideas = (words_any(text, held) != NULL) + (words_any(text, filter) != NULL);
	/* The subject of a program's answer may be one of them. */
	const char *sent = headers_raw(a, h, "Auto-Submitted");
	bool asked = words_any(subject, subjects) && sent && str_istarts(sent, "auto-");
	return ideas == 2 || (ideas == 1 && asked)
		       ? "the text asks for a confirmation before a mail is delivered"
		       : NULL;
}

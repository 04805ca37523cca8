#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "reply/automatic.h"
#include "reply/phrases.h"
#include "reply/words.h"

/* Headers of the programs. */
static const char *const names[] = {"X-Challenge", "X-Boxtrapper-Challenge",
	"X-BoxTrapper-Whitelist", "X-Spamarrest-Challenge", "X-Spamarrest", "X-TMDA-Challenge",
	"X-TMDA-Confirm-Done", "X-ASK-Auth", "X-UOL-Challenge",
	"X-ChoiceMail-Registration-Request"};

/* Each list is one idea of a challenge: there is your mail, it is held, prove something, against
 * unwanted mail. */
static const char *const yours[] = {"your message*", "your email*", "your e-mail*", "you sent",
	"you have sent", "ihre nachricht", "ihre e-mail", "ihre mail", "votre message",
	"votre courriel", "votre e-mail", "su mensaje", "tu mensaje", "su correo", "suo messaggio",
	"tuo messaggio", "sua mensagem", "uw bericht", "uw e-mail", "ditt meddelande", "din besked",
	"twoja wiadomość", "ваше письмо", "ваше сообщение", "your mail*", "tu correo", "su e-mail",
	"la tua e-mail", "seu e-mail", "seu email", "vous venez d'envoyer", "vous avez envoyé",
	"je bericht", "din mail", "ditt mejl", "meldingen din", "e-posten din", "viestisi",
	"pańska wiadomość", "państwa wiadomość", "twój e-mail", "vaše zpráva", "váš e-mail",
	"az ön levele", "levelét", "mesajul dumneavoastră", "mesajınız", "iletiniz", "e-postanız",
	"ваш лист", "ваше повідомлення", "το μήνυμά σας", "*您的邮件*", "*您的郵件*",
	"*お客様のメール*", "*お送りいただいたメール*", "*メールを受信*", "*귀하의 메일*",
	"*보내신 메일*", "*رسالتك*", "*הודעתך*", NULL};
static const char *const held[] = {"will reach", "reach the inbox", "reach me",
	"has not been delivered", "not yet been delivered", "has been held", "is being held",
	"was held", "be delivered", "before delivering", "deliver your", "release your",
	"quarantin*", "is waiting", "waitlisted", "wait list", "on hold", "not been verified",
	"can receive your", "zurückgehalten", "zugestellt", "angehalten", "en attente",
	"sera remis", "retenido", "retenue", "bloqué*", "será entregue", "será entregado",
	"tegengehouden", "vastgehouden", "awaiting", "accept mail from", "accept email from",
	"задержан*", "message delivered", "email delivered", "mail delivered", "have your message",
	"have your email", "not confirmed", "before it is delivered", "before i can",
	"before it reaches", "will be deleted", "zurückgestellt", "zustellung", "soit remis",
	"être remis", "délivré", "ser entregado", "sea entregado", "no ha sido entregado",
	"pendiente", "retido*", "não foi entregue", "seja entregue", "ser entregue", "pendente",
	"aguardando", "consegnat*", "in attesa", "trattenut*", "afgeleverd", "bezorgd", "hålls",
	"levereras", "leveres", "tilbageholdt", "holdes", "toimitetaan", "odottaa", "wstrzyman*",
	"dostarczon*", "oczekuje", "pozastaven*", "doručen*", "čeká", "kézbesít*", "várakoz*",
	"livrat", "bekletil*", "teslim*", "удержан*", "доставлен*", "ожидает", "затриман*",
	"αναμονή", "*保留*", "*配信*", "*等待*", "*投递*", "*拦截*", "*보류*", "*대기*", "*معلق*",
	"*ממתינ*", "in a queue", "placed in", "release it", "in quarantäne", "en cuarentena",
	"en quarantaine", "in quarantena", "em quarentena", NULL};
static const char *const prove[] = {"reply to this", "replying to this", "reply once",
	"simply reply", "auf diese e-mail antworten", "antworten sie auf", "répondez à ce",
	"répondre à ce message", "responda a este", "rispondere a questo", "responda a esta",
	"beantwoord deze", "confirm that you", "confirm your", "confirm this", "verify yourself",
	"verify your", "verify you are", "been verified", "you are human", "are a human",
	"a real person", "not a robot", "not a spammer", "not spam", "click the link",
	"click on the link", "click here", "click the following", "use the link", "to confirm",
	"please confirm", "sender verification", "one-time", "one time", "just this once",
	"approved sender*", "allowed sender*", "guest list", "bestätigen", "confirmez", "cliquez",
	"confirme", "haga clic", "confermi", "conferma", "clicchi", "clique", "bevestig*",
	"bekräfta", "bekræft*", "potwierd*", "подтверд*", "confirm you", "confirm by",
	"confirm that your", "verify that", "captcha", "characters you see", "characters shown",
	"enter the code", "authenticate", "klicken sie", "bestätige", "authentifi*", "cliquer",
	"cliquant", "confirmer", "confirmar", "confirma", "haga click", "pulse", "hacer clic",
	"confermare", "cliccare", "clicca", "clicar", "clicando", "digit*", "klik*", "klicka",
	"klõps*", "potvrď*", "potvrzen*", "erősít*", "kattints*", "confirmați", "tıkla*", "onayla*",
	"перейдите", "нажмите", "підтверд*", "επιβεβαι*", "*点击*", "*點擊*", "*验证*", "*驗證*",
	"*クリック*", "*認証*", "*確認*", "*클릭*", "*인증*", "*انقر*", "*לחץ*", "*לאשר*", NULL};
static const char *const filter[] = {"junk", "unsolicited", "unwanted", "unknown sender*",
	"not in my", "not on my", "not recognized", "not recognised", "first time", "challenge*",
	"whitelist*", "guest list", "not been verified", "unbekannte absender*",
	"unbekannten absender*", "indésirable*", "no deseado*", "indesiderat*", "ongewenste",
	"спам*", "*spam*", "pourriel*", "unbekannter absender", "nicht bekannt", "erstmals",
	"first e-mail", "first email", "one-time", "one time", "do this once", "einmalig",
	"nur einmal", "une seule fois", "qu'une fois", "una sola vez", "una única vez",
	"una sola volta", "uma única vez", "uma vez", "eenmalig", "één keer", "en gång", "én gang",
	"jednorazow*", "jednorázov*", "egyszer", "один раз", "один лише раз", "roboti*",
	"real person", "*垃圾邮件*", "*垃圾郵件*", "*迷惑メール*", "*스팸*", "*مزعج*", "*דואר זבל*",
	/* Who is on no list of those who may write. */
	"approved sender*", "allowed sender*", "trusted sender*", "authorized sender*",
	"authorised sender*", "safe sender*", "list of approved", "list of allowed",
	"list of trusted", "zugelassene absender*", "zugelassenen absender*", "erlaubte absender*",
	"erlaubten absender*", "vertrauenswürdige absender*", "vertrauenswürdigen absender*",
	"expéditeurs autorisés", "expéditeurs approuvés", "expéditeurs de confiance",
	"remitentes autorizados", "remitentes aprobados", "remitentes permitidos",
	"remitentes de confianza", "mittenti autorizzati", "mittenti approvati",
	"mittenti attendibili", "remetentes autorizados", "remetentes aprovados",
	"remetentes confiáveis", "toegestane afzenders", "goedgekeurde afzenders",
	"vertrouwde afzenders", "godkända avsändare", "betrodda avsändare", "zaufanych nadawców",
	"dozwolonych nadawców", "доверенных отправител*", "разрешенных отправител*",
	"разрешённых отправител*", NULL};

enum { SENTENCE_MAX = 600 };
enum { YOURS = 1, HELD = 2, PROVE = 4, FILTER = 8 };
static struct phrases ideas = {.lists = {yours, held, prove, filter}};

const char *challenge_mark(
	struct arena *a, const struct headers *h, const char *subject, const char *text)
{
	static const char *const subjects[] = {"action required", "verification", "confirm*",
		"verify*", "bestätigen*", "bestätigung", "conferma*", NULL};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (headers_find(h, names[i]))
			return arena_printf(a, "%s", names[i]);
	if (headers_find(h, "List-Id") || headers_find(h, "List-Unsubscribe"))
		return NULL;
	/* What is to be clicked or answered comes with a link or a code. */
	if (strstr(text, "http") == NULL && !words_has(text, "reply"))
		return NULL;
	char sentence[SENTENCE_MAX];
	uint32_t said = 0;
	bool waits = false; /* one sentence says that it is the mail that is held */
	uint32_t before = 0; /* what the one before it says: "You sent a mail. It is held ..." */
	for (size_t n; (n = words_sentence(&text, sentence, sizeof sentence)) > 0;) {
		uint32_t has = phrases_in(&ideas, sentence, n);
		said |= has;
		waits |= phrases_all(has, YOURS | HELD);
		waits |= (before & YOURS) && phrases_all(has, HELD | FILTER);
		before = has;
	}
	if (!phrases_all(said, PROVE | YOURS))
		return NULL;
	/* The subject of a program's answer may be one of them. */
	const char *sent = headers_raw(a, h, "Auto-Submitted");
	bool asked = words_any(subject, subjects) && sent && str_istarts(sent, "auto-");
	return (waits && (said & FILTER)) || (asked && (said & (HELD | FILTER)))
		       ? "the text asks for a confirmation before a mail is delivered"
		       : NULL;
}

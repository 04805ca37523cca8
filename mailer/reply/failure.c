#include <stddef.h>
#include <string.h>

#include "reply/failure.h"
#include "reply/phrases.h"
#include "reply/words.h"

/* How a report's subject begins, whatever server wrote it. */
static const char *const failure_subjects[] = {"undeliver*", "undelivered",
	"delivery status notification", "delivery status", "delivery notification",
	"delivery failure", "delivery has failed", "delivery report", "delivery failed",
	"failed delivery", "failure delivery", "delivery problem*", "delivery error*",
	"message delivery has failed", "mail delivery failed", "mail delivery failure",
	"mail delivery status", "mail delivery system", "mail delivery problem",
	"mail delivery error", "failure notice", "returned mail", "returned to sender",
	"mail failure", "mail system error", "nondeliverable*", "non-deliver*", "non deliver*",
	"permanent delivery failure", "could not be delivered", "error sending your mail",
	"message status - undeliverable", "warning: could not send", "warning: message",
	"delayed mail", "delivery delayed", "message delayed", "email bounce*", "bounced mail",
	"unzustellbar*", "nicht zustellbar", "zustellung fehlgeschlagen",
	"fehler bei der nachrichtenzustellung", "non remis", "non délivré*", "non distribu*",
	"échec de la remise", "echec de la remise", "echec de remise", "non recapitabile",
	"mancata consegna", "avviso di mancata consegna", "no se puede entregar",
	"no se pudo entregar", "no entregado", "error de entrega", "não entregue",
	"não pôde ser entregue", "falha na entrega", "onbestelbaar", "niet bezorgd",
	"kan inte levereras", "kunne ikke leveres", "nie można dostarczyć", "niedostarczon*",
	"zwrot poczty", "недоставлен*", "не доставлен*", "не доставлено", "teslim edilemedi",
	"無法傳遞", "未能送达", "退信", "系统退信", "配信不能", "配信エラー", "メールエラー",
	"送信エラー", "반송", "zwrot*", "недоставк*", NULL};

/* What a report says in its text. Each is a statement about a mail, not about reports. */
static const char *const failure_words[] = {"could not be delivered", "couldn't be delivered",
	"cannot be delivered", "can't be delivered", "could not deliver", "couldn't deliver",
	"was not delivered", "wasn't delivered", "not been delivered", "unable to deliver",
	"unable to be delivered", "undelivered message", "delivery to the following",
	"delivery has failed", "delivery failed", "delivery attempt*", "delivery error*",
	"failed to deliver", "failed permanently", "failed for the following", "failed to reach",
	"did not reach", "permanent error", "permanent fatal error", "fatal errors",
	"transient non-fatal error", "transcript of session", "error is permanent",
	"no valid recipients", "message is returned", "message was returned", "returned to you",
	"returning message", "returned message", "reason for the problem", "user unknown",
	"unknown user", "unknown address error", "undeliverable", "unknown recipient",
	"mailbox is full", "mailbox full", "could not send message", "could not send your message",
	"unable to send", "error sending", "reason of the failure", "failed recipient*",
	"rejected your message", "message blocked", "was not accepted", "not reached",
	"nicht zugestellt", "n'a pas pu être", "n'a pas été remis", "impossible de remettre",
	"non è stato possibile consegnare", "no se pudo entregar", "no se ha podido entregar",
	"não pôde ser entregue", "não foi entregue", "не может быть доставлено", "не доставлено",
	"could not be sent", "無法傳遞", "无法投递", "配信できませんでした", "送信できません*",
	"届けられません*", "送信されませんでした", NULL};

/* The server has not given up. */
static const char *const delay_words[] = {"delay", "delayed", "still being retried",
	"will be retried", "will continue to try", "continue trying", "continue to be made",
	"further attempts", "no need to resend", "not need to resend", "not yet been delivered",
	"will retry", "keep trying", "could not send message for past", "remains in the queue",
	"weiter versucht", "weiterhin versucht", "verzögert*", "retardé*", "tentatives",
	"temporary problem", "try again for", "tentará novamente", "intentará de nuevo",
	"volverá a intentar", "nouvelle tentative", "nuovi tentativi", "tenterà",
	"weitere zustellversuch*", "noch nicht zugestellt", "nog niet bezorgd", "försöker igen",
	"prøver igen", "prøver igjen", "yritetään uudelleen", "ponowi*", "ponowne próby",
	"demorad*", "atrasad*", "ritardo", "ritardat*", "vertraag*", "försena*", "forsinke*",
	"opóźnion*", "zpožděn*", "késlelte*", "gecik*", "задерж*", "затрим*", "延迟", "遅延",
	"遅れ", "지연", "réessaiera", "réessaierons", "riproverà", "reintentará",
	"wird erneut versucht", "versucht es erneut", "попытки доставки", "спроби доставки",
	"再試行されます", "将继续尝试", "再次尝试投递", "continuará tentando", "continuera",
	"continuerà", "seguirá intentando", "fortgesetzt", NULL};
static const char *const final_words[] = {"giving up", "given up", "gave up", "permanent*",
	"no longer", "will not be retried", "has expired", "too long", "failure", "failed", NULL};

/*
 * In any language: a sentence about delivering that says no, or that something failed. Stems, since
 * programs put them into every tense.
 */
static const char *const delivering[] = {"deliver*", "*zustell*", "*zugestellt*", "remis", "remise",
	"remettre", "distribu*", "délivr*", "achemin*", "entreg*", "consegn*", "recapit*",
	"bezorg*", "afgelever*", "lever*", "utlever*", "toimit*", "doręcz*", "dostarcz*", "doruč*",
	"kézbesít*", "livra*", "teslim*", "dostav*", "isporuč*", "доставл*", "доставк*",
	"доставить", "παράδοσ*", "παραδο*", "παραδό*", "*מסיר*", "*מסר*", "*تسليم*", "配信", "配送",
	"送信", "届け", "投递", "送达", "投遞", "傳遞", "发送", "發送", "전송", "배달", "전달",
	"발송", NULL};
static const char *const denying[] = {"not", "*n't", "abort*", "abgebrochen*", "interrompu*",
	"interrump*", "afgebroken", "przerwan*", "прерван*", "cannot", "unable", "fail*",
	"undeliver*", "nicht", "*fehlgeschlagen*", "*fehler*", "gescheitert", "*unzustellbar*",
	"pas", "ne peut", "ne peuvent", "n'a pu", "impossible", "échec", "echec", "échou*",
	"erreur", "no", "imposible", "fallo", "fallid*", "error", "impossibile", "fallit*",
	"mancat*", "errore", "non", "não", "nao", "falh*", "erro", "niet", "mislukt*", "fout*",
	"inte", "misslyck*", "ikke", "mislyk*", "ei", "epäonnist*", "nie", "nieudan*", "niedoręcz*",
	"błąd*", "nebyl*", "nelze", "nepodařil*", "nepodaril*", "nedoruč*", "nemohl*", "απέτυχ*",
	"μη", "selhal*", "chyb*", "nem", "sikertelen*", "hiba*", "nu", "eșuat*", "eroare",
	"edilemedi*", "başarısız*", "hata*", "не", "невозможно", "ошибк*", "недостав*", "δεν",
	"αποτυχ*", "αδύνατ*", "*לא*", "*נכשל*", "*فشل*", "*تعذر*", "*لم*", "できない",
	"できなかった", "失敗", "エラー", "ません", "失败", "无法", "未能", "不能", "無法", "실패",
	"없습니다", "못했습니다", "못하였습니다", "되지 않", "불가", "delay*", "verzöger*",
	"retard*", "atrasad*", "demorad*", "ritard*", "vertraag*", "vertraging", "försena*",
	"forsink*", "opóźni*", "zpožd*", "késle*", "gecik*", "задерж*", "затрим*", "延迟", "遅延",
	"遅れ", "지연", NULL};

/* The same of a mail that was refused. */
static const char *const mails[] = {"message", "mail", "email", "nachricht", "courriel", "courrier",
	"mensaje", "correo", "messaggio", "mensagem", "bericht", "meddelande", "meddelelse",
	"melding", "besked", "viesti*", "wiadomość", "zpráv*", "správ*", "üzenet*", "levél*",
	"mesaj*", "ileti*", "e-posta*", "сообщени*", "письмо", "лист", "повідомлення", "μήνυμα",
	"*رسالة*", "*رسالتك*", "*הודעה*", "*メール*", "*邮件*", "*郵件*", "*메일*", NULL};
static const char *const refused[] = {"was rejected", "been rejected", "is rejected", "was refused",
	"been refused", "was blocked", "been blocked", "abgelehnt", "abgewiesen", "zurückgewiesen",
	"a été rejet*", "a été refus*", "a été bloqu*", "rechazad*", "bloquead*", "rifiutat*",
	"respint*", "bloccat*", "rejeitad*", "recusad*", "geweigerd", "geblokkeerd", "avvisad*",
	"avvist", "afvist", "hylät*", "odrzucon*", "odmítnut*", "odmietnut*", "visszautasít*",
	"elutasít*", "respins*", "reddedil*", "engellen*", "отклонен*", "отвергнут*", "відхилен*",
	"is returned", "was returned", "been returned", "zurückgesandt", "zurückgeschickt",
	"retourné*", "renvoyé*", "devuelto", "devolvid*", "restituit*", "teruggestuurd",
	"returnerad*", "returneret", "returnert", "palautet*", "zwrócon*", "vrácen*", "visszaküld*",
	"returnat*", "возвращен*", "повернут*", "iade edil*", "επιστράφηκε", "*退回*", "*返送*",
	"*반송*", "απορρίφθηκε", "*رفض*", "*נדחת*", "*拒否*", "*拒绝*", "*拒收*", "*거부*", NULL};

/* The same of a mail that is still being tried. */
static const char *const not_yet[] = {"not yet", "so far", "bislang nicht", "bisher nicht",
	"noch nicht", "pas encore", "aún no", "todavía no", "ancora non", "non ancora", "ainda não",
	"nog niet", "ännu inte", "endnu ikke", "ennå ikke", "jeszcze nie", "dosud ne*",
	"до сих пор не", "ещё не", "еще не", "досі не", "ще не", "henüz", "ακόμη", "尚未", "まだ",
	"아직", NULL};

enum { LOOKED_AT = 3000, SENTENCE_MAX = 400 };
enum { DELIVERING = 1, DENYING = 2, MAILS = 4, REFUSED = 8, NOT_YET = 16 };
static struct phrases ideas = {.lists = {delivering, denying, mails, refused, not_yet}};

bool failure_is_subject(const char *subject)
{
	return words_any(subject, failure_subjects) != NULL;
}

bool failure_begins_subject(const char *subject)
{
	for (const char *const *p = failure_subjects; *p; p++)
		if (**p == *subject && strncmp(subject, *p, strcspn(*p, "*")) == 0)
			return true;
	return false;
}

/* Whether one of the first sentences has words of all the ideas. */
static bool is_said(const char *text, uint32_t wanted)
{
	char sentence[SENTENCE_MAX];
	size_t n;

	for (const char *p = text;
		p - text < LOOKED_AT && (n = words_sentence(&p, sentence, sizeof sentence)) > 0;)
		if (phrases_all(phrases_in(&ideas, sentence, n), wanted))
			return true;
	return false;
}

bool failure_is_told(const char *text)
{
	return words_any(text, failure_words) || is_said(text, DELIVERING | DENYING) ||
	       is_said(text, MAILS | REFUSED);
}

bool failure_is_delay(const char *subject, const char *text)
{
	bool of_subject = words_any(subject, delay_words) != NULL;
	bool of_text = words_any(text, delay_words) || is_said(text, DELIVERING | NOT_YET);

	return (of_subject && of_text) ||
	       ((of_subject || of_text) && !words_any(text, final_words));
}

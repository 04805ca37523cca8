#include <stdbool.h>
#include <string.h>

#include "base/str.h"
#include "reply/notice.h"
#include "reply/words.h"

/* "Read: <our subject>", as programs write it; a person could. */
static bool is_receipt_subject(const char *subject)
{
	static const char *const begins[] = {"read", "not read", "return receipt",
		"return receipt (displayed)", "read receipt", "delivered", "gelesen", "ungelesen",
		"nicht gelesen", "gelöscht", "lesebestätigung", "empfangsbestätigung (angezeigt)",
		"lu", "non lu", "confirmation de lecture", "accusé de lecture",
		"accusé de réception (affiché)", "leído", "no leído", "leido",
		"confirmación de lectura", "letto", "non letto", "conferma di lettura", "lida",
		"não lida", "confirmação de leitura", "recibo de leitura", "acuse de lectura",
		"potwierdzenie przeczytania", "potvrzení o přečtení", "olvasási visszaigazolás",
		"confirmare de citire", "уведомление о прочтении", "прочтено", "okundu bilgisi",
		"læsekvittering", "lesebekreftelse", "lukukuittaus", "已读回执", "αναγνώστηκε",
		"gelezen", "niet gelezen", "leesbevestiging", "läst", "läskvitto", "læst", "lest",
		"ikke lest", "luettu", "przeczytano", "přečteno", "olvasott", "okundu", "прочитано",
		"已读", "已讀", "開封済み", "開封通知", "읽음", NULL};

	for (const char *const *p = begins; *p; p++) {
		size_t n = strlen(*p);
		if (**p != *subject || strncmp(subject, *p, n) != 0)
			continue;
		while (subject[n] == ' ')
			n++;
		/* Notes names the mail in the text only. */
		if (subject[n] == '\0' && strchr(*p, ' '))
			return true;
		if (subject[n] == ':' || str_starts(subject + n, "\xef\xbc\x9a"))
			return true;
	}
	return false;
}

const char *notice_receipt_mark(const char *subject, const char *text)
{
	static const char *const was_read[] = {"was received by", "was seen by", "wurde empfangen",
		"a été reçu*", "fue recibid*", "was read", "was deleted", "was displayed",
		"has been read", "been displayed", "without being read", "gelesen", "ungelesen",
		"angezeigt", "gelöscht", "a été lu*", "a été affich*", "a été supprim*",
		"sans avoir", "se leyó", "fue leíd*", "ha sido leíd*", "se ha leído", "eliminad*",
		"è stat*", "foi lid*", "foi excluíd*", "is gelezen", "gelezen op", "verwijderd",
		"lästes", "har lästs", "blev læst", "ble lest", "luettiin", "przeczytan*",
		"přečten*", "okundu", "прочитан*", "удалено", "*已读*", "*已被读*", "*阅读*",
		"*開封*", "*읽었*", "*읽음*", NULL};
	static const char *const yours[] = {"your document", "ihr dokument", "votre document",
		"documento", "your message", "your mail", "message you sent", "the message",
		"ihre e-mail", "nachricht", "votre message", "le message", "mensaje", "messaggio",
		"mensagem", "bericht", "meddelande", "meddelelse", "melding", "besked", "viesti*",
		"wiadomość", "zpráv*", "mesaj*", "ileti*", "сообщени*", "письмо", "*邮件*",
		"*郵件*", "*メール*", "*メッセージ*", "*메시지*", "*메일*", NULL};

	enum { NOTICE_MAX = 1500 };

	/* The fields of the mail that was read may stand between the words. */
	return is_receipt_subject(subject) && strnlen(text, NOTICE_MAX) < NOTICE_MAX &&
			       words_any(text, was_read) && words_any(text, yours)
		       ? "a notice that a mail was read, in words"
		       : NULL;
}

enum reading_class notice_certified(const char *ricevuta)
{
	static const struct {
		const char *value;
		enum reading_class class;
	} kinds[] = {
		{"accettazione", READING_RECEIPT},
		{"presa-in-carico", READING_RECEIPT},
		{"avvenuta-consegna", READING_RECEIPT},
		{"non-accettazione", READING_BOUNCE},
		{"errore-consegna", READING_BOUNCE},
		{"rilevazione-virus", READING_BOUNCE},
		{"preavviso-errore-consegna", READING_DELAY},
	};

	for (size_t i = 0; ricevuta && i < sizeof kinds / sizeof *kinds; i++)
		if (str_istarts(ricevuta, kinds[i].value))
			return kinds[i].class;
	return READING_REPLY;
}

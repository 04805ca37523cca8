/*
 * Paragraphs that programs put into mails: notices of confidentiality, against printing, about
 * viruses and data; and what a gateway puts above mails from outside. Each list is one idea; such a
 * paragraph joins several of them in any language.
 */
#include <string.h>

#include "reply/lines.h"
#include "reply/phrases.h"
#include "reply/words.h"

/* A notice of confidentiality. */
static const char *const secrecy[] = {"confidential*", "privileged", "vertraulich*",
	"confidentiel*", "confidencial*", "riservat*", "confidenzial*", "vertrouwelijk*",
	"konfidentiell*", "fortrolig*", "sekretess*", "poufn*", "důvěrn*", "конфиденциальн*",
	"конфіденційн*", "gizli*", "سرية", "סודי", "*保密*", "*机密*", "*機密*", "luottamuksellis*",
	"bizalmas*", "εμπιστευτικ*", "confidențial*", "dôvern*", "povjerljiv*", "poverljiv*",
	"zaupn*", "поверителн*", "konfidents*", "konfidencia*", "bí mật", "bảo mật", "rahasia",
	"سری", "محرمانه", "*기밀*", "*秘密*", "trúnað*", "taushetsplikt*", "hemlig*", NULL};
static const char *const addressed[] = {"intended recipient*", "intended for", "intended only",
	"intended solely", "addressee*", "named recipient*", "individual or entity", "adressat*",
	"empfänger*", "bestimmt für", "ausschließlich für", "destinataire*", "destinatário*",
	"destinad*", "geadresseerde*", "bestemd voor", "avsedd för", "mottagare*", "modtager*",
	"mottaker*", "adresat*", "adresát*", "адресат*", "предназначен*", "alıcı*", "المرسل إليه",
	"*收件人*", "*受信者*", "vastaanottaja*", "címzett*", "παραλήπτη*", "destinatar*",
	"primatelj*", "primaoc*", "prejemnik*", "получател*", "одержувач*", "адресован*",
	"người nhận", "penerima", "گیرنده", "*수신인*", "*수신자*", "*宛先*", "*受取人*",
	"kizárólag", "αποκλειστικά", "exclusiv*", "exklusivt", "udelukkende", "yalnızca", NULL};
static const char *const misdirected[] = {"in error", "by mistake", "notify us", "delete",
	"destroy", "unauthori*", "prohibited", "strictly", "irrtümlich", "löschen", "vernichten",
	"informieren sie", "par erreur", "supprimer", "détruire", "por error", "por erro",
	"elimin*", "per errore", "cancell*", "ten onrechte", "vergissing", "verwijderen",
	"av misstag", "radera", "ved en feil", "ved en fejl", "slett", "slet", "omyłk*", "usun*",
	"smaž*", "по ошибке", "удалит*", "помилк*", "por engano", "apagu*", "apagar", "avertir",
	"the sender", "absender*", "expéditeur*", "remitente", "remetente", "mittente", "afzender",
	"avsändar*", "afsender*", "avsender*", "nadawc*", "odesílatel*", "отправител*", "gönderen*",
	"المرسل", "השולח", "发件人", "送信者", "yanlışlıkla", "siliniz", "بطريق الخطأ", "בטעות",
	"*删除*", "*刪除*", "*削除*", "virus*", "liab*", "print this e*", "environment", "tévedés*",
	"törölj*", "törölni", "κατά λάθος", "διαγράψ*", "greșeal*", "șterg*", "omylem", "vymaž*",
	"odstraň*", "pogreškom", "greškom", "pomotom", "obriš*", "izbriš*", "по погрешка",
	"изтрий*", "nhầm", "xóa", "kesalahan", "hapus", "اشتباه", "حذف", "*잘못*", "*삭제*",
	"*誤って*", "*破棄*", "virheellisesti", "erehdyksessä", "poista", "intet ansvar",
	"fejlagtig*", "misgrip", "omylom", "felad*", "αποστολέα", "expeditor*", "pošiljatelj*",
	"verboten", "unautorisiert*", "unbefugt*", "nicht gestattet", "nicht erlaubt",
	"non autoris*", "no autorizad*", "non autorizzat*", "não autorizad*", "niet toegestaan",
	"ongeautoriseerd*", "obehörig*", "uautoriser*", "uberettiget*", "niedozwolon*",
	"neoprávněn*", "jogosulatlan*", "neautorizat*", "несанкционированн*", "несанкціонован*",
	"untersagt", "interdit*", "prohibid*", "vietat*", "proibid*", "proibit*", "verboden",
	"förbjud*", "forbudt", "kiellett*", "zabronion*", "zabrania", "zakázán*", "tilos",
	"interzis*", "запрещ*", "заборон*", "yasak*", "απαγορεύ*", "*禁止*", "*금지*", "người gửi",
	"pengirim", "*발신자*", "yetkisiz", NULL};
static const char *const transmitted[] = {"dit e-mailbericht", "dit emailbericht",
	"de inhoud van dit", "a presente mensagem", "il presente messaggio",
	"presente comunicazione", "presente comunicación", "présente communication",
	"la presente e-mail", "el presente mensaje", "le présent message", "la présente",
	"vorliegende nachricht", "this e-mail", "this email", "this message", "this communication",
	"this transmission", "the information contained", "the contents of this", "any attachments",
	"diese e-mail", "diese nachricht", "ce message", "ce courriel", "cet e-mail",
	"este mensaje", "este correo", "esta mensagem", "este e-mail", "questo messaggio",
	"questa e-mail", "questa email", "dit bericht", "deze e-mail", "detta meddelande",
	"denne e-post*", "denne mail", "ta wiadomość", "niniejsza wiadomość", "tato zpráva",
	"это сообщение", "данное сообщение", "настоящее сообщение", "це повідомлення", "bu e-posta",
	"bu mesaj", "هذه الرسالة", "הודעה זו", "*本邮件*", "*本郵件*", "*本メール*", "tämä viesti",
	"ez az üzenet", "ezen üzenet", "ez az e-mail", "παρόν μήνυμα", "το μήνυμα", "acest mesaj",
	"acest e-mail", "táto správa", "ova poruka", "ova elektronička", "to sporočilo",
	"това съобщение", "това писмо", "thư này", "email này", "email ini", "pesan ini",
	"این پیام", "این ایمیل", "*이 메일*", "*본 메일*", "*このメール*", "*此邮件*", "*此郵件*",
	"detta e-post*", "denne e-mail", "tämän viestin", "цей лист", "данное письмо", "это письмо",
	"настоящее письмо", NULL};

/* "Please consider the environment before printing this e-mail." */
static const char *const printing[] = {"print*", "*drucken*", "*ausdruck*", "imprim*", "stampa*",
	"afdrukken", "skriva ut", "skriver ut", "wydruk*", "drukow*", "vytisk*", "nyomtat*",
	"yazdır*", "*печат*", "打印", "列印", "印刷", NULL};
static const char *const nature[] = {"environment*", "umwelt*", "environnement*", "medioambiente",
	"ambiente", "milieu", "miljö*", "miljø*", "środowisk*", "prostřed*", "környezet*", "çevre*",
	"окружающ*", "природ*", "环境", "環境", "tree", "trees", "planet", NULL};

static const char *const before[] = {"before", "bevor", "vor dem", "avant", "antes", "prima",
	"voordat", "alvorens", "innan", "før", "inden", "ennen", "zanim", "przed", "než", "mielőtt",
	"yazdırmadan", "прежде", "перед", "之前", "前に", "really need", NULL};

/* "Think before you print this." */
static const char *const thinking[] = {"think", "consider", "necess*", "überleg*", "denken",
	"prüfen", "nötig", "pensez", "réfléchi*", "piense", "pense", "pensa", "pensi", "precisa",
	"bedenk", "denk", "nodig", "tänk", "behöver", "tænk", "tenk", "mieti*", "pomyśl*",
	"zastanów*", "zvažte", "gondol*", "подумай*", "düşün*", "σκεφτ*", NULL};
static const char *const this_mail[] = {"e-mail*", "email*", "mail", "message", "courriel",
	"correo", "mensaje", "messaggio", "mensagem", "bericht", "mejl", "meddelande", "wiadomoś*",
	"zpráv*", "levelet", "письмо", "e-posta*", NULL};

/* "When you write to us, we process your personal data. Read more: ..." */
static const char *const your_data[] = {"your personal information", "your data",
	"personenbezogene*", "ihre daten", "ihrer daten", "données personnelles",
	"données à caractère personnel", "vos données", "datos personales", "sus datos",
	"dati personali", "dados pessoais", "persoonsgegevens", "personuppgifter",
	"personoplysninger", "personopplysninger", "henkilötieto*", "danych osobowych",
	"dane osobowe", "osobní údaje", "osobních údajů", "personal data", "személyes adat*",
	"datele cu caracter personal", "персональных данных", "kişisel veri*", NULL};
static const char *const processed[] = {"process", "processed", "processing", "verarbeit*",
	"traitement*", "traitons", "traitées", "tratamiento", "tratad*", "tratamos", "trattament*",
	"trattat*", "tratamento", "verwerk*", "behandl*", "käsitt*", "przetwarza*", "zpracov*",
	"kezel*", "prelucr*", "обраб*", "işle*", NULL};
static const char *const by_writing[] = {"you e-mail", "you email", "you contact", "you write",
	"e-mail us", "email us", "you send", "sie uns schreiben", "e-mail-kommunikation",
	"korrespondenz", "nous écrivez", "nous contactez", "vos échanges", "nos escribe",
	"ponerse en contacto", "ci scrive", "ci contatta", "nos contacta", "ons mailt",
	"ons een e-mail", "contact met ons", "skickar e-post", "mejlar", "skriver til",
	"sender e-post", "sender en e-mail", "sähköposti*", "kontakt*", "korespondencj*",
	"пишете нам", NULL};

/* "This message has been scanned for viruses." */
static const char *const viruses[] = {
	"virus*", "*virus", "viren*", "*viren", "вирус*", "wirus*", "病毒", "ウイルス", NULL};
static const char *const scanned[] = {"scanned", "checked", "free", "*frei", "clean", "geprüft",
	"gescannt", "analys*", "analiz*", "verific*", "vérifi*", "controll*", "garanti", "libre",
	"sans", "gecontroleerd", "kontroller*", "sprawdzon*", "провер*", NULL};

static const char *const virus_free[] = {"virus-free", "virenfrei", "libre de virus", "sans virus",
	"privo di virus", "livre de vírus", "virusvrij", NULL};

/* What lawyers write besides. */
static const char *const legal[] = {"privileged", "legally protected", "rechtlich geschützt*",
	"proprietary", "secret professionnel", "secreto profesional", "segreto professionale",
	NULL};

/* What stands above a mail from outside. */
static const char *const outside[] = {"outside", "esterno", "esterna", "ulkopuolelta", "zewnętrzn*",
	"extern*", "внешн*", "зовнішн*", "harici", "εξωτερικ*", "*外部*", "*외부*", NULL};
static const char *const careful[] = {"click*", "links", "attachments", "caution", "klicken",
	"anhänge*", "vorsicht", "cliquez", "cliquer", "pièces jointes", "clic", "enlaces",
	"adjuntos", "allegati", "cautela", "anexos", "bijlagen", "klik*", "länkar", "bilagor",
	"vedhæft*", "vedlegg", "liitte*", "załącznik*", "příloh*", "вложени*", "bağlantı*",
	"*添付*", "*附件*", "*첨부*", NULL};
static const char *const sender[] = {"sender", "absender*", "expéditeur*", "remitente", "mittente",
	"remetente", "afzender", "avsändar*", "afsender*", "avsender*", "lähettäj*", "nadawc*",
	"odesílatel*", "отправител*", "gönderen*", "*差出人*", "*送信者*", "*发件人*", "*발신자*",
	"originated", "external email", "external e-mail", "external mail", "external message",
	"externe mail", "externe e-mail", "e-mail externe", "email externe", "courriel externe",
	"correo externo", "e-mail externo", "mail esterna", "extern e-post", "ekstern e-mail",
	"ekstern e-post", NULL};

enum {
	SECRECY = 1 << 0,
	ADDRESSED = 1 << 1,
	MISDIRECTED = 1 << 2,
	TRANSMITTED = 1 << 3,
	LEGAL = 1 << 4,
	PRINTING = 1 << 5,
	NATURE = 1 << 6,
	BEFORE = 1 << 7,
	THINKING = 1 << 8,
	THIS_MAIL = 1 << 9,
	YOUR_DATA = 1 << 10,
	PROCESSED = 1 << 11,
	BY_WRITING = 1 << 12,
	VIRUSES = 1 << 13,
	SCANNED = 1 << 14,
	VIRUS_FREE = 1 << 15,
	OUTSIDE = 1 << 16,
	CAREFUL = 1 << 17,
	SENDER = 1 << 18,
};
static struct phrases ideas = {
	.lists = {secrecy, addressed, misdirected, transmitted, legal, printing, nature, before,
		thinking, this_mail, your_data, processed, by_writing, viruses, scanned, virus_free,
		outside, careful, sender}};

/* About printing this mail, its viruses, or what becomes of the data in it. */
static bool is_notice(uint32_t has)
{
	int why = __builtin_popcount(has & (NATURE | BEFORE | THINKING));
	bool against_printing = (has & PRINTING) && why >= 2 &&
				((has & THIS_MAIL) || phrases_all(has, NATURE | BEFORE));

	/* Who answers about data says more than where a policy stands. */
	return against_printing || phrases_all(has, YOUR_DATA | PROCESSED | BY_WRITING) ||
	       (has & VIRUS_FREE) || phrases_all(has, VIRUSES | SCANNED | TRANSMITTED);
}

static bool is_disclaimer(const char *folded, uint32_t has)
{
	static const char *const titles[] = {"disclaimer", "confidentiality notice", "legal notice",
		"legal disclaimer", "privacy notice", "haftungsausschluss",
		"avis de confidentialité", "aviso legal", "aviso de confidencialidad", NULL};
	int joined;

	while (*folded && strchr(" *_-=\n", *folded))
		folded++;
	joined = __builtin_popcount(has & (SECRECY | ADDRESSED | MISDIRECTED | TRANSMITTED));
	joined += joined == 2 && (has & LEGAL);
	return joined >= 3 || (joined >= 1 && words_begins(folded, titles));
}

/* Whether a paragraph is a notice of confidentiality, or about printing this mail, its viruses, or
 * what becomes of the data in it. */
static bool is_boilerplate(const char *folded, size_t n)
{
	enum { NOTICE_MAX = 400, DISCLAIMER_MIN = 60 };
	uint32_t has = phrases_in(&ideas, folded, n);

	return (n < NOTICE_MAX && is_notice(has)) ||
	       (n > DISCLAIMER_MIN && is_disclaimer(folded, has));
}

/* Whether the first paragraph is what a gateway puts above mails from outside. */
static bool is_banner(const char *folded, size_t n)
{
	return phrases_all(phrases_in(&ideas, folded, n), OUTSIDE | CAREFUL | SENDER);
}

/* Whether the paragraph of lines from start to end (inclusive) is a notice: of confidentiality,
 * against printing, of viruses. */
static bool is_paragraph_of_program(const struct lines *l, size_t start, size_t end)
{
	char text[6000];
	size_t from = l->items[start].start, n = l->items[end].end - from;

	if (n >= sizeof text)
		n = sizeof text - 1;
	memcpy(text, l->folded + from, n);
	text[n] = '\0';
	for (size_t i = 0; i < n; i++)
		if (text[i] == '\n')
			text[i] = ' ';
	return is_boilerplate(text, n);
}

/* Drops footers from the end (exclusive) of a piece upward; start is its first line. */
static void drop_footers(struct lines *l, size_t start, size_t end)
{
	enum { DISCLAIMER_LINES = 40 };

	while (end > start) {
		size_t i = end - 1, n, top;
		const char *p = line_folded(l, i, &n);

		if (n == 0 || !l->items[i].keep || l->items[i].kind == LINE_RULER ||
			(!l->items[i].code &&
				(footer_is_picture(p, n) || footer_is_mobile(p, n)))) {
			l->items[i].keep = false;
			end = i;
			continue;
		}
		for (top = i; top > start && l->items[top - 1].keep && i - top < DISCLAIMER_LINES;
			top--)
			continue;
		if (!is_paragraph_of_program(l, top, i))
			return;
		for (size_t k = top; k <= i; k++)
			l->items[k].keep = false;
		end = top;
	}
}

/* Pieces end where something that is not the sender's begins. */
static void drop_all_footers(struct lines *l)
{
	size_t start = 0;

	for (size_t i = 0; i <= l->count; i++) {
		bool border = i == l->count || line_ends_signature(&l->items[i]) ||
			      l->items[i].kind == LINE_DELIMITER;
		if (!border)
			continue;
		drop_footers(l, start, i);
		start = i + 1;
	}
}

/* Drops what a gateway put above the text, its first paragraph. */
static void drop_banner(struct lines *l)
{
	enum { BANNER_MAX = 800 };
	char text[BANNER_MAX];
	size_t first = lines_next(l, 0), end = first;

	while (end < l->count && l->items[end].keep)
		end++;
	size_t n = end > first ? l->items[end - 1].end - l->items[first].start : 0;
	if (n == 0 || n >= sizeof text || lines_next(l, end) == l->count)
		return;
	memcpy(text, l->folded + l->items[first].start, n);
	text[n] = '\0';
	if (is_banner(text, n))
		for (size_t i = first; i < end; i++)
			l->items[i].keep = false;
}

void boilerplate_drop(struct lines *l)
{
	drop_all_footers(l);
	drop_banner(l);
}

/* What programs add below a mail: the advertisement of a telephone, a notice of confidentiality. */
#include <string.h>

#include "base/str.h"
#include "reply/lines.h"
#include "reply/words.h"

/* How such a line begins, after brackets. */
static const char *const sent_begins[] = {"sent from ", "sent via ", "sent with ", "sent by ",
	"sent using ", "sent on the go", "get outlook for", "get [outlook", "obtenir outlook",
	"envoyé de ", "envoyé depuis ", "envoyé à partir ", "envoyé avec ", "obtenez outlook",
	"télécharger outlook", "von meinem ", "von meiner ", "gesendet von ", "gesendet mit ",
	"gesendet über ", "holen sie sich outlook", "outlook für ",
	"diese nachricht wurde von meinem", "diese nachricht wurde mit", "enviado desde ",
	"enviado con ", "enviado de ", "enviado do ", "enviado pelo ", "enviado por ",
	"enviado via ", "enviado a partir ", "obtener outlook", "obter o outlook", "inviato da ",
	"inviato con ", "inviato dal ", "scarica outlook", "ottieni outlook", "verzonden vanaf ",
	"verzonden met ", "verzonden via ", "verstuurd vanaf ", "outlook voor ", "skickat från ",
	"skickat via ", "skickat med ", "skaffa outlook", "hämta outlook", "sendt fra ",
	"sendt med ", "sendt via ", "hent outlook", "få outlook", "lähetetty ", "hanki outlook",
	"wysłane z ", "wysłano z ", "wysłane przez ", "pobierz outlook", "odesláno z ",
	"odoslané z ", "získat outlook", "küldve ", "elküldve ", "az iphone-omról", "trimis de pe ",
	"trimis din ", "отправлено с ", "отправлено из ", "послано с ", "скачать outlook",
	"получить outlook", "надіслано з ", "відправлено з ", "iphone'umdan gönderildi",
	"iphone’umdan gönderildi", "ipad'imden gönderildi", "أرسلت من ", "أُرسلت من ", "أرسل من ",
	"מהאייפון שלי", "נשלח מ", "发自我的", "发自 ", "发送自 ", "來自我的 ", "从我的 ", "從我的 ",
	"傳送自 ", "寄自我的", "iphoneから送信", "ipadから送信", "iphone から送信",
	"androidから送信", "나의 iphone에서", "내 iphone에서", "iphone에서 보냄", "στάλθηκε από ",
	"yahoo mail", "تم الإرسال من ", "تم الارسال من ", "ارسال شده از ", "đã gửi từ ", "gửi từ ",
	"dikirim dari ", "ส่งจาก ", "enviat des de ", "poslano s", "poslané z ", "изпратено от ",
	"saadetud ", "nosūtīts no ", "išsiųsta iš ", "secured with ", "secured by ",
	"von outlook für", "verschickt von ", "verfasst mit ", "geschrieben mit ", "scritto da ",
	"mandato da ", "creado con ", "trimis cu ", "отправлено через ", "відправлено через ",
	NULL};

/* What it ends with where the device comes first. */
static const char *const sent_ends[] = {"gesendet", "gesendet.", "gönderildi", "から送信", "傳送",
	"发送", "發送", "보냄", "küldve", "보냄.", "에서 보냈습니다", "から送信されました",
	"で送信", "送信", NULL};

static const char *const devices[] = {"iphone", "ipad", "ipod", "android", "blackberry",
	"smartphone", "mobile", "phone", "mobile device", "mobilgerät", "mobiltelefon", "handy",
	"tablet", "galaxy", "samsung", "huawei", "nokia", "windows phone", "cell", "mobil",
	"téléphone", "móvil", "celular", "cellulare", "telefoon", "mobilen", "telefon", "手机",
	"手機", "app", "앱", "アプリ", "アプリから", "메일", "メール", "iphoneから", NULL};

static bool ends_with_any(const char *s, const char *const *ends)
{
	for (; *ends; ends++)
		if (str_ends(s, *ends))
			return true;
	return false;
}

bool footer_is_mobile(const char *folded, size_t n)
{
	static const char *const from_device[] = {"from mobile", "from my mobile", "from my phone",
		"from my iphone*", "from my ipad*", "from my cell", "from my android*",
		"from my blackberry*", "from my tablet", "from iphone", "from a phone",
		"from a mobile*", "by galaxy", NULL};
	static const char *const systems[] = {"ios", "android", "iphone", "ipad", NULL};
	char s[200];
	size_t start = 0, words = 1;

	while (start < n && strchr("<([{*_-~ ", folded[start]))
		start++;
	n -= start;
	if (n < 6 || n >= sizeof s)
		return false;
	memcpy(s, folded + start, n);
	s[n] = '\0';
	for (size_t i = 0; i < n; i++)
		words += s[i] == ' ';
	if (words > 14)
		return false;
	if (words_begins(s, sent_begins))
		return true;
	/* "Get BlueMail for Android" */
	if (words <= 8 && str_starts(s, "get ") && strstr(s, " for ") && words_any(s, systems))
		return true;
	/* "Get Outlook for iOS", in any language */
	if (words <= 8 && words_has(s, "outlook") && words_any(s, systems))
		return true;
	if (ends_with_any(s, sent_ends) && words_any(s, devices) && words <= 10)
		return true;
	/* "Someone from mobile", "From My Iphone 6" */
	return words <= 6 && words_any(s, from_device) != NULL;
}

/* Each group is one idea; a notice of confidentiality joins several of them in any language. */
static const char *const secrecy[] = {"confidential*", "privileged", "vertraulich*",
	"confidentiel*", "confidencial*", "riservat*", "confidenzial*", "vertrouwelijk*",
	"konfidentiell*", "fortrolig*", "sekretess*", "poufn*", "důvěrn*", "конфиденциальн*",
	"конфіденційн*", "gizli*", "سرية", "סודי", "*保密*", "*机密*", "*機密*", "luottamuksellis*",
	"bizalmas*", "εμπιστευτικ*", "confidențial*", "dôvern*", "povjerljiv*", "poverljiv*",
	"zaupn*", "поверителн*", "konfidencial*", "konfidents*", "konfidencia*", "bí mật",
	"bảo mật", "rahasia", "سری", "محرمانه", "*기밀*", "*秘密*", "trúnað*", "taushetsplikt*",
	"hemlig*", NULL};
static const char *const addressed[] = {"intended recipient*", "intended for", "intended only",
	"intended solely", "addressee*", "named recipient*", "individual or entity", "adressat*",
	"empfänger*", "bestimmt für", "ausschließlich für", "destinataire*", "destinatario*",
	"destinatário*", "destinad*", "geadresseerde*", "bestemd voor", "avsedd för", "mottagare*",
	"modtager*", "mottaker*", "adresat*", "adresát*", "адресат*", "предназначен*", "alıcı*",
	"المرسل إليه", "*收件人*", "*受信者*", "vastaanottaja*", "címzett*", "παραλήπτη*",
	"destinatar*", "primatelj*", "primaoc*", "prejemnik*", "получател*", "одержувач*",
	"адресован*", "người nhận", "penerima", "گیرنده", "*수신인*", "*수신자*", "*宛先*",
	"*受取人*", "kizárólag", "αποκλειστικά", "exclusiv*", "exklusivt", "udelukkende",
	"yalnızca", NULL};
static const char *const misdirected[] = {"in error", "by mistake", "notify the sender",
	"notify us", "inform the sender", "delete", "destroy", "unauthori*", "prohibited",
	"strictly", "irrtümlich", "löschen", "vernichten", "informieren sie", "par erreur",
	"supprimer", "détruire", "por error", "por erro", "elimin*", "per errore", "cancell*",
	"ten onrechte", "vergissing", "verwijderen", "av misstag", "radera", "ved en feil",
	"ved en fejl", "slett", "slet", "omyłk*", "usun*", "smaž*", "по ошибке", "удалит*",
	"помилк*", "por engano", "apagu*", "apagar", "avertir", "the sender", "absender*",
	"expéditeur*", "remitente", "remetente", "mittente", "afzender", "avsändar*", "afsender*",
	"avsender*", "nadawc*", "odesílatel*", "отправител*", "gönderen*", "المرسل", "השולח",
	"发件人", "送信者", "yanlışlıkla", "siliniz", "بطريق الخطأ", "בטעות", "*删除*", "*刪除*",
	"*削除*", "virus*", "liab*", "print this e*", "environment", "tévedés*", "törölj*",
	"törölni", "κατά λάθος", "διαγράψ*", "greșeal*", "șterg*", "ștergeți", "omylem", "vymaž*",
	"odstraň*", "pogreškom", "greškom", "pomotom", "obriš*", "izbriš*", "по погрешка",
	"изтрий*", "nhầm", "xóa", "kesalahan", "hapus", "اشتباه", "حذف", "*잘못*", "*삭제*",
	"*誤って*", "*破棄*", "virheellisesti", "erehdyksessä", "poista", "intet ansvar",
	"fejlagtig*", "misgrip", "omylom", "felad*", "αποστολέα", "expeditor*", "pošiljatelj*",
	"người gửi", "pengirim", "*발신자*", "yetkisiz", "interzis*", NULL};
static const char *const transmitted[] = {"this e-mail", "this email", "this message",
	"this communication", "this transmission", "the information contained",
	"the contents of this", "any attachments", "diese e-mail", "diese nachricht", "ce message",
	"ce courriel", "cet e-mail", "este mensaje", "este correo", "esta mensagem", "este e-mail",
	"questo messaggio", "questa e-mail", "questa email", "dit bericht", "deze e-mail",
	"detta meddelande", "denne e-post*", "denne mail", "ta wiadomość", "niniejsza wiadomość",
	"tato zpráva", "это сообщение", "данное сообщение", "настоящее сообщение",
	"це повідомлення", "bu e-posta", "bu mesaj", "هذه الرسالة", "הודעה זו", "*本邮件*",
	"*本郵件*", "*本メール*", "tämä viesti", "ez az üzenet", "ezen üzenet", "ez az e-mail",
	"παρόν μήνυμα", "το μήνυμα", "acest mesaj", "acest e-mail", "táto správa", "ova poruka",
	"ova elektronička", "to sporočilo", "това съобщение", "това писмо", "thư này", "email này",
	"email ini", "pesan ini", "این پیام", "این ایمیل", "*이 메일*", "*본 메일*", "*このメール*",
	"*此邮件*", "*此郵件*", "detta e-post*", "denne e-mail", "tämän viestin", "цей лист",
	"данное письмо", "это письмо", "настоящее письмо", NULL};

/* "Please consider the environment before printing this e-mail." */
static const char *const printing[] = {"print*", "*drucken*", "*ausdruck*", "imprim*", "stampa*",
	"afdrukken", "skriva ut", "skriver ut", "wydruk*", "drukow*", "vytisk*", "nyomtat*",
	"yazdır*", "*печат*", "打印", "列印", "印刷", NULL};
static const char *const nature[] = {"environment*", "umwelt*", "environnement*", "medio ambiente",
	"medioambiente", "ambiente", "milieu", "miljö*", "miljø*", "środowisk*", "prostřed*",
	"környezet*", "çevre*", "окружающ*", "природ*", "环境", "環境", "tree", "trees", "planet",
	NULL};

static const char *const before[] = {"before", "bevor", "vor dem", "avant", "antes", "prima",
	"voordat", "alvorens", "innan", "før", "inden", "ennen", "zanim", "przed", "než", "mielőtt",
	"yazdırmadan", "прежде", "перед", "之前", "前に", "really need", NULL};

/* "This message has been scanned for viruses." */
static const char *const viruses[] = {
	"virus*", "*virus", "viren*", "*viren", "вирус*", "wirus*", "病毒", "ウイルス", NULL};
static const char *const scanned[] = {"scanned", "checked", "free", "*-free", "*frei", "clean",
	"geprüft", "gescannt", "analys*", "analiz*", "verific*", "vérifi*", "controll*", "garanti",
	"libre", "sans", "gecontroleerd", "kontroller*", "sprawdzon*", "провер*", NULL};

bool footer_is_notice(const char *folded)
{
	static const char *const virus_free[] = {"virus-free", "virenfrei", "libre de virus",
		"sans virus", "privo di virus", "livre de vírus", "virusvrij", NULL};
	enum { NOTICE_MAX = 400 };

	if (strnlen(folded, NOTICE_MAX) == NOTICE_MAX)
		return false;
	if (words_any(folded, printing) && words_any(folded, nature) && words_any(folded, before))
		return true;
	return words_any(folded, virus_free) ||
	       (words_any(folded, viruses) && words_any(folded, scanned) &&
		       words_any(folded, transmitted));
}

bool footer_is_disclaimer(const char *folded)
{
	static const char *const titles[] = {"disclaimer", "confidentiality notice", "legal notice",
		"legal disclaimer", "privacy notice", "haftungsausschluss",
		"avis de confidentialité", "aviso legal", "aviso de confidencialidad", NULL};
	/* What lawyers write besides. */
	static const char *const legal[] = {"privileged", "legally protected",
		"rechtlich geschützt*", "proprietary", "secret professionnel",
		"secreto profesional", "segreto professionale", NULL};
	int ideas;

	while (*folded && strchr(" *_-=\n", *folded))
		folded++;
	ideas = (words_any(folded, secrecy) != NULL) + (words_any(folded, addressed) != NULL) +
		(words_any(folded, misdirected) != NULL) + (words_any(folded, transmitted) != NULL);
	ideas += ideas == 2 && words_any(folded, legal) != NULL;
	return ideas >= 3 || (ideas >= 1 && words_begins(folded, titles));
}

/* What programs add below a mail: the advertisement of a telephone, or of a help desk. */
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
	"powered by ", "this message was sent from my ", "this email was sent from my ",
	"this e-mail was sent from my ", "ce message a été envoyé depuis mon ",
	"ce message a été envoyé de mon ", "este mensaje fue enviado desde mi ",
	"este correo fue enviado desde mi ", "questo messaggio è stato inviato dal mio ",
	"esta mensagem foi enviada do meu ", "dit bericht is verzonden vanaf mijn ",
	"delivered by ", "this email is a service from", "this e-mail is a service from",
	"view request", "view this request", "bereitgestellt durch ",
	"diese e-mail ist ein service von", "diese e-mail wurde ihnen von", "propulsé par ",
	"cet e-mail est un service de", "con la tecnología de ",
	"este correo electrónico es un servicio de", "fornecido por ", "este e-mail é um serviço d",
	"questa e-mail è un servizio di", "mogelijk gemaakt door ",
	"deze e-mail is een service van", NULL};

/* What it ends with where the device comes first. */
static const char *const sent_ends[] = {"gesendet", "gesendet.", "gönderildi", "から送信", "傳送",
	"发送", "發送", "보냄", "küldve", "보냄.", "에서 보냈습니다", "から送信されました",
	"で送信", "送信", NULL};

static const char *const devices[] = {"iphone", "ipad", "ipod", "android", "blackberry",
	"smartphone", "mobile", "phone", "mobilgerät", "mobiltelefon", "handy", "tablet", "galaxy",
	"samsung", "huawei", "nokia", "cell", "mobil", "téléphone", "móvil", "celular", "cellulare",
	"telefoon", "mobilen", "telefon", "手机", "手機", "app", "앱", "アプリ", "메일", "メール",
	NULL};

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
	/* "Mit TypeApp gesendet" */
	if (words <= 4 && str_starts(s, "mit ") && str_ends(s, " gesendet"))
		return true;
	if (ends_with_any(s, sent_ends) && words_any(s, devices) && words <= 10)
		return true;
	/* "Someone from mobile", "From My Iphone 6" */
	return words <= 6 && words_any(s, from_device) != NULL;
}

bool footer_is_picture(const char *folded, size_t n)
{
	static const char *const begins[] = {"[cid:", "[image:", "[image",
		"[bild:", "[imagen:", "[immagine:", "[imagem:", "[afbeelding:", "[logo", "<image"};
	char close = n > 0 && folded[0] == '[' ? ']' : '>';

	/* "[image: logo.png]", and nothing behind it. */
	if (n < 6 || memchr(folded, close, n) != folded + n - 1)
		return false;
	for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
		size_t len = strlen(begins[i]);
		if (n > len && memcmp(folded, begins[i], len) == 0)
			return true;
	}
	return false;
}

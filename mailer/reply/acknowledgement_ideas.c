/* Words that make an acknowledgement only together with others. */
#include <stddef.h>

#include "reply/acknowledgement_parts.h"

/* Thanks, of which some are those of an acknowledgement: for a mail, or for getting in touch. */
const char *const acknowledgement_grateful[] = {"thank you", "thanks", "danke", "dank", "merci",
	"remerci*", "gracias", "agradec*", "grazie", "ringrazi*", "obrigad*", "bedankt", "dank u",
	"tack", "tak", "takk", "kiitos", "kiitämme", "dzięk*", "děkuj*", "ďakuj*", "köszön*",
	"mulțum*", "mulţum*", "teşekkür*", "спасибо", "благодар*", "дяку*", "ευχαριστ*", "*شكر*",
	"*תודה*", "*ありがとう*", "*有難う*", "*感謝*", "*感谢*", "*谢谢*", "*謝謝*", "*감사*",
	"cảm ơn", "terima kasih", "hvala", "благодарим", NULL};
const char *const acknowledgement_contacting[] = {"contacting", "reaching out", "getting in touch",
	"writing to us", "writing in", "your interest", "your contact", "dass sie uns",
	"kontaktaufnahme", "sich an uns", "ihr interesse", "ihre kontaktaufnahme", "avoir contact*",
	"avoir écrit", "nous contacter", "nous écrire", "votre intérêt", "prise de contact",
	"contactarnos", "contactado", "contactar con*", "escribirnos", "escribir*",
	"ponerse en contacto", "su interés", "averci contatt*", "averci scritto", "contattarci",
	"averci contattat*", "contactar*", "entrar em contacto", "entrar em contato",
	"nos escrever", "seu interesse", "contact opnem*", "contact met ons", "ons benadert",
	"uw interesse", "kontaktar oss", "kontaktat oss", "hör av dig", "ditt intresse",
	"kontakter os", "kontaktet os", "skriver til os", "din interesse", "kontakter oss",
	"kontaktet oss", "tok kontakt", "tar kontakt", "yhteydenot*", "otit yhteyttä",
	"yhteydenotosta*", "mielenkiinnostasi", "kontakt z", "kontakt", "skontaktowanie",
	"zainteresowanie", "že jste nás", "kontaktování", "zájem", "že ste nás", "megkeres*",
	"hogy írt", "felvette velünk", "ne-ați contactat", "ați contactat", "contactat",
	"обращение", "обратились", "ваш интерес", "звернення", "звернулися", "bize ulaş*",
	"iletişime geç*", "bizimle iletişim", "επικοινωνήσατε", "επικοινωνία", "*تواصلكم*",
	"*تواصلك*", "*اتصالكم*", "*مراسلتنا*", "*פנייתך*", "*פניתך*", "*שפנית*", "*פנייתכם*",
	"*联系我们*", "*来信*", "*來信*", "*來函*", "*咨询*", "*聯絡我們*", "*关注*",
	"*問い合わせ*", "*問合せ*", "*ご連絡*", "*お便り*", "*문의*", "*연락*", "*관심*", NULL};

/* What nobody looks at any longer. */
const char *const acknowledgement_addresses[] = {"mailbox", "inbox", "address", "e-mail account",
	"email account", "postfach", "adresse", "e-mail-adresse", "mailadresse", "boîte",
	"messagerie", "buzón", "dirección", "casella", "indirizzo", "caixa", "endereço", "postbus",
	"adres", "mailadres", "e-mailadres", "brevlåda*", "adress*", "e-postadress*", "postkasse*",
	"mailadresse*", "e-postadresse*", "postilaatikko*", "osoite", "sähköpostiosoite*",
	"skrzynk*", "adres*", "schránk*", "adresa", "postafiók*", "cím", "e-mail-cím*",
	"e-posta adres*", "posta kutusu", "ящик", "адрес", "адреса", "скриньк*", "διεύθυνση",
	"*البريد*", "*العنوان*", "*כתובת*", "*תיבה*", "*邮箱*", "*地址*", "*信箱*", "*アドレス*",
	"*주소*", NULL};

/* A quantity, and mails in general: that there are many. */
const char *const acknowledgement_many[] = {"volume", "volumes", "large number", "high number",
	"great number", "number of", "thousands of", "hundreds of", "vielzahl", "anzahl",
	"großen zahl", "hohen zahl", "zahl der", "menge", "aufkommen*", "grand nombre",
	"nombre important", "afflux", "gran número", "gran cantidad", "elevado número",
	"gran volumen", "elevato numero", "gran numero", "grande número", "elevado volume",
	"grande volume", "aantal", "hoeveelheid", "stort antal", "mängd*", "mange henvendelser",
	"stort antall", "stor mængde", "stor mengde", "suuri määrä", "suuren määrän", "dużą liczbę",
	"dużej liczby", "duża liczba", "velké množství", "velkému množství", "veľké množstvo",
	"nagy szám*", "nagyszám*", "număr mare", "număr ridicat", "volumul mare",
	"большое количество", "большого количества", "большим количеством", "большим числом",
	"велику кількість", "великою кількістю", "yoğunluk*", "çok sayıda", "μεγάλο όγκο",
	"μεγάλου όγκου", "μεγάλο αριθμό", "μεγάλου αριθμού", "*عدد كبير*", "*كثرة*", "*ריבוי*",
	"*העומס*", "*大量*", "*众多*", "*眾多*", "*多数の*", "*多くの*", "*많은*", "*다수의*",
	NULL};
const char *const acknowledgement_of_mails[] = {"enquiries", "inquiries", "messages", "emails",
	"e-mails", "requests", "correspondence", "letters", "applications", "submissions",
	"mail we", "zuschriften", "anfragen", "nachrichten", "mails", "eingänge", "eingaben",
	"demandes", "courriels", "courriers", "sollicitations", "mensajes", "consultas",
	"solicitudes", "correos", "messaggi", "richieste", "segnalazioni", "mensagens", "pedidos",
	"solicitações", "berichten", "vragen", "verzoeken", "aanvragen", "meddelanden", "ärenden",
	"frågor", "mejl", "henvendelser", "beskeder", "meldinger", "viestejä", "viestien",
	"yhteydenottoj*", "wiadomości", "zgłoszeń", "zapytań", "zpráv", "dotazů", "podání",
	"požadavků", "správ", "üzenet*", "megkeresés*", "mesaje", "solicitări", "cereri",
	"сообщений", "обращений", "писем", "запросов", "звернень", "листів", "запитів", "mesaj*",
	"talep*", "başvuru*", "μηνυμάτων", "αιτημάτων", "*رسائل*", "*الرسائل*", "*פניות*",
	"*הודעות*", "*邮件*", "*来信*", "*來信*", "*咨询*", "*問い合わせ*", "*メール*", "*문의*",
	"*메일*", NULL};

/* Readers and matters of several kinds: who writes to somebody knows whom, and about what. */
const char *const acknowledgement_of_anyone[] = {"if you are a", "if you are an", "if you're a",
	"if your enquiry", "if your inquiry", "if your message", "if your query", "if your request",
	"if your question", "if your email is", "if your e-mail is", "if your matter",
	"for press enquiries", "for media enquiries", "for press inquiries", "for media inquiries",
	"media enquiries", "press enquiries", "for all other enquiries", "for general enquiries",
	"wenn sie ein", "wenn sie eine", "falls sie ein", "falls sie eine", "falls ihre anfrage",
	"wenn ihre anfrage", "sofern ihre", "sofern ihr", "falls ihr anliegen", "falls es sich",
	"bei presseanfragen", "presseanfragen", "für presseanfragen", "si vous êtes",
	"si votre demande", "si votre message", "si votre question", "pour les demandes",
	"pour toute demande", "demandes presse", "si usted es", "si es usted", "si su consulta",
	"si su mensaje", "si su solicitud", "para consultas de", "si eres", "si tu consulta",
	"se lei è", "se la sua richiesta", "se il suo messaggio", "se sei un",
	"se la tua richiesta", "per le richieste", "se a sua mensagem", "se o seu pedido",
	"se for um", "se for uma", "se é um", "se é uma", "se sua solicitação", "als u een",
	"bent u een", "indien uw", "als uw vraag", "als uw bericht", "voor persvragen",
	"persvragen", "om du är", "om ditt ärende", "om din fråga", "för pressfrågor", "hvis du er",
	"hvis din henvendelse", "dersom du er", "dersom henvendelsen", "jos olet", "jos asiasi",
	"jos viestisi", "jeśli jest pan", "jeżeli pana", "jeśli państwa", "jeżeli sprawa",
	"w przypadku pytań", "w sprawach prasowych", "pokud jste", "pokud se váš", "pokud váš",
	"ak ste", "amennyiben ön", "ha ön", "dacă sunteți", "dacă solicitarea", "если вы",
	"если ваш вопрос", "если ваше обращение", "якщо ви", "якщо ваше", "eğer bir", "αν είστε",
	"εάν είστε", "αν το μήνυμα", "*إذا كنت*", "*إذا كان طلبك*", "*אם אתה*", "*אם פנייתך*",
	"*如果您是*", "*如您是*", "*若您是*", "*の方は*", "*の場合は*", "*인 경우*", "*이신 경우*",
	NULL};

/* Somebody speaks of himself. */
const char *const acknowledgement_itself[] = {"i am", "i'm", "i will", "i'll", "i have", "i've",
	"i can", "i would", "i cannot", "i think", "i don't", "i was", "my", "ich", "mich", "mein",
	"meine", "meinen", "meinem", "meiner", "je suis", "je vous", "je ne", "j'ai", "j’ai",
	"je transmets", "je reviens", "mon", "ma", "mes", "yo", "he recibido", "le informo", "mi",
	"io", "ho ricevuto", "vi faccio", "mio", "mia", "eu", "recebi", "meu", "minha", "ik",
	"mijn", "jag", "min", "mitt", "mina", "jeg", "mit", "minä", "minun", "otrzymałem",
	"otrzymałam", "mój", "moja", "moje", "já", "můj", "én", "am primit", "я", "мой", "моя",
	"мне", "мене", "мій", "мені", "ben", "benim", "εγώ", "μου", "*אני*", "*שלי*", "*أنا*",
	"*我会*", "*我將*", "*我将*", "*我已*", "*私は*", "*私が*", "*저는*", "*제가*", NULL};

/* What is asked when a case has been closed. */
const char *const acknowledgement_rating[] = {"how would you rate", "how did we do",
	"rate your experience", "rate the support", "rate our", "rate us", "rate this",
	"satisfaction survey", "customer satisfaction", "were you satisfied", "how satisfied",
	"your feedback on", "wie zufrieden", "bewerten sie", "kundenzufriedenheit*",
	"ihre bewertung", "enquête de satisfaction", "êtes-vous satisfait*", "évaluer", "évaluez",
	"votre avis sur", "encuesta de satisfacción", "encuesta", "valore", "valorar", "valora",
	"sondaggio", "soddisfazione", "valuta", "pesquisa de satisfação", "inquérito de satisfação",
	"avalie", "tevredenheid*", "beoordeel", "hoe tevreden", "nöjd är du", "nöjd är ni",
	"kundundersökning", "kundnöjdhet*", "hvor tilfreds", "tilfredshed*", "hvor fornøyd",
	"tilfredshet*", "asiakastyytyväisyys*", "arvioi", "ankiet*", "oceń", "ocenić",
	"satysfakcj*", "spokojenost*", "ohodnoť*", "hodnocení", "elégedettség*", "értékelje",
	"satisfacți*", "evaluați", "оцените", "удовлетворен*", "оцініть", "memnuniyet*",
	"değerlendir*", "ικανοποίηση*", "αξιολογ*", "*تقييم*", "*דרג*", "*שביעות רצון*", "*満足度*",
	"*アンケート*", "*评价*", "*满意度*", "*評價*", "*만족도*", NULL};

/* A length of time that is promised. */
const char *const acknowledgement_within[] = {"within", "up to", "innerhalb", "binnen", "bis zu",
	"délai de", "délai maximum", "sous", "d'ici", "plazo de", "en un plazo", "dentro de",
	"plazo máximo", "entro", "nel termine", "prazo de", "no prazo", "inom", "inden for",
	"innen", "kuluessa", "w ciągu", "w terminie", "do", "během", "ve lhůtě", "v lehote",
	"belül", "în termen", "termen de", "в течение", "срок*", "протягом", "строк*", "içinde",
	"εντός", "*خلال*", "*תוך*", "*内*", "*이내*", NULL};
const char *const acknowledgement_of_time[] = {"day", "days", "week", "weeks", "hours", "month",
	"months", "tage", "tagen", "wochen", "stunden", "monaten", "jours", "semaines", "heures",
	"mois", "días", "semanas", "horas", "meses", "giorni", "settimane", "ore", "mesi", "dias",
	"dagen", "weken", "maanden", "dagar", "veckor", "månader", "dage", "uger", "dager", "uker",
	"päivän", "päivässä", "viikon", "viikossa", "arkipäivän", "dni", "tygodni", "tygodnia",
	"dnů", "dní", "týdnů", "napon", "hét", "héten", "zile", "săptămâni", "дней", "дня",
	"недель", "недели", "часов", "днів", "тижнів", "gün", "hafta", "saat", "ημερών", "ημέρες",
	"εβδομάδες", "*أيام*", "*أسبوع*", "*ימים*", "*שבועות*", "*天*", "*小时*", "*小時*",
	"*日以内*", "*日以內*", "*営業日*", "*週間*", "*일 이내*", "*시간 이내*", "*영업일*", NULL};

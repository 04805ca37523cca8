#include <string.h>

#include "reply/greeting.h"
#include "reply/words.h"

enum { GREETING_WORDS = 3, SALUTATION_WORDS = 7 };

bool greeting_is_spaceless(const char *s)
{
	while (*s && (unsigned char)*s < 0xe3)
		s++;
	return *s;
}

size_t greeting_words(const char *s)
{
	enum { SIGNS = 2 };
	size_t words = 1, signs = 0;

	for (; *s; s++) {
		words += *s == ' ';
		signs += (unsigned char)*s >= 0xe3;
	}
	return words + signs / SIGNS;
}

bool greeting_is(const char *sentence)
{
	static const char *const closings[] = {"kind regards", "all the best", "cheers",
		"many thanks", "best regards", "regards", "best wishes", "warm regards", "yours ",
		"sincerely", "mit freundlichen", "freundliche grüße", "freundliche grüsse",
		"mit besten", "beste grüße", "viele grüße", "cordialement", "bien cordialement",
		"bien à vous", "saludos", "un saludo", "atentamente", "cordiali", "distinti",
		"atenciosamente", "cumprimentos", "com os melhores", "met vriendelijke",
		"vriendelijke groet", "med vänlig", "vänliga", "med venlig", "venlig hilsen",
		"vennlig", "med vennlig", "ystävällisin", "terveisin", "z poważaniem", "pozdrawiam",
		"s pozdravem", "s pozdravom", "üdvözlettel", "cu stimă", "cu respect",
		"с уважением", "з повагою", "saygılarımla", "με εκτίμηση", "敬具", "此致",
		"talk soon", "speak soon", "see you", "thanks", "thank you and", "bis bald",
		"à bientôt", "hasta pronto", "a presto", "até breve", "tot ziens", "tot snel",
		"vi hörs", "vi ses", "do usłyszenia", "감사합니다", "お世話", "いつもお世話",
		"平素より", "よろしく", "何卒", "您好", "尊敬的", "안녕하세요", NULL};
	size_t words = greeting_words(sentence), n = strlen(sentence);

	while (n && sentence[n - 1] == ' ')
		n--;
	if (strchr(sentence, '?'))
		return false;
	return words <= (n && sentence[n - 1] == ',' ? SALUTATION_WORDS : GREETING_WORDS) ||
	       words_begins(sentence, closings);
}

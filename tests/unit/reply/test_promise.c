#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "reply/reading.h"

/* What is said on Monday, 6 October 2025, and the date that it promises. */
static const struct {
	const char *text, *date;
} cases[] = {
	{"We will answer by 31 October.", "2025-10-31"},
	{"You will have our answer by October 31st, 2025.", "2025-10-31"},
	{"We expect to respond in full by the end of the month.", "2025-10-31"},
	{"We shall revert by the end of next month", "2025-11-30"},
	{"We will respond within ten working days.", "2025-10-20"},
	{"We will respond within 10 business days of receipt.", "2025-10-20"},
	{"We will come back to you in two weeks.", "2025-10-20"},
	{"Our response will follow no later than 2025-11-15.", "2025-11-15"},
	{"We will send the findings by Friday, 17 October 2025, at the latest.", "2025-10-17"},
	{"We'll get back to you by Friday.", "2025-10-10"},
	{"We cannot answer by 10 October, but we will do so by 31 October.", "2025-10-31"},
	{"We will not be able to answer by 10 October.", NULL},
	{"You asked us to answer by 10 October 2025.", NULL},
	{"In your letter of 26 September 2025 you ask for the findings.", NULL},
	{"We refer to your deadline of 10 October. We will answer by mid-November.", "2025-11-15"},
	{"We kindly request an extension until 31 October 2025 to respond.", "2025-10-31"},
	{"We published the findings on 3 October 2024.", NULL},
	{"Thank you for your letter. We will reply on 20 October.", "2025-10-20"},
	{"We will respond by close of business on Friday 24 October.", "2025-10-24"},
	{"Wir werden Ihnen bis zum 31. Oktober antworten.", "2025-10-31"},
	{"Sie erhalten unsere Antwort bis spätestens 15.11.2025.", "2025-11-15"},
	{"Wir werden bis Ende des Monats antworten.", "2025-10-31"},
	{"Wir antworten Ihnen innerhalb von zwei Wochen.", "2025-10-20"},
	{"Wir werden Ihnen bis Ende November Bescheid geben.", "2025-11-30"},
	{"Wir können Ihnen leider nicht bis zum 10. Oktober antworten, werden dies aber bis 31.10. "
	 "tun.",
		"2025-10-31"},
	{"Nous vous répondrons d'ici le 31 octobre.", "2025-10-31"},
	{"Nous vous ferons parvenir notre réponse avant la fin du mois.", "2025-10-31"},
	{"Vous recevrez notre réponse au plus tard le 15 novembre 2025.", "2025-11-15"},
	{"Nous répondrons sous dix jours ouvrables.", "2025-10-20"},
	{"Nous vous répondrons dans un délai de 15 jours.", "2025-10-21"},
	{"Nous ne pourrons pas répondre avant le 10 octobre.", NULL},
	{"Responderemos antes del 31 de octubre de 2025.", "2025-10-31"},
	{"Les enviaremos una respuesta a más tardar el 15 de noviembre.", "2025-11-15"},
	{"Esperamos responder antes de finales de mes.", "2025-10-31"},
	{"Responderemos en un plazo de diez días hábiles.", "2025-10-20"},
	{"No podremos responder antes del 10 de octubre.", NULL},
	{"We will reply next week.", "2025-10-17"},
	{"We will reply tomorrow.", "2025-10-07"},
	{"We will publish the full report in the first quarter of 2026.", NULL},
	{"We will give you our answers by 10/31/2025.", "2025-10-31"},
	{"Please expect our reply by 31/10/2025.", "2025-10-31"},
	{"We will answer you within a fortnight.", "2025-10-20"},
	{"We will respond within the next three weeks.", "2025-10-27"},
	{"A full response will be provided by end of October.", "2025-10-31"},
	{"We hope to be able to answer before Christmas.", NULL},
	{"We have 400 staff and will hire 20 by design.", NULL},
	{"We will respond within 30 days.", "2025-11-05"},
	{"Unsere Antwort folgt nächste Woche, wir melden uns.", "2025-10-17"},
	{"We will answer by the 31st of October.", "2025-10-31"},
	{"We need more time and would like to have until Monday 20 October.", "2025-10-20"},
	{"We will provide our response by year end.", "2025-12-31"},
	{"Your request will be answered by 31 October.", "2025-10-31"},
	{"We ask you to extend the deadline to 31 October.", "2025-10-31"},
	{"Nous demandons une prolongation jusqu'au 31 octobre.", "2025-10-31"},
	{"Solicitamos una prórroga hasta el 31 de octubre.", "2025-10-31"},
	{"Wir bitten um Fristverlängerung bis zum 31. Oktober 2025.", "2025-10-31"},
	{"We will reply within 5 days.", "2025-10-11"},
	{"We will get back to you by Oct. 31.", "2025-10-31"},
	{"We will reply by 5pm on 20 October.", "2025-10-20"},
	/* More ways to say it. */
	{"Please allow us until the 31st to respond.", NULL},
	{"You can expect our full response on or before 7 November 2025.", "2025-11-07"},
	{"Our response will be with you by Friday 31st October.", "2025-10-31"},
	{"We aim to get back to you before the end of next week.", "2025-10-17"},
	{"We plan to publish our answer in mid-November.", "2025-11-15"},
	{"I will send you a detailed answer in ten days.", "2025-10-16"},
	{"We would be grateful for an extension of the deadline to 7 November.", "2025-11-07"},
	{"We will be in a position to respond by the end of Q4.", NULL},
	{"We undertake to respond within a month.", "2025-11-06"},
	{"We shall respond at the latest by 30 November.", "2025-11-30"},
	{"We will respond in the course of next week.", "2025-10-17"},
	{"We will answer all your questions by November 7th.", "2025-11-07"},
	{"We intend to reply by 7/11/2025.", "2025-11-07"},
	{"Wir bitten um Fristverlängerung bis 7. November 2025.", "2025-11-07"},
	{"Wir werden Ihnen spätestens am 7.11.2025 antworten.", "2025-11-07"},
	{"Sie erhalten unsere Stellungnahme innerhalb von zehn Werktagen.", "2025-10-20"},
	{"Eine Antwort erhalten Sie bis Monatsende.", "2025-10-31"},
	{"Wir melden uns bis Ende nächster Woche bei Ihnen.", "2025-10-17"},
	{"Wir werden binnen 14 Tagen antworten.", "2025-10-20"},
	{"Unsere Antwort wird Ihnen Mitte November zugehen.", "2025-11-15"},
	{"Wir melden uns im Laufe der nächsten Woche.", "2025-10-17"},
	{"Ihr Schreiben vom 26. September haben wir erhalten und werden es prüfen.", NULL},
	{"Wir werden Ihnen bis Freitag antworten.", "2025-10-10"},
	{"Nous vous répondrons au plus tard le vendredi 7 novembre.", "2025-11-07"},
	{"Nous reviendrons vers vous d’ici la fin du mois prochain.", "2025-11-30"},
	{"Nous vous répondrons dans les quinze jours.", "2025-10-21"},
	{"Nous sollicitons un délai supplémentaire jusqu’au 7 novembre 2025.", "2025-11-07"},
	{"Vous recevrez notre réponse avant vendredi.", "2025-10-10"},
	{"Nous répondrons la semaine prochaine.", "2025-10-17"},
	{"Nous ferons part de notre position mi-novembre.", "2025-11-15"},
	{"Nous répondrons d'ici fin octobre.", "2025-10-31"},
	{"Les daremos una respuesta antes de fin de mes.", "2025-10-31"},
	{"Les responderemos la próxima semana.", "2025-10-17"},
	{"Responderemos en dos semanas.", "2025-10-20"},
	{"Solicitamos una prórroga hasta el viernes 7 de noviembre.", "2025-11-07"},
	{"Le enviaremos nuestra respuesta dentro de 15 días.", "2025-10-21"},
	{"Tendrá nuestra respuesta a finales de octubre.", "2025-10-31"},
	{"Les responderemos a mediados de noviembre.", "2025-11-15"},
	{"We will respond by 2025-11-07 at the latest.", "2025-11-07"},
	{"We will respond by 7 Nov 2025.", "2025-11-07"},
	{"We'll reply by 07.11.2025.", "2025-11-07"},
	{"We expect to be able to answer towards the end of November.", "2025-11-30"},
	{"We will not meet the deadline of 10 October. Instead, you will hear from us by 24 "
	 "October.",
		"2025-10-24"},
	{"We will respond within five (5) working days.", "2025-10-13"},
	{"We will reply within 48 hours.", "2025-10-08"},
	{"The company was founded in 1998 and will be 30 in 2028.", NULL},
	{"Your deadline of 10 October is too short; we will need until the end of October.",
		"2025-10-31"},
	{"We will respond by tomorrow.", "2025-10-07"},
	{"We will respond no later than Monday, November 3, 2025.", "2025-11-03"},
	/* Dates without a promise, and days that do not exist. */
	{"The board met on 31 October.", NULL},
	{"We will answer by 31 February.", NULL},
	{"We will answer by 1 September 2025.", NULL},
	{"We will answer by 31 October 2099.", NULL},
	{"", NULL},
};

static void test_sentences(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct reading r;
		char mail[600];
		int n = snprintf(mail, sizeof mail,
			"Date: Mon, 6 Oct 2025 10:00:00 +0000\r\nContent-Type: text/plain; "
			"charset=utf-8\r\n\r\n%s\r\n",
			cases[i].text);
		reading_parse(mail, (size_t)n, &r);
		const char *got = r.promised_date ? r.promised_date : "none";
		const char *wanted = cases[i].date ? cases[i].date : "none";
		if (strcmp(got, wanted) != 0) {
			print_error("%s: got %s, expected %s\n", cases[i].text, got, wanted);
			wrong++;
		}
		assert_true(r.promised_at.start <= r.promised_at.end &&
			    r.promised_at.end <= r.text_len);
		reading_release(&r);
	}
	assert_int_equal(wrong, 0);
}

/* Only the sender's own words promise anything, and only a person's do. */
static void test_whose_words(void **state)
{
	static const char *const mails[] = {
		"Date: Mon, 6 Oct 2025 10:00:00 +0000\n\nNo.\n\n> You will answer by 31 October.\n",
		"Date: Mon, 6 Oct 2025 10:00:00 +0000\nAuto-Submitted: auto-replied\n\nI will be "
		"back "
		"by 31 October.\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof mails / sizeof *mails; i++) {
		struct reading r;
		reading_parse(mails[i], strlen(mails[i]), &r);
		assert_null(r.promised_date);
		reading_release(&r);
	}
}

static void test_words_are_named(void **state)
{
	static const char mail[] =
		"Date: Mon, 6 Oct 2025 10:00:00 +0000\n\nWe will answer by the end "
		"of the month, all of us.\n";
	struct reading r;

	(void)state;
	reading_parse(mail, sizeof mail - 1, &r);
	assert_int_equal(
		r.promised_at.end - r.promised_at.start, strlen("by the end of the month"));
	assert_memory_equal(r.text + r.promised_at.start, "by the end of the month", 23);
	reading_release(&r);
}

/* The end of a day is the campaign's, not the sender's. */
static void test_time_zone(void **state)
{
	static const char mail[] =
		"Date: Mon, 6 Oct 2025 23:30:00 +0000\n\nWe will answer tomorrow.\n";
	struct reading r;
	struct err err;

	(void)state;
	assert_int_equal(clock_set_zone("Asia/Tokyo", &err), 0);
	reading_parse(mail, sizeof mail - 1, &r);
	assert_string_equal(r.promised_date, "2025-10-08");
	reading_release(&r);
	assert_int_equal(clock_set_zone("UTC", &err), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sentences),
		cmocka_unit_test(test_whose_words),
		cmocka_unit_test(test_words_are_named),
		cmocka_unit_test(test_time_zone),
	};
	struct err err;

	if (clock_set_zone("UTC", &err) < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

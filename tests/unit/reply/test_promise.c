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
	{"We expect to be able to reply by the second half of November.", "2025-11-30"},
	{"Vous aurez notre réponse d'ici deux semaines.", "2025-10-20"},
	{"We'd ask for 14 days' grace, i.e. until 24 October.", "2025-10-24"},
	{"Nous vous remercions de nous laisser jusqu'au 31 octobre pour répondre.", "2025-10-31"},
	{"Wir haben bis zum 31. Oktober Betriebsferien.", NULL},
	{"I will be on leave from tomorrow until 20 October, so Tom will answer.", NULL},
	{"Our company will not fail to answer by 24 October.", "2025-10-24"},
	{"We will reply by the end of next month.", "2025-11-30"},
	{"You will have our response by the end of November.", "2025-11-30"},
	{"We will answer by the end of the year.", "2025-12-31"},
	{"We will reply no later than COB Friday.", "2025-10-10"},
	{"You will have our answer by Friday.", "2025-10-10"},
	{"We will send the answer tomorrow.", "2025-10-07"},
	{"We ask you to extend the deadline of 15 October to 15 November.", "2025-11-15"},
	{"We cannot meet your deadline of 15 October.", NULL},
	{"Nous vous répondrons dans un délai d'un mois.", "2025-11-06"},
	{"I will get back to you by Friday next week.", "2025-10-17"},
	{"You will hear from us by Wednesday of next week.", "2025-10-15"},
	{"We will answer by the Friday of the week after next.", "2025-10-24"},
	{"We will answer next week, on Thursday.", "2025-10-16"},
	{"Wir antworten nächste Woche Donnerstag.", "2025-10-16"},
	{"Je vous réponds avant vendredi de la semaine prochaine.", "2025-10-17"},
	{"Le respondo mañana.", "2025-10-07"},
	{"Vi rispondo domani.", "2025-10-07"},
	{"Zu Punkt 2 können wir heute nichts sagen.", NULL},
	{"Sie erhalten unsere Antwort in der übernächsten Woche.", "2025-10-24"},
	{"We will write in the week after next.", "2025-10-24"},
	{"We will answer between 20 and 24 October.", "2025-10-24"},
	{"Wir antworten zwischen dem 20. und dem 24. Oktober.", "2025-10-24"},
	{"Je vous reviendrai sous dix jours.", "2025-10-16"},
	{"We will reply by the twenty-first of November.", "2025-11-21"},
	{"Wir kommen bis zum fünfzehnten November auf Sie zu.", "2025-11-15"},
	{"Notre réponse vous parviendra au plus tard le premier décembre.", "2025-12-01"},
	{"Le responderemos el quince de noviembre.", "2025-11-15"},
	{"The first may be answered by us, the second will not.", NULL},
	{"Our answer will come early next year.", NULL},
	{"Notre réponse viendra au début de l'année prochaine.", NULL},
	{"We will answer early next week.", "2025-10-17"},
	{"We intend to meet your deadline of 15 October 2025.", "2025-10-15"},
	{"We will not meet your deadline of 15 October.", NULL},
	{"We ask you to extend the deadline of 15 October.", NULL},
	{"Your deadline of 15 October is too short; we will answer by 27 October.", "2025-10-27"},
	{"Binnen Monatsfrist hören Sie von uns.", "2025-11-06"},
	{"Eine Antwort geht Ihnen im Laufe des Novembers zu.", "2025-11-30"},
	{"Wir werden Ihre Fragen bis Ende KW 44 beantworten.", "2025-10-31"},
	{"Risponderò entro il 20 ottobre.", "2025-10-20"},
	{"On 20 October our chairman will retire.", NULL},
	{"You will get our answer today.", "2025-10-06"},
	{"We will respond within 3 weeks of the date of this letter.", "2025-10-27"},
	{"We shall reply within two months.", "2025-12-06"},
	{"A full response will be sent within 30 days.", "2025-11-05"},
	{"We will respond within a fortnight.", "2025-10-20"},
	{"We will get back to you in two weeks.", "2025-10-20"},
	{"We expect to publish the findings in Q1 2027.", "2027-03-31"},
	{"We will respond on or before November 14, 2025.", "2025-11-14"},
	{"We will respond by 11/14/2025.", "2025-11-14"},
	{"We shall respond by the 14th of November.", "2025-11-14"},
	{"You will receive our response by Friday, 14 November 2025.", "2025-11-14"},
	{"We will answer by 15 January.", "2026-01-15"},
	{"We cannot respond by 31 October.", NULL},
	{"We do not expect to have an answer before 15 November 2025.", NULL},
	{"We answered you on 1 October 2025.", NULL},
	{"We published the findings by 30 June 2025 as promised.", NULL},
	{"Your letter asks us to answer by 10 October 2025. We see no reason to do so.", NULL},
	{"We note that you request an answer by 10 October 2025, and we will respond by 24 October "
	 "2025.",
		"2025-10-24"},
	{"Could you please grant us an extension until 30 November?", "2025-11-30"},
	{"We kindly request that the deadline be extended to 24 October 2025.", "2025-10-24"},
	{"Could we meet on 14 October 2025?", NULL},
	{"Wir werden innerhalb von zehn Werktagen antworten.", "2025-10-20"},
	{"Sie erhalten unsere Antwort bis Ende November.", "2025-11-30"},
	{"Wir melden uns spätestens am 14. November 2025.", "2025-11-14"},
	{"Wir antworten bis zum 14.11.2025.", "2025-11-14"},
	{"Wir antworten Ihnen bis 14.11.", "2025-11-14"},
	{"Wir werden Ihnen in den nächsten drei Wochen antworten.", "2025-10-27"},
	{"Bis zum 10. Oktober können wir nicht antworten.", NULL},
	{"Wir bitten um Fristverlängerung bis zum 7. November 2025.", "2025-11-07"},
	{"Ihr Schreiben vom 26. September 2025 haben wir am 1. Oktober 2025 erhalten.", NULL},
	{"Wir werden bis Mitte Dezember berichten.", "2025-12-15"},
	{"Sie hören bis Freitag von uns.", "2025-10-10"},
	{"Nous vous répondrons d'ici la fin du mois.", "2025-10-31"},
	{"Nous répondrons avant le 15 novembre 2025.", "2025-11-15"},
	{"Une réponse vous parviendra au plus tard le 14 novembre.", "2025-11-14"},
	{"Nous vous répondrons dans un délai de 30 jours.", "2025-11-05"},
	{"Nous reviendrons vers vous sous trois semaines.", "2025-10-27"},
	{"Nous sollicitons une prolongation du délai jusqu'au 30 novembre 2025.", "2025-11-30"},
	{"Nous répondrons d'ici à la fin du mois prochain.", "2025-11-30"},
	{"Nous répondrons au plus tard le 1er décembre 2025.", "2025-12-01"},
	{"Nous avons bien reçu votre lettre du 26 septembre 2025.", NULL},
	{"Les responderemos antes del 15 de marzo.", "2026-03-15"},
	{"Recibirán nuestra respuesta a más tardar el 14 de noviembre de 2025.", "2025-11-14"},
	{"Responderemos antes de finales de mes.", "2025-10-31"},
	{"Daremos respuesta a finales de noviembre.", "2025-11-30"},
	{"Les contestaremos en un plazo de tres semanas.", "2025-10-27"},
	{"Solicitamos una prórroga hasta el 30 de noviembre.", "2025-11-30"},
	{"Expect our statement by 2025-11-14.", "2025-11-14"},
	{"Antwort folgt bis 2025-11-14.", "2025-11-14"},
	{"I am away until 20 October, but we will answer by 31 October.", "2025-10-31"},
	{"Our annual general meeting is on 5 November 2025.", NULL},
	{"Please pay by 31 October 2025.", NULL},
	{"We had hoped to answer by 3 October, but need until 17 October.", "2025-10-17"},
	{"We will answer as soon as possible.", NULL},
	{"Your letter reached us two weeks ago.", NULL},
	{"The report has been on our site since 1 September 2025.", NULL},
	{"We anticipate providing a substantive response by 5 p.m. on Friday, 24 October.",
		"2025-10-24"},
	{"Please allow us until close of business on 14 November to revert.", "2025-11-14"},
	{"Our response should be with you before the end of October.", "2025-10-31"},
	{"We will publish the report in November 2025.", "2025-11-30"},
	{"We undertake to publish it not later than the 1st of December 2025.", "2025-12-01"},
	{"We hope to reply on or before 30/11/2025.", "2025-11-30"},
	{"We'll be in touch by Nov. 14.", "2025-11-14"},
	{"We aim to get back to you by 14 Nov 2025.", "2025-11-14"},
	{"We have asked our lawyers, who will respond by 17.10.2025.", "2025-10-17"},
	{"A full response will be provided by year-end.", "2025-12-31"},
	{"We intend to finish the review by the end of Q1 2026 and publish it then.", "2026-03-31"},
	{"We won't be in a position to comment before the end of the year.", NULL},
	{"By 24 October 2025 you will have our answer.", "2025-10-24"},
	{"Not before 15 December will we be able to say more.", NULL},
	{"The deadline of 10 October 2025 is too short for us.", NULL},
	{"Your letter dated 26 September 2025 was received on 29 September 2025 and will be "
	 "answered in due course.",
		NULL},
	{"We already replied on 3 October.", NULL},
	{"We will respond within 21 calendar days.", "2025-10-27"},
	{"We plan to send you the documents this Friday.", "2025-10-10"},
	{"We will reply by October 24.", "2025-10-24"},
	{"The company commits to remedy payments by 30 June 2026.", "2026-06-30"},
	{"We were going to answer by 10 October, but this will not be possible.", NULL},
	{"In 2024 we published a report; we will not publish another one.", NULL},
	{"Wir bitten um Verständnis, dass wir erst bis zum 31. Oktober antworten können.",
		"2025-10-31"},
	{"Eine Antwort erhalten Sie voraussichtlich Mitte November.", "2025-11-15"},
	{"Wir kommen bis spätestens Ende der Woche auf Sie zu.", "2025-10-10"},
	{"Die Ergebnisse werden im ersten Quartal 2026 veröffentlicht.", "2026-03-31"},
	{"Wir werden Ihnen innerhalb der nächsten 14 Tage antworten.", "2025-10-20"},
	{"Eine Stellungnahme vor dem 15. November ist uns nicht möglich.", NULL},
	{"Die von Ihnen gesetzte Frist bis zum 10. Oktober 2025 können wir nicht einhalten.", NULL},
	{"Wir melden uns bis Monatsende.", "2025-10-31"},
	{"Bis Jahresende werden wir den Bericht vorlegen.", "2025-12-31"},
	{"Wir antworten Ihnen in drei Wochen.", "2025-10-27"},
	{"Unsere Antwort geht Ihnen bis 24.10.2025 zu.", "2025-10-24"},
	{"Wir haben Ihr Schreiben am 29. September erhalten.", NULL},
	{"Wir werden Ihnen spätestens bis zum 7. November 2025, 12 Uhr, antworten.", "2025-11-07"},
	{"Nous vous adresserons une réponse complète avant fin novembre.", "2025-11-30"},
	{"Vous recevrez notre réponse d'ici au 14 novembre 2025.", "2025-11-14"},
	{"Nous nous engageons à publier le rapport au premier trimestre 2026.", "2026-03-31"},
	{"Notre réponse vous sera transmise sous 15 jours ouvrés.", "2025-10-27"},
	{"Nous vous prions de bien vouloir nous accorder un délai supplémentaire jusqu'au 31 "
	 "octobre.",
		"2025-10-31"},
	{"Nous reviendrons vers vous la semaine prochaine.", "2025-10-17"},
	{"Nous n'avons pas pu répondre avant le 1er octobre.", NULL},
	{"Le délai du 10 octobre ne pourra pas être respecté.", NULL},
	{"Nous vous répondrons au plus tard vendredi 24 octobre.", "2025-10-24"},
	{"Une réponse vous sera apportée dans les trois semaines.", "2025-10-27"},
	{"Le rapport sera publié à la mi-décembre.", "2025-12-15"},
	{"Nous vous répondrons d’ici fin octobre.", "2025-10-31"},
	{"Esperamos poder contestar a mediados de noviembre.", "2025-11-15"},
	{"Publicaremos el informe en el primer trimestre de 2026.", "2026-03-31"},
	{"Daremos respuesta en los próximos 15 días.", "2025-10-21"},
	{"Pedimos que se amplíe el plazo hasta el 31 de octubre.", "2025-10-31"},
	{"Recibimos su carta el 29 de septiembre de 2025.", NULL},
	{"No es posible responder antes del 10 de octubre.", NULL},
	{"Les responderemos el viernes.", "2025-10-10"},
	{"Responderemos la próxima semana.", "2025-10-17"},
	{"Tendrán nuestra respuesta a fines de noviembre.", "2025-11-30"},
	{"Contestaremos dentro de un mes.", "2025-11-06"},
	{"A más tardar el viernes 24 de octubre recibirán nuestra posición.", "2025-10-24"},
	{"We will revert within 5 to 10 business days.", "2025-10-20"},
	{"We will respond as soon as we can, and in any case by the 31st.", "2025-10-31"},
	{"You can expect to hear from us in the week commencing 20 October.", "2025-10-24"},
	{"Our board meets on 5 November; we will answer within a week of that meeting.", NULL},
	{"We will answer by the 2nd of your deadlines.", NULL},
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
	{"We will publish the full report in the first quarter of 2026.", "2026-03-31"},
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
	{"We will be in a position to respond by the end of Q4.", "2025-12-31"},
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
	/* Parts of months, weeks by number, and months that are passed through. */
	{"Our reply will follow in early November.", "2025-11-10"},
	{"Anfang November werden wir uns äußern.", "2025-11-10"},
	{"Nous vous répondrons début novembre.", "2025-11-10"},
	{"You will have our answer in late November.", "2025-11-30"},
	{"We will send our answer in week 45.", "2025-11-07"},
	{"Unsere Antwort erhalten Sie in KW 45.", "2025-11-07"},
	{"Die Antwort kommt in der 2. Kalenderwoche.", "2026-01-09"},
	{"Im Laufe des November erhalten Sie unsere Stellungnahme.", "2025-11-30"},
	{"Nous vous répondrons courant novembre.", "2025-11-30"},
	{"We will answer before November.", "2025-10-31"},
	{"Please expect a reply by 2-Nov-2025.", "2025-11-02"},
	{"We will be in touch in the coming weeks.", NULL},
	{"Nous reviendrons vers vous dans les prochains mois.", NULL},
	{"Nous vous répondrons vendredi prochain.", "2025-10-10"},
	{"We will answer Friday.", "2025-10-10"},
	{"Our Friday meeting will decide.", NULL},
	/* Time that is asked for. */
	{"Please allow us one month to respond.", "2025-11-06"},
	{"We need three weeks to prepare an answer.", "2025-10-27"},
	{"We will need three weeks to repair the pump.", NULL},
	{"We need two more weeks.", NULL},
	{"Could we have more time, until 30 October?", "2025-10-30"},
	{"Please move the deadline from 10 October to 31 October.", "2025-10-31"},
	{"We will be on tour from 10 October to 31 October.", NULL},
	{"Instead of 10 October we propose 31 October as the date of our answer.", "2025-10-31"},
	/* Whose date it is, and whether it may be later. */
	{"Our board meets on 9 October and we will write to you by 13 October.", "2025-10-13"},
	{"The court will hear the case on 14 October.", NULL},
	{"The new rules will enter into force on 1 January 2026.", NULL},
	{"If the board agrees by 30 October, we shall comply.", NULL},
	{"We will answer, if possible by 30 October.", "2025-10-30"},
	{"There will be no answer before 1 November.", NULL},
	{"Nous ne pourrons répondre avant le 1er novembre.", NULL},
	{"We will answer on 1 November at the earliest.", NULL},
	{"Please let us know by 20 October whether we shall send it.", NULL},
	{"Ask again in two weeks.", NULL},
	{"You will need to apply by 20 October.", NULL},
	{"Our target date for a reply is 20 October.", "2025-10-20"},
	{"You should hear from us within the week.", "2025-10-10"},
	{"Kindly give us until the 20th of October.", "2025-10-20"},
	{"We ask you to extend the deadline by two weeks, to 24 October.", "2025-10-24"},
	{"Our report for Q1 2026 will be published on 15 May 2026.", "2026-05-15"},
	{"Wir melden uns noch diese Woche.", "2025-10-10"},
	{"Vous aurez une réponse dans le courant du mois de novembre.", "2025-11-30"},
	{"A colleague will contact you in the next fortnight.", "2025-10-20"},
	{"As the talks run until 30 October, we will not comment before then.", NULL},
	{"Nous ne manquerons pas de vous répondre avant le 31 octobre 2025.", "2025-10-31"},
	{"La respuesta se enviará, como muy tarde, el 20 de octubre.", "2025-10-20"},
	{"I am travelling until Thursday, then I will look into it.", NULL},
	/* Plain dates in other languages. */
	{"Vi risponderemo entro il 15 novembre 2025.", "2025-11-15"},
	{"Risponderemo entro la fine del mese.", "2025-10-31"},
	{"Responderemos até 15 de novembro de 2025.", "2025-11-15"},
	{"Responderemos no prazo de dez dias úteis.", "2025-10-20"},
	{"U ontvangt ons antwoord uiterlijk 15 november 2025.", "2025-11-15"},
	{"Wij reageren binnen twee weken.", "2025-10-20"},
	{"Odpowiemy do 15 listopada 2025 r.", "2025-11-15"},
	{"Мы ответим до 15 ноября 2025 года.", "2025-11-15"},
	{"Мы не сможем ответить до 15 ноября.", NULL},
	{"Vi svarar senast den 15 november 2025.", "2025-11-15"},
	{"سنرد عليكم قبل 15 نوفمبر 2025.", "2025-11-15"},
	{"15 Kasım 2025 tarihine kadar yanıt vereceğiz.", NULL},
	{"我们将于2025年11月15日前答复。", "2025-11-15"},
	{"2025年11月15日までに回答いたします。", "2025-11-15"},
	/* Weeks, and days of months. */
	{"We hope to answer in the first week of November.", "2025-11-07"},
	{"Wir antworten in der zweiten Novemberwoche.", "2025-11-14"},
	{"Vous aurez notre réponse la première semaine de novembre.", "2025-11-07"},
	{"Tendrán respuesta en la última semana de octubre.", "2025-10-31"},
	{"Our reply is planned for the week of 10 November.", "2025-11-14"},
	{"We will answer by the last Friday of October.", "2025-10-31"},
	{"Wir antworten bis zum 15. des kommenden Monats.", "2025-11-15"},
	{"Le responderemos antes del 15 del próximo mes.", "2025-11-15"},
	{"Nous répondrons avant la fin du mois de novembre.", "2025-11-30"},
	{"We will answer by Fri, 31 October.", "2025-10-31"},
	/* Days that count from today. */
	{"We will answer six weeks from today.", "2025-11-17"},
	{"You will have our answer a week today.", "2025-10-13"},
	{"We will answer the day after tomorrow.", "2025-10-08"},
	{"Übermorgen erhalten Sie unsere Antwort.", "2025-10-08"},
	{"Mañana les enviamos la respuesta.", "2025-10-07"},
	{"Ayer por la mañana enviamos la respuesta.", NULL},
	{"Guten Morgen, wir antworten Ihnen bald.", NULL},
	/* Other words for it. */
	{"Please bear with us until 31 October.", "2025-10-31"},
	{"In three weeks, you will have our answer.", "2025-10-27"},
	{"In three weeks, we cannot answer.", NULL},
	{"Réponse au plus tard le 31/10/2025.", "2025-10-31"},
	{"Reply scheduled for 2025-10-31T12:00:00Z.", "2025-10-31"},
	{"Could the deadline be pushed back to 31 October?", "2025-10-31"},
	{"The board meets on 20 October and will answer by 24 October.", "2025-10-24"},
	{"I will be back on Monday 13 October and will call you then.", "2025-10-13"},
	{"Answer expected: 31/10/25.", "2025-10-31"},
	{"Our reply: w/c 20 October, we expect.", "2025-10-24"},
	{"We'll be back to you w/c 20 October.", "2025-10-24"},
	{"Give us until Friday week, please.", "2025-10-17"},
	{"Please give us a couple of days to reply.", "2025-10-08"},
	{"Within the month of October you will hear from us.", "2025-10-31"},
	{"Le délai du 15 octobre est trop court ; nous vous répondrons le 30.", "2025-10-30"},
	{"Wir schlagen den 7. November vor.", "2025-11-07"},
	{"Wir antworten innert zehn Arbeitstagen.", "2025-10-20"},
	{"The levy will be paid by 15 November.", "2025-11-15"},
	{"Der Zaun wird bis 15. November abgebaut.", "2025-11-15"},
	{"Please allow two weeks for us to reply.", "2025-10-20"},
	{"Reply due 17-Oct-2025.", "2025-10-17"},
	{"We are aiming for October 17th.", "2025-10-17"},
	{"Wir ersuchen um Erstreckung der Frist bis 31.10.2025.", "2025-10-31"},
	{"Nous vous demandons de patienter jusqu'à la fin du mois.", "2025-10-31"},
	{"Responderemos en la segunda quincena de noviembre.", "2025-11-30"},
	{"El mes que viene publicaremos los datos.", "2025-11-30"},
	{"Solicitamos ampliar el plazo al 30 de octubre.", "2025-10-30"},
	{"Antes de que acabe el mes tendrán respuesta.", "2025-10-31"},
	{"The committee sits on 17 October; our reply goes out on the 20th.", "2025-10-20"},
	{"Our reply, announced for 13 October, has been postponed to 27 October.", "2025-10-27"},
	{"Spätestens in drei Wochen haben Sie unsere Antwort.", "2025-10-27"},
	{"Noch in diesem Monat geben wir Ihnen Bescheid.", "2025-10-31"},
	{"Die Antwort verzögert sich bis zum 20. Oktober.", "2025-10-20"},
	{"En dos semanas, a más tardar, les contestaremos.", "2025-10-20"},
	{"Le caldaie saranno sostituite entro il 15 novembre.", "2025-11-15"},
	{"Risponderemo nei prossimi dieci giorni.", "2025-10-16"},
	{"Ni får svar senast den 20 oktober.", "2025-10-20"},
	{"We'd be glad to answer by the 31st.", "2025-10-31"},
	{"Laissez-nous jusqu'à mercredi.", "2025-10-08"},
	{"Die Zahlen gehen am 1. November online.", "2025-11-01"},
	{"De schimmel wordt voor 1 november verwijderd.", "2025-11-01"},
	{"We will have an answer ready within the next two to three weeks.", "2025-10-27"},
	{"It might take us until the end of October to answer.", "2025-10-31"},
	{"Our legal department has asked for time until 17 October.", "2025-10-17"},
	{"We confirm that we will keep to the date of 17 October.", "2025-10-17"},
	{"Can we agree on 17 October instead?", "2025-10-17"},
	{"Bitte gedulden Sie sich bis Monatsmitte.", "2025-10-15"},
	{"Heute in einer Woche haben Sie unsere Antwort.", "2025-10-13"},
	{"Notre service vous contactera d'ici le 17 octobre.", "2025-10-17"},
	{"Dentro del plazo de veinte días recibirá respuesta.", "2025-10-26"},
	{"We would like to reply by 31 October instead.", "2025-10-31"},
	{"You will receive it in the week ending 17 October.", "2025-10-17"},
	{"Die Anlage wird in der kommenden Woche repariert.", "2025-10-17"},
	{"We will answer within the next week.", "2025-10-13"},
	{"El mapa se publicará en noviembre.", "2025-11-30"},
	{"Responderemos até ao dia 20 de outubro.", "2025-10-20"},
	{"We are aiming to respond w/e 17 October.", "2025-10-17"},
	{"We have set ourselves the date of 20 October for our reply.", "2025-10-20"},
	{"Tenemos previsto contestar el 20 de octubre.", "2025-10-20"},
	/* What comes without anybody's doing, and days of others. */
	{"We will visit the mills on 20 October.", NULL},
	{"I shall be in hospital until 20 October.", NULL},
	{"You should know that the standard changes on 1 November.", NULL},
	{"Estaré fuera de la oficina el viernes; después contesto a todo.", NULL},
	{"On 27 October our general meeting will vote on this.", NULL},
	{"Ms Dahl will join us on 1 November.", NULL},
	{"La rue Haute sera barrée jusqu'au 30 octobre.", NULL},
	{"May we have your answer by 20 October?", NULL},
	{"Le préfet rendra sa décision le 1er novembre.", NULL},
	{"We have no plans to answer by 31 October or at any other time.", NULL},
	{"We reject your request for an answer by 31 October.", NULL},
	{"We will celebrate our anniversary on 20 October.", NULL},
	{"We note that you intend to publish our answer on 20 October.", NULL},
	{"Shall we speak on 16 October?", NULL},
	{"The board will consider it at its next meeting, on 22 October.", NULL},
	{"Our appeal will be heard on 20 October.", NULL},
	{"From 20 October our address will be 7 Quay Street.", NULL},
	{"Provided that our insurers agree by 20 October, we will publish.", NULL},
	{"Whether we will be able to answer by 20 October is uncertain.", NULL},
	{"Am 29. September haben wir geantwortet.", NULL},
	{"The weather will be fine by Friday, one hopes.", NULL},
	{"It should clear up by Friday, they say.", NULL},
	{"Bis Freitag soll es schön werden.", NULL},
	{"The minimum wage will rise on 1 November 2025.", NULL},
	{"Ms Kerr, who deals with this, will be back on 20 October.", NULL},
	{"We will be at the fair from 20 to 24 October.", NULL},
	{"No answer will be given, neither by 31 October nor later.", NULL},
	{"Will you publish the findings by the end of 2027?", NULL},
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

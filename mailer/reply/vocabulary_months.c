/* Months and weekdays, with their usual abbreviations. */
#include "reply/vocabulary_parts.h"

const struct word_group month_groups[] = {
	{.month = 1,
		.words = "january jan januar januars jänner janvier janv enero gennaio janeiro "
			 "januari "
			 "stycznia styczeń января январь ocak يناير"},
	{.month = 2,
		.words =
			"february feb februar februars février févr fév febrero febbraio fevereiro "
			"februari lutego luty февраля февраль şubat فبراير"},
	{.month = 3,
		.words = "march mar märz mär mrz mars marzo março maart marca marzec марта март "
			 "mart مارس"},
	{.month = 4,
		.words = "april apr aprils avril avr abril abr aprile kwietnia kwiecień апреля "
			 "апрель "
			 "nisan أبريل إبريل ابريل"},
	{.month = 5, .words = "may mai mayo maggio maio mei maja maj мая май mayıs مايو"},
	{.month = 6,
		.words = "june jun juni juin junio giugno junho czerwca czerwiec июня июнь haziran "
			 "يونيو"},
	{.month = 7,
		.words = "july jul juli juillet juil julio luglio julho lipca lipiec июля июль "
			 "temmuz يوليو"},
	{.month = 8,
		.words = "august aug août aout agosto ago augustus augusti sierpnia sierpień "
			 "августа август ağustos أغسطس"},
	{.month = 9,
		.words = "september sep septembers septembre septiembre setiembre settembre "
			 "setembro "
			 "września wrzesień сентября сентябрь eylül سبتمبر"},
	{.month = 9, .number = 7, .words = "sept"}, /* French for seven, too */
	{.month = 10,
		.words = "october oct oktober okt oktobers octobre octubre ottobre outubro "
			 "października "
			 "październik октября октябрь ekim أكتوبر"},
	{.month = 11,
		.words = "november nov novembers novembre noviembre novembro listopada listopad "
			 "ноября "
			 "ноябрь kasım نوفمبر"},
	{.month = 12,
		.words = "december dec dezember dez dezembers décembre déc diciembre dicembre "
			 "dezembro "
			 "grudnia grudzień декабря декабрь aralık ديسمبر"},
	/* "in der ersten Juniwoche" */
	{.month = 1, .unit = UNIT_WEEK, .words = "januarwoche"},
	{.month = 2, .unit = UNIT_WEEK, .words = "februarwoche"},
	{.month = 3, .unit = UNIT_WEEK, .words = "märzwoche"},
	{.month = 4, .unit = UNIT_WEEK, .words = "aprilwoche"},
	{.month = 5, .unit = UNIT_WEEK, .words = "maiwoche"},
	{.month = 6, .unit = UNIT_WEEK, .words = "juniwoche"},
	{.month = 7, .unit = UNIT_WEEK, .words = "juliwoche"},
	{.month = 8, .unit = UNIT_WEEK, .words = "augustwoche"},
	{.month = 9, .unit = UNIT_WEEK, .words = "septemberwoche"},
	{.month = 10, .unit = UNIT_WEEK, .words = "oktoberwoche"},
	{.month = 11, .unit = UNIT_WEEK, .words = "novemberwoche"},
	{.month = 12, .unit = UNIT_WEEK, .words = "dezemberwoche"},
	{.weekday = 1, .words = "sunday sonntag dimanche domingo domenica zondag воскресенья"},
	{.weekday = 2,
		.words = "monday montag lundi lunes lunedì maandag måndag poniedziałku "
			 "понедельника"},
	{.weekday = 3, .words = "tuesday dienstag mardi martes martedì dinsdag tisdag вторника"},
	{.weekday = 4,
		.words = "wednesday mittwoch mercredi miércoles mercoledì woensdag onsdag среды"},
	{.weekday = 5,
		.words = "thursday donnerstag jeudi jueves giovedì donderdag torsdag четверга"},
	{.weekday = 6,
		.words = "friday freitag vendredi viernes venerdì vrijdag fredag piątku пятницы"},
	{.weekday = 7, .words = "saturday samstag sonnabend samedi sábado sabato zaterdag"},
	{.words = NULL},
};

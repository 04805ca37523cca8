/* Lengths of time: their units and numbers. */
#include "reply/vocabulary_parts.h"

const struct word_group span_groups[] = {
	{.unit = UNIT_HOUR, .words = "hour hours stunde stunden heure heures hora horas ore uur"},
	{.unit = UNIT_WORKDAY,
		.words = "workday workdays werktag werktage werktagen arbeitstag arbeitstage "
			 "arbeitstagen geschäftstage geschäftstagen werkdag werkdagen arbetsdagar "
			 "arbejdsdage virkedager"},
	{.unit = UNIT_DAY, .words = "day tag jour día dia giorno dag dzień dnia день дня"},
	{.unit = UNIT_DAY,
		.meaning = MEANS_PLURAL,
		.words = "days tage tagen jours días dias kalendertage kalendertagen giorni dagen "
			 "dagar dage dni дней"},
	{.unit = UNIT_WEEK,
		.words = "week kw cw wk kalenderwoche woche semaine semana settimana vecka uge "
			 "tydzień tygodnia неделю "
			 "недели"},
	{.unit = UNIT_WEEK,
		.meaning = MEANS_PLURAL,
		.words = "weeks wochen semaines semanas settimane weken veckor uger tygodni "
			 "tygodnie недель"},
	{.unit = UNIT_WEEK, .words = "wochenfrist"},
	{.unit = UNIT_MONTH, .words = "monatsfrist"},
	{.unit = UNIT_YEAR, .words = "jahresfrist"},
	{.unit = UNIT_FORTNIGHT, .words = "fortnight quinzaine quincena"},
	{.unit = UNIT_MONTH,
		.words = "month monat monats mois mes mese mês maand månad måned miesiąc miesiąca "
			 "месяц месяца"},
	{.unit = UNIT_MONTH,
		.meaning = MEANS_PLURAL,
		.words = "months monate monaten meses mesi maanden månader måneder miesięcy "
			 "месяцев"},
	{.unit = UNIT_QUARTER,
		.words = "quarter quartal quartals q trimestre kwartaal kvartal kwartału квартала "
			 "квартале"},
	{.unit = UNIT_HALF, .words = "half halbjahr halbjahres semestre"},
	{.unit = UNIT_YEAR,
		.words = "year jahr jahres année an año anno ano jaar år roku года году"},
	{.unit = UNIT_YEAR, .meaning = MEANS_PLURAL, .words = "years jahren ans años anni"},
	{.number = 1,
		.words = "a an one ein eine einem einer eines un une uno una um uma een één en "
			 "один одного одну"},
	{.number = 2,
		.words = "two couple zwei deux dos due dois duas twee två dwa dwie dwóch dwu два "
			 "две двух"},
	{.number = 3, .words = "three drei trois tres tre três drie trzy trzech три трех трёх"},
	{.number = 4, .words = "four vier quatre cuatro quattro quatro fyra cztery четырех"},
	{.number = 5, .words = "five fünf cinq cinco cinque vijf fem pięć pięciu пять пяти"},
	{.number = 6, .words = "six sechs seis zes sex sześć"},
	{.number = 7, .words = "seven sieben siete sette sete zeven sju siedem семь семи"},
	{.number = 8, .words = "eight acht huit ocho otto oito åtta osiem восемь"},
	{.number = 9, .words = "nine neun neuf nueve negen"},
	{.number = 10,
		.words = "ten zehn dix diez dieci dez tien tio dziesięć dziesięciu десять десяти"},
	{.number = 11, .words = "eleven elf onze once"},
	{.number = 12, .words = "twelve zwölf douze doce"},
	{.number = 13, .words = "thirteen dreizehn treize trece"},
	{.number = 14,
		.words = "fourteen vierzehn quatorze catorce veertien fjorton czternastu "
			 "четырнадцати"},
	{.number = 15, .words = "fifteen fünfzehn quinze quince quindici vijftien"},
	{.number = 20, .words = "twenty zwanzig vingt veinte venti vinte twintig"},
	{.number = 21, .words = "einundzwanzig"},
	{.number = 30, .words = "thirty dreißig trente treinta trenta trinta dertig"},
	{.number = 40, .words = "forty vierzig cuarenta"},
	{.number = 45, .words = "quarante"}, /* "quarante-cinq jours" */
	{.number = 50, .words = "fifty fünfzig cinquante cincuenta"},
	{.number = 60, .words = "sixty sechzig soixante sesenta"},
	{.number = 90, .words = "ninety neunzig noventa"},
	{.meaning = MEANS_WORKING,
		.words = "working business work office ouvrables ouvrés ouvrable ouvré hábiles "
			 "habiles hábil laborables laborales lavorativi úteis roboczych рабочих"},
	{.words = NULL},
};

/* Words of dates: parts of the calendar, and what stands between them. */
#include "reply/vocabulary_parts.h"

const struct word_group calendar_groups[] = {
	{.meaning = MEANS_FILLER,
		.words =
			"the of or latest on at der dem den des zum zur am vom von einschließlich "
			"le la les l du de d au el los las del al this coming dieses diesem diesen "
			"dieser diese ce cette este esta current laufenden calendar full more "
			"additional further approximately about circa weiteren weiterer environ "
			"calendaires supplémentaires naturales höchstens maximal maximum il lo "
			"della dello dell questo questa do da deste desta het deze dit den det "
			"à ao tego этого all alla alle agli dal dall"},
	{.meaning = MEANS_FILLER | MEANS_NEXT,
		.words = "next upcoming übernächste übernächsten übernächster nächsten nächster "
			 "nächste nächstes kommenden prochain "
			 "prochaine próximo próxima prossimo prossima volgende nästa przyszłego "
			 "przyszłym следующей следующего"},
	{.meaning = MEANS_FILLER | MEANS_NEXT | MEANS_PLURAL,
		.words = "prochains prochaines próximos próximas prossimi prossime"},
	{.meaning = MEANS_NEXT,
		.words = "following nächstem kommende kommender kommendes folgende folgenden "
			 "suivant suivante suivants siguiente siguientes"},
	{.meaning = MEANS_END,
		.words = "end ende fin final finales fines close late fine fim eind einde slutet "
			 "końca koniec końcu конца конце نهاية"},
	{.meaning = MEANS_END, .unit = UNIT_WEEK, .words = "wochenende"},
	{.meaning = MEANS_END, .unit = UNIT_MONTH, .words = "monatsende"},
	{.meaning = MEANS_END, .unit = UNIT_QUARTER, .words = "quartalsende"},
	{.meaning = MEANS_END, .unit = UNIT_YEAR, .words = "jahresende jahreswechsel"},
	{.meaning = MEANS_MIDDLE,
		.words = "mid middle mitte mi mediados milieu metà meados medio midden połowy "
			 "середины منتصف"},
	{.meaning = MEANS_MIDDLE, .unit = UNIT_MONTH, .words = "monatsmitte"},
	{.meaning = MEANS_BEGINNING,
		.words = "early beginning start anfang début principios comienzos inicios inizio "
			 "início begin początku начале начала أوائل"},
	{.meaning = MEANS_TOMORROW,
		.words = "tomorrow morgen demain mañana domani amanhã завтра jutro imorgon"},
	{.meaning = MEANS_TOMORROW,
		.number = 2, /* days */
		.words = "übermorgen overmorgen dopodomani övermorgon послезавтра pojutrze"},
	{.meaning = MEANS_TODAY, .words = "today tonight heute hoy oggi hoje vandaag сегодня"},
	{.meaning = MEANS_ORDINAL, .words = "st nd rd th er º ª"},
	{.rank = 1,
		.words =
			"first ersten erstes erste erster premier première primer primera primo "
			"prima primeiro primeira eerste första pierwszym pierwszego первом первой"},
	{.rank = 2,
		.words = "second zweiten zweites zweite zweiter deuxième seconde segundo segunda "
			 "secondo seconda tweede andra drugim drugiego втором второй"},
	{.rank = 3,
		.words = "third dritten drittes dritte dritter troisième tercer tercera terzo "
			 "terza terceiro terceira derde tredje trzecim третьем третьей"},
	{.rank = 4,
		.words = "fourth vierten vierte vierter quatrième cuarto cuarta quarto quarta "
			 "vierde fjärde czwartym четвертом"},
	{.rank = RANK_LAST,
		.words = "last letzten letzte letzter dernier dernière último última ultimo "
			 "ultima laatste sista"},
	/* Days of a month. */
	{.day = 1, .words = "first ersten erster premier primero primer primo primeiro eerste"},
	{.day = 2, .words = "second zweiten zweiter tweede deux dos due dois"},
	{.day = 3, .words = "third dritten dritter trois tres tre três"},
	{.day = 4, .words = "fourth vierten quatre cuatro quattro quatro"},
	{.day = 5, .words = "fifth fünften cinq cinco cinque"},
	{.day = 6, .words = "sixth sechsten six seis sei"},
	{.day = 7, .words = "seventh siebten siebenten sept siete sette sete"},
	{.day = 8, .words = "eighth achten huit ocho otto oito"},
	{.day = 9, .words = "ninth neunten neuf nueve nove"},
	{.day = 10, .words = "tenth zehnten dix diez dieci dez"},
	{.day = 11, .words = "eleventh elften onze once undici"},
	{.day = 12, .words = "twelfth zwölften douze doce dodici doze"},
	{.day = 13, .words = "thirteenth dreizehnten treize trece tredici treze"},
	{.day = 14, .words = "fourteenth vierzehnten quatorze catorce quattordici"},
	{.day = 15, .words = "fifteenth fünfzehnten quinze quince quindici"},
	{.day = 16, .words = "sixteenth sechzehnten seize dieciséis sedici"},
	{.day = 17, .words = "seventeenth siebzehnten diecisiete diciassette"},
	{.day = 18, .words = "eighteenth achtzehnten dieciocho diciotto"},
	{.day = 19, .words = "nineteenth neunzehnten diecinueve diciannove"},
	{.day = 20, .words = "twentieth zwanzigsten vingt veinte venti vinte"},
	{.day = 21, .words = "einundzwanzigsten veintiuno ventuno"},
	{.day = 22, .words = "zweiundzwanzigsten veintidós ventidue"},
	{.day = 23, .words = "dreiundzwanzigsten veintitrés ventitré"},
	{.day = 24, .words = "vierundzwanzigsten veinticuatro ventiquattro"},
	{.day = 25, .words = "fünfundzwanzigsten veinticinco venticinque"},
	{.day = 26, .words = "sechsundzwanzigsten veintiséis ventisei"},
	{.day = 27, .words = "siebenundzwanzigsten veintisiete ventisette"},
	{.day = 28, .words = "achtundzwanzigsten veintiocho ventotto"},
	{.day = 29, .words = "neunundzwanzigsten veintinueve ventinove"},
	{.day = 30, .words = "thirtieth dreißigsten trente treinta trenta trinta"},
	{.day = 31, .words = "einunddreißigsten trentuno"},
	{.words = NULL},
};

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
	{.words = NULL},
};

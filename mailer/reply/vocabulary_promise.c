/* Words of those who are going to do something, or ask for time to do it. */
#include "reply/vocabulary_parts.h"

const struct word_group promise_groups[] = {
	{.meaning = MEANS_INTENT,
		.words = "will ll shall should expect expects expecting aim aims aiming intend "
			 "intends plan plans planning hope hopes hoping going commit commits "
			 "committed undertake undertakes promise promises need needs extension "
			 "extend extends extended revert anticipate anticipates endeavour "
			 "endeavor request requests target targeting scheduled propose proposes "
			 "grace postpone postponement defer grant granted seek seeking allow"},
	{.meaning = MEANS_INTENT,
		.words = "werden wird werde antworten antworte antwortet beantworten erhalten "
			 "erhält bekommen bekommt senden sendet schicken schickt melden melde "
			 "meldet planen beabsichtigen hoffen erwarten versprechen bitten bittet "
			 "erbitten beantragen benötigen benötigt brauchen verlängern verlängerung "
			 "fristverlängerung fristverschiebung aufschub liefern zukommen rechnen "
			 "wollen möchten können hören folgt folgen erfolgt erfolgen berichten "
			 "berichte veröffentlichen vorlegen legen übermitteln übersenden zusenden "
			 "informieren äußern gewähren wünschen kommen kommt geht gehen geben "
			 "teilen nachreichen zugehen abschließen stellen reichen übergeben "
			 "erscheint nehmen schlagen"},
	{.meaning = MEANS_INTENT,
		.words = "laisser accordez accorder attendons comptons prévoyons prévoit espérons "
			 "engageons prolongation prorogation besoin allons souhaitons demandons "
			 "sollicitons seront sera enverra fera publiera propose proposons "
			 "envisageons reporter repousser"},
	{.meaning = MEANS_INTENT,
		.words = "esperamos prevemos prevé comprometemos vamos prórroga ampliación "
			 "aplazamiento necesitamos solicitamos tiempo rogamos pedimos propone "
			 "proponemos ampliar"},
	{.meaning = MEANS_MOVE,
		.words = "move moved shift push verlegen verschieben reporter repousser aplazar "
			 "aplace spostare adiar"},
	{.meaning = MEANS_ASK, .words = "ask asking give"},
	/* Italian, Portuguese, Dutch, Polish, Russian, the languages of the north, Arabic; most of
	 * them say it with the end of the verb (clause.c). */
	{.meaning = MEANS_INTENT,
		.words =
			"prevediamo chiediamo contiamo proroga pedimos esperamos prorrogação "
			"zullen zal ontvangt ontvangen reageren antwoorden beantwoorden verwachten "
			"verzoeken uitstel sturen streven odpowiemy udzielimy odpowiedzi prześlemy "
			"przekażemy otrzymają planujemy prosimy potrzebujemy zostanie będzie "
			"ответим предоставим направим пришлем пришлём сообщим дадим опубликуем "
			"получите будет будут планируем просим kommer svarar skickar återkommer "
			"räknar ska svarer sender forventer vil skal سوف"},
	{.words = NULL},
};

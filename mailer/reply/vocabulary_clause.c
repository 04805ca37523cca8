/* Words that tell what a clause says of its date: where it begins, whose it is, what denies it. */
#include "reply/vocabulary_parts.h"

const struct word_group clause_groups[] = {
	{.meaning = MEANS_CLAUSE,
		.words = ", ; : but however yet although though while whereas aber jedoch sondern "
			 "doch während wohingegen mais cependant toutefois tandis pero sino aunque "
			 "mientras mas maar ale но men"},
	{.meaning = MEANS_AND, .words = "and und et y e en и och og"},
	{.meaning = MEANS_SUBJECT | MEANS_SELF,
		.words = "we i wir ich nous je nosotros noi nós wij мы"},
	{.meaning = MEANS_SUBJECT,
		.words = "you they it he she this will shall cannot can sie es er werden können "
			 "vous il ils elle on ustedes"},
	{.meaning = MEANS_CONDITION,
		.words = "if unless once when whenever wenn falls sofern sobald sollte sollten si "
			 "lorsque quand cuando indien jeśli если когда"},
	{.meaning = MEANS_NOT,
		.words = "not cannot unable t never neither nor reject rejects refuse refuses "
			 "decline declines refusons rechazamos nicht kein keine keinen keiner "
			 "weder niemals "
			 "unmöglich pas jamais aucun aucune impossible nunca tampoco ningún non "
			 "não niet geen nie не inte ikke لن"},
	{.meaning = MEANS_NOTHING,
		.words = "no none nothing nobody hardly unlikely niemand nichts kaum ne n rien "
			 "nada nadie niente"},
	{.meaning = MEANS_PAST,
		.words = "was were had hatte hatten wollten avions voulions pensions habíamos "
			 "íbamos teníamos"},
	{.meaning = MEANS_OTHERS,
		.words = "court courts appeal appeals tribunal judge act hearing trial election "
			 "elections gericht "
			 "gesetz cour décret loi ley juez decreto legge tribunale"},
	{.meaning = MEANS_TERM,
		.words = "deadline date extension extend term frist délai échéance plazo fecha "
			 "prórroga termine prazo termijn"},
	{.words = NULL},
};

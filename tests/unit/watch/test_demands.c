#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "watch/demands.h"

static const struct demand four[] = {
	{.id = "suspend",
		.title = "Suspend the business",
		.text = "Suspend all business with units against which there is evidence of abuse.",
		.number = 1},
	{.id = "plans",
		.title = "Say what was done",
		.text = "Tell us which steps you have taken so far, and which you plan to take.",
		.number = 2},
	{.id = "publish",
		.title = "Publish the investigation",
		.text = "Publish the complete findings of your internal investigation.",
		.number = 3},
	{.id = "remedy",
		.title = "Remedy and prevent harm",
		.text = "Explain how those harmed will receive remedy, and how you will prevent "
			"repetition.",
		.number = 4},
};
enum { COUNT = 4 };

/* wanted: "id:first words of the passage|...", in order of place; "" is nothing found. */
static const struct {
	const char *name, *text, *wanted;
} cases[] = {
	{"nothing", "We received your letter and will come back to you.\n\nKind regards\n", ""},
	{"named", "Dear all,\n\nDemand 2: we set up a working group.\n\nKind regards\nJane\n",
		"plans:Demand 2"},
	{"named, lower case, no colon",
		"demand 3\nThe findings are on our website.\n\nBest\nJane\n", "publish:demand 3"},
	{"named, several", "Regarding demands 1 and 3, our position has not changed.\n",
		"suspend:Regarding|publish:Regarding"},
	{"a range", "Questions 1 to 3 are answered in the annex.\n",
		"suspend:Questions|plans:Questions|publish:Questions"},
	{"an ordinal", "As for your second demand, a task force was set up in May.\n",
		"plans:As for"},
	{"a sentence for each, in one paragraph",
		"As to your first demand, we have stopped. On the third demand we say no. It is "
		"confidential.\n",
		"suspend:As to|publish:On the third"},
	{"an ordinal and a noun behind a sign", "We agree to demand 1 (second demand: refused).\n",
		"suspend:We agree|plans:We agree"},
	{"an ordinal behind a sign that names none",
		"Demand 3: second in importance is what we sell.\n", "publish:Demand 3"},
	{"German, on one line", "Punkte 1-2: ja. Punkt 4: wird geprüft.\n",
		"suspend:Punkte 1|plans:Punkte 1|remedy:Punkt 4"},
	{"several numbers at the beginning", "Zu 3. und 4.: Dazu sagen wir nichts.\n",
		"publish:Zu 3|remedy:Zu 3"},
	{"in letters", "Demand Two: yes.\n\nDemand IV: no.\n", "plans:Demand Two|remedy:Demand IV"},
	{"no numbers in letters", "You demand one thing; we request two weeks.\n", ""},
	{"a paragraph of theirs", "Paragraph 2 of our code says so.\n", ""},
	{"reasons of their own", "We refuse for these reasons:\n1) Costs.\n2) Secrecy.\n", ""},
	{"within a sentence",
		"Thank you for your letter.\n\nWe are happy that you asked about this; with regard "
		"to point 4 of your letter we refer to our policy.\n",
		"remedy:We are happy"},
	{"German", "Zu Forderung 3: Der Bericht wird nicht veröffentlicht.\n", "publish:Zu Ford"},
	{"German, ad", "Ad 1:\nWir setzen nichts aus.\n\nAd 4:\nEin Fonds wird eingerichtet.\n",
		"suspend:Ad 1|remedy:Ad 4"},
	{"French", "En ce qui concerne la demande n° 2, nous avons créé un groupe.\n",
		"plans:En ce"},
	{"French ordinal", "Votre troisième demande reste à l'étude.\n", "publish:Votre"},
	{"Spanish", "Con respecto a la pregunta 4, no tenemos comentarios.\n", "remedy:Con"},
	{"Chinese", "关于问题2，我们已经成立工作组。\n", "plans:关于"},
	{"a list",
		"Our answers:\n\n1. We stopped all deliveries.\n2. A working group was set up.\n"
		"3. It will be published.\n4. A fund was set up.\n",
		"suspend:1. We|plans:2. A|publish:3. It|remedy:4. A"},
	{"a list with brackets and gaps", "(1) No.\n\n(3) Yes, in spring.\n",
		"suspend:(1) No|publish:(3) Yes"},
	{"a list of their own, longer than ours",
		"We follow these principles:\n1. Honesty\n2. Care\n3. Trust\n4. Growth\n5. Speed\n",
		""},
	{"a list of their own, in another order",
		"Steps:\n1. We will publish the complete findings of the internal investigation.\n"
		"2. Those harmed will receive remedy; we explain how we prevent a repetition.\n",
		"publish:1. We|remedy:2. Those"},
	{"a date at the beginning of a line",
		"We will come back to you not later than the\n2. November, after the board met.\n",
		""},
	{"a single item that is about it",
		"3. The complete findings of the internal investigation were published in May.\n",
		"publish:3. The"},
	{"quoted above the answers",
		"Hello,\n\n> 2. Tell us which steps you have taken so far, and which you\n"
		"> plan to take.\n\nA working group was set up.\n\n"
		"> 3. Publish the complete findings of your internal investigation.\n\n"
		"We will not do that.\n",
		"plans:A working|publish:We will not"},
	{"the whole letter below the answer",
		"We will answer in time.\n\n> 1. Suspend all business with units against which "
		"there "
		"is evidence of abuse.\n> 2. Tell us which steps you have taken so far, and which "
		"you "
		"plan to take.\n> 3. Publish the complete findings of your internal "
		"investigation.\n",
		""},
	{"the whole letter above the answer",
		"> 1. Suspend all business with units against which there is evidence of abuse.\n"
		"> 2. Tell us which steps you have taken so far, and which you plan to take.\n"
		"> 3. Publish the complete findings of your internal investigation.\n"
		"> 4. Explain how those harmed will receive remedy, and how you will prevent "
		"repetition.\n\nWe will answer in time.\n",
		""},
	{"copied without marks",
		"Publish the complete findings of your internal investigation.\n\nThey were "
		"published "
		"yesterday.\n\nExplain how those harmed will receive remedy, and how you will "
		"prevent "
		"repetition.\n\nThis is under discussion.\n",
		"publish:Publish|remedy:Explain"},
	{"titles as headings",
		"Suspend the business\n\nDeliveries ended in May.\n\nRemedy and prevent harm\n\n"
		"A fund of ten million was set up.\n",
		"suspend:Suspend|remedy:Remedy"},
	{"words in common",
		"We have closed the internal investigation, and its complete findings are being "
		"prepared so that we can publish them.\n",
		"publish:We have"},
	{"too few words in common", "Human rights matter to us; the investigation goes on.\n", ""},
	{"words of two demands, a sentence each",
		"Our internal investigation is complete and its findings will be there in May. "
		"Those harmed are offered a remedy, and we prevent any repetition.\n",
		"publish:Our internal|remedy:Those harmed"},
	{"an ordinal that is also the last", "As to the fourth and final point, no.\n",
		"remedy:As to"},
	{"neither the first nor the second",
		"Neither the first nor the second of your demands can be met.\n",
		"suspend:Neither|plans:Neither"},
	{"a number in words, and a verb", "Punkt zwei ist erledigt.\n", "plans:Punkt zwei"},
	{"the last of your list", "Der letzte Punkt Ihrer Liste betrifft uns nicht.\n",
		"remedy:Der letzte"},
	{"asks", "Ask 1: never. Ask 3: yes.\n", "suspend:Ask 1|publish:Ask 3"},
	{"no asks", "We asked 3 suppliers, and we ask 2 more.\n", ""},
	{"no label", "Safety first: that is our motto.\n", ""},
	{"a question of theirs", "The first question one must ask is why.\n", ""},
	{"Roman numbers behind a word", "Ad II: yes.\nAd IV: no.\n", "plans:Ad II|remedy:Ad IV"},
	{"a piece of ours in quotation marks",
		"Demand 1: no.\n\nOn \"how those harmed will receive remedy\": a fund was set "
		"up.\n",
		"suspend:Demand 1|remedy:On"},
	{"in those of German",
		"Demand 1: no.\n\nZu „how those harmed will receive remedy“: ein Fonds.\n",
		"suspend:Demand 1|remedy:Zu"},
	{"the first that are opened, up to the first that close",
		"Demand 1: no.\n\nOn “how those harmed will receive remedy” (we publish the "
		"complete findings of \"it\").\n",
		"suspend:Demand 1|remedy:On"},
	{"quotation marks far from the beginning",
		"Demand 1: no.\n\nWe have read your letter with much care, and have asked those "
		"who know what we do in each of the regions that you have written about, and say "
		"\"how those harmed will receive remedy\" is open.\n",
		"suspend:Demand 1"},
	{"the same piece without them",
		"Demand 1: no.\n\nHow those harmed will receive remedy is open.\n",
		"suspend:Demand 1"},
	{"a question of ours, on a line of its own",
		"Demand 1: no.\n\nQ: the findings of your internal investigation?\nThose harmed "
		"will receive remedy by a fund.\n",
		"suspend:Demand 1|publish:Q:"},
	{"a heading says more than what it repeats",
		"Demand 2: publish the complete findings of your internal investigation? No.\n",
		"plans:Demand 2"},
	{"a heading says more than what is quoted above it",
		"> 3. Publish the complete findings of your internal investigation.\n\n"
		"Demand 2: we will.\n",
		"plans:Demand 2"},
	{"the one of those quoted above that it is about",
		"> 1. Suspend all business with units against which there is evidence of abuse.\n"
		"> 3. Publish the complete findings of your internal investigation.\n\n"
		"No findings are for the public.\n",
		"publish:No findings"},
	{"both of them",
		"> 1. Suspend all business with units against which there is evidence of abuse.\n"
		"> 3. Publish the complete findings of your internal investigation.\n\n"
		"Both we refuse; no findings are for the public.\n",
		"suspend:Both|publish:Both"},
	{"about another than those quoted above",
		"> 1. Suspend all business with units against which there is evidence of abuse.\n"
		"> 3. Publish the complete findings of your internal investigation.\n\n"
		"Remedy is being prepared.\n",
		"suspend:Remedy|publish:Remedy"},
	{"two of ours repeated at once",
		"Demand 2: no.\n\nPublish the complete findings of your internal investigation, "
		"suspend all business with units against which there is evidence of abuse?\n",
		"plans:Demand 2"},
	{"arrows", "1 -> no\n2 -> yes\n3 -> no\n4 -> yes\n",
		"suspend:1 ->|plans:2 ->|publish:3 ->|remedy:4 ->"},
	{"questions of theirs",
		"Before we answer, please tell us:\n\n1) Who are you?\n2) Who pays you?\n", ""},
	{"a list that is announced as answers",
		"Our answers:\n\n1. Business\n   1.1 It was halved in the year before last.\n2. "
		"Steps\n"
		"   2.1 They are described on our website.\n",
		"suspend:1. Business|plans:2. Steps"},
	{"a part of our demand behind Q:",
		"Q: Publish the complete findings\nA: They are on our site.\n",
		"publish:Q: Publish"},
	{"a part of our demand in quotation marks",
		"You write: \"Publish the complete findings\". They are on our site.\n",
		"publish:You write"},
	{"two lists, the first of answers",
		"Our answers:\n\n1. Yes.\n2. No.\n3. No.\n4. Yes.\n\nAnd we ask you:\n\n"
		"1. to wait,\n2. to be fair.\n",
		"suspend:1. Yes|plans:2. No|publish:3. No|remedy:4. Yes"},
	{"a list with a date below it",
		"Our answers:\n\n1. Yes.\n2. No.\n3. No.\n4. Yes.\n\n15. May 2026\n",
		"suspend:1. Yes|plans:2. No|publish:3. No|remedy:4. Yes"},
	{"a list with an initial below it", "1. Yes.\n2. No.\n3. No.\n4. Yes.\n\nA. Smith\n",
		"suspend:1. Yes|plans:2. No|publish:3. No|remedy:4. Yes"},
	{"letters with points", "A. Yes.\nB. No.\nC. No.\nD. Yes.\n",
		"suspend:A. Yes|plans:B. No|publish:C. No|remedy:D. Yes"},
	{"items on one line", "1) yes 2) no 3) no 4) yes\n",
		"suspend:1) yes|plans:2) no|publish:3) no|remedy:4) yes"},
	{"Roman items on one line", "(i) Yes. (ii) No. (iii) No. (iv) Yes.\n",
		"suspend:(i) Yes|plans:(ii) No|publish:(iii) No|remedy:(iv) Yes"},
	{"the same word again on one line", "As for 1., see our site; as for 4., ask the court.\n",
		"suspend:As for 1|remedy:as for 4"},
	{"bullets before the numbers",
		"\xe2\x80\xa2 1: yes\n\xe2\x80\xa2 2: no\n\xe2\x80\xa2 3: no\n\xe2\x80\xa2 4: "
		"yes\n",
		"suspend:\xe2\x80\xa2 1|plans:\xe2\x80\xa2 2|publish:\xe2\x80\xa2 "
		"3|remedy:\xe2\x80\xa2 4"},
	{"a table", "1\tyes\n2\tno\n3\tno\n4\tyes\n",
		"suspend:1\t|plans:2\t|publish:3\t|remedy:4\t"},
	{"a list of two who can be called", "1. For press: Ann\n2. For others: Jo\n", ""},
	{"questions that are repeated",
		"Q3. Will you publish?\n\nYes.\n\nQ4. What of remedy?\n\nNothing yet.\n",
		"publish:Q3. Will|remedy:Q4. What"},
	{"a point of an agreement", "D'apr\xc3\xa8s le point 2 de l'accord, non.\n", ""},
	{"points in turn",
		"First, the business. It ended in May.\n\nSecond, the steps. They are taken.\n\n"
		"Third, the complete findings of our internal investigation are public.\n\n"
		"Fourth, remedy. A fund is there.\n",
		"suspend:First|plans:Second|publish:Third|remedy:Fourth"},
	{"thoughts in turn", "First, we thank you. Second, we regret. Third, no. Fourth, bye.\n",
		""},
	{"a topic", "On the question of remedy: a fund is there.\n", "remedy:On the question"},
	{"a call", "We hear your call for remedy.\n", "remedy:We hear"},
	{"a deed and nothing else", "We refuse to publish anything.\n", "publish:We refuse"},
	{"a deed with another object", "We will publish a cookbook soon.\n", ""},
	{"facts that are counted", "Four facts about us:\n1. Old\n2. Big\n3. Rich\n4. Kind\n", ""},
	{"numbers with two signs", "2. and 3.: no.\n\n4.: yes.\n",
		"plans:2. and|publish:2. and|remedy:4.:"},
	{"numbers with yes and no", "Nr. 1 ja, Nr. 2 nein.\n", "suspend:Nr. 1|plans:Nr. 1"},
	{"the first of four", "The first of your four demands we refuse.\n", "suspend:The first"},
	{"what an act requires", "The act requires us to\n(a) consult,\n(b) report and\n(c) pay.\n",
		""},
	{"a response that is counted", "This is response 2 of 2.\n", ""},
	{"ordinals without a noun, in German",
		"Der erste Punkt ist erledigt, der zweite in Arbeit, der dritte strittig.\n",
		"suspend:Der erste|plans:Der erste|publish:Der erste"},
	{"an ordinal of another noun, in German",
		"Der erste Punkt ist erledigt, der zweite Bericht folgt.\n", "suspend:Der erste"},
	{"of your demands, without a noun",
		"Of your demands we can accept the third and the fourth, not the others.\n",
		"publish:Of your|remedy:Of your"},
	{"numbers and colons on one line", "1: ja, 2: nein, 3: ja, 4: nein\n",
		"suspend:1: ja|plans:2: nein|publish:3: ja|remedy:4: nein"},
	{"several, then one, behind the same word", "Re 1 & 2: see there. Re 4: no.\n",
		"suspend:Re 1|plans:Re 1|remedy:Re 4"},
	{"numbers joined",
		"Nr. 1 und Nr. 3 sind bei uns \xc3\xbc"
		"blich.\n",
		"suspend:Nr. 1|publish:Nr. 1"},
	{"a verb that is a noun else", "Is it fair to demand 4 things at once?\n", ""},
	{"both last ones", "Die beiden letzten Punkte besprechen wir intern.\n",
		"publish:Die beiden|remedy:Die beiden"},
	{"an announcement above a list",
		"Our answers to questions 3 and 4:\n\n3. Public.\n\n4. Never.\n",
		"publish:3. Public|remedy:4. Never"},
	{"a number in words without a noun",
		"I counted four demands; number three is the one we can meet.\n",
		"publish:I counted"},
	{"a number word again", "Requests number 2 and number 4 have been passed on.\n",
		"plans:Requests|remedy:Requests"},
	{"one, in German, and a verb",
		"Forderung eins lehnen wir ab, Forderung zwei pr\xc3\xbc"
		"fen wir.\n",
		"suspend:Forderung eins|plans:Forderung eins"},
	{"a point of a press release", "Please correct point 4 of your press release.\n", ""},
	{"demands that are spoken of together",
		"Your demands on remedy and on anything else we reject.\n", ""},
	{"complaints that are counted",
		"We have two complaints about your letter:\n\n1. It is long.\n2. It is late.\n",
		""},
	{"a number without a noun", "In answer to No. 3: never.\n\nNumber 4: done.\n",
		"publish:In answer|remedy:Number 4"},
	{"numbers of something else", "Our file number 3: see there. Call number 4.\n", ""},
	{"the third one of a list", "As for the third one on your list, no.\n", "publish:As for"},
	{"the first and the last", "The first and the last of your demands are met.\n",
		"suspend:The first|remedy:The first"},
	{"the last two", "The last two of your demands are met.\n",
		"publish:The last|remedy:The last"},
	{"abbreviated points", "Pkt. 2: nein\nZiff. 3: ja\n", "plans:Pkt. 2|publish:Ziff. 3"},
	{"a demand that is spoken of", "Your demand that we pay any remedy is noted.\n",
		"remedy:Your demand"},
	{"a concern", "We share your concern for evidence.\n", ""},
	{"four words of a demand in a row",
		"We know no business with units against which there is a complaint.\n",
		"suspend:We know"},
	{"titles behind numbers, answers below",
		"Demand 2 - the steps\n\nThey were taken in May.\n\nDemand 3 - the findings\n\n"
		"They are on our site.\n",
		"plans:Demand 2|publish:Demand 3"},
	{"words of two demands",
		"The business, the investigation, remedy, evidence and findings are all under "
		"review.\n",
		""},
};

/* Lines that begin with '>' are quoted, the others are the sender's. */
static void fill(struct reading *r, const char *text)
{
	size_t n = strlen(text), cap = 0;

	r->text = text;
	r->text_len = n;
	for (size_t at = 0; at < n;) {
		const char *newline = strchr(text + at, '\n');
		size_t end = newline ? (size_t)(newline - text) + 1 : n;
		if (text[at] != '>') {
			struct reading_range *last =
				r->n_reply_ranges ? &r->reply_ranges[r->n_reply_ranges - 1] : NULL;
			if (last && last->end == at) {
				last->end = end;
			} else {
				mem_grow(&r->reply_ranges, &cap, r->n_reply_ranges,
					sizeof *r->reply_ranges);
				r->reply_ranges[r->n_reply_ranges++] =
					(struct reading_range){at, end};
			}
		}
		at = end;
	}
}

static void find(struct reading *r)
{
	struct arena a = {0};

	demands_find(overlap_new(&a, four, COUNT), r);
	arena_release(&a);
}

static void check(const char *name, const char *text, const char *wanted)
{
	struct reading r = {0};
	struct str got = STR_INIT;
	const char *w = wanted;

	fill(&r, text);
	find(&r);
	const struct reading_passage *passages = r.passages;
	bool same = true;
	for (size_t i = 0; i < r.n_passages; i++) {
		const char *id = four[passages[i].subject].id;
		size_t len;
		str_addf(&got, "%s%s:%.30s [%s]", i ? "|" : "", id, text + passages[i].start,
			passages[i].reason);
		len = strlen(id);
		same = same && strncmp(w, id, len) == 0 && w[len] == ':';
		if (same) {
			w += len + 1;
			size_t words = strcspn(w, "|");
			same = strncmp(text + passages[i].start, w, words) == 0;
			w += words + (w[words] == '|');
		}
		assert_true(passages[i].start < passages[i].end && passages[i].end <= r.text_len);
		assert_non_null(passages[i].reason);
	}
	if (!same || *w)
		fail_msg("%s: found \"%s\", expected \"%s\"", name, str_c(&got), wanted);
	str_release(&got);
	free(r.reply_ranges);
	arena_release(&r.arena);
}

static void finds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		check(cases[i].name, cases[i].text, cases[i].wanted);
}

/* The text's passages are these, and the last one was found for that reason. */
static void has_passages(
	const char *text, const char *const *passages, size_t count, const char *reason)
{
	struct reading r = {0};

	fill(&r, text);
	find(&r);
	assert_int_equal(r.n_passages, count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(r.passages[i].end - r.passages[i].start, strlen(passages[i]));
		assert_memory_equal(text + r.passages[i].start, passages[i], strlen(passages[i]));
	}
	assert_string_equal(r.passages[count - 1].reason, reason);
	free(r.reply_ranges);
	arena_release(&r.arena);
}

static void passage_ends(void **state)
{
	static const char *const headed[] = {
		"Demand 1\n\nWe stopped it.\n\nSince May, too.", "Demand 3\n\nWe will not."};
	static const char *const stated[] = {
		"The complete findings of your internal investigation are attached."};
	static const char *const below[] = {
		"The complete findings of your internal investigation are attached.\n\nTake care."};

	(void)state;
	has_passages("Dear friends,\n\nDemand 1\n\nWe stopped it.\n\nSince May, too.\n\n"
		     "Demand 3\n\nWe will not.\n\nKind regards\nJane\n",
		headed, 2, "named: Demand 3");
	/* What follows a statement is no part of it, unless it stands below a quote. */
	has_passages("The complete findings of your internal investigation are attached.\n\nTake "
		     "care.\n",
		stated, 1, "repeats our demand");
	has_passages("> 3. Publish the complete findings of your internal investigation.\n\nThe "
		     "complete findings of your internal investigation are attached.\n\nTake "
		     "care.\n",
		below, 1, "repeats our demand");
}

/* Texts are looked at in steps: each thing is found wherever it stands in one. */
static void finds_at_any_place(void **state)
{
	static const struct {
		const char *text, *reason;
	} things[] = {{"Demand 3: no.", "named: Demand 3"}, {"(Punkt 3: nein.", "named: Punkt 3"},
		{"\xe2\x80\x9cPublish the complete findings\xe2\x80\x9d\xc2\xa0of your "
		 "internal\xe2\x80\x94investigation.",
			"repeats our demand"},
		{"Our complete internal investigation.",
			"words in common with the demand: complete, internal, investigation"}};
	enum { STEPS = 140 };

	(void)state;
	for (size_t i = 0; i < sizeof things / sizeof *things; i++)
		for (size_t lead = 0; lead < STEPS; lead++) {
			struct str text = STR_INIT;
			struct reading r = {0};

			for (size_t k = 0; k < lead; k++)
				str_addc(&text, k + 1 < lead ? 'x' : ' ');
			str_adds(&text, things[i].text);
			fill(&r, str_c(&text));
			find(&r);
			assert_int_equal(r.n_passages, 1);
			assert_string_equal(four[r.passages[0].subject].id, "publish");
			assert_string_equal(r.passages[0].reason, things[i].reason);
			free(r.reply_ranges);
			arena_release(&r.arena);
			str_release(&text);
		}
}

/* Hostile lengths: linear, and within the arena's reason. */
static void is_linear(void **state)
{
	static const char *const pieces[] = {
		"2. ", "demand ", "1, ", "\n\n", "- ", "Demand 1 and "};

	(void)state;
	for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
		struct str text = STR_INIT;
		struct reading r = {0};

		while (text.len < (1 << 20))
			str_adds(&text, pieces[i]);
		fill(&r, text.p);
		find(&r);
		assert_true(r.arena.used < (32 << 20));
		free(r.reply_ranges);
		arena_release(&r.arena);
		str_release(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds),
		cmocka_unit_test(passage_ends),
		cmocka_unit_test(finds_at_any_place),
		cmocka_unit_test(is_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

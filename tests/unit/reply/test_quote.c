#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "reply/reading.h"

/* What introduces a quote, as programs write it in their users' languages. */
static const char *const attributions[] = {
	"On Fri, 26 Sep 2025 at 09:00, Joint Letter <letters@example.org> wrote:",
	"On Fri, Sep 26, 2025 at 9:00 AM Joint Letter <letters@example.org> wrote:",
	"On 26 Sep 2025, at 09:00, Joint Letter <letters@example.org> wrote:",
	"On 26/09/2025 09:00, Joint Letter wrote:",
	"On Fri, 2025-09-26 at 09:00 +0200, Joint Letter wrote:",
	"On Fri, 26 Sep 2025 at 09:00, A Joint Letter of Six Organisations <\nletters@example.org> "
	"wrote:",
	"Am 26.09.25 um 09:00 schrieb Joint Letter:",
	"Am Fr., 26. Sept. 2025 um 09:00 Uhr schrieb Joint Letter <letters@example.org>:",
	"Joint Letter <letters@example.org> schrieb am Fr., 26. Sept. 2025, 09:00:",
	"Le 26/09/2025 à 09:00, Joint Letter a écrit :",
	"Le ven. 26 sept. 2025 à 09:00, Joint Letter <letters@example.org> a\nécrit :",
	"El vie, 26 sept 2025 a las 9:00, Joint Letter (<letters@example.org>) escribió:",
	"El 26/9/25 a las 09:00, Joint Letter escribió:",
	"Em sex., 26 de set. de 2025 às 09:00, Joint Letter <letters@example.org> escreveu:",
	"Em 26/09/2025 09:00, Joint Letter escreveu:",
	"Il giorno ven 26 set 2025 alle ore 09:00 Joint Letter <letters@example.org> ha scritto:",
	"Il 26/09/2025 09:00, Joint Letter ha scritto:",
	"Op vr 26 sep 2025 om 09:00 schreef Joint Letter <letters@example.org>:",
	"Op 26-09-2025 om 09:00 schreef Joint Letter:",
	"Den fre 26 sep. 2025 kl 09:00 skrev Joint Letter <letters@example.org>:",
	"Den 2025-09-26 kl. 09:00, skrev Joint Letter:",
	"fre. 26. sep. 2025 kl. 09.00 skrev Joint Letter <letters@example.org>:",
	"Den fre. 26. sep. 2025 kl. 09.00 skrev Joint Letter <letters@example.org>:",
	"pt., 26 wrz 2025 o 09:00 Joint Letter <letters@example.org> napisał(a):",
	"W dniu 26.09.2025 o 09:00, Joint Letter pisze:",
	"пт, 26 сент. 2025 г. в 09:00, Joint Letter <letters@example.org>:",
	"26 сентября 2025 г. 9:00:00 пользователь Joint Letter (letters@example.org) написал:",
	"26.09.2025 09:00, Joint Letter пишет:",
	"пт, 26 вер. 2025 р. о 09:00 Joint Letter <letters@example.org> пише:",
	"Joint Letter <letters@example.org>, 26 Eyl 2025 Cum, 09:00 tarihinde şunu yazdı:",
	"26.09.2025 09:00 tarihinde Joint Letter yazdı:",
	"في الجمعة، 26 سبتمبر 2025 في 9:00 ص تمت كتابة ما يلي بواسطة Joint Letter "
	"<letters@example.org>:",
	"في 26/09/2025 09:00، كتب Joint Letter:",
	"\xe2\x80\xab"
	"בתאריך יום ו׳, 26 בספט׳ 2025 ב-9:00 מאת "
	"\xe2\x80\xaa"
	"Joint Letter"
	"\xe2\x80\xac"
	"\xe2\x80\x8f"
	" "
	"<"
	"\xe2\x80\xaa"
	"letters@example.org"
	"\xe2\x80\xac"
	"\xe2\x80\x8f"
	">:"
	"\xe2\x80\xac",
	"בתאריך 26/09/2025 09:00, Joint Letter כתב:",
	"Joint Letter <letters@example.org> 于2025年9月26日周五 09:00写道：",
	"在 2025/9/26 09:00, Joint Letter 写道:",
	"在 2025年9月26日，上午9:00，Joint Letter <letters@example.org> 写道：",
	"Joint Letter <letters@example.org> 於 2025年9月26日 週五 上午9:00寫道：",
	"2025年9月26日(金) 9:00 Joint Letter <letters@example.org>:",
	"2025/09/26 9:00、Joint Letter <letters@example.org>のメール:",
	"2025年9月26日 9:00 に Joint Letter さんは書きました:",
	"2025년 9월 26일 (금) 오전 9:00, Joint Letter <letters@example.org>님이 작성:",
	"pe 26. syysk. 2025 klo 9.00 Joint Letter (letters@example.org) kirjoitti:",
	"Joint Letter kirjoitti 26.9.2025 klo 9.00:",
	"pá 26. 9. 2025 v 9:00 odesílatel Joint Letter <letters@example.org> napsal:",
	"Dne 26. 09. 25 v 9:00 Joint Letter napsal(a):",
	"pi 26. 9. 2025 o 9:00 Joint Letter <letters@example.org> napísal(a):",
	"Joint Letter <letters@example.org> ezt írta (időpont: 2025. szept. 26., P, 9:00):",
	"În vin., 26 sept. 2025 la 09:00, Joint Letter <letters@example.org> a scris:",
	"Στις Παρ 26 Σεπ 2025 στις 9:00 π.μ., ο χρήστης Joint Letter <letters@example.org> έγραψε:",
	"Vào Th 6, 26 thg 9, 2025 vào lúc 09:00 Joint Letter <letters@example.org> đã viết:",
	"Pada tanggal Jum, 26 Sep 2025 pukul 09.00 Joint Letter <letters@example.org> menulis:",
	"2025-09-26 9:00 GMT+02:00 Joint Letter <letters@example.org>:",
	"Joint Letter <letters@example.org> wrote:",
	"Joint Letter writes:",
	"---- On Fri, 26 Sep 2025 09:00:00 +0200 Joint Letter <letters@example.org> wrote ----",
};

/* Blocks of header fields, as Outlook and others put them before the quoted mail. */
static const char *const blocks[] = {
	"From: Joint Letter <letters@example.org>\nSent: Friday, September 26, 2025 9:00 AM\nTo: "
	"Jane Roe\nSubject: Questions",
	"-----Original Message-----\nFrom: Joint Letter\nSent: Friday, 26 September 2025 "
	"09:00\nTo: Jane Roe\nSubject: Questions",
	"________________________________\nFrom: Joint Letter <letters@example.org>\nSent: "
	"Friday\nTo: Jane\nSubject: Questions",
	"*From:* Joint Letter\n*Sent:* Friday\n*To:* Jane\n*Subject:* Questions",
	"Von: Joint Letter <letters@example.org>\nGesendet: Freitag, 26. September 2025 09:00\nAn: "
	"Jane Roe\nBetreff: Fragen",
	"-----Ursprüngliche Nachricht-----\nVon: Joint Letter\nGesendet: Freitag\nAn: "
	"Jane\nBetreff: Fragen",
	"De : Joint Letter <letters@example.org>\nEnvoyé : vendredi 26 septembre 2025 09:00\nÀ : "
	"Jane Roe\nObjet : Questions",
	"-----Message d'origine-----\nDe : Joint Letter\nEnvoyé : vendredi\nÀ : Jane\nObjet : "
	"Questions",
	"De: Joint Letter\nEnviado el: viernes, 26 de septiembre de 2025 9:00\nPara: Jane\nAsunto: "
	"Preguntas",
	"De: Joint Letter\nEnviada em: sexta-feira, 26 de setembro de 2025 09:00\nPara: "
	"Jane\nAssunto: Perguntas",
	"Da: Joint Letter\nInviato: venerdì 26 settembre 2025 09:00\nA: Jane\nOggetto: Domande",
	"Van: Joint Letter\nVerzonden: vrijdag 26 september 2025 09:00\nAan: Jane\nOnderwerp: "
	"Vragen",
	"Från: Joint Letter\nSkickat: den 26 september 2025 09:00\nTill: Jane\nÄmne: Frågor",
	"Fra: Joint Letter\nSendt: 26. september 2025 09:00\nTil: Jane\nEmne: Spørgsmål",
	"Lähettäjä: Joint Letter\nLähetetty: perjantai 26. syyskuuta 2025 9.00\nVastaanottaja: "
	"Jane\nAihe: Kysymyksiä",
	"Od: Joint Letter\nWysłano: piątek, 26 września 2025 09:00\nDo: Jane\nTemat: Pytania",
	"Od: Joint Letter\nOdesláno: pátek 26. září 2025 9:00\nKomu: Jane\nPředmět: Otázky",
	"От: Joint Letter\nОтправлено: 26 сентября 2025 г. 9:00\nКому: Jane\nТема: Вопросы",
	"Від: Joint Letter\nНадіслано: 26 вересня 2025 р. 9:00\nКому: Jane\nТема: Питання",
	"Kimden: Joint Letter\nGönderilme: 26 Eylül 2025 Cuma 09:00\nKime: Jane\nKonu: Sorular",
	"من: Joint Letter\nتم الإرسال: الجمعة، 26 سبتمبر 2025\nإلى: Jane\nالموضوع: أسئلة",
	"מאת: Joint Letter\nנשלח: יום שישי 26 ספטמבר 2025\nאל: Jane\nנושא: שאלות",
	"发件人: Joint Letter\n发送时间: 2025年9月26日 9:00\n收件人: Jane\n主题: 问题",
	"寄件者: Joint Letter\n寄件日期: 2025年9月26日 9:00\n收件者: Jane\n主旨: 問題",
	"差出人: Joint Letter\n送信日時: 2025年9月26日 9:00\n宛先: Jane\n件名: 質問",
	"보낸 사람: Joint Letter\n보낸 날짜: 2025년 9월 26일\n받는 사람: Jane\n제목: 질문",
	"---------- Forwarded message ---------\nFrom: Joint Letter <letters@example.org>\nDate: "
	"Fri, Sep 26, 2025\nSubject: Questions\nTo: Jane",
	"Begin forwarded message:\n\nFrom: Joint Letter\nSubject: Questions\nDate: 26 September "
	"2025 at 09:00\nTo: Jane",
	"##- Please type your reply above this line -##",
};

struct text_case {
	const char *name, *text, *expected;
};

static const struct text_case shapes[] = {
	{"nothing but words", "We agree.\n\nJane\n", "We agree. Jane"},
	{"answer at the bottom",
		"On 26 Sep 2025 at 09:00, Joint Letter <l@example.org> wrote:\n> Will you "
		"suspend?\n> And when?\n\nYes, in November.\n",
		"Yes, in November."},
	{"answers between quotes",
		"On 26 Sep 2025 at 09:00, Joint Letter <l@example.org> wrote:\n> 1. Suspend.\n\nWe "
		"have.\n\n> 2. Publish.\n\nWe will.\n\n> Kind regards\n",
		"We have. We will."},
	{"words above, and answers between quotes",
		"Dear all, see below.\n\nOn 26 Sep 2025, Joint Letter wrote:\n> 1. Suspend.\nWe "
		"have.\n> 2. Publish.\nWe will.\n",
		"Dear all, see below. We have. We will."},
	{"a short citation stays", "> Was it 2019 or 2020?\n\nThe latter.\n",
		"> Was it 2019 or 2020? The latter."},
	{"a signature", "We agree.\n\n-- \nJane Roe\nActing Chair\n", "We agree."},
	{"a signature above a quote",
		"We agree.\n-- \nJane\n\nOn 26 Sep 2025, at 9:00, A <a@example.org> wrote:\n\n> "
		"x\n",
		"We agree."},
	{"a ruler between two answers",
		"1. We have suspended it, as you asked, and will tell you more.\n----------\n2. We "
		"will publish the findings.\n",
		"1. We have suspended it, as you asked, and will tell you more. ---------- 2. We "
		"will publish the findings."},
	{"the footer of a list",
		"We agree.\n_______________________________________________\nletters mailing "
		"list\nletters@example.org\n",
		"We agree."},
	{"a telephone", "We agree.\n\nSent from my iPhone\n", "We agree."},
	{"a telephone above a quote",
		"We agree.\n\nVon meinem iPad gesendet\n\nAm 26.09.2025 um 09:00 schrieb A "
		"<a@example.org>:\n\n> x\n",
		"We agree."},
	{"sent from in a sentence", "The letter was sent from my office in May.\nIt is signed.\n",
		"The letter was sent from my office in May. It is signed."},
	{"a notice of confidentiality",
		"We agree.\n\nThis e-mail and any attachments are confidential and intended solely "
		"for the addressee. If you have received it in error, please notify the sender and "
		"delete it.\n",
		"We agree."},
	{"a German notice",
		"Einverstanden.\n\nDiese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht "
		"der richtige Adressat sind, informieren Sie bitte den Absender und vernichten Sie "
		"diese E-Mail.\n",
		"Einverstanden."},
	{"secrecy as the matter", "The findings are confidential. We will not publish them.\n",
		"The findings are confidential. We will not publish them."},
	{"what the reader wrote",
		"In your letter of 26 September 2025 you wrote:\n\n\"Suspend the business\"\n\nWe "
		"will not.\n",
		"In your letter of 26 September 2025 you wrote: \"Suspend the business\" We will "
		"not."},
	{"a list after a colon", "Our answers of 26 September 2025:\n\n1. Yes.\n2. No.\n",
		"Our answers of 26 September 2025: 1. Yes. 2. No."},
	{"quotes that are not marked",
		"On 26 Sep 2025 at 09:00, Joint Letter <l@example.org> wrote:\n\nWill you "
		"suspend?\n\nWe will.\n",
		"Will you suspend? We will."},
	{"a forwarded mail alone",
		"-----Original Message-----\nFrom: A\nSent: Friday\nTo: B\nSubject: C\n\nThe "
		"letter.\n",
		""},
	{"a quote alone", "> one\n> two\n", ""},
	{"a broken line of a quote",
		"Yes.\n\n> the quick brown fox jumps over the lazy dog and then goes home to "
		"its\nfamily\n> again.\n",
		"Yes."},
	{"initials", "JR> Will you?\n\nJR> And when?\n\nNever.\nJR> Why?\nBecause.\n",
		"Never. Because."},
	{"signed with PGP",
		"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nWe agree.\n-----BEGIN PGP "
		"SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n",
		"We agree."},
	{"code", "Look:\n\n```\n-- \n> not a quote\n```\n\nDone.\n",
		"Look: ``` -- > not a quote ``` Done."},
	{"a closing stays", "We agree.\n\nBest regards\nJane\n", "We agree. Best regards Jane"},
	{"empty", "", ""},
};

/* The text with white space as single spaces. */
static const char *squeezed(const char *text, struct str *out)
{
	str_reset(out);
	for (; *text; text++) {
		if (!ascii_is_space(*text))
			str_addc(out, *text);
		else if (out->len && out->p[out->len - 1] != ' ')
			str_addc(out, ' ');
	}
	while (out->len && out->p[out->len - 1] == ' ')
		str_truncate(out, out->len - 1);
	return str_c(out);
}

static size_t check(const char *name, const char *text, const char *expected)
{
	struct reading r;
	struct str got;
	size_t wrong = 0;

	str_init(&got);
	reading_parse_text(text, strlen(text), &r);
	if (strcmp(squeezed(r.reply_text, &got), expected) != 0) {
		print_error(
			"%s:\n  expected \"%s\"\n  got      \"%s\"\n", name, expected, str_c(&got));
		wrong = 1;
	}
	for (size_t i = 0; i < r.n_reply_ranges; i++) {
		assert_true(r.reply_ranges[i].start < r.reply_ranges[i].end);
		assert_true(r.reply_ranges[i].end <= r.text_len);
		assert_true(i == 0 || r.reply_ranges[i - 1].end <= r.reply_ranges[i].start);
	}
	reading_release(&r);
	str_release(&got);
	return wrong;
}

static void test_attributions(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof attributions / sizeof *attributions; i++) {
		char text[1000];
		snprintf(text, sizeof text,
			"We agree.\n\n%s\n\n> Will you suspend it?\n> And when?\n",
			attributions[i]);
		wrong += check(attributions[i], text, "We agree.");
	}
	assert_int_equal(wrong, 0);
}

/* Some programs mark no quotes: then the attribution alone tells where the answer ends. */
static void test_unmarked(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof attributions / sizeof *attributions; i++) {
		char text[1000];
		/* Without date or address it could be a person's sentence. */
		if (strcmp(attributions[i], "Joint Letter writes:") == 0)
			continue;
		snprintf(text, sizeof text, "We agree.\n\n%s\n\nWill you suspend it?\n",
			attributions[i]);
		wrong += check(attributions[i], text, "We agree.");
	}
	assert_int_equal(wrong, 0);
}

static void test_blocks(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
		char text[1000];
		snprintf(text, sizeof text,
			"We agree.\n\n%s\n\nWill you suspend it?\n\nThe signatories\n", blocks[i]);
		wrong += check(blocks[i], text, "We agree.");
	}
	assert_int_equal(wrong, 0);
}

static void test_shapes(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		wrong += check(shapes[i].name, shapes[i].text, shapes[i].expected);
	assert_int_equal(wrong, 0);
}

/* A citation is in reply_text for its sense, but the sender did not write it. */
static void test_citation_is_in_no_range(void **state)
{
	static const char text[] = "> Was it 2019 or 2020?\n\nThe latter.\n";
	struct reading r;

	(void)state;
	reading_parse_text(text, sizeof text - 1, &r);
	assert_int_equal(r.n_reply_ranges, 1);
	assert_memory_equal(r.text + r.reply_ranges[0].start, "The latter.", 11);
	assert_int_equal(r.reply_ranges[0].end - r.reply_ranges[0].start, 11);
	reading_release(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_attributions),
		cmocka_unit_test(test_unmarked),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_citation_is_in_no_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

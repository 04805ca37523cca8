/* What a mail is by its words: forms that phrases must have, each of which was missed once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "reply/reading.h"

#define FROM "From: Jane Roe <jane@example.com>\n"
#define ANSWER FROM "In-Reply-To: <1@example.org>\n"
#define CHALLENGE                                                                                  \
	FROM "Subject: Ihre E-Mail\n\nIhre E-Mail wurde zurückgehalten, weil Sie nicht zu den "

static const struct row {
	const char *mail;
	enum reading_class class;
} rows[] = {
	/* Both endings of a German adjective. */
	{CHALLENGE "zugelassenen Absendern gehören. Bitte bestätigen Sie: https://example.com/x\n",
		READING_CHALLENGE},
	{CHALLENGE "erlaubten Absendern gehören. Bitte bestätigen Sie: https://example.com/x\n",
		READING_CHALLENGE},
	{CHALLENGE "Kollegen gehören. Bitte bestätigen Sie: https://example.com/x\n",
		READING_REPLY},
	/* The passive stands within the word. */
	{FROM "Subject: 已读: 询问\n\n您的邮件已被读取。\n", READING_RECEIPT},
	{FROM "Subject: 已读: 询问\n\n您的邮件很有意思。\n", READING_REPLY},
	/* An apostrophe as telephones and Outlook write it, U+2019, and the plain one. */
	{ANSWER "Subject: Re: Your letter\n\nI\xe2\x80\x99m away. Please write to "
		"joe@example.com.\n",
		READING_AUTO_REPLY},
	{ANSWER "Subject: Re: Your letter\n\nI'm away. Please write to joe@example.com.\n",
		READING_AUTO_REPLY},
	{ANSWER "Subject: Message d\xe2\x80\x99"
		"absence: votre lettre\n\nJe suis en congé.\n",
		READING_AUTO_REPLY},
};

static void classes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct reading r;

		reading_parse(rows[i].mail, strlen(rows[i].mail), &r);
		if (r.class != rows[i].class)
			fail_msg("%s: %d, expected %d", rows[i].mail, (int)r.class,
				(int)rows[i].class);
		reading_release(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

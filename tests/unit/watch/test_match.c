#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "store/judgement.h"
#include "store/outbox.h"
#include "store/store.h"
#include "watch/match.h"

static const struct demand demands[] = {
	{.id = "suspend", .title = "Suspend", .text = "Suspend.", .number = 1},
	{.id = "publish", .title = "Publish", .text = "Publish.", .number = 2},
};

/* Letters 1 and 2 to one company, 3 to another, 4 a reminder of 3, 5 to a free-mail address. */
static const struct {
	const char *email, *org, *token, *message_id, *subject;
} letters[] = {
	{"boss@acme.example.com", "Acme", "0123456789abcdef", "m1@example.org",
		"Questions to Acme"},
	{"press@acme.example.com", "Acme", "1123456789abcdef", "m2@example.org",
		"Questions to Acme"},
	{"ceo@bolt.test", "Bolt", "2123456789abcdef", "m3@example.org", "Questions to Bolt"},
	{"ceo@bolt.test", "Bolt", "3123456789abcdef", "m4@example.org", "Reminder to Bolt"},
	{"someone@gmail.com", "Someone", "4123456789abcdef", "m5@example.org", "Questions"},
};

static struct store *store;
static struct arena arena;

static enum match_party party(void *ctx, const char *address)
{
	(void)ctx;
	if (strcmp(address, "letters@example.org") == 0)
		return MATCH_OURSELVES;
	return strcmp(address, "ana@ngo.example.org") == 0 ? MATCH_SIGNATORY : MATCH_STRANGER;
}

static const struct match_settings settings = {
	.demands = demands, .demand_count = 2, .party = party};

static void must(int rc, const struct err *err)
{
	if (rc < 0)
		fail_msg("%s", err->text);
}

static void add_letter(size_t i, struct err *err)
{
	char ref[16], key[16];
	struct outbox_letter l = {.ref = ref,
		.key = key,
		.edition = 1,
		.kind = i == 3 ? "reminder" : "first",
		.level = i == 3,
		.signatory_row = -1,
		.recipient_key = letters[i].email,
		.email = letters[i].email,
		.name = "",
		.org = letters[i].org,
		.number = (long)i + 1,
		.message_id = letters[i].message_id,
		.token = letters[i].token,
		.subject = letters[i].subject,
		.envelope_from = "letters@example.org",
		.sha256 = "0"};
	struct outbox_letter found = {0};
	struct outbox_result sent = {.state = OUTBOX_SENT, .code = 250};

	snprintf(ref, sizeof ref, "MS-%zu", i + 1);
	snprintf(key, sizeof key, "k%zu", i);
	must(outbox_add(store, &l, NULL, err), err);
	assert_int_equal(outbox_find(store, OUTBOX_BY_REF, ref, &found, err), 1);
	must(outbox_intend(store, &found.id, 1, err), err);
	must(outbox_result(store, found.id, &sent, 1, NULL, err), err);
	outbox_letter_release(&found);
}

static int set_up(void **state)
{
	struct err err = {0};

	(void)state;
	must(store_open("", STORE_EMPTY, &store, &err), &err);
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		add_letter(i, &err);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	store_close(store);
	arena_release(&arena);
	return 0;
}

/* What a case's mail holds; the first address of To, one id of each kind. */
static const struct {
	const char *name, *from, *to, *to_header, *in_reply_to, *reference;
	const char *inner_id, *inner_header, *inner_address, *subject, *text;
	enum reading_class class;
	const char *bounce_of;
	enum reply_filing filing;
	const char *wanted; /* "REF rung evidence..." joined by "; " */
} cases[] = {
	{.name = "token in To",
		.from = "boss@acme.example.com",
		.to = "letters+0123456789abcdef@example.org",
		.to_header = "To",
		.filing = REPLY_FILED,
		.wanted = "MS-1 1 token in To: letters+0123456789abcdef@example.org"},
	{.name = "token in Received",
		.from = "boss@acme.example.com",
		.to = "LETTERS+0123456789ABCDEF@EXAMPLE.ORG",
		.to_header = "Received",
		.filing = REPLY_FILED,
		.wanted = "MS-1 1 token in Received: LETTERS+0123456789ABCDEF@EXAMPLE.ORG"},
	{.name = "token mistyped: O for 0, l for 1",
		.from = "boss@acme.example.com",
		.to = "letters+Ol23456789abcdef@example.org",
		.to_header = "Delivered-To",
		.filing = REPLY_FILED,
		.wanted = "MS-1 1 token in Delivered-To: letters+Ol23456789abcdef@example.org"},
	{.name = "another address of the company",
		.from = "Legal@acme.example.com",
		.to = "letters+2123456789abcdef@example.org",
		.to_header = "X-Original-To",
		.filing = REPLY_FILED,
		.wanted = "MS-3 1 token in X-Original-To: letters+2123456789abcdef@example.org"},
	{.name = "a domain below that of the company",
		.from = "x@legal.bolt.test",
		.to = "letters+2123456789abcdef@example.org",
		.to_header = "To",
		.filing = REPLY_FILED,
		.wanted = "MS-3 1 token in To: letters+2123456789abcdef@example.org"},
	{.name = "a token behind an escaped plus",
		.from = "boss@acme.example.com",
		.text = "letters%2B0123456789abcdef@example.org",
		.filing = REPLY_FILED,
		.wanted = "MS-1 3 token in the text: 0123456789abcdef"},
	{.name = "a reference with spaces around its dash",
		.from = "x@unknown.test",
		.text = "your letter MS - 3",
		.filing = REPLY_SUGGESTED,
		.wanted = "MS-3 4 the text names the reference MS-3"},
	{.name = "a token in groups behind a word of four letters",
		.from = "boss@acme.example.com",
		.text = "Your code 0123-4567-89AB-CDEF is noted",
		.filing = REPLY_FILED,
		.wanted = "MS-1 3 token in the text: 0123456789abcdef"},
	{.name = "a reference in the name of a file",
		.from = "x@unknown.test",
		.subject = "Answer_MS-3_final.docx",
		.filing = REPLY_SUGGESTED,
		.wanted = "MS-3 4 the subject names the reference MS-3"},
	{.name = "a reference behind a point",
		.from = "x@unknown.test",
		.text = "ref.MS-3/ab",
		.filing = REPLY_SUGGESTED,
		.wanted = "MS-3 4 the text names the reference MS-3"},
	{.name = "a stranger with a token",
		.from = "lawyer@law.test",
		.to = "letters+2123456789abcdef@example.org",
		.to_header = "Envelope-To",
		.filing = REPLY_UNVERIFIED,
		.wanted = "MS-3 1 token in Envelope-To: letters+2123456789abcdef@example.org"},
	{.name = "free mail makes nobody known",
		.from = "else@gmail.com",
		.to = "letters+4123456789abcdef@example.org",
		.to_header = "To",
		.filing = REPLY_UNVERIFIED,
		.wanted = "MS-5 1 token in To: letters+4123456789abcdef@example.org"},
	{.name = "no sender",
		.in_reply_to = "m3@example.org",
		.filing = REPLY_UNVERIFIED,
		.wanted = "MS-3 2 In-Reply-To names letter MS-3 to ceo@bolt.test"},
	{.name = "W18: forged In-Reply-To",
		.from = "evil@evil.test",
		.in_reply_to = "m1@example.org",
		.filing = REPLY_UNVERIFIED,
		.wanted = "MS-1 2 In-Reply-To names letter MS-1 to boss@acme.example.com"},
	{.name = "In-Reply-To and References",
		.from = "ceo@bolt.test",
		.in_reply_to = "m4@example.org",
		.reference = "m3@example.org",
		.filing = REPLY_FILED,
		.wanted = "MS-4 2 In-Reply-To names letter MS-4 to ceo@bolt.test; "
			  "MS-3 2 References names letter MS-3 to ceo@bolt.test"},
	{.name = "a reminder's token and the first letter's id agree",
		.from = "ceo@bolt.test",
		.to = "letters+3123456789abcdef@example.org",
		.to_header = "To",
		.in_reply_to = "m3@example.org",
		.filing = REPLY_FILED,
		.wanted = "MS-4 1 token in To: letters+3123456789abcdef@example.org; "
			  "MS-3 2 In-Reply-To names letter MS-3 to ceo@bolt.test"},
	{.name = "token and id disagree",
		.from = "boss@acme.example.com",
		.to = "letters+0123456789abcdef@example.org",
		.to_header = "To",
		.in_reply_to = "m3@example.org",
		.filing = REPLY_CONTESTED,
		.wanted = "MS-1 1 token in To: letters+0123456789abcdef@example.org; "
			  "MS-3 2 In-Reply-To names letter MS-3 to ceo@bolt.test"},
	{.name = "the returned mail",
		.from = "mailer-daemon@mx.example.net",
		.inner_id = "m3@example.org",
		.inner_header = "returned",
		.class = READING_BOUNCE,
		.filing = REPLY_FILED,
		.wanted = "MS-3 3 the returned mail names letter MS-3 to ceo@bolt.test"},
	{.name = "an attached message, forwarded by a signatory",
		.from = "ana@ngo.example.org",
		.inner_id = "m3@example.org",
		.inner_header = "attached",
		.filing = REPLY_FILED,
		.wanted = "MS-3 3 an attached message names letter MS-3 to ceo@bolt.test"},
	{.name = "a quoted address",
		.from = "ceo@bolt.test",
		.inner_address = "letters+2123456789abcdef@example.org",
		.inner_header = "quoted",
		.filing = REPLY_FILED,
		.wanted = "MS-3 3 token in the quoted text: letters+2123456789abcdef@example.org"},
	{.name = "a token in the text",
		.from = "ceo@bolt.test",
		.text = "We mean the letter with the number 2123456789ABCDEF.",
		.filing = REPLY_FILED,
		.wanted = "MS-3 3 token in the text: 2123456789abcdef"},
	{.name = "a reference in the subject",
		.from = "x@law.test",
		.subject = "Your letter ms-3, our client Bolt",
		.filing = REPLY_SUGGESTED,
		.wanted = "MS-3 4 the subject names the reference MS-3"},
	{.name = "a reference in the text",
		.from = "x@law.test",
		.text = "On behalf of our clients, re: MS-1 and MS-3. COVID-19 delayed us.",
		.filing = REPLY_SUGGESTED,
		.wanted = "MS-1 4 the text names the reference MS-1; "
			  "MS-3 4 the text names the reference MS-3"},
	{.name = "the sender and the subject",
		.from = "Boss@ACME.example.com",
		.subject = "AW: [EXTERN] Questions to Acme",
		.filing = REPLY_SUGGESTED,
		.wanted = "MS-1 5 letter MS-1 was written to this sender and has this subject"},
	{.name = "the domain and the subject",
		.from = "legal@bolt.test",
		.subject = "\xe5\x9b\x9e\xe5\xa4\x8d\xef\xbc\x9a Questions to Bolt",
		.filing = REPLY_SUGGESTED,
		.wanted =
			"MS-3 5 letter MS-3 was written to ceo@bolt.test, at the sender's domain, "
			"and has this subject"},
	{.name = "a report that names the recipient only",
		.from = "postmaster@bolt.test",
		.bounce_of = "CEO@bolt.test",
		.class = READING_BOUNCE,
		.filing = REPLY_SUGGESTED,
		.wanted = "MS-4 5 the report is about CEO@bolt.test, to whom letter MS-4 was "
			  "written"},
	{.name = "the only letter at the domain",
		.from = "legal@bolt.test",
		.subject = "Statement",
		.filing = REPLY_SUGGESTED,
		.wanted = "MS-4 6 letter MS-4 is the only one with open demands at the sender's "
			  "domain bolt.test"},
	{.name = "two letters at the domain",
		.from = "legal@acme.example.com",
		.subject = "Statement",
		.filing = REPLY_UNSORTED,
		.wanted = ""},
	{.name = "free mail is no company",
		.from = "x@gmail.com",
		.subject = "Re: Questions",
		.filing = REPLY_UNSORTED,
		.wanted = ""},
	{.name = "nothing",
		.from = "shop@spam.test",
		.subject = "Offers of the week",
		.text = "Buy now: AB12-999, covid-19, 1234567890abcdeg",
		.filing = REPLY_UNSORTED,
		.wanted = ""},
};

static void run_case(size_t i)
{
	struct reading_found to = {cases[i].to, cases[i].to_header};
	struct reading_found inner_id = {cases[i].inner_id, cases[i].inner_header};
	struct reading_found inner_address = {cases[i].inner_address, cases[i].inner_header};
	struct reading_bounce bounce = {.recipient = cases[i].bounce_of, .action = "failed"};
	const char *in_reply_to = cases[i].in_reply_to, *reference = cases[i].reference;
	struct reading r = {.class = cases[i].class,
		.from = {.address = cases[i].from},
		.subject = cases[i].subject,
		.text = cases[i].text ? cases[i].text : "",
		.text_len = cases[i].text ? strlen(cases[i].text) : 0,
		.addresses = &to,
		.n_addresses = cases[i].to != NULL,
		.in_reply_to = &in_reply_to,
		.n_in_reply_to = in_reply_to != NULL,
		.references = &reference,
		.n_references = reference != NULL,
		.inner_message_ids = &inner_id,
		.n_inner_message_ids = cases[i].inner_id != NULL,
		.inner_addresses = &inner_address,
		.n_inner_addresses = cases[i].inner_address != NULL,
		.bounces = &bounce,
		.n_bounces = cases[i].bounce_of != NULL};
	struct match m;
	struct err err = {0};
	struct str got = STR_INIT;

	must(match_find(store, &settings, &r, &arena, &m, &err), &err);
	for (size_t k = 0; k < m.count; k++)
		str_addf(&got, "%s%s %d %s", k ? "; " : "", m.letters[k].ref, m.letters[k].rung,
			m.letters[k].evidence);
	if (strcmp(str_c(&got), cases[i].wanted) != 0 || m.filing != cases[i].filing)
		fail_msg("%s: %s, \"%s\"; expected %s, \"%s\"", cases[i].name,
			reply_filing_name(m.filing), str_c(&got),
			reply_filing_name(cases[i].filing), cases[i].wanted);
	str_release(&got);
}

static void climbs(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		run_case(i);
}

/* Two tokens: a link to each, and no dispute. */
static void several_tokens(void **state)
{
	struct reading_found to[] = {{"letters+0123456789abcdef@example.org", "To"},
		{"letters+1123456789abcdef@example.org", "Cc"}};
	struct reading r = {.from = {.address = "boss@acme.example.com"},
		.text = "",
		.addresses = to,
		.n_addresses = 2};
	struct match m;
	struct err err = {0};

	(void)state;
	must(match_find(store, &settings, &r, &arena, &m, &err), &err);
	assert_int_equal(m.filing, REPLY_FILED);
	assert_int_equal(m.count, 2);
	assert_string_equal(m.letters[1].ref, "MS-2");
}

/* Demands that were all answered leave nothing to suggest by rung 6. */
static void closed_demands(void **state)
{
	struct reading r = {.from = {.address = "x@bolt.test"}, .subject = "News", .text = ""};
	struct judgement j = {.target = "Bolt", .position = "answered", .by = "Ana", .at = 1};
	struct match m;
	struct err err = {0};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		j.demand = demands[i].id;
		must(judgement_add(store, &j, &err), &err);
	}
	must(match_find(store, &settings, &r, &arena, &m, &err), &err);
	assert_int_equal(m.filing, REPLY_UNSORTED);
	for (size_t i = 1; i <= 2; i++)
		must(judgement_undo(store, (int64_t)i, "Ana", 2, &err), &err);
}

static int64_t letter_id(const char *ref)
{
	struct outbox_letter l = {0};
	struct err err = {0};

	assert_int_equal(outbox_find(store, OUTBOX_BY_REF, ref, &l, &err), 1);
	int64_t id = l.id;
	outbox_letter_release(&l);
	return id;
}

/* What a person files is learned (the thread, the sender), and forgotten when it is taken back. */
static void learns(void **state)
{
	struct reply reply = {.sha256 = "abc",
		.message_id = "their@law.test",
		.from_email = "Lawyer@Law.test",
		.class = "unrelated",
		.filing = REPLY_UNSORTED,
		.archive_name = "cur/abc"};
	const char *id = "their@law.test";
	struct reading thread = {.from = {.address = "lawyer@law.test"},
		.text = "",
		.in_reply_to = &id,
		.n_in_reply_to = 1};
	struct match m;
	struct err err = {0};
	int64_t letter = letter_id("MS-3");
	bool added;

	(void)state;
	must(reply_add(store, &reply, &added, &err), &err);
	must(match_find(store, &settings, &thread, &arena, &m, &err), &err);
	assert_int_equal(m.filing, REPLY_UNSORTED);
	must(reply_file(store, reply.number, &letter, 1, NULL, 0, 5, &err), &err);
	must(match_find(store, &settings, &thread, &arena, &m, &err), &err);
	assert_int_equal(m.filing, REPLY_FILED);
	assert_int_equal(m.letters[0].rung, 2);
	assert_string_equal(
		m.letters[0].evidence, "In-Reply-To names reply 1, which is filed to this letter");
	must(reply_unfile(store, reply.number, 6, &err), &err);
	must(match_find(store, &settings, &thread, &arena, &m, &err), &err);
	assert_int_equal(m.filing, REPLY_UNSORTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(climbs),
		cmocka_unit_test(several_tokens),
		cmocka_unit_test(closed_demands),
		cmocka_unit_test(learns),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

#include "fixture.h"

#include "store/events.h"
#include "store/judgement.h"
#include "store/replies.h"

/* A mail number n with the letters and demands given; the hash is its number. */
static struct reply *mail(long n, const char *class, enum reply_filing filing)
{
	static struct reply r;
	static char hash[80], id[80];

	snprintf(hash, sizeof hash, "%064ld", n);
	snprintf(id, sizeof id, "mail%ld@example.com", n);
	r = (struct reply){
		.sha256 = hash,
		.message_id = id,
		.date = 900,
		.from_name = "Legal",
		.from_email = "legal@example.com",
		.subject = "Re: Questions",
		.class = class,
		.filing = filing,
		.archive_name = "new/1",
		.size = 123,
		.received_at = 1000,
		.text = "Yes.\n> Questions",
		.reply_text = "Yes.",
	};
	return &r;
}

static long put(struct reply *r, struct reply_letter *letters, size_t letter_count,
	struct reply_demand *demands, size_t demand_count)
{
	bool added;

	r->letters = letters;
	r->letter_count = letter_count;
	r->demands = demands;
	r->demand_count = demand_count;
	must(reply_add(store, r, &added, &err));
	assert_true(added);
	return r->number;
}

#define REPLIED(n)                                                                                 \
	{                                                                                          \
		.letter = (n), .rung = 2, .evidence = "In-Reply-To", .moves_to = OUTBOX_REPLIED    \
	}
#define ANSWERS(d)                                                                                 \
	{                                                                                          \
		.demand = (d), .reason = "all open demands of the letter"                          \
	}

static void expect_conversation(const char *id, enum outbox_conversation want)
{
	struct outbox_letter l = {0};

	assert_int_equal(outbox_find(store, OUTBOX_BY_ID, id, &l, &err), 1);
	assert_int_equal(l.conversation, want);
	outbox_letter_release(&l);
}

/* "reply/demand@target" of every link, pending ones with a star. */
static void expect_links(const char *want)
{
	struct arena arena = {0};
	struct reply_link *links;
	struct str got = STR_INIT;
	long n = reply_links(store, &arena, &links, &err);

	must((int)n);
	for (long i = 0; i < n; i++)
		str_addf(&got, "%ld/%s@%s%s ", links[i].reply, links[i].demand, links[i].target,
			links[i].pending ? "*" : "");
	assert_string_equal(str_c(&got), want);
	str_release(&got);
	arena_release(&arena);
}

static void expect_list(struct reply_filter filter, const char *want)
{
	struct arena arena = {0};
	long *numbers;
	struct str got = STR_INIT;
	long n = reply_list(store, &filter, &arena, &numbers, &err);

	must((int)n);
	for (long i = 0; i < n; i++)
		str_addf(&got, "%ld ", numbers[i]);
	assert_string_equal(str_c(&got), want);
	str_release(&got);
	arena_release(&arena);
}

/* Letters as "ref:rung", demands, filing and class of a reply. */
static void expect_reply(long number, const char *want)
{
	struct reply r = {0};
	struct str got = STR_INIT;

	assert_int_equal(reply_load(store, number, &r, &err), 1);
	str_addf(&got, "%s %s:", r.class, reply_filing_name(r.filing));
	for (size_t i = 0; i < r.letter_count; i++)
		str_addf(&got, " %s:%d", r.letters[i].ref, r.letters[i].rung);
	str_adds(&got, ";");
	for (size_t i = 0; i < r.demand_count; i++)
		str_addf(&got, " %s", r.demands[i].demand);
	assert_string_equal(str_c(&got), want);
	str_release(&got);
	reply_release(&r);
}

static void a_mail_comes_back_as_it_was_put(void **state)
{
	struct reply_letter letters[] = {REPLIED(1), {.letter = 2, .rung = 4, .evidence = "Ref"}};
	struct reply_demand demands[] = {{.demand = "suspend",
		.start = 3,
		.end = 9,
		.quote = "We will",
		.reason = "named: Demand 1"}};
	struct reply r = {0};
	bool added = true;
	long number = 0;

	(void)state;
	queue_letters(2, "acme");
	struct reply *m = mail(1, "reply", REPLY_FILED);
	m->promised_date = "2025-10-31";
	put(m, letters, 2, demands, 1);
	restart();
	/* The same bytes again are the same mail. */
	must(reply_add(store, mail(1, "bounce", REPLY_UNSORTED), &added, &err));
	assert_false(added);
	assert_int_equal(reply_find_by_sha256(store, mail(1, "", 0)->sha256, &number, &err), 1);
	assert_int_equal(number, 1);
	assert_int_equal(reply_find_by_sha256(store, "x", &number, &err), 0);
	assert_int_equal(reply_load(store, 2, &r, &err), 0);
	assert_int_equal(reply_load(store, 1, &r, &err), 1);
	assert_string_equal(r.message_id, "mail1@example.com");
	assert_int_equal(r.date, 900);
	assert_string_equal(r.from_name, "Legal");
	assert_string_equal(r.from_email, "legal@example.com");
	assert_string_equal(r.subject, "Re: Questions");
	assert_string_equal(r.class, "reply");
	assert_int_equal(r.filing, REPLY_FILED);
	assert_string_equal(r.archive_name, "new/1");
	assert_int_equal(r.size, 123);
	assert_int_equal(r.received_at, 1000);
	assert_string_equal(r.text, "Yes.\n> Questions");
	assert_string_equal(r.reply_text, "Yes.");
	assert_string_equal(r.promised_date, "2025-10-31");
	assert_null(r.bounce_status);
	assert_int_equal(r.publication, REPLY_RECEIVED);
	assert_int_equal(r.letter_count, 2);
	assert_string_equal(r.letters[0].ref, "A-1");
	assert_string_equal(r.letters[0].org, "acme");
	assert_string_equal(r.letters[0].evidence, "In-Reply-To");
	assert_int_equal(r.letters[1].rung, 4);
	assert_int_equal(r.demand_count, 1);
	assert_string_equal(r.demands[0].quote, "We will");
	assert_int_equal(r.demands[0].start, 3);
	assert_int_equal(r.demands[0].end, 9);
	assert_false(r.same_id);
	reply_release(&r);
	/* Other bytes under the same Message-ID: both are kept, the second is marked (W16). */
	m = mail(2, "reply", REPLY_UNSORTED);
	m->message_id = "mail1@example.com";
	put(m, NULL, 0, NULL, 0);
	assert_int_equal(reply_load(store, 2, &r, &err), 1);
	assert_true(r.same_id);
	reply_release(&r);
	expect_conversation("1", OUTBOX_REPLIED);
	expect_conversation("2", OUTBOX_SILENT);
}

static void a_bounce_marks_its_letter(void **state)
{
	struct reply_letter letters[] = {
		{.letter = 1, .rung = 3, .evidence = "returned", .bounces = true}};
	struct outbox_letter l = {0};

	(void)state;
	queue_letters(1, "acme");
	struct reply *m = mail(1, "bounce", REPLY_FILED);
	m->bounce_status = "5.1.1";
	m->bounce_diagnostic = "no such user";
	put(m, letters, 1, NULL, 0);
	must(outbox_find(store, OUTBOX_BY_ID, "1", &l, &err));
	assert_true(l.bounced);
	assert_string_equal(l.bounce_status, "5.1.1");
	assert_string_equal(l.bounce_text, "no such user");
	assert_int_equal(l.conversation, OUTBOX_SILENT);
	outbox_letter_release(&l);
	expect_links("");
}

static void pending_is_what_nobody_judged(void **state)
{
	struct reply_letter first[] = {REPLIED(1)}, both[] = {REPLIED(1), REPLIED(2)};
	struct reply_demand two[] = {ANSWERS("suspend"), ANSWERS("publish")};
	struct reply_counts c;

	(void)state;
	must(outbox_add(store, letter_of(1, "acme"), NULL, &err));
	must(outbox_add(store, letter_of(2, "other"), NULL, &err));
	put(mail(1, "reply", REPLY_FILED), first, 1, two, 2);
	put(mail(2, "auto-reply", REPLY_FILED), first, 1, two, 1);
	put(mail(3, "reply", REPLY_UNVERIFIED), both, 2, two, 1);
	put(mail(4, "reply", REPLY_CONTESTED), both, 2, two, 1);
	put(mail(5, "reply", REPLY_SUGGESTED), first, 1, two, 1);
	put(mail(6, "reply", REPLY_UNSORTED), NULL, 0, NULL, 0);
	expect_links("1/publish@acme* 1/suspend@acme* 2/suspend@acme 3/suspend@acme* "
		     "3/suspend@other* 4/suspend@acme 4/suspend@other ");
	expect_list((struct reply_filter){.pending = true}, "1 3 ");
	struct judgement j = {.demand = "suspend",
		.target = "acme",
		.position = "answered",
		.reply = 1,
		.quote = "Yes.",
		.by = "Ana",
		.at = 2000};
	must(judgement_add(store, &j, &err));
	expect_links("1/publish@acme* 1/suspend@acme 2/suspend@acme 3/suspend@acme* "
		     "3/suspend@other* 4/suspend@acme 4/suspend@other ");
	struct judgement k = j;
	k.demand = "publish";
	must(judgement_add(store, &k, &err));
	expect_list((struct reply_filter){.pending = true}, "3 ");
	must(judgement_undo(store, k.id, "Ana", 2001, &err));
	expect_list((struct reply_filter){.pending = true}, "1 3 ");
	assert_int_equal(judgement_undo(store, k.id, "Ana", 2002, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	must(reply_count(store, &c, &err));
	assert_int_equal(c.total, 6);
	assert_int_equal(c.reply, 5);
	assert_int_equal(c.auto_reply, 1);
	assert_int_equal(c.bounce, 0);
	assert_int_equal(c.unsorted, 1);
	assert_int_equal(c.contested, 1);
	assert_int_equal(c.suggested, 1);
	assert_int_equal(c.unverified, 1);
	assert_int_equal(c.pending, 2);
	assert_int_equal(c.quarantined, 0);
	/* And every other question. */
	expect_list((struct reply_filter){0}, "1 2 3 4 5 6 ");
	expect_list((struct reply_filter){.class = "auto-reply"}, "2 ");
	expect_list((struct reply_filter){.by_filing = true, .filing = REPLY_UNSORTED}, "6 ");
	expect_list((struct reply_filter){.by_filing = true, .filing = REPLY_FILED}, "1 2 ");
	expect_list((struct reply_filter){.demand = "publish"}, "1 ");
	expect_list((struct reply_filter){.letter = 2}, "3 4 ");
	expect_list((struct reply_filter){.target = "other"}, "3 4 ");
	expect_list((struct reply_filter){.target = "acme", .after = 3}, "4 5 ");
	struct outbox_filter f = {.reply = 3};
	assert_int_equal(outbox_filter_count(store, &f, &err), 2);
}

static void a_person_files_and_takes_it_back(void **state)
{
	struct reply_letter one[] = {REPLIED(1)};
	struct reply_letter suggested[] = {{.letter = 1, .rung = 5, .evidence = "sender"}};
	struct reply_demand machine[] = {ANSWERS("suspend"), ANSWERS("publish")};
	struct reply_demand said[] = {
		{.demand = "remedy", .quote = "we pay", .reason = "a person"}};
	int64_t second = 2;

	(void)state;
	queue_letters(3, "acme");
	put(mail(1, "reply", REPLY_FILED), one, 1, machine, 2);
	put(mail(2, "unrelated", REPLY_UNSORTED), NULL, 0, NULL, 0);
	put(mail(3, "reply", REPLY_SUGGESTED), suggested, 1, machine, 1);
	put(mail(4, "auto-reply", REPLY_UNSORTED), NULL, 0, NULL, 0);
	/* The person's letters take the place of those that the machine was sure of. */
	must(reply_file(store, 1, &second, 1, said, 1, 3000, &err));
	expect_reply(1, "reply filed: A-2:0; remedy");
	expect_conversation("1", OUTBOX_SILENT);
	expect_conversation("2", OUTBOX_REPLIED);
	expect_links("1/remedy@acme* ");
	/* An unsorted, unrelated mail becomes a reply. */
	must(reply_file(store, 2, &second, 1, said, 1, 3000, &err));
	expect_reply(2, "reply filed: A-2:0; remedy");
	/* A suggestion of another letter goes; without a letter it is confirmed. */
	must(reply_file(store, 3, &second, 1, said, 1, 3000, &err));
	expect_reply(3, "reply filed: A-2:0; remedy");
	must(reply_unfile(store, 3, 3001, &err));
	expect_reply(3, "reply suggested: A-1:5; suspend");
	/* Taken back, the first letter has its answer again. */
	must(reply_unfile(store, 1, 3001, &err));
	expect_reply(1, "reply filed: A-1:2; suspend publish");
	expect_conversation("1", OUTBOX_REPLIED);
	must(reply_file(store, 1, &second, 1, said, 1, 3002, &err));
	expect_conversation("1", OUTBOX_SILENT);
	must(reply_file(store, 3, NULL, 0, said, 1, 3002, &err));
	expect_reply(3, "reply filed: A-1:0; remedy");
	/* An auto-reply stays one, and moves nothing. */
	int64_t third = 3;
	must(reply_file(store, 4, &third, 1, said, 1, 3000, &err));
	expect_reply(4, "auto-reply filed: A-3:0; remedy");
	expect_conversation("3", OUTBOX_SILENT);
	expect_links("1/remedy@acme* 2/remedy@acme* 3/remedy@acme* 4/remedy@acme ");
	/* Filed twice, taken back one by one. */
	must(reply_file(store, 1, &third, 1, machine, 1, 3003, &err));
	expect_reply(1, "reply filed: A-3:0; suspend");
	expect_conversation("3", OUTBOX_REPLIED);
	/* Reply 2 belongs to letter 2, too. */
	expect_conversation("2", OUTBOX_REPLIED);
	must(reply_unfile(store, 1, 3004, &err));
	expect_reply(1, "reply filed: A-2:0; remedy");
	expect_conversation("3", OUTBOX_SILENT);
	must(reply_unfile(store, 2, 3004, &err));
	must(reply_unfile(store, 1, 3004, &err));
	expect_reply(1, "reply filed: A-1:2; suspend publish");
	expect_reply(2, "unrelated unsorted:;");
	expect_conversation("2", OUTBOX_SILENT);
	expect_conversation("1", OUTBOX_REPLIED);
	assert_int_equal(reply_unfile(store, 1, 3005, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_int_equal(reply_file(store, 99, &second, 1, said, 1, 3000, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	int64_t nobody = 99;
	assert_int_equal(reply_file(store, 2, &nobody, 1, said, 1, 3000, &err), -1);
	expect_reply(2, "unrelated unsorted:;");
	restart();
	struct events_check check;
	must(events_verify(store, &check, &err));
	assert_int_equal(check.bad_seq, 0);
}

static void a_mail_is_added_whole_or_not(void **state)
{
	struct reply_letter bad[] = {REPLIED(1), REPLIED(77)};
	struct reply *m = mail(1, "reply", REPLY_FILED);
	int64_t seq;

	(void)state;
	queue_letters(1, "acme");
	m->letters = bad;
	m->letter_count = 2;
	assert_int_equal(reply_add(store, m, NULL, &err), -1);
	expect_list((struct reply_filter){0}, "");
	expect_conversation("1", OUTBOX_SILENT);
	must(events_last(store, &seq, &err));
	assert_int_equal(seq, 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_mail_comes_back_as_it_was_put),
		TEST(a_bounce_marks_its_letter),
		TEST(pending_is_what_nobody_judged),
		TEST(a_person_files_and_takes_it_back),
		TEST(a_mail_is_added_whole_or_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

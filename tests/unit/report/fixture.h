/*
 * A campaign in a store in memory: two companies, two demands, the story of the demo.
 *
 *	26 September: sent to Alpha (two people) and Beta
 *	 8 October:   Alpha asks for more time (reply 1, unpublished); extended to 31 October
 *	12 October:   an auto-reply of Beta (reply 2)
 *	31 October:   Alpha answers (reply 3): "one" answered, "two" refused; published redacted
 *	 2 November:  Beta writes (reply 4): not judged, not published
 */
#ifndef REPORT_FIXTURE_H
#define REPORT_FIXTURE_H

#include <stdio.h>

#include "base/hash.h"
#include "report/model.h"
#include "store/judgement.h"
#include "store/publication.h"
#include "store/replies.h"

#define SECRET_SENTENCE "The unpublished sentence says cobalt."
#define REDACTED_SENTENCE "Jane Roe of unit seven told us so."
#define PUBLIC_SENTENCE "We have suspended the service."
#define TOKEN_ALPHA "7h3kq2m9xw4tzn5p"
#define TOKEN_ALPHA_2 "8h3kq2m9xw4tzn5p"
#define TOKEN_BETA "9h3kq2m9xw4tzn5p"

static const char *const fixture_addresses[] = {"ceo@alpha.example.com", "press@alpha.example.com",
	"info@beta.example.net", "answers@alpha.example.com", "letters@example.org"};

static const struct demand fixture_demands[] = {
	{.id = "one",
		.title = "Suspend <b>it</b>",
		.text = "Suspend the service, and tell ceo@alpha.example.com.",
		.number = 1,
		.has_deadline = true,
		.deadline = {2025, 10, 10}},
	{.id = "two",
		.title = "Publish the findings",
		.text = "Publish.",
		.number = 2,
		.has_deadline = true,
		.deadline = {2025, 10, 10}},
};

static inline int64_t fixture_time(const char *text)
{
	int64_t t = 0;

	assert_int_equal(clock_parse(text, &t), 0);
	return t;
}

static inline int64_t fixture_letter(struct store *store, long number, const char *email,
	const char *org, const char *token, int64_t at)
{
	char ref[32], key[64], id[64];
	struct outbox_letter found = {0};
	struct outbox_result sent = {.state = OUTBOX_SENT, .code = 250};
	struct err err;

	snprintf(ref, sizeof ref, "T2025-%ld", number);
	snprintf(key, sizeof key, "test/first/%s", email);
	snprintf(id, sizeof id, "%s@example.org", token);
	struct outbox_letter letter = {.ref = ref,
		.key = key,
		.edition = 1,
		.list_blob = "",
		.kind = "first",
		.signatory_row = -1,
		.recipient_row = number - 1,
		.recipient_key = email,
		.email = email,
		.org = org,
		.number = number,
		.message_id = id,
		.token = token,
		.subject = "A letter",
		.envelope_from = "letters@example.org",
		.size = 1000,
		.sha256 = "00"};
	assert_int_equal(outbox_add(store, &letter, NULL, &err), 0);
	assert_int_equal(outbox_find(store, OUTBOX_BY_REF, ref, &found, &err), 1);
	int64_t row = found.id;
	outbox_letter_release(&found);
	assert_int_equal(outbox_intend(store, &row, 1, &err), 0);
	assert_int_equal(outbox_result(store, row, &sent, at, NULL, &err), 0);
	return row;
}

static inline long fixture_reply(struct store *store, int64_t letter, const char *class,
	const char *demand, const char *text, int64_t at)
{
	char hash[SHA256_HEX];
	struct reply_letter link = {.letter = letter,
		.rung = 1,
		.evidence = "token in To: letters+" TOKEN_ALPHA "@example.org",
		.moves_to = strcmp(class, "reply") == 0 ? OUTBOX_REPLIED : OUTBOX_ACKNOWLEDGED};
	struct reply_demand demands[2] = {{.demand = demand, .quote = text, .reason = "named"},
		{.demand = "two", .quote = text, .reason = "all"}};
	struct reply reply = {.sha256 = hash,
		.date = at,
		.from_name = "Jane Roe",
		.from_email = "answers@alpha.example.com",
		.subject = "Re: " SECRET_SENTENCE,
		.class = class,
		.filing = REPLY_FILED,
		.archive_name = "cur/x",
		.received_at = at,
		.text = text,
		.reply_text = text,
		.letters = &link,
		.letter_count = 1,
		.demands = demands,
		.demand_count = demand ? 2 : 0};
	struct err err;

	sha256_hex(text, strlen(text), hash);
	assert_int_equal(reply_add(store, &reply, NULL, &err), 0);
	return reply.number;
}

static inline void fixture_judge(struct store *store, const char *demand, const char *position,
	long reply, const char *quote, int64_t at)
{
	struct judgement j = {.demand = demand,
		.target = "Alpha",
		.position = position,
		.reply = reply,
		.quote = quote,
		.by = "Clerk Name",
		.at = at};
	struct err err;

	assert_int_equal(judgement_add(store, &j, &err), 0);
}

/* The store; *now_r is 5 November 2025. */
static inline struct store *fixture_store(int64_t *now_r)
{
	struct deadline_row extension = {.date = "2025-10-31",
		.target = "Alpha",
		.basis = "granted",
		.by = "Clerk Name",
		.note = "note: " SECRET_SENTENCE,
		.at = 0};
	struct store *store;
	struct err err;

	assert_int_equal(clock_set_zone("UTC", &err), 0);
	assert_int_equal(store_open("", STORE_EMPTY, &store, &err), 0);
	int64_t sent = fixture_time("2025-09-26T09:00:00Z");
	int64_t alpha = fixture_letter(store, 1, fixture_addresses[0], "Alpha", TOKEN_ALPHA, sent);
	fixture_letter(store, 2, fixture_addresses[1], "Alpha", TOKEN_ALPHA_2, sent);
	int64_t beta = fixture_letter(store, 3, fixture_addresses[2], "Beta", TOKEN_BETA, sent);
	long holding = fixture_reply(store, alpha, "reply", "one", SECRET_SENTENCE,
		fixture_time("2025-10-08T10:00:00Z"));
	extension.reply = holding;
	extension.at = fixture_time("2025-10-09T10:00:00Z");
	assert_int_equal(deadline_add(store, &extension, &err), 0);
	fixture_judge(store, "one", "open", holding, SECRET_SENTENCE, extension.at);
	fixture_judge(store, "two", "open", holding, NULL, extension.at);
	fixture_reply(store, beta, "auto-reply", NULL, "I am away.",
		fixture_time("2025-10-12T10:00:00Z"));
	long final = fixture_reply(store, alpha, "reply", "one",
		PUBLIC_SENTENCE " " REDACTED_SENTENCE, fixture_time("2025-10-31T10:00:00Z"));
	int64_t judged = fixture_time("2025-11-01T10:00:00Z");
	fixture_judge(store, "one", "answered", final, PUBLIC_SENTENCE, judged);
	fixture_judge(store, "two", "refused", final, REDACTED_SENTENCE, judged);
	assert_int_equal(reply_publish(store, final, REPLY_REDACTED,
				 PUBLIC_SENTENCE " Write to answers@alpha.example.com.",
				 "Clerk Name", judged + 60, &err),
		0);
	fixture_reply(store, beta, "reply", "one", "Beta says: " SECRET_SENTENCE,
		fixture_time("2025-11-02T10:00:00Z"));
	*now_r = fixture_time("2025-11-05T12:00:00Z");
	return store;
}

static inline void fixture_gather(
	struct store *store, int64_t now, const char *language, struct report_model *model)
{
	static const char *const targets[] = {"Alpha", "Beta", "Gamma <script>alert(1)</script>"};
	static const struct report_signatory people[] = {
		{"Amara Diallo", "Director", "Open Line"}, {"", NULL, "Witness & Co"}};
	struct report_facts facts = {.id = "test-2025",
		.title = "The \"title\" & more",
		.language = language,
		.has_deadline = true,
		.deadline = {2025, 10, 10},
		.demands = fixture_demands,
		.demand_count = 2,
		.targets = targets,
		.target_count = 3,
		.signatories = people,
		.signatory_count = 2,
		.now = now,
		.address_removed = "[address removed]"};
	struct err err;

	assert_int_equal(report_gather(store, &facts, model, &err), 0);
}

#endif

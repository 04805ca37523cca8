#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "reply/automatic.h"
#include "reply/classify.h"
#include "reply/failure.h"
#include "reply/lines.h"
#include "reply/notice.h"
#include "reply/report.h"
#include "reply/sender.h"
#include "reply/text.h"
#include "reply/words.h"

enum { TEXT_LOOKED_AT = 16 << 10, OWN_LOOKED_AT = 3000 };

/* The signs that the rules weigh, gathered once; the texts with plain apostrophes. */
struct signs {
	const struct headers *headers;
	const char *text; /* folded beginning of the part before the returned mail */
	const char *own; /* beginning of the sender's words, folded */
	const char *subject; /* folded, or "" */
	bool daemon; /* written by a mail system, by its name or address */
	bool null_sender; /* RFC 5321 4.5.5: no answer is wanted */
	bool gateway; /* the subject begins like a report's, and From is no person's address */
	bool returned; /* a mail or its header comes along */
	const char *failed_to; /* X-Failed-Recipients */
};

static bool is_below_message(const struct parts *parts, size_t i)
{
	for (int p = parts->items[i].parent; p >= 0; p = parts->items[p].parent)
		if (parts->items[p].message)
			return true;
	return false;
}

/* The first part of one of the types that is the mail's own; NULL when there is none. */
static const struct part *own_part(const struct parts *parts, const char *const *types)
{
	for (size_t i = 0; i < parts->count; i++)
		for (const char *const *t = types; *t; t++)
			if (strcmp(parts->items[i].type, *t) == 0 && !is_below_message(parts, i))
				return &parts->items[i];
	return NULL;
}

static const struct part *any_part(const struct parts *parts, const char *const *types)
{
	for (size_t i = 0; i < parts->count; i++)
		for (const char *const *t = types; *t; t++)
			if (strcmp(parts->items[i].type, *t) == 0)
				return &parts->items[i];
	return NULL;
}

static bool report_is(const struct parts *parts, const char *type)
{
	const struct part *top = &parts->items[0];

	return strcmp(top->type, "multipart/report") == 0 && top->report_type &&
	       strcasecmp(top->report_type, type) == 0;
}

static void gather(struct signs *s, struct reading *r, const struct parts *parts)
{
	s->headers = &parts->items[0].headers;
	s->subject = "";
	if (r->subject)
		s->subject =
			words_straighten(words_fold(&r->arena, r->subject, strlen(r->subject)));
	s->daemon = sender_is_daemon(&r->from);
	s->null_sender = sender_is_null(s->headers);
	s->gateway = failure_begins_subject(s->subject) && sender_is_gateway(r->from.address);
	s->failed_to = headers_raw(&r->arena, s->headers, "X-Failed-Recipients");
}

/* What only a report needs. */
static void gather_report(
	struct signs *s, struct reading *r, const struct parts *parts, const char *folded)
{
	static const char *const returned[] = {"message/rfc822", "text/rfc822-headers",
		"message/rfc822-headers", "message/global", "message/global-headers", NULL};
	size_t n = returned_mail_at(r->text, r->text_len);

	s->returned = n < r->text_len || own_part(parts, returned);
	s->text = words_straighten(
		arena_strndup(&r->arena, folded, n < TEXT_LOOKED_AT ? n : TEXT_LOOKED_AT));
}

/* What only an answer needs: the sender's own words, without even a citation. */
static void gather_answer(struct signs *s, struct reading *r, const char *folded)
{
	struct str own;

	str_init(&own);
	for (size_t i = 0; i < r->n_reply_ranges && own.len < OWN_LOOKED_AT; i++) {
		struct reading_range range = r->reply_ranges[i];
		size_t n = range.end - range.start, room = OWN_LOOKED_AT - own.len;
		str_add(&own, folded + range.start, n < room ? n : room);
		str_addc(&own, '\n');
	}
	s->own = words_straighten(arena_strndup(&r->arena, str_c(&own), own.len));
	str_release(&own);
}

/* ---- reports with fields (RFC 3464) ---- */

static const char *const delivery_status[] = {
	"message/delivery-status", "message/global-delivery-status", NULL};

static void take(struct reading *r, struct report *report)
{
	r->n_bounces = report->count;
	r->bounces =
		report->count ? arena_array(&r->arena, report->count, sizeof *r->bounces) : NULL;
	if (report->count)
		memcpy(r->bounces, report->items, report->count * sizeof *r->bounces);
	free(report->items);
	memset(report, 0, sizeof *report);
}

/* What happened to the worst of the recipients; *delivered_r: nothing bad to any. */
static enum reading_class worst(const struct report *report)
{
	bool failed = false, delayed = false;

	for (size_t i = 0; i < report->count; i++) {
		const char *action = report->items[i].action ? report->items[i].action : "failed";
		failed |= strcmp(action, "failed") == 0;
		delayed |= strcmp(action, "delayed") == 0;
	}
	if (failed || report->count == 0)
		return READING_BOUNCE;
	return delayed ? READING_DELAY : READING_RECEIPT;
}

/* The one to show comes first: a failure before a success. */
static void worst_first(struct reading *r)
{
	for (size_t i = 1; i < r->n_bounces; i++) {
		struct reading_bounce *b = &r->bounces[i];
		if (strcmp(b->action, "failed") == 0 &&
			strcmp(r->bounces[0].action, "failed") != 0) {
			struct reading_bounce first = r->bounces[0];
			r->bounces[0] = *b;
			*b = first;
		}
	}
}

static void add_fields(struct reading *r, struct report *report, const struct part *part)
{
	struct str text;

	str_init_max(&text, READING_MAX_TEXT);
	text_of_part(&text, part);
	report_fields(&r->arena, report, str_c(&text), text.len);
	str_release(&text);
}

static void read_report(struct reading *r, const struct signs *s, const struct parts *parts,
	const struct part *status)
{
	struct report report = {.items = NULL};
	size_t human = returned_mail_at(r->text, r->text_len);

	if (status == NULL) /* a gateway wraps the report of another */
		status = any_part(parts, delivery_status);
	if (status)
		add_fields(r, &report, status);
	if (report.count == 0)
		report_fields(&r->arena, &report, r->text, human);
	bool fields = report.count > 0;
	if (!fields)
		report_words(&r->arena, &report, r->text, r->text_len, s->failed_to);
	/* Without fields, whether the server goes on trying is in the words. */
	bool delay = !fields && failure_is_delay(s->subject, s->text);
	for (size_t i = 0; i < report.count && !fields; i++)
		report.items[i].action = delay ? "delayed" : "failed";
	report_finish(&r->arena, &report, r->text, r->text_len, r->subject);
	r->class = worst(&report);
	take(r, &report);
	worst_first(r);
	r->auto_mark = status ? "a delivery report (RFC 3464)" : "a delivery report in words";
}

/* ---- reports in words ---- */

/* What an SMTP server said: an enhanced status of a failure, or a reply code with its reason. */
static bool has_failure_code(const char *text)
{
	size_t len = strlen(text), at, n = status_find(text, len, &at);
	int code;

	if (n > 0 && (text[at] == '5' || text[at] == '4'))
		return true;
	return code_find(text, len, &code) < len && report_says_why(text);
}

static bool is_reply_subject(const char *subject)
{
	static const char *const prefixes[] = {"re:", "re :", "re[", "re(",
		"fwd:", "fw:", "aw:", "antwort:", "wg:", "tr:", "réf:", "rép:", "rv:", "resp:",
		"res:", "enc:", "r:", "rif:", "i:", "antw:", "betr:", "doorst:", "sv:", "svar:",
		"vb:", "vs:", "vl:", "odp:", "pd:", "odpověď:", "odpoveď:", "vá:", "továbbítás:",
		"răspuns:", "odg:", "ats:", "atb:", "ynt:", "ilt:", "yan:", "απ:", "σχετ:", "πρθ:",
		"ответ:", "на:", "отв:", "пер:", "відп:", "отг:", "回复", "答复", "回覆", "转发",
		"轉寄", "返信", "답장", "회신",
		"תשובה:", "השב:", "رد:", "پاسخ:", "trả lời:", "bls:", "balas:", NULL};

	return words_begins(subject, prefixes) != NULL;
}

/*
 * A report without fields. A machine must have sent it, as its name, its address or the empty
 * return path tells; and what it says must be a report, by subject and text or by both signs of
 * one.
 */
static bool is_report_in_words(const struct reading *r, const struct signs *s)
{
	bool machine = s->daemon || s->null_sender || s->failed_to || s->gateway;
	/* A person who answers quotes; a report returns. */
	bool answer = is_reply_subject(s->subject) && !s->returned && strstr(r->text, "\n>");

	if (answer || headers_find(s->headers, "List-Id") || (!machine && !s->returned))
		return false;
	bool subject = failure_is_subject(s->subject) || (s->daemon && failure_is_told(s->subject));
	bool words = failure_is_told(s->text);
	bool code = has_failure_code(s->text);
	int weight = (subject ? 2 : 0) + (words ? 2 : 0) + (code ? 2 : 0) + (s->returned ? 1 : 0);

	if (s->failed_to && (subject || words))
		return true;
	/* A person behind postmaster@ answers; a report that does names a code. */
	if (s->daemon && is_reply_subject(s->subject) && !s->returned && !code)
		return weight >= 4;
	if (s->daemon)
		return weight >= 2;
	if (s->null_sender)
		return weight >= 3 && !(is_reply_subject(s->subject) && !s->returned);
	return weight >= 5;
}

/* Notices that a sending service makes of a bounce, as JSON. */
static bool is_json_bounce(const struct reading *r)
{
	const char *t = r->text;

	return r->text_len && *t == '{' &&
	       (strstr(t, "\"notificationType\":\"Bounce\"") ||
		       strstr(t, "\"eventType\":\"Bounce\""));
}

static bool is_reaction(const struct parts *parts)
{
	for (size_t i = 0; i < parts->count; i++)
		if (parts->items[i].reaction && !is_below_message(parts, i))
			return true;
	return false;
}

/* A provider's feedback loop from before RFC 5965: our mail, with the header of who complained. */
static bool is_forwarded_complaint(const struct parts *parts)
{
	for (size_t i = 1; i < parts->count; i++)
		if (headers_find(&parts->items[i].headers, "X-HmXmrOriginalRecipient"))
			return true;
	return false;
}

static bool set(struct reading *r, enum reading_class class, const char *mark)
{
	r->class = class;
	r->auto_mark = mark;
	return true;
}

/* Certified mail: each step is told by the provider, from an address that the rules fix. */
static bool certified(struct reading *r, const struct signs *s)
{
	static const char local[] = "posta-certificata@";

	if (r->from.address == NULL || !str_istarts(r->from.address, local))
		return false;
	enum reading_class class =
		notice_certified(headers_raw(&r->arena, s->headers, "X-Ricevuta"));
	if (class == READING_REPLY)
		return false;
	if (class != READING_RECEIPT) {
		struct report report = {.items = NULL};
		report_words(&r->arena, &report, r->text, r->text_len, NULL);
		for (size_t i = 0; i < report.count; i++)
			report.items[i].action = class == READING_DELAY ? "delayed" : "failed";
		report_finish(&r->arena, &report, r->text, r->text_len, r->subject);
		take(r, &report);
	}
	return set(r, class, "X-Ricevuta (RFC 6109)");
}

/* What a standard defines. */
static bool by_standard(struct reading *r, const struct signs *s, const struct parts *parts)
{
	static const char *const feedback[] = {"message/feedback-report", NULL};
	static const char *const disposition[] = {"message/disposition-notification",
		"message/global-disposition-notification", NULL};
	bool report = strcmp(parts->items[0].type, "multipart/report") == 0;
	bool machine = report || s->daemon || s->null_sender;
	const struct part *status = own_part(parts, delivery_status);

	if (report_is(parts, "feedback-report") || (machine && own_part(parts, feedback)))
		return set(r, READING_COMPLAINT, "a feedback report (RFC 5965)");
	if (report_is(parts, "disposition-notification") ||
		(machine && own_part(parts, disposition)))
		return set(r, READING_RECEIPT, "a disposition notification (RFC 8098)");
	if (report_is(parts, "delivery-status") || (machine && status)) {
		read_report(r, s, parts, status);
		return true;
	}
	if (certified(r, s))
		return true;
	if (is_forwarded_complaint(parts))
		return set(r, READING_COMPLAINT, "a complaint of a feedback loop");
	if (is_reaction(parts))
		return set(r, READING_REACTION, "a reaction (RFC 9078)");
	return false;
}

/* Whether the first line of a folded text says that answers are to be written above it. */
static bool begins_below_line(const char *folded)
{
	folded += strspn(folded, " \t\n");
	return *folded && strchr("#-=*_<[", *folded) &&
	       header_is_reply_above(folded, strcspn(folded, "\n"));
}

static const char *answer_mark(struct reading *r, const struct signs *s, const char *folded)
{
	const struct answer answer = {.subject = s->subject,
		.text = s->own,
		.null_sender = s->null_sender,
		.reply_subject = is_reply_subject(s->subject),
		.desk = begins_below_line(folded)};

	return automatic_mark(r, s->headers, &answer);
}

void classify(struct reading *r, const struct parts *parts, const char *folded)
{
	struct signs s = {.headers = NULL};
	const char *mark;

	gather(&s, r, parts);
	bool may_report = s.daemon || s.null_sender || s.failed_to || s.gateway ||
			  automatic_is_unanswerable(r->from.address) ||
			  strcmp(parts->items[0].type, "multipart/report") == 0;
	if (may_report)
		gather_report(&s, r, parts, folded);
	if (by_standard(r, &s, parts))
		return;
	if ((mark = automatic_subject(s.subject)) != NULL) {
		set(r, READING_AUTO_REPLY,
			arena_printf(&r->arena, "the subject begins with \"%s\"", mark));
		return;
	}
	if (may_report && (is_report_in_words(r, &s) || is_json_bounce(r))) {
		read_report(r, &s, parts, NULL);
		return;
	}
	gather_answer(&s, r, folded);
	if ((mark = notice_receipt_mark(s.subject, folded)) != NULL)
		set(r, READING_RECEIPT, mark);
	else if ((mark = challenge_mark(&r->arena, s.headers, s.subject, s.own)) != NULL)
		set(r, READING_CHALLENGE, mark);
	else if ((mark = answer_mark(r, &s, folded)) != NULL)
		set(r, READING_AUTO_REPLY, mark);
}

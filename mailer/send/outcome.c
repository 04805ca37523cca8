#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "send/outcome.h"

const char *stage_name(enum stage stage)
{
	static const char *const names[] = {"while connecting", "at RSET", "at MAIL FROM",
		"at RCPT TO", "at DATA", "after the final dot", "at QUIT"};

	return names[stage];
}

void outcome_init(struct outcome *o)
{
	*o = (struct outcome){.verdict = VERDICT_UNTRIED};
	str_init(&o->text);
}

void outcome_release(struct outcome *o)
{
	str_release(&o->text);
}

void outcome_copy(struct outcome *to, const struct outcome *from)
{
	struct str text = to->text;

	str_reset(&text);
	str_add(&text, str_c(&from->text), from->text.len);
	*to = *from;
	to->text = text;
}

static void reset(struct outcome *o, enum verdict verdict, enum stage stage)
{
	struct str text = o->text;

	str_reset(&text);
	*o = (struct outcome){.verdict = verdict, .stage = stage, .text = text};
}

void outcome_from_reply(struct outcome *o, enum stage stage, const struct reply *reply)
{
	int class = reply->code / 100;
	enum verdict verdict = class == 2   ? VERDICT_SENT
			       : class == 4 ? VERDICT_DEFERRED
			       : class == 5 ? VERDICT_REJECTED
					    : VERDICT_UNCERTAIN;

	/* What neither accepts nor refuses is a doubt only where the letter is out of our hands. */
	if (stage != STAGE_DOT && verdict != VERDICT_DEFERRED && verdict != VERDICT_REJECTED)
		verdict = VERDICT_DEFERRED;
	reset(o, verdict, stage);
	o->code = reply->code;
	snprintf(o->enhanced, sizeof o->enhanced, "%s", reply->enhanced);
	str_add(&o->text, str_c(&reply->text), reply->text.len);
	o->slow_down = class == 4;
	o->policy = class == 5 && (str_starts(reply->enhanced, "5.7.") || stage == STAGE_MAIL);
	/* 552 at MAIL is about this letter's size. */
	if (reply->code == 552)
		o->policy = false;
	o->login = reply->code == 530 || reply->code == 534 || reply->code == 535 ||
		   reply->code == 538;
}

void outcome_local(struct outcome *o, enum verdict verdict, enum stage stage, const char *fmt, ...)
{
	va_list ap;

	reset(o, verdict, stage);
	va_start(ap, fmt);
	str_vaddf(&o->text, fmt, ap);
	va_end(ap);
}

int64_t retry_at(const long *waits, size_t n, long attempts, int64_t now)
{
	uint32_t dice;
	int64_t wait, spread;

	if (attempts < 1 || (size_t)attempts > n)
		return -1;
	wait = waits[attempts - 1];
	spread = wait / 10;
	random_bytes(&dice, sizeof dice);
	if (spread > 0)
		wait += (int64_t)(dice % (uint32_t)(2 * spread + 1)) - spread;
	return now + wait;
}

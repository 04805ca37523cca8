#include "watch/intake_suspect.h"

/* A mail that ended so many sessions by its bytes is passed over. */
enum { SUSPECT_DEATHS = 3 };

void intake_suspect(struct intake *in, uint32_t first, uint32_t last)
{
	struct source_suspect *s = in->suspect;

	if (s->uidvalidity != in->mailbox->uidvalidity)
		s->narrow_to = 0;
	if (s->first != first || s->last != last || s->uidvalidity != in->mailbox->uidvalidity)
		s->deaths = 0;
	s->uidvalidity = in->mailbox->uidvalidity;
	s->last = last;
	s->first = first;
}

void intake_suspect_nothing(struct intake *in)
{
	in->suspect->first = in->suspect->deaths = 0;
}

void source_suspect_died(struct source_suspect *suspect)
{
	if (suspect->first == 0)
		return;
	suspect->deaths++;
	suspect->narrow_to = suspect->last;
}

bool intake_one_by_one(const struct intake *in, uint32_t uid)
{
	const struct source_suspect *s = in->suspect;

	return s->uidvalidity == in->mailbox->uidvalidity && uid <= s->narrow_to;
}

bool intake_condemned(const struct intake *in, uint32_t uid)
{
	const struct source_suspect *s = in->suspect;

	return s->deaths >= SUSPECT_DEATHS && s->uidvalidity == in->mailbox->uidvalidity &&
	       s->first == uid && s->last == uid;
}

/* The answers of a server that are due, in order, and until when. */
#include <stdlib.h>

#include "base/mem.h"
#include "send/session_parts.h"

enum { BYTES_PER_MS = 1 };

static int64_t patience_for(const struct session *s, const struct session_expected *e)
{
	const struct session_patience *p = s->patience;

	switch (e->stage) {
	case STAGE_RCPT:
		return p->rcpt;
	case STAGE_DATA:
		return p->data;
	case STAGE_DOT:
		/* While the message is leaving, a server may take a while for each block. */
		return e->letter->dot_left ? p->dot
					   : p->block + (int64_t)e->letter->bytes / BYTES_PER_MS;
	case STAGE_QUIT:
		return p->quit;
	default:
		return p->mail;
	}
}

void session_arm(struct session *s, int64_t now)
{
	s->deadline = s->expected_count ? now + patience_for(s, &s->expected[s->expected_head])
					: INT64_MAX;
}

void session_expect(struct session *s, enum stage stage, struct session_letter *letter, int64_t now)
{
	if (s->expected_count == s->expected_cap) {
		size_t cap = s->expected_cap ? 2 * s->expected_cap : 8;
		struct session_expected *grown = mem_array(cap, sizeof *grown);
		for (size_t i = 0; i < s->expected_count; i++)
			grown[i] = s->expected[(s->expected_head + i) % s->expected_cap];
		free(s->expected);
		s->expected = grown;
		s->expected_cap = cap;
		s->expected_head = 0;
	}
	s->expected[(s->expected_head + s->expected_count++) % s->expected_cap] =
		(struct session_expected){stage, letter};
	if (s->expected_count == 1)
		session_arm(s, now);
}

struct session_expected session_take_expected(struct session *s, int64_t now)
{
	struct session_expected e = s->expected[s->expected_head];

	s->expected_head = (s->expected_head + 1) % s->expected_cap;
	s->expected_count--;
	session_arm(s, now);
	return e;
}

enum stage session_stage_of(const struct session *s, const struct session_letter *l)
{
	for (size_t i = 0; i < s->expected_count; i++) {
		const struct session_expected *e =
			&s->expected[(s->expected_head + i) % s->expected_cap];
		if (e->letter == l && e->stage != STAGE_RSET)
			return e->stage;
	}
	return l->wants_data ? STAGE_DATA : STAGE_MAIL;
}

int64_t session_deadline(const struct session *s)
{
	return s->deadline;
}

void session_check_deadline(struct session *s, int64_t now)
{
	if (s->ended || now < s->deadline)
		return;
	str_addf(&s->why, "the server gave no answer in time (%s)",
		stage_name(s->expected[s->expected_head].stage));
	session_end(s);
}

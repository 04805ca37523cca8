/*
 * rooms: send store net base
 *
 * What a server says, in any pieces, against a session that always has letters to send. The first
 * byte chooses the offers and where the line breaks. Every letter that began must end with one
 * outcome, and one is sent only after its final dot left.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "send/session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LETTERS = 64 };

struct play {
	struct session s;
	char jobs[LETTERS];
	bool left[LETTERS], ended[LETTERS];
	size_t begun, outcomes;
};

static const char *const to[] = {"a@test", "b@test", "c@test"};

static void take_outcomes(struct play *p)
{
	struct session_event e;

	outcome_init(&e.outcome);
	while (session_event(&p->s, &e)) {
		size_t n = (size_t)((char *)e.job - p->jobs);
		if (n >= LETTERS || p->ended[n])
			abort();
		if ((e.outcome.verdict == VERDICT_SENT || e.outcome.verdict == VERDICT_UNCERTAIN) &&
			!p->left[n])
			abort();
		p->ended[n] = true;
		p->outcomes++;
	}
	outcome_release(&e.outcome);
}

static void turn(struct play *p, size_t recipients, size_t most, int64_t now)
{
	const char *bytes;
	char *job;
	size_t n;

	take_outcomes(p);
	job = session_wants_data(&p->s);
	if (job) {
		session_data(&p->s, ".m\r\n", 4, now);
		p->left[job - p->jobs] = true;
	}
	while (p->begun < LETTERS && session_can_begin(&p->s)) {
		struct message m = {".m\r\n", 4, "a@test", to, recipients, "id@test"};
		session_begin(&p->s, &p->jobs[p->begun++], &m, now);
		take_outcomes(p);
	}
	n = session_pending(&p->s, &bytes);
	if (n > most)
		n = most;
	if (n)
		session_sent(&p->s, n, now);
	session_check_deadline(&p->s, now);
	take_outcomes(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct play *p;
	struct offers offers = {0};

	if (size < 3)
		return 0;
	offers.pipelining = data[0] & 1;
	offers.dsn = data[0] & 2;
	offers.size = data[0] & 4;
	size_t recipients = 1 + (data[0] >> 3) % 3, piece = 1 + data[1] % 40;
	size_t most = data[2] % 4 ? 100000 : data[2];
	p = mem_alloc(sizeof *p);
	session_init(&p->s, &offers, &session_patience_standard);
	for (size_t at = 3; at < size && !p->s.ended; at += piece) {
		size_t n = size - at < piece ? size - at : piece;
		turn(p, recipients, most, (int64_t)at);
		session_feed(&p->s, (const char *)data + at, n, (int64_t)at);
	}
	take_outcomes(p);
	session_lost(&p->s, "the end of the input");
	take_outcomes(p);
	if (p->outcomes != p->begun)
		abort();
	session_release(&p->s);
	free(p);
	return 0;
}

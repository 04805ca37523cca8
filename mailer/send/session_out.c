/* The bytes of a session on their way out, and which letters have left with them. */
#include <string.h>

#include "send/session_parts.h"

enum { KEEP_BUFFER = 1 << 20 };

/* How much may leave: all, or what is before the dot that is held back. */
static size_t sendable(const struct session *s)
{
	const struct session_letter *l = s->front;
	size_t n = s->out.len - s->out_at, before;

	if (l == NULL || !l->dot_queued || l->dot_empty || l->dot_left || s->dot_free ||
		l->bytes < SESSION_LARGE)
		return n;
	before = (size_t)(l->dot_end - strlen(".\r\n") - s->left);
	return n < before ? n : before;
}

size_t session_pending(const struct session *s, const char **bytes_r)
{
	*bytes_r = s->out.p + s->out_at;
	return sendable(s);
}

bool session_holds_dot(const struct session *s)
{
	return !s->ended && s->out.len > s->out_at && sendable(s) == 0;
}

void session_free_dot(struct session *s)
{
	s->dot_free = true;
}

static void mark_left(struct session *s, uint64_t upto, int64_t now)
{
	struct session_letter *letters[2] = {s->front, s->back};

	for (size_t i = 0; i < 2; i++) {
		struct session_letter *l = letters[i];
		if (l && l->dot_queued && !l->dot_left && upto >= l->dot_end) {
			l->dot_left = true;
			if (now >= 0 && s->expected_count &&
				s->expected[s->expected_head].stage == STAGE_DOT)
				session_arm(s, now);
		}
	}
}

void session_sent(struct session *s, size_t n, int64_t now)
{
	s->out_at += n;
	s->left += n;
	mark_left(s, s->left, now);
	if (s->out_at < s->out.len)
		return;
	s->out_at = 0;
	if (s->out.cap > KEEP_BUFFER)
		str_release(&s->out);
	else
		str_reset(&s->out);
}

void session_perhaps_sent(struct session *s, size_t n)
{
	mark_left(s, s->left + n, -1);
}

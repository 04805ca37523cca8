/* The commands of a session. */
#include <string.h>

#include "send/session_parts.h"

static void add_out(struct session *s, const struct str *line)
{
	str_add(&s->out, line->p, line->len);
	s->queued += line->len;
}

void session_say(struct session *s, const char *line)
{
	str_adds(&s->out, line);
	s->queued += strlen(line);
}

static void say_rcpt(struct session *s, struct session_letter *l, int64_t now)
{
	size_t before = s->out.len;

	message_add_rcpt(&s->out, l->to[l->rcpts_sent++], &s->offers);
	s->queued += s->out.len - before;
	session_expect(s, STAGE_RCPT, l, now);
}

void session_say_data(struct session *s, struct session_letter *l, int64_t now)
{
	session_say(s, "DATA\r\n");
	l->data_sent = true;
	session_expect(s, STAGE_DATA, l, now);
}

/* The next command of a letter's envelope; RSET first where the letter before left its own open. */
void session_say_next(struct session *s, struct session_letter *l, int64_t now)
{
	if (s->needs_rset && !l->mail_sent) {
		session_say(s, "RSET\r\n");
		s->needs_rset = false;
		session_expect(s, STAGE_RSET, l, now);
	} else if (!l->mail_sent) {
		add_out(s, &l->mail_line);
		l->mail_sent = true;
		session_expect(s, STAGE_MAIL, l, now);
	} else if (l->rcpts_sent < l->to_count) {
		say_rcpt(s, l, now);
	} else {
		session_say_data(s, l, now);
	}
}

void session_say_group(struct session *s, struct session_letter *l, int64_t now)
{
	while (!l->mail_sent || l->rcpts_sent < l->to_count)
		session_say_next(s, l, now);
	if (l->to_count == 1)
		session_say_data(s, l, now);
}

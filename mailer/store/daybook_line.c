#include <string.h>

#include "base/utf8.h"
#include "store/daybook_line.h"

enum { RESULT_TEXT_MAX = 2000, INTENT = 'i', RESULT = 'r' };

static void put_int(struct str *out, int64_t value)
{
	char bytes[8];

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)((uint64_t)value >> 8 * i);
	str_add(out, bytes, sizeof bytes);
}

/* The server's text, valid and of bounded length. -1 stands for none. */
static void put_text(struct str *out, const char *text)
{
	size_t n = text ? strnlen(text, RESULT_TEXT_MAX) : 0, start;

	put_int(out, text ? 0 : -1);
	if (text == NULL)
		return;
	start = out->len;
	utf8_add_repaired(out, text, n);
	int64_t len = (int64_t)(out->len - start);
	for (size_t i = 0; i < 8; i++)
		out->p[start - 8 + i] = (char)((uint64_t)len >> 8 * i);
}

void daybook_line_add(struct str *out, const struct daybook_line *line)
{
	const struct outbox_result *result = &line->result;

	str_addc(out, line->intent ? INTENT : RESULT);
	put_int(out, line->id);
	if (line->intent)
		return;
	put_int(out, result->state);
	put_int(out, line->attempts);
	put_int(out, result->state == OUTBOX_DEFERRED ? result->next_at : 0);
	put_int(out, result->code);
	put_int(out, line->at);
	put_text(out, line->ref);
	put_text(out, result->enhanced);
	put_text(out, result->text);
}

static int64_t take_int(struct daybook_reading *r)
{
	uint64_t value = 0;

	if (r->n < 8) {
		r->bad = true;
		r->n = 0;
		return 0;
	}
	for (size_t i = 0; i < 8; i++)
		value |= (uint64_t)r->p[i] << 8 * i;
	r->p += 8;
	r->n -= 8;
	return (int64_t)value;
}

static const char *take_text(struct daybook_reading *r, struct arena *arena)
{
	int64_t n = take_int(r);

	if (n < 0)
		return NULL;
	if ((uint64_t)n > r->n) {
		r->bad = true;
		return NULL;
	}
	const char *text = arena_strndup(arena, (const char *)r->p, (size_t)n);
	r->p += n;
	r->n -= (size_t)n;
	return text;
}

void daybook_line_take(struct daybook_reading *r, struct daybook_line *l, struct arena *arena)
{
	unsigned char kind = *r->p++;

	*l = (struct daybook_line){0};
	r->n--;
	l->intent = kind == INTENT;
	l->id = take_int(r);
	if (l->intent)
		return;
	l->result.state = (enum outbox_state)take_int(r);
	l->attempts = (long)take_int(r);
	l->result.next_at = take_int(r);
	l->result.code = (int)take_int(r);
	l->at = take_int(r);
	l->ref = take_text(r, arena);
	l->result.enhanced = take_text(r, arena);
	l->result.text = take_text(r, arena);
	r->bad |= kind != RESULT || l->result.state >= OUTBOX_STATES ||
		  l->result.state == OUTBOX_SENDING;
}

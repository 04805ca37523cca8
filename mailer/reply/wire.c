#include <string.h>

#include "base/utf8.h"
#include "reply/wire.h"

/* A length that means that there is no text at all. */
#define NO_TEXT UINT32_MAX
#define YEAR_9999_END INT64_C(253402300799)

/*
 * One description of the fields serves both directions, so that they cannot disagree: each step
 * either appends to `out` or takes from `in`.
 */
struct wire {
	struct str *out; /* NULL: reading */
	const char *in, *end;
	struct arena *arena;
	size_t subjects;
	bool bad;
};

static void take(struct wire *w, void *to, size_t n)
{
	if (w->bad || (size_t)(w->end - w->in) < n) {
		w->bad = true;
		memset(to, 0, n);
		return;
	}
	memcpy(to, w->in, n);
	w->in += n;
}

static void number(struct wire *w, void *value, size_t n)
{
	if (w->out)
		str_add(w->out, value, n);
	else
		take(w, value, n);
}

static void flag(struct wire *w, bool *value)
{
	uint8_t v = *value ? 1 : 0;

	number(w, &v, sizeof v);
	w->bad |= v > 1;
	*value = v == 1;
}

/* Text of n bytes with a NUL behind it, so that the reading can point into the frame's copy. */
static void text_n(struct wire *w, const char **text, size_t *n)
{
	uint32_t len = *text ? (uint32_t)*n : NO_TEXT;

	number(w, &len, sizeof len);
	if (w->out) {
		if (*text) {
			str_add(w->out, *text, len);
			str_addc(w->out, '\0');
		}
		return;
	}
	*text = NULL;
	*n = 0;
	if (w->bad || len == NO_TEXT)
		return;
	if ((size_t)(w->end - w->in) <= len || w->in[len] != '\0' || memchr(w->in, 0, len) ||
		!utf8_valid(w->in, len, NULL)) {
		w->bad = true;
		return;
	}
	*text = w->in;
	*n = len;
	w->in += len + 1;
}

static void text(struct wire *w, const char **s)
{
	size_t n = w->out && *s ? strlen(*s) : 0;

	text_n(w, s, &n);
}

/* The number of an array's items, and on the way in their memory. */
static void count(struct wire *w, void *items, size_t *n, size_t size)
{
	uint32_t c = (uint32_t)*n;
	void *memory = NULL;

	number(w, &c, sizeof c);
	if (w->out)
		return;
	if (c > READING_MAX_ITEMS)
		w->bad = true;
	*n = w->bad ? 0 : c;
	if (*n)
		memory = arena_array(w->arena, *n, size);
	memcpy(items, &memory, sizeof memory);
}

static void texts(struct wire *w, const char ***items, size_t *n)
{
	count(w, items, n, sizeof **items);
	for (size_t i = 0; i < *n; i++) {
		text(w, &(*items)[i]);
		w->bad |= (*items)[i] == NULL;
	}
}

static void found(struct wire *w, struct reading_found **items, size_t *n)
{
	count(w, items, n, sizeof **items);
	for (size_t i = 0; i < *n; i++) {
		text(w, &(*items)[i].text);
		text(w, &(*items)[i].header);
		w->bad |= (*items)[i].text == NULL || (*items)[i].header == NULL;
	}
}

static void address(struct wire *w, struct reading_address *a)
{
	text(w, &a->name);
	text(w, &a->address);
}

static void range(struct wire *w, struct reading_range *range, size_t max)
{
	uint64_t start = range->start, end = range->end;

	number(w, &start, sizeof start);
	number(w, &end, sizeof end);
	w->bad |= start > end || end > max;
	range->start = w->bad ? 0 : start;
	range->end = w->bad ? 0 : end;
}

static void bounces(struct wire *w, struct reading *r)
{
	count(w, &r->bounces, &r->n_bounces, sizeof *r->bounces);
	for (size_t i = 0; i < r->n_bounces; i++) {
		struct reading_bounce *b = &r->bounces[i];
		int32_t code = b->smtp_code;

		text(w, &b->recipient);
		text(w, &b->action);
		text(w, &b->status);
		text(w, &b->diagnostic);
		number(w, &code, sizeof code);
		w->bad |= code != 0 && (code < 200 || code > 599);
		b->smtp_code = code;
		flag(w, &b->permanent);
	}
}

static void attachments(struct wire *w, struct reading *r)
{
	count(w, &r->attachments, &r->n_attachments, sizeof *r->attachments);
	for (size_t i = 0; i < r->n_attachments; i++) {
		struct reading_attachment *a = &r->attachments[i];
		uint64_t size = a->size;

		text(w, &a->name);
		text(w, &a->type);
		number(w, &size, sizeof size);
		w->bad |= a->type == NULL || size > READING_MAX_BYTES;
		a->size = (size_t)size;
	}
}

static bool begins_character(const struct reading *r, size_t at)
{
	return at == r->text_len || (r->text[at] & 0xc0) != 0x80;
}

/* Whole characters of the text, one passage a subject. */
static void passages(struct wire *w, struct reading *r)
{
	uint64_t seen = 0;

	count(w, &r->passages, &r->n_passages, sizeof *r->passages);
	for (size_t i = 0; i < r->n_passages; i++) {
		struct reading_passage *p = &r->passages[i];
		struct reading_range place = {p->start, p->end};
		uint8_t subject = (uint8_t)p->subject;

		number(w, &subject, sizeof subject);
		range(w, &place, r->text_len);
		text(w, &p->reason);
		w->bad |= p->reason == NULL || place.start == place.end;
		w->bad |= subject >= READING_MAX_SUBJECTS || (!w->out && subject >= w->subjects);
		if (w->bad)
			return;
		w->bad |= seen >> subject & 1 || !begins_character(r, place.start) ||
			  !begins_character(r, place.end);
		seen |= UINT64_C(1) << subject;
		*p = (struct reading_passage){subject, place.start, place.end, p->reason};
	}
}

static void all(struct wire *w, struct reading *r)
{
	uint8_t class = (uint8_t)r->class;

	number(w, &class, sizeof class);
	w->bad |= class >= READING_UNRELATED;
	r->class = w->bad ? READING_REPLY : (enum reading_class) class;
	text(w, &r->message_id);
	text(w, &r->date);
	number(w, &r->date_at, sizeof r->date_at);
	/* Beyond the year 9999 the C library has no date for it. */
	w->bad |= r->date_at < -YEAR_9999_END || r->date_at > YEAR_9999_END;
	address(w, &r->from);
	count(w, &r->to, &r->n_to, sizeof *r->to);
	for (size_t i = 0; i < r->n_to; i++) {
		address(w, &r->to[i]);
		w->bad |= r->to[i].address == NULL;
	}
	text(w, &r->subject);
	text(w, &r->thread_topic);
	texts(w, &r->in_reply_to, &r->n_in_reply_to);
	texts(w, &r->references, &r->n_references);
	found(w, &r->addresses, &r->n_addresses);
	found(w, &r->inner_message_ids, &r->n_inner_message_ids);
	found(w, &r->inner_addresses, &r->n_inner_addresses);
	text_n(w, &r->text, &r->text_len);
	flag(w, &r->from_html);
	text_n(w, &r->reply_text, &r->reply_text_len);
	w->bad |= r->text == NULL || r->reply_text == NULL;
	count(w, &r->reply_ranges, &r->n_reply_ranges, sizeof *r->reply_ranges);
	for (size_t i = 0; i < r->n_reply_ranges; i++)
		range(w, &r->reply_ranges[i], r->text_len);
	bounces(w, r);
	attachments(w, r);
	text(w, &r->auto_mark);
	text(w, &r->promised_date);
	range(w, &r->promised_at, r->text_len);
	passages(w, r);
	flag(w, &r->encrypted);
	flag(w, &r->truncated);
}

void wire_write(struct str *out, const struct reading *r)
{
	struct wire w = {.out = out};
	struct reading copy = *r; /* the steps take what they may change */

	copy.text = r->text ? r->text : "";
	copy.reply_text = r->reply_text ? r->reply_text : "";
	all(&w, &copy);
}

int wire_read(const char *bytes, size_t n, size_t subjects, struct reading *r)
{
	struct wire w = {.arena = &r->arena, .subjects = subjects};
	w.in = arena_strndup(&r->arena, bytes, n);
	w.end = w.in + n;
	all(&w, r);
	if (!w.bad && w.in == w.end)
		return 0;
	struct arena arena = r->arena;
	memset(r, 0, sizeof *r);
	r->arena = arena;
	return -1;
}

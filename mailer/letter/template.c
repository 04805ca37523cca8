#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "campaign/encoding.h"
#include "letter/look_source.h"
#include "letter/template.h"
#include "letter/template_walk.h"

enum { NAME_MAX_SHOWN = 60 };

static const struct {
	const char *name;
	enum field field;
} known[] = {
	{"Subject", FIELD_SUBJECT},
	{"From", FIELD_FROM},
	{"Sender", FIELD_SENDER},
	{"Reply-To", FIELD_REPLY_TO},
	{"To", FIELD_TO},
	{"Cc", FIELD_CC},
	{"Bcc", FIELD_BCC},
	{"Attachment", FIELD_ATTACHMENT},
	{"Organization", FIELD_EXTRA},
	{"Date", FIELD_OURS},
	{"Message-ID", FIELD_OURS},
	{"In-Reply-To", FIELD_OURS},
	{"References", FIELD_OURS},
	{"MIME-Version", FIELD_OURS},
	{"Content-Type", FIELD_OURS},
	{"Content-Language", FIELD_OURS},
	{"Content-Disposition", FIELD_OURS},
	{"Content-Transfer-Encoding", FIELD_OURS},
	{"Auto-Submitted", FIELD_OURS},
};

enum field field_of(const char *name, size_t n)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strlen(known[i].name) == n && strncasecmp(name, known[i].name, n) == 0)
			return known[i].field;
	if (n < 3 || strncasecmp(name, "X-", 2) != 0)
		return FIELD_UNKNOWN;
	for (size_t i = 0; i < n; i++)
		if (name[i] <= ' ' || name[i] >= 127)
			return FIELD_UNKNOWN;
	return FIELD_EXTRA;
}

const char *field_nearest(const char *name, size_t n)
{
	const char *names[sizeof known / sizeof *known];
	char word[NAME_MAX_SHOWN];
	size_t count = 0;

	if (n >= sizeof word)
		return NULL;
	memcpy(word, name, n);
	word[n] = '\0';
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].field != FIELD_OURS)
			names[count++] = known[i].name;
	return name_nearest(word, names, count);
}

enum template_form template_form_of(const char *file)
{
	const char *dot = strrchr(file, '.');

	if (dot && (strcasecmp(dot, ".md") == 0 || strcasecmp(dot, ".markdown") == 0))
		return FORM_MARKDOWN;
	if (dot && (strcasecmp(dot, ".html") == 0 || strcasecmp(dot, ".htm") == 0))
		return FORM_HTML;
	return FORM_TEXT;
}

/* ---- the head ---- */

struct head_check {
	struct template_text *t;
	const char *file;
	struct problems *problems;
	size_t line; /* number of the line */
	enum field last;
	bool seen[FIELDS];
};

/* value: where it begins, or the blanks before it. */
static void note_line(struct head_check *h, enum field field, const char *line, size_t value)
{
	while (line[value] == ' ' || line[value] == '\t')
		value++;
	const struct template_line l = {
		.field = field,
		.place = {h->line, utf8_length(line, value) + 1},
		.at = (size_t)(line + value - h->t->source.p),
		.len = strcspn(line + value, "\n"),
	};
	template_add_line(h->t, &l);
}

static void check_name(struct head_check *h, const char *line, size_t n)
{
	enum field field = field_of(line, n);
	const char *near = field == FIELD_UNKNOWN ? field_nearest(line, n) : NULL;
	int shown = n > NAME_MAX_SHOWN ? NAME_MAX_SHOWN : (int)n;

	h->last = field;
	if (field == FIELD_UNKNOWN)
		problems_add(h->problems, h->file, h->line, 1, "unknown header \"%.*s\"%s%s%s",
			shown, line, near ? "; did you mean \"" : "", near ? near : "",
			near ? "\"?"
			     : ", expected Subject, From, Sender, Reply-To, To, Cc, Bcc, "
			       "Attachment, "
			       "Organization or X-...");
	else if (field == FIELD_OURS)
		problems_add(h->problems, h->file, h->line, 1,
			"\"%.*s\" is written by openletter itself; take this line out", shown,
			line);
	else if (h->seen[field] && field == FIELD_SUBJECT)
		problems_add(h->problems, h->file, h->line, 1,
			"there is a Subject already in line %zu, expected one",
			template_place(h->t, field, NULL).line);
	h->seen[field] = true;
	note_line(h, field, line, n + 1);
}

/* One line of the head that begins outside tags. */
static void check_line(struct head_check *h, const char *line, size_t n)
{
	size_t name = 0;

	while (name < n && line[name] != ':' && line[name] != '{' &&
		!ascii_is_space((unsigned char)line[name]))
		name++;
	if (strspn(line, " \t") >= n)
		return;
	if (n >= 2 && line[0] == '{' && (line[1] == '%' || line[1] == '{'))
		return; /* what it prints is seen when it is merged */
	if (*line == ' ' || *line == '\t') {
		if (h->last == FIELD_SUBJECT)
			problems_add(h->problems, h->file, h->line, 1,
				"the Subject goes on in a second line, expected one line");
		else if (h->last == FIELD_UNKNOWN && !h->seen[FIELD_UNKNOWN])
			problems_add(h->problems, h->file, h->line, 1,
				"a header cannot begin with a space, expected \"Subject: ...\"");
		return;
	}
	if (name < n && line[name] == '{')
		return;
	if (name && name < n && line[name] != ':' &&
		line[name + strspn(line + name, " \t")] == ':') {
		problems_add(h->problems, h->file, h->line, utf8_length(line, name) + 1,
			"a blank before the colon, expected \"%.*s: value\"",
			(int)(name < NAME_MAX_SHOWN ? name : NAME_MAX_SHOWN), line);
		h->seen[field_of(line, name)] = true;
		return;
	}
	if (name == 0 || name == n || line[name] != ':') {
		problems_add(h->problems, h->file, h->line, 1,
			"this is no header line, expected \"Name: value\"; the text of the letter "
			"begins after the first blank line");
		return;
	}
	check_name(h, line, name);
}

static void check_head(struct template_text *t, const char *file, struct problems *problems)
{
	struct head_check h = {.t = t, .file = file, .problems = problems, .line = 1};
	struct walk w = {.p = t->source.p, .end = t->source.p + t->head_len};
	bool line_start = true;

	while (w.p < w.end) {
		if (line_start) {
			const char *lf = memchr(w.p, '\n', (size_t)(w.end - w.p));
			check_line(&h, w.p, (size_t)((lf ? lf : w.end) - w.p));
			line_start = false;
		}
		if (walk_at_liquid(&w)) {
			const char *before = w.p;
			t->head_has_tags |= w.p[1] == '%';
			walk_liquid(&w);
			for (const char *q = before; q < w.p; q++)
				h.line += *q == '\n';
			continue;
		}
		if (*w.p++ == '\n') {
			h.line++;
			line_start = true;
		}
	}
	if (!h.seen[FIELD_SUBJECT] && !t->head_has_tags)
		problems_add(problems, file, 1, 1,
			"the letter has no Subject, expected a line \"Subject: ...\" at its top");
}

static void add_normal(struct str *out, const char *p, size_t n)
{
	size_t mark = n >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

	str_add_lines(out, p + mark, n - mark);
}

/* The first control character that is no white space, or NULL. */
static const char *find_control(const struct str *text)
{
	for (size_t i = 0; i < text->len; i++) {
		unsigned char c = (unsigned char)text->p[i];
		if ((c < ' ' && !ascii_is_space(c)) || c == 0x7F)
			return text->p + i;
	}
	return NULL;
}

static void check_bytes(const char *file, const struct str *text, struct problems *problems)
{
	size_t bad, line, column;
	const char *nul = text->len ? memchr(text->p, '\0', text->len) : NULL;
	const char *control = find_control(text);

	if (!utf8_valid(text->p, text->len, &bad)) {
		utf8_place(text->p, text->len, bad, &line, &column);
		problems_add(problems, file, line, column,
			"a byte that is not valid UTF-8, expected UTF-8 (save the file as UTF-8)");
	} else if (nul) {
		utf8_place(text->p, text->len, (size_t)(nul - text->p), &line, &column);
		problems_add(
			problems, file, line, column, "there is a NUL byte here, expected text");
	} else if (control) {
		utf8_place(text->p, text->len, (size_t)(control - text->p), &line, &column);
		problems_warn(problems, file, line, column,
			"a control character (U+%04X) goes into the letter, where nobody sees it",
			(unsigned)*control);
	}
}

void template_split(struct template_text *t, const char *file, const void *bytes, size_t n,
	struct problems *problems)
{
	size_t blank = 0;

	*t = (struct template_text){.form = template_form_of(file)};
	str_init(&t->source);
	bool is_text = encoding_is_text(file, bytes, n, problems);
	add_normal(&t->source, bytes, is_text ? n : 0);
	str_addc(&t->source, '\n');
	str_truncate(&t->source, t->source.len - 1);
	t->body_line = 1;
	if (!is_text)
		return;
	check_bytes(file, &t->source, problems);
	const char *text = t->source.p;
	if (walk_find_blank(text, t->source.len, false, &blank) ||
		walk_find_blank(text, t->source.len, true, &blank)) {
		const char *lf = memchr(text + blank, '\n', t->source.len - blank);
		t->head_len = blank;
		t->body_at = lf ? (size_t)(lf - text) + 1 : t->source.len;
	} else {
		t->head_len = t->body_at = t->source.len;
	}
	for (size_t i = 0; i < t->body_at; i++)
		t->body_line += text[i] == '\n';
	check_head(t, file, problems);
	if (t->form == FORM_HTML)
		look_at_source(file, text, t->source.len, problems);
	if (strspn(text + t->body_at, " \t\n\v\f") + t->body_at >= t->source.len)
		problems_add(problems, file, t->body_line, 1,
			"the letter has no text, expected it after a blank line below the headers");
}

void template_text_release(struct template_text *t)
{
	free(t->lines);
	str_release(&t->source);
}

#include <string.h>

#include "letter/escape.h"
#include "letter/head.h"

int head_error(const struct template_text *t, const char *file, enum field field, const char *value,
	struct err *err)
{
	struct template_place place = template_place(t, field, value);

	err_prefix(err, "%s:%zu:%zu", file, place.line, place.column);
	err->kind = ERR_INPUT;
	return -1;
}

/* A value with its characters back and nothing in it that a header must not have. */
static const char *clean_value(struct arena *a, const char *value)
{
	struct str restored = STR_INIT, clean = STR_INIT;
	size_t n = strlen(value);
	char *copy;

	if (escape_is_in(value, n)) {
		escape_restore(&restored, value, n);
		header_clean(&clean, str_c(&restored), restored.len);
	} else {
		header_clean(&clean, value, n);
	}
	copy = arena_strndup(a, str_c(&clean), clean.len);
	str_release(&restored);
	str_release(&clean);
	return copy;
}

/* Whether an element is one merged value and nothing else. */
static bool is_value(const char *part)
{
	const char *off = strstr(part, ESCAPE_MARK_OFF);

	return str_starts(part, ESCAPE_MARK_ON) && off && off[sizeof ESCAPE_MARK_OFF - 1] == '\0';
}

/*
 * Appends "Name <ADDRESS>" with the characters of ADDRESS back; those of the name are text. False
 * when a bracket of a value would begin another address.
 */
static bool restore_address(struct str *out, const char *part)
{
	const char *angle = strrchr(part, '<');
	size_t n = angle ? (size_t)(angle + 1 - part) : 0, from;

	str_add(out, part, n);
	from = out->len;
	escape_restore(out, part + n, strlen(part + n));
	return n == 0 || memchr(str_c(out) + from, '<', out->len - from) == NULL;
}

/* One element of a list, whose values are addresses or parts of one. */
static int read_element(struct mailbox_list *list, struct arena *a, const char *part,
	const char **part_r, const char **why_r)
{
	struct str text = STR_INIT;
	struct mailbox_list found = {0};
	bool value = is_value(part), one = true;
	int rc = 0;

	if (value)
		escape_restore(&text, part, strlen(part));
	else
		one = restore_address(&text, part) && *mailbox_element_end(str_c(&text)) == '\0';
	if (one)
		rc = mailboxes_parse(a, str_c(&text), &found, part_r, why_r);
	str_release(&text);
	if (!one) {
		*part_r = part;
		*why_r = "there are two addresses in it";
		rc = -1;
	}
	for (size_t i = 0; rc == 0 && i < found.count; i++)
		mailbox_list_add(a, list, found.items[i].name, found.items[i].email);
	return rc;
}

static int no_address(
	struct arena *a, const char *name, const char *part, const char *why, struct err *err)
{
	const char *shown = clean_value(a, part);

	return err_set(err, ERR_INPUT, "%s: \"%.200s\" is no address: %s%s", name, shown, why,
		strchr(shown, ';') ? " (a comma parts addresses, not a semicolon)" : "");
}

static int read_mailboxes(struct mailbox_list *list, struct arena *a, const char *name,
	const char *value, struct err *err)
{
	const char *part = "", *why = "";

	for (const char *at = value, *element; (element = mailbox_element(a, &at)) != NULL;)
		if (read_element(list, a, element, &part, &why) < 0)
			return no_address(a, name, part, why, err);
	for (size_t i = 0; i < list->count; i++)
		if (escape_is_in(list->items[i].name, strlen(list->items[i].name)))
			list->items[i].name = clean_value(a, list->items[i].name);
	return 0;
}

/* Servers cut headers that are much longer, or take their ends for the text. */
static int check_length(const char *name, const char *value, struct err *err)
{
	size_t n = strlen(value);

	if (n <= HEAD_VALUE_MAX)
		return 0;
	return err_set(err, ERR_INPUT, "%.60s has %zu bytes, expected at most %d", name, n,
		HEAD_VALUE_MAX);
}

static int take_subject(struct head *h, struct arena *a, const char *value, struct err *err)
{
	if (h->subject)
		return err_set(err, ERR_INPUT, "there are two Subjects, expected one");
	h->subject = clean_value(a, value);
	return check_length("the Subject", h->subject, err);
}

static int take_file(struct head *h, struct arena *a, const char *value, struct err *err)
{
	const char *path = clean_value(a, value);

	/* "Attachment: {{ recipient.annex }}" with a blank cell: none for this one. */
	if (*path == '\0')
		return 0;
	if (h->file_count == HEAD_FILES_MAX)
		return err_set(
			err, ERR_INPUT, "there are more than %d attachments", HEAD_FILES_MAX);
	for (size_t i = 0; i < h->file_count; i++)
		if (strcmp(h->files[i], path) == 0)
			return 0;
	h->files[h->file_count++] = path;
	return 0;
}

static int take_extra(
	struct head *h, struct arena *a, const char *name, const char *value, struct err *err)
{
	if (h->extra_count == HEAD_EXTRA_MAX)
		return err_set(
			err, ERR_INPUT, "there are more than %d further headers", HEAD_EXTRA_MAX);
	h->extra[h->extra_count].name = name;
	h->extra[h->extra_count].value = clean_value(a, value);
	return check_length(name, h->extra[h->extra_count++].value, err);
}

static int take_field(struct head *h, struct arena *a, enum field field, const char *name,
	const char *value, struct err *err)
{
	struct mailbox_list *const lists[FIELDS] = {
		[FIELD_FROM] = &h->from,
		[FIELD_SENDER] = &h->sender,
		[FIELD_REPLY_TO] = &h->reply_to,
		[FIELD_TO] = &h->to,
		[FIELD_CC] = &h->cc,
		[FIELD_BCC] = &h->bcc,
	};

	if (lists[field])
		return read_mailboxes(lists[field], a, name, value, err);
	if (field == FIELD_SUBJECT)
		return take_subject(h, a, value, err);
	if (field == FIELD_ATTACHMENT)
		return take_file(h, a, value, err);
	if (field == FIELD_EXTRA)
		return take_extra(h, a, name, value, err);
	if (field == FIELD_OURS)
		return err_set(err, ERR_INPUT,
			"\"%.60s\" is written by openletter itself; take this line out", name);
	const char *near = field_nearest(name, strlen(name));
	return err_set(err, ERR_INPUT, "unknown header \"%.60s\"%s%s%s", name,
		near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

/*
 * Makes the logical line at p one string: continuation lines are joined with one space for their
 * line end and indent. Returns where the next line begins.
 */
static char *logical_line(char *p, bool *continued_r)
{
	char *write = p + strcspn(p, "\n"), *read = write;

	*continued_r = false;
	while (*read == '\n' && (read[1] == ' ' || read[1] == '\t')) {
		char *text = read + 1 + strspn(read + 1, " \t"), *end = text + strcspn(text, "\n");
		if (end > text) {
			*continued_r = true;
			*write++ = ' ';
			memmove(write, text, (size_t)(end - text));
			write += end - text;
		}
		read = end;
	}
	char *next = *read ? read + 1 : read;
	*write = '\0';
	return next;
}

/* Reads one logical line. */
static int read_line(struct head *h, struct arena *a, const struct template_text *t,
	const char *file, const char *line, bool continued, struct err *err)
{
	size_t name = strcspn(line, ": \t");
	const char *label, *value = line + name + 1;
	enum field field;

	if (line[name] != ':' || name == 0) {
		err_set(err, ERR_INPUT,
			"the head of the letter holds \"%.100s\", expected \"Name: value\"; the "
			"text begins after the first blank line",
			clean_value(a, line));
		return head_error(t, file, FIELD_UNKNOWN, clean_value(a, line), err);
	}
	label = arena_strndup(a, line, name);
	field = field_of(label, name);
	if (field == FIELD_SUBJECT && continued) {
		err_set(err, ERR_INPUT, "the Subject has several lines, expected one");
		return head_error(t, file, field, NULL, err);
	}
	value += strspn(value, " \t");
	if (take_field(h, a, field, label, value, err) == 0)
		return 0;
	return head_error(t, file, field, clean_value(a, value), err);
}

int head_read(struct head *h, struct arena *a, const struct template_text *t, const char *file,
	char *rendered, struct err *err)
{
	*h = (struct head){0};
	for (char *p = rendered, *next; *p; p = next) {
		bool continued;
		next = logical_line(p, &continued);
		if (strspn(p, " \t") < strlen(p) && read_line(h, a, t, file, p, continued, err) < 0)
			return -1;
	}
	return 0;
}

void head_tell(struct head *h, struct arena *a, const struct template_text *t, const char *file,
	char *rendered, void (*told)(void *ctx, const struct err *err), void *ctx)
{
	struct err err;

	*h = (struct head){0};
	for (char *p = rendered, *next; *p; p = next) {
		bool continued;
		next = logical_line(p, &continued);
		if (strspn(p, " \t") < strlen(p) &&
			read_line(h, a, t, file, p, continued, &err) < 0)
			told(ctx, &err);
	}
}

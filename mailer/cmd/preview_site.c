/* preview -o DIR: a page to leaf through, and an .eml for each letter. */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/embed.h"
#include "base/file.h"
#include "base/hash.h"
#include "cmd/json_out.h"
#include "cmd/preview.h"

extern const struct embedded_file preview_pages[];

enum {
	LIST_CHUNK = 2000, /* rows in a file of the list */
	LETTER_CHUNK = 50, /* letters in a file of letters */
};

struct site {
	struct preview *preview;
	const char *dir;
	int fd, data; /* the folder and its data/ */
	struct composer *marked;
	struct letter letter, marks;
	struct str list, letters, scratch;
	size_t rows, count, list_files, letter_files;
	struct map images; /* Content-IDs that were seen */
	struct str image_data;
	struct arena arena; /* of the letter at hand */
};

/* ---- data files ---- */

static int flush_list(struct site *s, struct err *err)
{
	char name[40];

	if (s->rows == 0 && s->list_files > 0)
		return 0;
	str_reset(&s->scratch);
	str_adds(&s->scratch, "preview_list([\n");
	str_add(&s->scratch, s->list.p, s->list.len);
	str_adds(&s->scratch, "]);\n");
	str_reset(&s->list);
	s->rows = 0;
	snprintf(name, sizeof name, "list-%zu.js", s->list_files++);
	return preview_write_file(s->data, name, s->scratch.p, s->scratch.len, err);
}

static int flush_letters(struct site *s, struct err *err)
{
	char name[40];

	if (s->letters.len == 0)
		return 0;
	str_reset(&s->scratch);
	str_addf(&s->scratch, "preview_letters(%zu,[\n", s->letter_files);
	str_add(&s->scratch, s->letters.p, s->letters.len);
	str_adds(&s->scratch, "]);\n");
	str_reset(&s->letters);
	snprintf(name, sizeof name, "letters-%zu.js", s->letter_files++);
	return preview_write_file(s->data, name, s->scratch.p, s->scratch.len, err);
}

static void add_row(struct site *s, const struct preview_letter *item, bool warned)
{
	const struct table *t = &s->preview->w.campaign.recipients;
	size_t row = item->id.recipient;

	json_add(&s->list, json_pack("[s,s,s,s,s,i,I]", s->letter.ref,
				   table_cell(t, row, table_column(t, "email")),
				   table_cell(t, row, table_column(t, "name")),
				   table_cell(t, row, table_column(t, "org")), s->letter.subject,
				   (int)warned, (json_int_t)item->position));
	str_adds(&s->list, ",\n");
	s->rows++;
}

static json_t *list_files(struct site *s)
{
	json_t *files = json_array();
	struct str size = STR_INIT;

	for (size_t i = 0; i < s->letter.attachment_count; i++) {
		const struct letter_file *f = &s->letter.attachments[i];
		str_reset(&size);
		preview_add_size(&size, f->size);
		json_array_append_new(files,
			json_pack("{s:s, s:s%, s:s, s:b}", "name", f->name, "type", f->type,
				strcspn(f->type, ";"), "size", size.p, "is_inline", f->is_inline));
	}
	str_release(&size);
	return files;
}

static json_t *list_warnings(struct site *s)
{
	json_t *warnings = json_array();
	const char *warning;

	for (size_t i = 0; (warning = preview_warning(&s->letter, i, &s->arena)) != NULL; i++)
		json_array_append_new(warnings, json_text(warning));
	return warnings;
}

/* Removes what marks values: what is left must be the letter, to the byte. */
static bool same_but_marks(const char *marked, const char *text, const char *on, const char *off)
{
	size_t n = strlen(on), m = strlen(off);

	while (*marked) {
		if (strncmp(marked, on, n) == 0)
			marked += n;
		else if (strncmp(marked, off, m) == 0)
			marked += m;
		else if (*marked++ != *text++)
			return false;
	}
	return *text == '\0';
}

/* The marked form of text and HTML where it is the letter but for the marks. */
static void choose_marked(
	struct site *s, const struct preview_letter *item, const char **text_r, const char **html_r)
{
	struct err ignored;

	*text_r = s->letter.text;
	*html_r = s->letter.html;
	if (s->marked == NULL || composer_write(s->marked, &item->id, &s->marks, &ignored) < 0)
		return;
	if (same_but_marks(s->marks.text, s->letter.text, "\xEF\xB7\xAE", "\xEF\xB7\xAF"))
		*text_r = s->marks.text;
	if (s->marks.html && s->letter.html &&
		same_but_marks(s->marks.html, s->letter.html, "<mark>", "</mark>"))
		*html_r = s->marks.html;
}

static void add_letter(struct site *s, const struct preview_letter *item)
{
	const struct letter *l = &s->letter;
	const char *text, *html;
	struct str size = STR_INIT;

	choose_marked(s, item, &text, &html);
	preview_add_size(&size, l->bytes.len);
	json_t *o = json_pack(
		"{s:s, s:s, s:s, s:s?, s:s, s:s?, s:s?, s:s, s:s, s:s, s:b, s:s, s:s, s:s?, "
		"s:o, s:o}",
		"ref", l->ref, "subject", l->subject, "from", l->from, "sender", l->sender, "to",
		l->to, "cc", l->cc, "bcc", l->bcc, "reply_to", l->reply_to, "message_id",
		l->message_id, "language", l->language, "rtl", l->right_to_left, "size_shown",
		size.p, "text", text, "html", html, "files", list_files(s), "warnings",
		list_warnings(s));
	json_add(&s->letters, o);
	str_adds(&s->letters, ",\n");
	str_release(&size);
}

/* Inline images, once each, for the page to put in. */
static void add_images(struct site *s)
{
	const struct campaign *c = &s->preview->w.campaign;

	for (size_t i = 0; i < s->letter.attachment_count; i++) {
		const struct letter_file *f = &s->letter.attachments[i];
		const struct campaign_file *file;
		if (!f->is_inline || !map_put(&s->images, f->content_id, strlen(f->content_id), 0))
			continue;
		file = campaign_files_find(&c->files, f->path);
		if (file == NULL || !str_starts(f->type, "image/"))
			continue;
		str_adds(&s->image_data, s->image_data.len ? ",\n" : "");
		json_add(&s->image_data, json_text(f->content_id));
		str_addf(&s->image_data, ":\"data:%.*s;base64,", (int)strcspn(f->type, ";\""),
			f->type);
		add_base64(&s->image_data, str_c(&file->bytes), file->bytes.len);
		str_adds(&s->image_data, "\"");
	}
}

static int write_letter(struct site *s, const struct preview_letter *item, struct err *err)
{
	struct str name = STR_INIT;
	int rc;

	arena_reset(&s->arena);
	str_addf(&name, "%s.eml", s->letter.ref);
	rc = preview_write_file(s->fd, name.p, s->letter.bytes.p, s->letter.bytes.len, err);
	str_release(&name);
	add_row(s, item, preview_warning(&s->letter, 0, &s->arena) != NULL);
	add_letter(s, item);
	add_images(s);
	s->count++;
	if (rc == 0 && s->count % LETTER_CHUNK == 0)
		rc = flush_letters(s, err);
	if (rc == 0 && s->rows == LIST_CHUNK)
		rc = flush_list(s, err);
	return rc;
}

static int write_letters(struct site *s, struct err *err)
{
	struct preview_letter item;
	size_t n = 0;
	int rc;

	while ((rc = preview_next(s->preview, &n, &item, err)) == 1) {
		if (!preview_compose(s->preview, &item, &s->letter))
			continue;
		if (write_letter(s, &item, err) < 0)
			return -1;
	}
	if (rc == 0 && (flush_letters(s, err) < 0 || flush_list(s, err) < 0))
		return -1;
	return rc;
}

/* ---- what is said of all of them ---- */

static json_t *list_problems(const struct problems *problems)
{
	json_t *list = json_array();
	struct str line = STR_INIT;

	for (size_t i = 0; i < problems->count; i++) {
		const struct problem *p = &problems->items[i];
		str_reset(&line);
		str_adds(&line, p->file);
		if (p->line)
			str_addf(&line, ":%zu:%zu", p->line, p->column);
		str_addf(&line, ": %s", p->text);
		json_array_append_new(list, json_text(str_c(&line)));
	}
	str_release(&line);
	return list;
}

static int write_about(struct site *s, struct err *err)
{
	struct preview *p = s->preview;
	struct str date = STR_INIT;

	clock_add_rfc5322(&date, p->date);
	str_reset(&s->scratch);
	str_adds(&s->scratch, "var preview_about = ");
	json_add(&s->scratch,
		json_pack("{s:s, s:I, s:I, s:I, s:i, s:b, s:s, s:s?, s:o}", "title",
			p->w.campaign.title, "letters", (json_int_t)s->count, "total",
			(json_int_t)p->total, "list_files", (json_int_t)s->list_files, "chunk",
			(int)LETTER_CHUNK, "images", s->image_data.len > 0, "date", date.p, "note",
			p->note, "warnings", list_problems(&p->problems)));
	str_adds(&s->scratch, ";\n");
	str_release(&date);
	return preview_write_file(s->data, "about.js", s->scratch.p, s->scratch.len, err);
}

static int write_images(struct site *s, struct err *err)
{
	if (s->image_data.len == 0)
		return 0;
	str_reset(&s->scratch);
	str_adds(&s->scratch, "preview_images({\n");
	str_add(&s->scratch, s->image_data.p, s->image_data.len);
	str_adds(&s->scratch, "\n});\n");
	return preview_write_file(s->data, "images.js", s->scratch.p, s->scratch.len, err);
}

/* index.html comes last: what it names is there when it is. */
static int write_pages(struct site *s, bool index, struct err *err)
{
	for (const struct embedded_file *f = preview_pages; f->name; f++)
		if ((strcmp(f->name, "index.html") == 0) == index &&
			preview_write_file(s->fd, f->name, f->bytes, f->len, err) < 0)
			return -1;
	return 0;
}

static void site_release(struct site *s)
{
	composer_free(s->marked);
	letter_release(&s->letter);
	letter_release(&s->marks);
	str_release(&s->list);
	str_release(&s->letters);
	str_release(&s->scratch);
	str_release(&s->image_data);
	map_release(&s->images);
	arena_release(&s->arena);
	if (s->fd >= 0)
		close(s->fd);
	if (s->data >= 0)
		close(s->data);
}

int preview_site(struct preview *p, const char *dir, struct err *err)
{
	struct site s = {.preview = p, .dir = dir, .fd = -1, .data = -1};
	struct problems ignored = {0};
	int rc;

	str_init(&s.list);
	str_init(&s.letters);
	str_init(&s.scratch);
	str_init(&s.image_data);
	campaign_advise(&p->w.campaign, date_at(p->date), &p->problems);
	s.marked = composer_new_marked(
		&p->w.campaign, p->kind, p->date, p->secret, p->secret_len, &ignored);
	problems_release(&ignored);
	rc = preview_open_folder(dir, &s.fd, &s.data, err);
	if (rc == 0)
		rc = write_pages(&s, false, err);
	if (rc == 0)
		rc = write_letters(&s, err);
	if (rc == 0)
		rc = write_images(&s, err);
	if (rc == 0)
		rc = write_about(&s, err);
	if (rc == 0)
		rc = write_pages(&s, true, err);
	if (rc == 0)
		cli_note(p->cli, "%zu letter%s in %s; open %s/index.html", s.count,
			s.count == 1 ? "" : "s", dir, dir);
	site_release(&s);
	return rc;
}

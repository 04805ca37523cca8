#include <stdlib.h>
#include <string.h>

#include "liquid/liquid.h"
#include "letter/composer.h"
#include "letter/html.h"
#include "letter/markdown.h"
#include "letter/source_place.h"

/* ---- text ---- */

/*
 * Appends a rendering as the text of a mail: LF line ends, no blank lines at its beginning, no
 * white space at its end but one line end, no NUL.
 */
static void add_text(struct str *out, const char *p, size_t n)
{
	const char *end = p + n, *line = p;
	size_t before = out->len;

	for (const char *q = p; q < end && ascii_is_space((unsigned char)*q); q++)
		if (*q == '\n')
			line = q + 1;
	str_add_lines(out, line, (size_t)(end - line));
	while (out->len > before && ascii_is_space((unsigned char)out->p[out->len - 1]))
		str_truncate(out, out->len - 1);
	if (out->len > before)
		str_addc(out, '\n');
}

/* Whether text holds the reference as a word of its own ("A2025-1" is not in "A2025-12"). */
static bool holds_ref(const char *text, size_t n, const char *ref)
{
	size_t len = strlen(ref);
	const char *end = text + n;

	for (const char *p = text; (p = memmem(p, (size_t)(end - p), ref, len)) != NULL; p++) {
		bool left = p == text || !ascii_is_alnum((unsigned char)p[-1]);
		bool right = p + len == end || !ascii_is_alnum((unsigned char)p[len]);
		if (left && right)
			return true;
	}
	return false;
}

/* Whether the letter shows its reference by itself; only a template that reads `letter` can. */
static bool prints_ref(const struct draft *d, const char *text, size_t n)
{
	const struct letter *l = d->letter;

	return d->variant->prints_letter &&
	       (holds_ref(text, n, l->ref) || holds_ref(l->subject, strlen(l->subject), l->ref));
}

/*
 * The reference stands at the end of the text, before a signature ("-- "): mail programs drop that
 * from what they quote.
 */
static void add_ref_line(struct str *text, const char *ref)
{
	const char *at = strstr(str_c(text), "\n-- \n");
	char *signature = at ? mem_strndup(at + 1, text->len - (size_t)(at + 1 - text->p)) : NULL;

	if (at)
		str_truncate(text, (size_t)(at + 1 - text->p));
	if (!(at && text->len > 1 && at[-1] == '\n'))
		str_addc(text, '\n');
	str_adds(text, "Ref: ");
	str_adds(text, ref);
	str_addc(text, '\n');
	if (signature) {
		str_adds(text, "\n");
		str_adds(text, signature);
	}
	free(signature);
}

/*
 * Renders a body into x->raw. What the head assigned and captured is made anew, escaped as this
 * body is: a value that it captured for a header would be markup here.
 */
static int render_body(struct draft *d, const struct liquid_template *before,
	const struct liquid_template *body, enum escape_mode mode, struct err *err)
{
	struct composer *x = d->composer;
	struct merge *m = d->variant->merge;

	merge_again(m);
	str_reset(&x->raw);
	if (before && merge_render(m, before, mode, &x->raw, err) < 0)
		return -1;
	str_reset(&x->raw);
	return merge_render(m, body, mode, &x->raw, err);
}

static int empty_text(struct draft *d, struct err *err)
{
	return err_set(err, ERR_INPUT, "%s:%zu:1: the text of the letter is empty",
		d->variant->file, d->variant->text.body_line);
}

/* ---- HTML ---- */

/* The HTML of the letter itself, without the page around it, in x->html. */
static int html_content(struct draft *d, struct err *err)
{
	struct composer *x = d->composer;
	struct variant *v = d->variant;
	bool markdown = v->text.form == FORM_MARKDOWN;

	if (render_body(d, v->before_html, v->html, markdown ? ESCAPE_MARKDOWN : ESCAPE_HTML, err) <
		0)
		return -1;
	str_reset(&x->html);
	str_reset(&x->dropped);
	if (markdown)
		markdown_to_html(&x->html, str_c(&x->raw), x->raw.len, &x->dropped);
	else if (x->marked)
		escape_restore_html(&x->html, str_c(&x->raw), x->raw.len);
	else
		str_add(&x->html, str_c(&x->raw), x->raw.len);
	return 0;
}

static void add_html_ref(struct str *html, size_t at, const char *ref)
{
	char *rest = mem_strndup(str_c(html) + at, html->len - at);

	str_truncate(html, at);
	str_addf(html, "<p class=\"ref\">Ref: %s</p>\n", ref);
	str_adds(html, rest);
	free(rest);
}

static int into_layout(struct draft *d, struct str *page, struct err *err)
{
	struct composer *x = d->composer;
	static const char content[] = MERGE_CONTENT;
	const size_t mark = sizeof ESCAPE_MARK_ON - 1;
	const char *at, *behind, *end;

	str_reset(&x->raw);
	if (merge_render_layout(
		    d->variant->merge, d->variant->layout, d->letter->subject, &x->raw, err) < 0)
		return -1;
	end = str_c(&x->raw) + x->raw.len;
	at = memmem(str_c(&x->raw), x->raw.len, content, sizeof content - 1);
	if (at == NULL)
		return err_set(err, ERR_INPUT,
			"%s:1:1: the layout does not print the letter, expected {{ content }}",
			d->variant->layout_file);
	behind = at + sizeof content - 1;
	if (x->marked && at - str_c(&x->raw) >= (ptrdiff_t)mark &&
		memcmp(at - mark, ESCAPE_MARK_ON, mark) == 0) {
		at -= mark;
		behind += mark;
	}
	escape_restore_html(page, str_c(&x->raw), (size_t)(at - str_c(&x->raw)));
	/* A layout serves letters of several languages; each says its own. */
	str_adds(page, "<div lang=\"");
	liquid_escape_html(page, d->variant->language, strlen(d->variant->language));
	str_addf(page, "\" dir=\"%s\">\n", html_direction(d->variant->language));
	str_add(page, x->html.p, x->html.len);
	str_adds(page, "</div>\n");
	escape_restore_html(page, behind, (size_t)(end - behind));
	return 0;
}

/* An image of the page becomes a part of the mail. */
static int resolve_image(void *ctx, const char *path, struct str *out, struct err *err)
{
	struct composer *x = ((struct draft *)ctx)->composer;
	struct attachment *image;

	if (attachments_get(&x->attachments, path, &image, err) < 0)
		return -1;
	for (size_t i = 0; i < x->image_count; i++)
		if (x->images[i] == image) {
			str_adds(out, image->content_id);
			return 0;
		}
	if (x->image_count == HEAD_FILES_MAX)
		return err_set(
			err, ERR_INPUT, "there are more than %d inline images", HEAD_FILES_MAX);
	x->images[x->image_count++] = image;
	str_adds(out, image->content_id);
	return 0;
}

/* Begins the sentence about a bad target with its place. */
static int refuse_target(void *ctx, const char *target, struct err *err)
{
	struct draft *d = ctx;
	struct source_place place = source_place_of(d->composer, d->variant, target);

	err_prefix(err, "%s:%zu:%zu", place.file, place.line, place.column);
	return draft_refuse(d, err);
}

/* Markdown makes no images but these. */
static bool has_images(const struct str *html)
{
	return html->len && memmem(html->p, html->len, "<img ", 5) != NULL;
}

/* The whole page in letter->html; ref: whether the reference must be added. */
static int html_page(struct draft *d, bool ref, struct err *err)
{
	struct composer *x = d->composer;
	struct variant *v = d->variant;
	bool whole = v->text.form == FORM_HTML && html_is_page(str_c(&x->html), x->html.len);
	struct str *page = &x->page, *done = &x->raw;

	if (ref)
		add_html_ref(
			&x->html, html_end_of_body(str_c(&x->html), x->html.len), d->letter->ref);
	str_reset(page);
	if (whole) {
		str_add(page, x->html.p, x->html.len);
	} else if (v->layout) {
		if (into_layout(d, page, err) < 0)
			return -1;
	} else {
		html_page_begin(page, v->language, d->letter->subject);
		str_add(page, x->html.p, x->html.len);
		html_page_end(page);
	}
	x->image_count = 0;
	if (v->text.form == FORM_HTML || v->layout || has_images(page)) {
		str_reset(done);
		const struct html_targets targets = {resolve_image, refuse_target, d};
		if (html_finish(done, page->p, page->len, &targets, err) < 0)
			return -1;
	} else {
		done = page;
	}
	d->letter->html = arena_strndup(&d->letter->arena, str_c(done), done->len);
	return 0;
}

/* ---- both ---- */

/* Whether the text in x->scratch holds blanks (&nbsp; too) and the reference that was added. */
static bool is_only_ref(const struct draft *d, bool added)
{
	const char *p = str_c(&d->composer->scratch);

	while (ascii_is_space((unsigned char)*p) || str_starts(p, "\xC2\xA0"))
		p += *p == '\xC2' ? 2 : 1;
	return *p == '\0' ||
	       (added && str_starts(p, "Ref: ") && str_starts(p + 5, d->letter->ref) &&
		       strcmp(p + 5 + strlen(d->letter->ref), "\n") == 0);
}

/* Text of an .html letter: derived from its page. */
static int body_from_html(struct draft *d, struct err *err)
{
	struct composer *x = d->composer;
	bool ref;

	if (html_content(d, err) < 0)
		return -1;
	ref = !prints_ref(d, str_c(&x->html), x->html.len);
	if (html_page(d, ref, err) < 0)
		return -1;
	str_reset(&x->page);
	html_to_plain(&x->page, d->letter->html, strlen(d->letter->html));
	str_reset(&x->scratch);
	add_text(&x->scratch, str_c(&x->page), x->page.len);
	return is_only_ref(d, ref) ? empty_text(d, err) : 0;
}

int draft_body(struct draft *d, struct err *err)
{
	struct composer *x = d->composer;
	struct variant *v = d->variant;
	struct letter *l = d->letter;
	bool ref;

	if (v->text.form == FORM_HTML) {
		if (body_from_html(d, err) < 0)
			return -1;
		l->text = arena_strndup(&l->arena, x->scratch.p, x->scratch.len);
		return 0;
	}
	if (render_body(d, v->before_body, v->body, ESCAPE_NONE, err) < 0)
		return -1;
	str_reset(&x->scratch);
	add_text(&x->scratch, str_c(&x->raw), x->raw.len);
	if (x->scratch.len == 0)
		return empty_text(d, err);
	ref = !prints_ref(d, x->scratch.p, x->scratch.len);
	if (ref)
		add_ref_line(&x->scratch, l->ref);
	l->text = arena_strndup(&l->arena, x->scratch.p, x->scratch.len);
	if (v->html == NULL)
		return 0;
	if (html_content(d, err) < 0)
		return -1;
	return html_page(d, ref, err);
}

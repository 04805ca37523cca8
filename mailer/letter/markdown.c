#include <cmark.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "letter/escape.h"
#include "letter/html.h"
#include "letter/markdown.h"

enum { ENTITY_MAX = 32, OPTIONS = CMARK_OPT_DEFAULT };

/*
 * cmark allocates many small nodes and frees all of them at the end of a letter: they come from
 * blocks that are kept from letter to letter. Each allocation carries its size for realloc.
 */
static _Thread_local struct {
	struct arena arena;
} pool;

struct chunk {
	size_t size;
	size_t align;
};

static void *pool_calloc(size_t n, size_t size)
{
	struct chunk *c;

	/* cmark's sizes are those of nodes and of text in memory: no product overflows. */
	c = arena_alloc(&pool.arena, sizeof *c + n * size);
	c->size = n * size;
	return c + 1;
}

static void *pool_realloc(void *p, size_t size)
{
	struct chunk *old = p ? (struct chunk *)p - 1 : NULL;
	void *more;

	if (old && old->size >= size)
		return p;
	more = pool_calloc(1, size);
	if (old)
		memcpy(more, p, old->size);
	return more;
}

static void pool_free(void *p)
{
	(void)p;
}

static cmark_mem pool_mem = {pool_calloc, pool_realloc, pool_free};

/* A link target with the values' characters put back, or "" when its scheme is not for mail. */
static void clean_target(cmark_node *node, bool image, struct str *dropped)
{
	const char *url = cmark_node_get_url(node);
	struct str clean;

	if (url == NULL)
		return;
	str_init(&clean);
	escape_restore(&clean, url, strlen(url));
	bool ok = html_target_ok(str_c(&clean), clean.len, image);
	const char *wanted = ok ? str_c(&clean) : "";
	if (!ok && dropped) {
		str_adds(dropped, str_c(&clean));
		str_addc(dropped, '\n');
	}
	if (strcmp(wanted, url) != 0)
		cmark_node_set_url(node, wanted);
	str_release(&clean);
}

/* Raw HTML becomes the text that it is in the plain part. */
static void html_to_text(cmark_node *node)
{
	const char *literal = cmark_node_get_literal(node);
	bool block = cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK;
	cmark_node *text = cmark_node_new_with_mem(CMARK_NODE_TEXT, &pool_mem);
	size_t n = literal ? strlen(literal) : 0;
	char *copy = mem_strndup(literal ? literal : "", n);

	while (n && copy[n - 1] == '\n')
		copy[--n] = '\0';
	cmark_node_set_literal(text, copy);
	free(copy);
	if (block) {
		cmark_node *paragraph = cmark_node_new_with_mem(CMARK_NODE_PARAGRAPH, &pool_mem);
		cmark_node_append_child(paragraph, text);
		text = paragraph;
	}
	cmark_node_replace(node, text);
	cmark_node_free(node);
}

static void clean_tree(cmark_node *root, struct str *dropped)
{
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(node);
		if (event == CMARK_EVENT_EXIT)
			continue;
		if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE)
			clean_target(node, type == CMARK_NODE_IMAGE, dropped);
		else if (type == CMARK_NODE_HTML_INLINE || type == CMARK_NODE_HTML_BLOCK)
			html_to_text(node);
	}
	cmark_iter_free(iter);
}

void markdown_to_html(struct str *out, const char *text, size_t n, struct str *dropped)
{
	cmark_parser *parser = cmark_parser_new_with_mem(OPTIONS, &pool_mem);
	cmark_node *root;
	char *html;

	cmark_parser_feed(parser, text, n);
	root = cmark_parser_finish(parser);
	clean_tree(root, dropped);
	html = cmark_render_html(root, OPTIONS);
	escape_restore_html(out, html, strlen(html));
	cmark_node_free(root);
	cmark_parser_free(parser);
	arena_reset(&pool.arena);
}

int markdown_entity(struct str *out, const char *name, size_t n)
{
	char source[ENTITY_MAX + 3];
	cmark_node *root, *text;
	const char *literal;
	int rc = -1;

	if (n == 0 || n > ENTITY_MAX)
		return -1;
	source[0] = '&';
	memcpy(source + 1, name, n);
	source[n + 1] = ';';
	root = cmark_parse_document(source, n + 2, OPTIONS);
	text = cmark_node_first_child(root);
	text = text ? cmark_node_first_child(text) : NULL;
	literal = text ? cmark_node_get_literal(text) : NULL;
	if (literal && *literal != '&' && cmark_node_next(text) == NULL) {
		str_adds(out, literal);
		rc = 0;
	} else if (literal && n == 3 && memcmp(name, "amp", 3) == 0) {
		str_addc(out, '&');
		rc = 0;
	}
	cmark_node_free(root);
	return rc;
}

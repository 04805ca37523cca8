/*
 * The parser's own parts; for the files parse*.c and source.c only.
 *
 * A template is pieces (text, {{ output }}, {% tag %}), or lines inside {% liquid %}. Blocks pull
 * pieces until a tag that they know as theirs.
 */
#ifndef LIQUID_PARSER_H
#define LIQUID_PARSER_H

#include "liquid/context.h"
#include "liquid/lexer.h"

enum piece_kind { PIECE_END, PIECE_TEXT, PIECE_OUTPUT, PIECE_TAG };

struct piece {
	enum piece_kind kind;
	const char *start; /* of the whole piece */
	const char *p; /* text, or what is between the braces; of a tag, what follows its name */
	size_t n;
	const char *name; /* of a tag */
	size_t name_len;
	bool trim_before, trim_after; /* {{- and -}} */
};

/* Where pieces come from: a file, or the lines of a {% liquid %} tag. */
struct source {
	const char *p, *end;
	bool lines;
	bool no_output_end; /* no }} follows: it was looked for once */
};

struct open_block {
	const char *name;
	size_t len;
	const char *start;
};

struct parser {
	struct liquid *engine;
	struct liquid_template *t;
	struct problems *problems;
	bool standard, trim, fatal;
	struct node *nodes; /* bodies in the making, one above the other */
	size_t node_count, node_cap;
	bool *blanks; /* which of them cannot print */
	size_t blank_cap;
	struct open_block *open;
	size_t open_count, open_cap;
	size_t expression_depth;
	struct piece pending; /* a closing tag that ends more than one block */
	bool has_pending;
	size_t errors;
	const char *placed; /* the last place that was counted, for the next one */
	size_t placed_line;
};

/* A body in the making: nodes of the parser from first on. */
struct builder {
	size_t first;
	bool blank;
	bool ends_in_text; /* what {{- would trim */
};

/* Words of one piece, with one word read ahead. */
struct words {
	struct parser *parser;
	struct lexer lexer;
	struct token now;
};

/* A tag: what follows its name is in piece. False: the problem was told. */
struct tag {
	const char *name;
	bool (*parse)(
		struct parser *p, struct builder *b, struct source *s, const struct piece *piece);
};

/* source.c: the next piece; a problem is told and the piece skipped. */
struct piece source_next(struct parser *p, struct source *s);
/* Skips to the tag `end` (of comment, raw, doc). False at the end of the source. */
bool source_skip_raw(struct parser *p, struct source *s, const char *end, struct piece *body_r);
bool source_skip_comment(struct parser *p, struct source *s);
bool source_skip_doc(struct parser *p, struct source *s, const struct piece *opening);

/* parse_problem.c */
void parse_problem(struct parser *p, const char *at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void parse_warning(struct parser *p, const char *at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
uint32_t parse_at(const struct parser *p, const char *at);
/* Tells what is wrong with a tag that the open block does not know. True: the block must end. */
bool parse_unexpected(struct parser *p, const struct piece *piece);

/* parse_body.c */
struct builder builder_start(struct parser *p);
void builder_add(struct parser *p, struct builder *b, struct node node, bool blank);
void builder_barrier(struct builder *b); /* something that prints nothing stood here */
struct body *builder_finish(struct parser *p, struct builder *b);
void body_drop_text(struct body *body);
/* A piece of text, trimmed as the pieces around it want it. */
void builder_add_text(struct parser *p, struct builder *b, const struct piece *piece);
/* {{- : what the text before ends in is dropped. */
void builder_trim(struct parser *p, struct builder *b);

/* parse.c */
/* Parses until a tag that is none of the table's; the piece that ended it. */
struct piece parse_pieces(struct parser *p, struct builder *b, struct source *s);
/* Around the body of a block. False: blocks are nested too deeply, which was told. */
bool parse_open(struct parser *p, const struct piece *piece);
void parse_close(struct parser *p);
/* Whether it is the tag of that name. */
bool piece_is(const struct piece *piece, const char *name);
/* A copy in the template's arena. */
char *parse_strndup(struct parser *p, const char *s, size_t n);
/* A node that stands where the piece does. */
struct node parse_node(struct parser *p, enum node_kind kind, const struct piece *piece);

/* parse_words.c. False: the problem was told. */
struct words words_start(struct parser *p, const char *text, size_t n);
bool words_look(const struct words *w, enum token_kind kind);
bool words_take(struct words *w, enum token_kind kind);
bool words_take_name(struct words *w, const char *name);
bool words_expect(struct words *w, enum token_kind kind);
bool words_look_keyword(const struct words *w); /* name followed by a colon */
struct token words_next(struct words *w);
bool words_expect_end(struct words *w);
/* The problem: something else than what is wanted stands here, or nothing. */
void words_unexpected(struct words *w, const char *wanted);

/* parse_expression.c, parse_condition.c, parse_output.c. NULL: the problem was told. */
/* In a condition `blank` and `empty` are what one compares with, elsewhere texts. */
struct expr *parse_expression(struct words *w, bool in_condition);
struct condition *parse_condition(struct words *w);
struct output *parse_output(struct parser *p, const char *text, size_t n);
/* Notes that the template reads a variable, or a key of one (else NULL). */
void parse_use(struct parser *p, size_t slot, const char *key);

/* A block that was opened: its body, and what its else tags begin. */
struct block {
	struct parser *parser;
	struct source *source;
	const struct piece *opening;
	bool blank; /* no body of it prints */
};

/* parse_blocks.c */
/*
 * The body up to a tag that `ends` knows or the block's own end; *end_r is that tag. A block that
 * is never closed is told, and ends where the template does.
 */
struct body *block_body(struct block *bl, const char *const *ends, struct piece *end_r);
/* Whether a tag that block_body() ended at is the block's own end. */
bool block_ends(const struct piece *piece);

/* Tags with files of their own: parse_cycle.c, parse_partial.c, parse_loops.c. */
bool parse_cycle(struct parser *p, struct builder *b, struct source *s, const struct piece *piece);
bool parse_partial(
	struct parser *p, struct builder *b, struct source *s, const struct piece *piece);
bool parse_for(struct parser *p, struct builder *b, struct source *s, const struct piece *piece);
bool parse_tablerow(
	struct parser *p, struct builder *b, struct source *s, const struct piece *piece);

/* parse_tags.c, parse_blocks.c: tables ended by a NULL name. */
extern const struct tag tags_simple[], tags_block[];

#endif

#include <string.h>

#include "base/utf8.h"
#include "cmd/mail_text.h"
#include "cmd/review.h"
#include "cmd/words.h"

enum { CONTEXT_LINES = 3, TEXT_LINES = 16 };

const struct reply_demand *review_passage(const struct reply *reply, const char *demand)
{
	for (size_t i = 0; i < reply->demand_count; i++)
		if (strcmp(reply->demands[i].demand, demand) == 0)
			return &reply->demands[i];
	return NULL;
}

/* The n-th line end before (or behind) a place. */
static size_t lines_before(const char *text, size_t at, int n)
{
	while (at > 0 && (text[at - 1] != '\n' || n-- > 0))
		at--;
	return at;
}

static size_t lines_after(const char *text, size_t len, size_t at, int n)
{
	while (at < len && (text[at] != '\n' || n-- > 0))
		at++;
	return at;
}

/* Bytes of foreign text, each line behind a margin. */
static void print_piece(const struct cli *cli, const char *text, size_t n, enum style style)
{
	struct str visible = STR_INIT;

	utf8_add_visible(&visible, text, n, true);
	for (const char *p = str_c(&visible); *p;) {
		size_t len = strcspn(p, "\n");
		cli_print("  %s|%s %s%.*s%s\n", cli_style(cli, STYLE_DIM),
			cli_style(cli, STYLE_NONE), cli_style(cli, style), (int)len, p,
			cli_style(cli, STYLE_NONE));
		p += len + (p[len] == '\n');
	}
	str_release(&visible);
}

/* The passage in its surroundings, whole lines; or the beginning of what the sender wrote. */
static void print_text(
	const struct cli *cli, const struct reply *r, const struct reply_demand *passage)
{
	const char *text = r->text ? r->text : "";
	size_t len = strlen(text);

	if (passage && passage->end > passage->start && passage->end <= len) {
		size_t start = lines_before(text, passage->start, 0);
		size_t end = lines_after(text, len, passage->end, 0);
		size_t from = lines_before(text, start, CONTEXT_LINES);
		size_t to = lines_after(text, len, end, CONTEXT_LINES);
		print_piece(cli, text + from, start - from, STYLE_DIM);
		print_piece(cli, text + start, end - start, STYLE_BOLD);
		print_piece(cli, text + end + (end < to), to - end - (end < to), STYLE_DIM);
		return;
	}
	if (r->reply_text && *r->reply_text) {
		text = r->reply_text;
		len = strlen(text);
	}
	size_t to = lines_after(text, len, 0, TEXT_LINES);
	print_piece(cli, text, to, STYLE_NONE);
	if (to < len)
		cli_print("  %s| ... t shows all of it%s\n", cli_style(cli, STYLE_DIM),
			cli_style(cli, STYLE_NONE));
}

static void print_demand(
	const struct cli *cli, const struct workspace *w, const struct review_item *item)
{
	const struct demand *d = demand_find(w->demands, w->demand_count, item->demand);
	struct str text = STR_INIT;

	cli_print("%sDemand%s     ", cli_style(cli, STYLE_DIM), cli_style(cli, STYLE_NONE));
	if (d)
		cli_print("%s%zu. %s%s\n", cli_style(cli, STYLE_BOLD), d->number,
			cli_visible(d->title ? d->title : d->id), cli_style(cli, STYLE_NONE));
	else
		cli_print("%s (not in campaign.cfg any more)\n", cli_visible(item->demand));
	if (d && d->text) {
		words_add_wrapped(&text, d->text, 11, words_width());
		cli_print("%s", text.p);
	}
	cli_print("%sAt%s         %s\n", cli_style(cli, STYLE_DIM), cli_style(cli, STYLE_NONE),
		cli_visible(item->target));
	str_release(&text);
}

void review_show(const struct cli *cli, const struct workspace *w, const struct review_item *item,
	const struct reply *reply, size_t at, size_t count)
{
	const struct reply_demand *passage = review_passage(reply, item->demand);

	cli_print("\n%s--- %zu of %zu ---%s\n", cli_style(cli, STYLE_DIM), at + 1, count,
		cli_style(cli, STYLE_NONE));
	mail_print_line(cli, reply);
	print_demand(cli, w, item);
	if (passage)
		cli_print("%sFound%s      %s\n", cli_style(cli, STYLE_DIM),
			cli_style(cli, STYLE_NONE),
			cli_visible(passage->reason ? passage->reason : "by a person"));
	if (reply->promised_date)
		cli_print("%sPromises%s   %s (e accepts it as the new deadline)\n",
			cli_style(cli, STYLE_DIM), cli_style(cli, STYLE_NONE),
			cli_visible(reply->promised_date));
	cli_print("\n");
	print_text(cli, reply, passage);
}

void review_show_help(const struct cli *cli)
{
	static const char *const lines[] = {
		"a answered   p partial   r refused   d redirected   w withdrawn   o still open",
		"t show all of its text   \" type the words that the judgement rests on",
		"e accept the promised date   s skip   b back   u undo the last   q quit",
	};

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		cli_print("  %s%s%s\n", cli_style(cli, STYLE_DIM), lines[i],
			cli_style(cli, STYLE_NONE));
}

/* The labelled mails of tests/data/replies: read, matched and filed as their table says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "store/outbox.h"
#include "watch/compose_reply.h"
#include "watch/demands.h"
#include "watch/overlap.h"

#define FOLDER TEST_DATA "/replies/"
enum { COLUMNS = 8, DEMANDS_MAX = 20 };

static struct store *store;
static struct arena arena;
static struct demand demands[DEMANDS_MAX];
static struct overlap *overlap;
static struct match_settings settings = {.demands = demands};

static void must(int rc, const struct err *err)
{
	if (rc < 0)
		fail_msg("%s", err->text);
}

static enum match_party party(void *ctx, const char *address)
{
	(void)ctx;
	return strcmp(address, "ana@ngo.example.org") == 0 ? MATCH_SIGNATORY : MATCH_STRANGER;
}

static char *read_file(const char *name)
{
	struct str bytes = STR_INIT;
	struct err err = {0};
	char *path = arena_printf(&arena, FOLDER "%s", name);

	must(file_read(path, 1 << 24, &bytes, &err), &err);
	char *copy = arena_strndup(&arena, str_c(&bytes), bytes.len);
	str_release(&bytes);
	return copy;
}

/* The next line of *text, split at tabs; false at the end. Missing cells are "". */
static bool next_row(char **text, char *cells[COLUMNS])
{
	char *line = *text, *end = strchr(line, '\n');

	if (*line == '\0')
		return false;
	*text = end ? end + 1 : line + strlen(line);
	if (end)
		*end = '\0';
	for (size_t i = 0; i < COLUMNS; i++) {
		char *tab = strchr(line, '\t');
		cells[i] = line;
		line = tab ? tab + 1 : line + strlen(line);
		if (tab)
			*tab = '\0';
	}
	return true;
}

static void add_letter(char *cells[COLUMNS], long number, struct err *err)
{
	struct outbox_letter found = {0}, l = {.ref = cells[0],
						  .key = cells[0],
						  .edition = 1,
						  .kind = "first",
						  .signatory_row = -1,
						  .recipient_key = cells[1],
						  .email = cells[1],
						  .name = "",
						  .org = cells[2],
						  .number = number,
						  .token = cells[3],
						  .message_id = cells[4],
						  .subject = cells[5],
						  .envelope_from = "letters@example.org",
						  .sha256 = "0"};
	struct outbox_result sent = {.state = OUTBOX_SENT, .code = 250};

	must(outbox_add(store, &l, NULL, err), err);
	assert_int_equal(outbox_find(store, OUTBOX_BY_REF, cells[0], &found, err), 1);
	must(outbox_intend(store, &found.id, 1, err), err);
	must(outbox_result(store, found.id, &sent, 1, NULL, err), err);
	outbox_letter_release(&found);
}

static int set_up(void **state)
{
	struct err err = {0};
	char *text, *cells[COLUMNS];
	long number = 0;

	(void)state;
	must(clock_set_zone("UTC", &err), &err);
	must(store_open("", STORE_EMPTY, &store, &err), &err);
	text = read_file("letters.tsv");
	next_row(&text, cells);
	while (next_row(&text, cells))
		add_letter(cells, ++number, &err);
	text = read_file("demands.tsv");
	next_row(&text, cells);
	for (size_t n = 0; next_row(&text, cells); n++) {
		demands[n] = (struct demand){
			.id = cells[0], .title = "", .text = cells[1], .number = n + 1};
		settings.demand_count = n + 1;
	}
	settings.party = party;
	overlap = overlap_new(&arena, demands, settings.demand_count);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	store_close(store);
	arena_release(&arena);
	return 0;
}

/* What was found, in the table's form. */
static void describe(
	const struct reply *r, struct str *letters, struct str *rungs, struct str *found)
{
	for (size_t i = 0; i < r->letter_count; i++) {
		str_addf(letters, "%s%s", i ? "," : "", r->letters[i].ref);
		str_addf(rungs, "%s%d", i ? "," : "", r->letters[i].rung);
	}
	/* All open demands is the answer where no passage tells. */
	for (size_t i = 0; i < r->demand_count; i++)
		if (r->demands[i].end > r->demands[i].start)
			str_addf(found, "%s%s", found->len ? "," : "", r->demands[i].demand);
}

/* Whether the comma-separated names of a are those of b, in any order. */
static bool same_set(const char *a, const char *b)
{
	size_t n = 0, m = 0;

	for (const char *p = a; *p; p += strcspn(p, ","), p += *p == ',') {
		size_t len = strcspn(p, ",");
		bool there = false;
		for (const char *q = b; *q; q += strcspn(q, ","), q += *q == ',')
			there = there || (strcspn(q, ",") == len && strncmp(p, q, len) == 0);
		if (!there)
			return false;
		n++;
	}
	for (const char *q = b; *q; q += strcspn(q, ","), q += *q == ',')
		m++;
	return n == m;
}

/* "1" stands for "1,1". */
static bool same_rungs(const char *wanted, const char *got)
{
	if (strchr(wanted, ',') || *wanted == '\0')
		return same_set(wanted, got) || strcmp(wanted, got) == 0;
	for (const char *p = got; *p; p++)
		if (*p != ',' && *p != *wanted)
			return false;
	return *got != '\0';
}

static const char *const filings[] = {"filed", "suggested", "contested", "unverified", "unsorted"};

static size_t filing_index(const char *name)
{
	for (size_t i = 0; i < 5; i++)
		if (strcmp(filings[i], name) == 0)
			return i;
	fail_msg("the table has a filing \"%s\"", name);
	return 0;
}

static void print_matrix(size_t counts[5][5])
{
	print_message("%-12s", "wanted\\got");
	for (size_t i = 0; i < 5; i++)
		print_message("%12s", filings[i]);
	for (size_t i = 0; i < 5; i++) {
		print_message("\n%-12s", filings[i]);
		for (size_t k = 0; k < 5; k++)
			print_message("%12zu", counts[i][k]);
	}
	print_message("\n");
}

static bool run_row(char *cells[COLUMNS], size_t counts[5][5])
{
	struct str mail = STR_INIT, letters = STR_INIT, rungs = STR_INIT, found = STR_INIT;
	struct arena scratch = {0};
	struct reading reading;
	struct reply reply = {0};
	struct err err = {0};
	char *path = arena_printf(&arena, FOLDER "%s", cells[0]);

	must(file_read(path, 1 << 24, &mail, &err), &err);
	reading_parse(str_c(&mail), mail.len, &reading);
	demands_find(overlap, &reading);
	must(compose_reply(store, &settings, &reading, &scratch, &reply, &err), &err);
	describe(&reply, &letters, &rungs, &found);
	const char *filing = reply_filing_name(reply.filing);
	counts[filing_index(cells[4])][reply.filing]++;
	bool right = strcmp(cells[4], filing) == 0 && same_set(cells[2], str_c(&letters)) &&
		     same_rungs(cells[3], str_c(&rungs)) && same_set(cells[5], str_c(&found));
	if (!right)
		print_error("%s: %s to \"%s\" by \"%s\" for \"%s\"; expected %s to \"%s\" by "
			    "\"%s\" for \"%s\"\n",
			cells[0], filing, str_c(&letters), str_c(&rungs), str_c(&found), cells[4],
			cells[2], cells[3], cells[5]);
	str_release(&mail);
	str_release(&letters);
	str_release(&rungs);
	str_release(&found);
	reading_release(&reading);
	arena_release(&scratch);
	return right;
}

static void table(void **state)
{
	char *text = read_file("expected.tsv"), *cells[COLUMNS];
	size_t counts[5][5] = {0}, n = 0, right = 0;

	(void)state;
	next_row(&text, cells);
	for (; next_row(&text, cells); n++)
		right += run_row(cells, counts);
	print_matrix(counts);
	print_message("%zu of %zu as the table says\n", right, n);
	assert_true(n >= 80);
	assert_int_equal(right, n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(table)};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

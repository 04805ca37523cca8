/*
 * Letters from any template and any cell: whatever comes out is 7-bit, has CRLF line ends only and
 * no line over 998, and nothing that a cell holds becomes a header or markup.
 *
 * The input is a kind (its first byte), the cells of a recipient up to the first NUL, and a
 * template.
 *
 * rooms: letter campaign liquid base
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "letter/letter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	struct str cell, template;
	const char *name;
};

static const char config[] =
	"campaign = { id = \"a-2025\"; title = \"T\"; deadline = \"2025-10-10\"; timezone = "
	"\"UTC\"; "
	"language = \"en\"; };\nletter = { template = \"%s\"; from = \"L <l@example.org>\"; };\n"
	"recipients = \"r.csv\"; signatories = \"s.csv\";\n"
	"demands = ( { id = \"d\"; title = \"D\"; text = \"Do it.\"; } );\n";

static void add_csv_cell(struct str *out, const struct str *cell)
{
	str_addc(out, '"');
	for (size_t i = 0; i < cell->len; i++) {
		if (cell->p[i] == '"')
			str_addc(out, '"');
		str_addc(out, cell->p[i]);
	}
	str_addc(out, '"');
}

static int read_input(void *ctx, const char *name, struct str *out, struct err *err)
{
	struct input *in = ctx;

	if (strcmp(name, "campaign.cfg") == 0) {
		const char *at = strstr(config, "%s");
		str_add(out, config, (size_t)(at - config));
		str_adds(out, in->name);
		str_adds(out, at + 2);
	} else if (strcmp(name, "r.csv") == 0) {
		str_adds(out, "email,name,org,note\nr@example.com,");
		add_csv_cell(out, &in->cell);
		str_addc(out, ',');
		add_csv_cell(out, &in->cell);
		str_addc(out, ',');
		add_csv_cell(out, &in->cell);
		str_addc(out, '\n');
	} else if (strcmp(name, "s.csv") == 0) {
		str_adds(out, "name,org\nAda,One\n");
	} else if (strcmp(name, in->name) == 0) {
		str_add(out, in->template.p, in->template.len);
	} else {
		return err_set(err, ERR_INPUT, "%s: no such file", name);
	}
	return 0;
}

static void check(const struct letter *l)
{
	size_t line = 0;
	bool header = true;

	for (size_t i = 0; i < l->bytes.len; i++) {
		unsigned char c = (unsigned char)l->bytes.p[i];
		if (c >= 128 || c == '\0')
			abort();
		if (c == '\n')
			abort(); /* without its CR, which skips it below */
		if (c != '\r')
			continue;
		if (l->bytes.p[i + 1] != '\n' || i - line > 998)
			abort();
		if (header && i == line)
			header = false;
		if (header && (strncmp(l->bytes.p + line, "Bcc:", 4) == 0))
			abort();
		i++;
		line = i + 1;
	}
	if (line != l->bytes.len || header)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"letter.txt", "letter.md", "letter.html"};
	static const uint8_t secret[32];
	struct input in = {.name = names[size ? data[0] % 3 : 0]};
	struct source source = {.read = read_input, .ctx = &in};
	struct problems problems = {0};
	struct campaign campaign;
	struct letter letter = {0};
	struct letter_id id;
	struct err err;
	struct composer *x = NULL;

	if (size == 0 || size > 20000)
		return 0;
	const uint8_t *nul = memchr(data + 1, 0, size - 1);
	size_t cell = nul ? (size_t)(nul - data) - 1 : 0;
	str_init(&in.cell);
	str_init(&in.template);
	str_add(&in.cell, data + 1, cell);
	str_add(&in.template, data + 1 + cell + (nul != NULL), size - 1 - cell - (nul != NULL));
	campaign_load(&campaign, "/nonexistent", &source, true, &problems);
	if (problems.errors == 0)
		x = composer_new(
			&campaign, LETTER_FIRST, 1758870000, secret, sizeof secret, &problems);
	if (x) {
		letter_nth(&campaign, 0, &id);
		for (int turn = 0; turn < 2; turn++)
			if (composer_write(x, &id, &letter, &err) == 0)
				check(&letter);
	}
	letter_release(&letter);
	composer_free(x);
	campaign_release(&campaign);
	problems_release(&problems);
	str_release(&in.cell);
	str_release(&in.template);
	return 0;
}

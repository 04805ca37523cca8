#include <string.h>

#include "base/utf8.h"
#include "cmd/csv_out.h"

/* What spreadsheets read as the beginning of a formula; the last four are the full-width forms. */
static bool is_formula(const char *text)
{
	static const char *const wide[] = {
		"\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};

	if (*text == '\t' || *text == '\r' || *text == '\n')
		return true;
	text += strspn(text, " \t\r\n\v\f\"'");
	if (*text && strchr("=+-@|%", *text))
		return true;
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
		if (str_starts(text, wide[i]))
			return true;
	return false;
}

void csv_add_cell(struct str *out, const char *text, bool first)
{
	struct str clean = STR_INIT;

	if (!first)
		str_addc(out, ',');
	if (text == NULL || *text == '\0')
		return;
	/* Controls would act on whoever looks at the file in a terminal. */
	utf8_add_visible(&clean, text, strlen(text), true);
	str_addc(out, '"');
	if (is_formula(text))
		str_addc(out, '\'');
	for (const char *p = str_c(&clean); *p; p++) {
		if (*p == '"')
			str_addc(out, '"');
		str_addc(out, *p);
	}
	str_addc(out, '"');
	str_release(&clean);
}

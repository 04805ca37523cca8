#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/utf8.h"
#include "cmd/words.h"

static const char *const months[] = {
	"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void words_add_day(struct str *out, struct date d)
{
	str_addf(out, "%d %s %d", d.day, months[(d.month - 1) % 12], d.year);
}

void words_add_time(struct str *out, int64_t t)
{
	time_t at = (time_t)t;
	struct tm tm;

	words_add_day(out, date_at(t));
	if (localtime_r(&at, &tm))
		str_addf(out, " %02d:%02d", tm.tm_hour, tm.tm_min);
}

void words_add_distance(struct str *out, struct date d, int64_t now)
{
	long days = (long)(date_to_days(d) - date_to_days(date_at(now)));

	if (days == 0)
		str_adds(out, "today");
	else if (days == 1)
		str_adds(out, "tomorrow");
	else if (days == -1)
		str_adds(out, "yesterday");
	else if (days > 0)
		str_addf(out, "in %ld days", days);
	else
		str_addf(out, "%ld days ago", -days);
}

void words_add_quote(struct str *out, const char *text)
{
	if (text == NULL)
		return;
	str_adds(out, ": \"");
	for (const char *p = text; *p;) {
		size_t space = strspn(p, " \t\r\n");
		if (space && p > text && p[space])
			str_addc(out, ' ');
		p += space;
		size_t word = strcspn(p, " \t\r\n");
		str_add(out, p, word);
		p += word;
	}
	str_addc(out, '"');
}

void words_add_count(struct str *out, size_t n, const char *singular, const char *plural)
{
	if (n == 0)
		str_adds(out, "no ");
	else
		str_addf(out, "%zu ", n);
	if (n == 1)
		str_adds(out, singular);
	else if (plural)
		str_adds(out, plural);
	else
		str_addf(out, "%ss", singular);
}

size_t words_width(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	long n;

	if (columns && parse_long(columns, 20, 1000, &n) == 0)
		return (size_t)n;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
		return size.ws_col;
	return 80;
}

bool words_utf8(void)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

	/* As the C library reads them: the first that is set decides. */
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);
		if (value && *value)
			return strcasestr(value, "utf-8") || strcasestr(value, "utf8");
	}
	return false;
}

const char *words_position_sign(enum demand_position position)
{
	static const char *const signs[DEMAND_POSITIONS] = {"○", "◐", "●", "✕", "→", "–"};
	static const char *const plain[DEMAND_POSITIONS] = {"o", "%", "#", "x", ">", "-"};

	return words_utf8() ? signs[position] : plain[position];
}

enum style words_position_style(enum demand_position position)
{
	static const enum style styles[DEMAND_POSITIONS] = {
		[DEMAND_OPEN] = STYLE_NONE,
		[DEMAND_PARTIAL] = STYLE_YELLOW,
		[DEMAND_ANSWERED] = STYLE_GREEN,
		[DEMAND_REFUSED] = STYLE_RED,
		[DEMAND_REDIRECTED] = STYLE_BLUE,
		[DEMAND_WITHDRAWN] = STYLE_DIM,
	};

	return styles[position];
}

/* How many bytes of a line of n fit into width columns, cut at a space where there is one. */
static size_t line_part(const char *s, size_t n, size_t width)
{
	size_t end = 0, space = 0;

	while (end < n) {
		size_t next = end + 1;
		while (next < n && ((unsigned char)s[next] & 0xc0) == 0x80)
			next++;
		if (utf8_width(s, next) > width && end > 0)
			return space ? space : end;
		end = next;
		if (s[end - 1] == ' ')
			space = end;
		/* Widths are measured from the beginning: keep that short. */
		if (end > 4 * width)
			return end;
	}
	return end;
}

void words_add_wrapped(struct str *out, const char *text, size_t indent, size_t width)
{
	struct str visible = STR_INIT;
	size_t room = width > indent + 10 ? width - indent : 10;

	utf8_add_visible(&visible, text, strlen(text), true);
	for (const char *line = str_c(&visible); *line;) {
		size_t n = strcspn(line, "\n");
		size_t at = 0;
		do {
			size_t part = line_part(line + at, n - at, room);
			size_t shown = part;
			while (shown && line[at + shown - 1] == ' ')
				shown--;
			if (shown)
				str_addf(out, "%*s", (int)indent, "");
			str_add(out, line + at, shown);
			str_addc(out, '\n');
			at += part;
		} while (at < n);
		line += n + (line[n] == '\n');
	}
	str_release(&visible);
}

#include <string.h>
#include <time.h>

#include "store/replies.h"
#include "cmd/export.h"
#include "cmd/mail_text.h"
#include "cmd/show.h"

/* "From sender date": the date as asctime() writes it, in UTC and English (RFC 4155). */
static void add_separator(struct str *out, const struct reply *r)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t at = (time_t)(r->date ? r->date : r->received_at);
	const char *sender = r->from_email ? r->from_email : "";
	struct tm tm = {0};

	gmtime_r(&at, &tm);
	/* Nothing that could end the line or the word. */
	if (*sender == '\0' || sender[strcspn(sender, " \t\r\n\v\f")])
		sender = "MAILER-DAEMON";
	str_addf(out, "From %s %.3s %.3s %2d %02d:%02d:%02d %d\n", sender, days + 3 * tm.tm_wday,
		months + 3 * tm.tm_mon, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
		1900 + tm.tm_year);
}

/* A mail's lines with LF, ">" before each that could be taken for a separator (mboxrd). */
static void add_mail(struct str *out, const char *bytes, size_t n)
{
	for (const char *p = bytes, *end = bytes + n; p < end;) {
		const char *eol = memchr(p, '\n', (size_t)(end - p));
		size_t len = (size_t)((eol ? eol : end) - p);
		size_t marks = strspn(p, ">");
		size_t shown = len && p[len - 1] == '\r' ? len - 1 : len;
		if (len >= marks + 5 && memcmp(p + marks, "From ", 5) == 0)
			str_addc(out, '>');
		str_add(out, p, shown);
		str_addc(out, '\n');
		p += len + (eol != NULL);
	}
	str_addc(out, '\n');
}

int export_mbox(struct export *x, struct err *err)
{
	struct reply r = {0};
	struct str bytes = STR_INIT, text = STR_INIT;
	long *numbers;
	long n = reply_list(x->w.store, NULL, &x->arena, &numbers, err);
	int rc = n < 0 ? -1 : 0;

	for (long i = 0; i < n && rc >= 0; i++) {
		rc = reply_load(x->w.store, numbers[i], &r, err);
		str_reset(&bytes);
		if (rc > 0)
			rc = mail_archived(x->w.campaign.dir, &r, &bytes, err);
		if (rc == 0) {
			str_reset(&text);
			add_separator(&text, &r);
			add_mail(&text, str_c(&bytes), bytes.len);
			show_bytes(text.p, text.len);
		}
	}
	reply_release(&r);
	str_release(&bytes);
	str_release(&text);
	return rc < 0 ? -1 : 0;
}

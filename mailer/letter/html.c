#include <string.h>
#include <strings.h>

#include "liquid/liquid.h"
#include "letter/html.h"
#include "letter/html_token.h"

static const char *const rtl_languages[] = {
	"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"};
static const char *const rtl_scripts[] = {"arab", "hebr", "syrc", "thaa", "nkoo"};

static bool is_one_of(const char *const *names, size_t count, const char *name, size_t n)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(names[i]) == n && strncasecmp(name, names[i], n) == 0)
			return true;
	return false;
}

/* A script ("Arab", RFC 5646 2.2.3) counts before the language. */
const char *html_direction(const char *language)
{
	const char *tag = language ? language : "";
	size_t n = strcspn(tag, "-_");
	bool right = is_one_of(rtl_languages, sizeof rtl_languages / sizeof *rtl_languages, tag, n);

	for (const char *p = tag + n; *p; p += strcspn(p, "-_")) {
		p++;
		if (strcspn(p, "-_") == 4) {
			right = is_one_of(
				rtl_scripts, sizeof rtl_scripts / sizeof *rtl_scripts, p, 4);
			break;
		}
	}
	return right ? "rtl" : "ltr";
}

/* The scheme of a target as a browser would read it: blanks and controls inside do not count. */
static size_t read_scheme(const char *url, size_t n, char scheme_r[12])
{
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)url[i];
		if (c <= ' ')
			continue;
		if (c == ':') {
			scheme_r[len] = '\0';
			return len;
		}
		if (!ascii_is_alnum(c) && c != '+' && c != '-' && c != '.')
			return 0;
		if (len < 11)
			scheme_r[len++] = (char)ascii_lower(c);
	}
	return 0;
}

bool html_has_scheme(const char *url, size_t n)
{
	char scheme[12];

	return read_scheme(url, n, scheme) != 0 || (n >= 2 && memcmp(url, "//", 2) == 0);
}

bool html_target_ok(const char *url, size_t n, bool image)
{
	char scheme[12];

	if (read_scheme(url, n, scheme) == 0)
		return true;
	if (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0)
		return true;
	return strcmp(scheme, image ? "cid" : "mailto") == 0;
}

static const char style[] =
	"body{margin:0;padding:1.5em;max-width:42em;font:16px/1.5 Georgia,\"Times New "
	"Roman\",serif;\n"
	"color:#1a1a1a;background:#fff}\n"
	"h1,h2,h3{font-family:Helvetica,Arial,sans-serif;line-height:1.25}\n"
	"h1{font-size:1.5em}h2{font-size:1.25em}h3{font-size:1.1em}\n"
	"a{color:#0b4f8a}li{margin:.4em 0}img{max-width:100%;height:auto}\n"
	"blockquote{margin:1em 0;padding:0 1em;border-left:3px solid #bbb;color:#444}\n"
	"[dir=rtl] blockquote{border-left:0;border-right:3px solid #bbb}\n"
	"pre,code{font-family:Menlo,Consolas,monospace;font-size:.9em}\n"
	"pre{white-space:pre-wrap}\n"
	".ref{margin-top:2em;font-size:.85em;color:#666}\n";

void html_page_begin(struct str *out, const char *language, const char *title)
{
	const char *direction = html_direction(language);

	str_adds(out, "<!DOCTYPE html>\n<html lang=\"");
	liquid_escape_html(out, language, strlen(language));
	str_addf(out,
		"\" dir=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
		direction);
	liquid_escape_html(out, title, strlen(title));
	str_adds(out, "</title>\n<style>\n");
	str_add(out, style, sizeof style - 1);
	str_addf(out, "</style>\n</head>\n<body dir=\"%s\">\n", direction);
}

void html_page_end(struct str *out)
{
	str_adds(out, "</body>\n</html>\n");
}

bool html_is_page(const char *html, size_t n)
{
	struct html_scan s;
	struct html_token t;

	html_scan_init(&s, html, n);
	while (html_scan_next(&s, &t))
		if (t.kind == HTML_OPEN &&
			(strcmp(t.name, "html") == 0 || strcmp(t.name, "body") == 0))
			return true;
	return false;
}

size_t html_end_of_body(const char *html, size_t n)
{
	for (size_t i = n; i >= 7; i--)
		if (html[i - 7] == '<' && strncasecmp(html + i - 7, "</body", 6) == 0)
			return i - 7;
	return n;
}

static bool is_target(const struct html_attribute *a, bool *image_r)
{
	*image_r = html_attribute_is(a, "src") || html_attribute_is(a, "background") ||
		   html_attribute_is(a, "poster");
	return *image_r || html_attribute_is(a, "href") || html_attribute_is(a, "action") ||
	       html_attribute_is(a, "formaction") || html_attribute_is(a, "xlink:href");
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, ascii_lower((unsigned char)c)) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* %20 and the like, as Markdown writes what a URL cannot hold. */
static void decode_percent(struct str *out, const char *s)
{
	for (; *s; s++) {
		int high = *s == '%' ? hex_digit(s[1]) : -1, low = high < 0 ? -1 : hex_digit(s[2]);
		if (low < 0) {
			str_addc(out, *s);
		} else {
			str_addc(out, (char)(high * 16 + low));
			s += 2;
		}
	}
}

bool html_image_path(struct str *out, const char *url, size_t n)
{
	if (n > 4 && str_istarts(url, "cid:")) {
		str_adds(out, url + 4);
		return true;
	}
	if (n == 0 || html_has_scheme(url, n) || *url == '#' || *url == '?')
		return false;
	decode_percent(out, url);
	return memchr(out->p, '\0', out->len) == NULL;
}

/* One target. Appends what stands in its place to out, which held everything before it. */
static int finish_target(struct str *out, const struct html_attribute *a, bool image,
	const struct html_targets *targets, struct err *err)
{
	struct str url, path, id;
	int rc = 0;

	str_init(&url);
	str_init(&path);
	str_init(&id);
	html_decode(&url, a->value, a->value_len);
	if (!html_target_ok(str_c(&url), url.len, image)) {
		rc = err_set(err, ERR_INPUT,
			"the HTML points to \"%.200s\", expected http, https or %s", str_c(&url),
			image ? "cid (an image of the campaign folder)" : "mailto");
	} else if (image && html_image_path(&path, str_c(&url), url.len)) {
		rc = targets->resolve(targets->ctx, str_c(&path), &id, err);
		str_adds(out, "cid:");
		liquid_escape_html(out, str_c(&id), id.len);
	} else {
		str_add(out, a->value, a->value_len);
	}
	if (rc < 0)
		rc = targets->refused(targets->ctx, str_c(&url), err);
	str_release(&id);
	str_release(&path);
	str_release(&url);
	return rc;
}

int html_finish(struct str *out, const char *html, size_t n, const struct html_targets *targets,
	struct err *err)
{
	struct html_scan s;
	struct html_token t;
	const char *copied = html;

	html_scan_init(&s, html, n);
	while (html_scan_next(&s, &t)) {
		struct html_attribute a;
		const char *at = t.attributes;
		bool image;
		if (t.kind != HTML_OPEN)
			continue;
		while (html_attribute_next(&t, &at, &a)) {
			if (!is_target(&a, &image) || a.value_len == 0)
				continue;
			str_add(out, copied, (size_t)(a.value - copied));
			if (finish_target(out, &a, image, targets, err) < 0)
				return -1;
			copied = a.value + a.value_len;
		}
	}
	str_add(out, copied, (size_t)(html + n - copied));
	return 0;
}

#include <stdlib.h>
#include <string.h>

#include "letter/html.h"
#include "letter/html_token.h"
#include "letter/look.h"

static const char dropped[] = "mail programs drop it, and filters look for it";

/* What mail programs do not show or do. */
static const struct {
	const char *element, *why;
} elements[] = {
	{"script", dropped},
	{"iframe", dropped},
	{"object", dropped},
	{"embed", dropped},
	{"applet", dropped},
	{"base", dropped},
	{"form", "few mail programs have forms, and filters take them for phishing; give a link"},
	{"video", "few mail programs play it; give a link"},
	{"audio", "few mail programs play it; give a link"},
};

static void look_at_element(struct look *k, const struct variant *v, const struct html_token *t)
{
	struct str tag = STR_INIT, shown = STR_INIT;

	for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
		if (strcmp(t->name, elements[i].element) == 0) {
			str_addf(&tag, "<%.*s", (int)strlen(t->name), t->begin + 1);
			str_addf(&shown, "<%s>", t->name);
			look_warn_of(k, v, tag.p, shown.p, elements[i].why);
		}
	str_release(&shown);
	str_release(&tag);
}

static void look_at_link(struct look *k, const struct variant *v, const char *url)
{
	struct str what = STR_INIT;

	if (*url && *url != '#' && !html_has_scheme(url, strlen(url))) {
		str_addf(&what, "the link \"%.200s\"", url);
		look_warn_of(k, v, url, what.p,
			"leads nowhere from a mail, expected one that begins with https://");
	}
	str_release(&what);
}

static void look_at_image(struct look *k, const struct variant *v, const char *url)
{
	struct str what = STR_INIT;

	if (*url && !str_istarts(url, "cid:")) {
		str_addf(&what, "the image \"%.200s\"", url);
		look_warn_of(k, v, url, what.p,
			"comes from elsewhere, and many mail programs do not show it; a file of "
			"the campaign goes along");
	}
	str_release(&what);
}

static void look_at_attribute(struct look *k, const struct variant *v, const struct html_token *t,
	const struct html_attribute *a, const char *value)
{
	if (strcmp(t->name, "a") == 0 && html_attribute_is(a, "href")) {
		look_at_link(k, v, value);
	} else if (strcmp(t->name, "img") == 0 && html_attribute_is(a, "src")) {
		look_at_image(k, v, value);
	} else if (strcmp(t->name, "link") == 0 && html_attribute_is(a, "href")) {
		look_warn_of(k, v, value, "<link>",
			"mail programs fetch no style sheets; write the style into <style>");
	} else if (a->name_len > 2 && str_istarts(a->name, "on")) {
		char *name = mem_strndup(a->name, a->name_len);
		look_warn_of(k, v, name, name, dropped);
		free(name);
	}
}

static void look_at_attributes(struct look *k, const struct variant *v, const struct html_token *t)
{
	struct html_attribute a;
	struct str value = STR_INIT;

	for (const char *at = t->attributes; html_attribute_next(t, &at, &a);) {
		str_reset(&value);
		html_decode(&value, a.value, a.value_len);
		look_at_attribute(k, v, t, &a, str_c(&value));
	}
	str_release(&value);
}

/* What Markdown left out, each ended by a line end. */
static void look_at_dropped(struct look *k, const struct variant *v)
{
	struct str url = STR_INIT, what = STR_INIT;

	for (const char *p = str_c(&k->composer->dropped); *p; p += strcspn(p, "\n") + 1) {
		str_reset(&url);
		str_reset(&what);
		str_add(&url, p, strcspn(p, "\n"));
		str_addf(&what, "the link \"%.200s\"", str_c(&url));
		look_warn_of(k, v, str_c(&url), what.p,
			"is left out, expected one that begins with https:// or mailto:");
	}
	str_release(&what);
	str_release(&url);
}

void look_at_html(struct look *k, const struct letter *l, const struct variant *v)
{
	struct html_scan s;
	struct html_token t;

	look_at_dropped(k, v);
	html_scan_init(&s, l->html, strlen(l->html));
	while (html_scan_next(&s, &t)) {
		if (t.kind != HTML_OPEN)
			continue;
		look_at_element(k, v, &t);
		look_at_attributes(k, v, &t);
	}
}

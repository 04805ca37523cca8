#include "reply/tnef.h"

#ifdef OPENLETTER_TNEF

#include <stdint.h>
#include <stdio.h> /* the library's header needs it */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <ytnef.h>

#include "base/utf8.h"
#include "reply/charset.h"
#include "reply/html.h"
#include "reply/text.h"

enum {
	PT_TEXT8 = 0x1e, /* MS-OXCDATA 2.11.1: property types */
	PT_TEXT16 = 0x1f,
	PT_BYTES = 0x102,
	FILES_MAX = 100,
};

static bool is_tnef(const struct part *p)
{
	return strcmp(p->type, "application/ms-tnef") == 0 ||
	       strcmp(p->type, "application/vnd.ms-tnef") == 0 ||
	       (p->name && strcasecmp(p->name, "winmail.dat") == 0);
}

/* A property's bytes, whichever of the types it has; NULL when it is not there. */
static const variableLength *property(MAPIProps *props, unsigned id)
{
	static const unsigned types[] = {PT_TEXT8, PT_TEXT16, PT_BYTES};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		variableLength *v = MAPIFindProperty(props, id << 16 | types[i]);
		if (v != MAPI_UNDEFINED && v->data && v->size > 0)
			return v;
	}
	return NULL;
}

/* Appends a value as UTF-8 up to its NUL; the library has converted UTF-16 already. */
static void add_value(struct str *out, const variableLength *v)
{
	const char *p = (const char *)v->data;

	charset_add(out, NULL, p, strnlen(p, (size_t)v->size));
}

static const char *name_of(struct reading *r, Attachment *file)
{
	const variableLength *v = property(&file->MAPI, PR_ATTACH_LONG_FILENAME);
	struct str name;

	if (v == NULL && file->Title.data && file->Title.size > 0)
		v = &file->Title;
	if (v == NULL)
		return NULL;
	str_init_max(&name, 4096);
	add_value(&name, v);
	const char *text = arena_strndup(&r->arena, str_c(&name), name.len);
	str_release(&name);
	return text;
}

static void add_files(struct reading *r, TNEFStruct *tnef)
{
	struct reading_attachment *items = arena_array(&r->arena, FILES_MAX, sizeof *items);

	for (Attachment *f = tnef->starting_attach.next; f; f = f->next) {
		if (f->FileData.data == NULL || f->FileData.size <= 0)
			continue;
		if (r->n_attachments == FILES_MAX) {
			r->truncated = true;
			break;
		}
		items[r->n_attachments++] = (struct reading_attachment){
			name_of(r, f), "application/octet-stream", (size_t)f->FileData.size};
	}
	r->attachments = r->n_attachments ? items : NULL;
}

static void add_text(struct reading *r, TNEFStruct *tnef, struct str *text)
{
	const variableLength *plain = property(&tnef->MapiProperties, PR_BODY);
	const variableLength *html = property(&tnef->MapiProperties, PR_BODY_HTML);
	struct str raw, clean;

	if (plain == NULL && tnef->body.data && tnef->body.size > 0)
		plain = &tnef->body;
	str_init_max(&raw, READING_MAX_TEXT);
	str_init_max(&clean, READING_MAX_TEXT);
	if (plain) {
		add_value(&raw, plain);
		text_normalise(text, str_c(&raw), raw.len);
	} else if (html) {
		add_value(&raw, html);
		html_add_text(&clean, str_c(&raw), raw.len);
		text_normalise(text, str_c(&clean), clean.len);
		r->from_html = true;
	}
	str_release(&raw);
	str_release(&clean);
}

void tnef_read(struct reading *r, const struct parts *parts, struct str *text)
{
	for (size_t i = 0; i < parts->count; i++) {
		TNEFStruct tnef;
		struct str bytes;

		if (!is_tnef(&parts->items[i]))
			continue;
		str_init_max(&bytes, READING_MAX_BYTES);
		part_decode(&bytes, &parts->items[i]);
		TNEFInitialize(&tnef);
		if (bytes.len && TNEFParseMemory((BYTE *)bytes.p, (long)bytes.len, &tnef) >= 0) {
			if (text->len == 0)
				add_text(r, &tnef, text);
			add_files(r, &tnef);
		}
		TNEFFree(&tnef);
		str_release(&bytes);
		return; /* Outlook makes one */
	}
}

#else

void tnef_read(struct reading *r, const struct parts *parts, struct str *text)
{
	(void)r;
	(void)parts;
	(void)text;
}

#endif

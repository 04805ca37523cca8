/*
 * compose_gmime DIR N KIND: the same letter by GMime, already merged: text (and html.txt for
 * markdown, and annex.bin for attachment) of DIR are put into a message and written to memory;
 * prints seconds of CPU.
 */
#include <gmime/gmime.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static GMimePart *part(const char *type, const char *subtype, const char *p, size_t n,
	GMimeContentEncoding encoding)
{
	GMimePart *part = g_mime_part_new_with_type(type, subtype);
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(p, n);
	GMimeDataWrapper *content =
		g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);

	if (strcmp(type, "text") == 0)
		g_mime_object_set_content_type_parameter((GMimeObject *)part, "charset", "utf-8");
	g_mime_part_set_content(part, content);
	g_mime_part_set_content_encoding(part, encoding);
	g_object_unref(content);
	g_object_unref(stream);
	return part;
}

static GMimeObject *body(const char *kind, GString *text, const char *html, size_t html_len,
	const char *annex, size_t annex_len)
{
	GMimeObject *root = (GMimeObject *)part(
		"text", "plain", text->str, text->len, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);

	if (strcmp(kind, "markdown") == 0) {
		GMimeMultipart *m = g_mime_multipart_new_with_subtype("alternative");
		GMimePart *h = part(
			"text", "html", html, html_len, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
		g_mime_multipart_add(m, root);
		g_mime_multipart_add(m, (GMimeObject *)h);
		g_object_unref(root);
		g_object_unref(h);
		root = (GMimeObject *)m;
	} else if (strcmp(kind, "attachment") == 0) {
		GMimeMultipart *m = g_mime_multipart_new_with_subtype("mixed");
		GMimePart *a =
			part("application", "pdf", annex, annex_len, GMIME_CONTENT_ENCODING_BASE64);
		g_mime_part_set_filename(a, "annex.pdf");
		g_mime_multipart_add(m, root);
		g_mime_multipart_add(m, (GMimeObject *)a);
		g_object_unref(root);
		g_object_unref(a);
		root = (GMimeObject *)m;
	}
	return root;
}

int main(int argc, char **argv)
{
	char *text, *html = "", *annex = "", name[64], address[64], id[64];
	gsize text_len, html_len = 0, annex_len = 0, bytes = 0;
	long n = argc > 3 ? strtol(argv[2], NULL, 10) : 0;
	const char *kind = argc > 3 ? argv[3] : "plain";
	GString *merged = g_string_new("");

	if (chdir(argv[1]) != 0 || !g_file_get_contents("text", &text, &text_len, NULL))
		return 1;
	g_file_get_contents("html.txt", &html, &html_len, NULL);
	g_file_get_contents("annex.pdf", &annex, &annex_len, NULL);
	g_mime_init();
	GMimeFormatOptions *format = g_mime_format_options_clone(NULL);
	g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
	GDateTime *date = g_date_time_new_from_unix_local(1758870000);
	double begin = now();
	for (long i = 0; i < n; i++) {
		snprintf(name, sizeof name, "Zoë Person %ld", i);
		snprintf(address, sizeof address, "r%ld@example.com", i);
		snprintf(id, sizeof id, "%ldabcdefghijklmnop@example.org", i);
		g_string_printf(merged, "Dear %s,\n\n", name);
		g_string_append_len(merged, text, (gssize)text_len);
		GMimeMessage *m = g_mime_message_new(TRUE);
		g_mime_message_add_mailbox(
			m, GMIME_ADDRESS_TYPE_FROM, "Joint Letter", "letters@example.org");
		g_mime_message_add_mailbox(m, GMIME_ADDRESS_TYPE_REPLY_TO, NULL,
			"letters+0123456789abcdef@example.org");
		g_mime_message_add_mailbox(m, GMIME_ADDRESS_TYPE_TO, name, address);
		g_mime_message_set_subject(m, "Four requests to Größe & Söhne", "utf-8");
		g_mime_message_set_date(m, date);
		g_mime_message_set_message_id(m, id);
		GMimeObject *root = body(kind, merged, html, html_len, annex, annex_len);
		g_mime_message_set_mime_part(m, root);
		g_object_unref(root);
		GMimeStream *out = g_mime_stream_mem_new();
		g_mime_object_write_to_stream((GMimeObject *)m, format, out);
		bytes += (gsize)g_mime_stream_length(out);
		g_object_unref(out);
		g_object_unref(m);
	}
	printf("%.6f %zu\n", now() - begin, (size_t)bytes);
	return 0;
}

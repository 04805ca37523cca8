#include <magic.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "letter/attachment.h"
#include "letter/encode.h"
#include "letter/headers.h"

enum {
	ID_HEX = 32,
	LARGE = 10 << 20, /* what many servers still take: 10 MiB before encoding */
};

void attachments_init(struct attachments *set, struct campaign *campaign, const char *domain)
{
	*set = (struct attachments){.campaign = campaign, .domain = mem_strdup(domain)};
}

void attachments_release(struct attachments *set)
{
	for (size_t i = 0; i < set->count; i++) {
		struct attachment *a = set->items[i];
		free(a->path);
		free(a->name);
		free(a->type);
		free(a->content_id);
		str_release(&a->part);
		str_release(&a->inline_part);
		free(a);
	}
	free(set->items);
	free(set->domain);
	map_release(&set->by_path);
	if (set->magic)
		magic_close(set->magic);
	*set = (struct attachments){0};
}

/* ---- what it is ---- */

static const struct {
	const char *extension, *type;
} by_extension[] = {
	{".csv", "text/csv"},
	{".ics", "text/calendar"},
	{".vcf", "text/vcard"},
	{".md", "text/markdown"},
	{".html", "text/html"},
	{".htm", "text/html"},
	{".json", "application/json"},
	{".svg", "image/svg+xml"},
	{".webp", "image/webp"},
	{".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	{".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	{".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
	{".odt", "application/vnd.oasis.opendocument.text"},
	{".ods", "application/vnd.oasis.opendocument.spreadsheet"},
	{".odp", "application/vnd.oasis.opendocument.presentation"},
	{".epub", "application/epub+zip"},
	{".eml", "application/octet-stream"},
};

/* Types for which libmagic knows the container, and the name knows more. */
static bool is_vague(const char *type)
{
	return str_starts(type, "text/") || strcmp(type, "application/zip") == 0 ||
	       strcmp(type, "application/octet-stream") == 0 ||
	       strcmp(type, "application/xml") == 0;
}

static const char *lower_extension(const char *name, char ext_r[8])
{
	const char *dot = strrchr(name, '.');
	size_t n = 0;

	if (dot == NULL || strlen(dot) >= 8)
		return NULL;
	for (; dot[n]; n++)
		ext_r[n] = (char)ascii_lower((unsigned char)dot[n]);
	ext_r[n] = '\0';
	return ext_r;
}

static char *find_type(struct attachments *set, const char *name, const struct str *bytes)
{
	const char *mime, *ext;
	char lower[8], *type;

	if (set->magic == NULL) {
		set->magic = magic_open(MAGIC_MIME | MAGIC_NO_CHECK_COMPRESS);
		if (set->magic && magic_load(set->magic, NULL) != 0) {
			magic_close(set->magic);
			set->magic = NULL;
		}
	}
	mime = set->magic ? magic_buffer(set->magic, str_c(bytes), bytes->len) : NULL;
	type = mem_strdup(mime && strchr(mime, '/') ? mime : "application/octet-stream");
	char *charset = strstr(type, "; charset=");
	bool keep = charset && str_starts(type, "text/") && strstr(charset, "binary") == NULL &&
		    strstr(charset, "unknown") == NULL;
	if (charset && !keep)
		*charset = '\0';
	ext = lower_extension(name, lower);
	size_t n = strcspn(type, ";");
	char *bare = mem_strndup(type, n);
	for (size_t i = 0; ext && i < sizeof by_extension / sizeof *by_extension; i++)
		if (strcmp(ext, by_extension[i].extension) == 0 && is_vague(bare)) {
			struct str better = STR_INIT;
			str_adds(&better, by_extension[i].type);
			if (keep && str_starts(better.p, "text/"))
				str_adds(&better, type + n);
			free(type);
			type = str_detach(&better, NULL);
			break;
		}
	/* Such parts may not be base64 (RFC 2046 5.2.1): the file travels as a file. */
	if (str_starts(bare, "message/") || str_starts(bare, "multipart/")) {
		free(type);
		type = mem_strdup("application/octet-stream");
	}
	free(bare);
	return type;
}

static char *safe_name(const char *path)
{
	struct str s = STR_INIT;

	header_clean(&s, path_base(path), strlen(path_base(path)));
	if (s.len == 0)
		str_adds(&s, "file");
	for (size_t i = 0; i < s.len; i++)
		if (s.p[i] == '\\')
			s.p[i] = '_';
	return str_detach(&s, NULL);
}

/* Derived from what it is, so that it stays the same and differs where the file does. */
static char *make_content_id(const struct attachments *set, const char *path, const char *sha256)
{
	struct str key = STR_INIT, id = STR_INIT;
	char hex[SHA256_HEX];

	str_addf(&key, "%s\n%s", path, sha256);
	sha256_hex(key.p, key.len, hex);
	str_addf(&id, "%.*s@%s", ID_HEX, hex, set->domain);
	str_release(&key);
	return str_detach(&id, NULL);
}

int attachments_get(struct attachments *set, const char *path, struct attachment **attachment_r,
	struct err *err)
{
	const struct campaign_file *file;
	struct attachment *a;
	intptr_t known;

	if (map_get(&set->by_path, path, strlen(path), &known)) {
		*attachment_r = set->items[known];
		return 0;
	}
	if (path_inside(set->campaign, path, err) < 0)
		return -1;
	if (campaign_files_read(&set->campaign->files, &set->campaign->source, path, &file, err) <
		0) {
		err->kind = ERR_INPUT;
		return -1;
	}
	a = mem_alloc(sizeof *a);
	*a = (struct attachment){.path = mem_strdup(path), .name = safe_name(path)};
	a->size = file->bytes.len;
	a->type = find_type(set, a->name, &file->bytes);
	a->content_id = make_content_id(set, path, file->sha256);
	a->bytes_at = file->bytes.p;
	mem_grow(&set->items, &set->cap, set->count, sizeof *set->items);
	map_put(&set->by_path, path, strlen(path), (intptr_t)set->count);
	set->items[set->count++] = a;
	*attachment_r = a;
	return 0;
}

/* ---- its part ---- */

static void make_part(struct attachment *a, struct str *part, bool is_inline)
{
	str_init(part);
	str_adds(part, "Content-Type: ");
	/* A charset that libmagic found is a parameter already. */
	str_adds(part, a->type);
	str_adds(part, "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: ");
	str_adds(part, is_inline ? "inline" : "attachment");
	header_parameter(part, "filename", a->name);
	str_adds(part, "\r\n");
	if (is_inline)
		str_addf(part, "Content-ID: <%s>\r\n", a->content_id);
	str_adds(part, "\r\n");
	encode_base64_lines(part, a->bytes_at, a->size);
}

const struct str *attachment_part(struct attachment *a)
{
	if (a->part.len == 0)
		make_part(a, &a->part, false);
	return &a->part;
}

const struct str *attachment_inline_part(struct attachment *a)
{
	if (a->inline_part.len == 0)
		make_part(a, &a->inline_part, true);
	return &a->inline_part;
}

const char *attachment_suspicion(const char *name, size_t size)
{
	static const char *const refused[] = {".exe", ".com", ".bat", ".cmd", ".scr", ".pif", ".js",
		".jse", ".vbs", ".vbe", ".wsf", ".hta", ".jar", ".msi", ".ps1", ".lnk", ".iso",
		".img", ".cpl", ".reg", ".dll", ".docm", ".xlsm", ".pptm", ".ace", ".cab", ".chm",
		".html", ".htm", ".zip", ".rar", ".7z"};
	char lower[8];
	const char *ext = lower_extension(name, lower);

	for (size_t i = 0; ext && i < sizeof refused / sizeof *refused; i++)
		if (strcmp(ext, refused[i]) == 0)
			return "many servers refuse files of this kind";
	if (size > LARGE)
		return "many servers refuse letters of more than 10 MiB";
	if (size == 0)
		return "the file is empty";
	return NULL;
}

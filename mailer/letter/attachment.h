/*
 * Files that go with letters: read, typed and encoded once, however many letters carry them.
 *
 * Paths are relative to the campaign folder and stay inside it. What is read is kept among the
 * campaign's files, so that an edition freezes it.
 */
#ifndef LETTER_ATTACHMENT_H
#define LETTER_ATTACHMENT_H

#include <stddef.h>

#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "campaign/campaign.h"

struct attachment {
	char *path; /* as written */
	char *name; /* its last part, without control characters */
	char *type; /* "application/pdf" */
	size_t size; /* of the file */
	char *content_id; /* without brackets */
	/* The whole MIME part, headers, blank line and base64, as an attachment or as an inline
	 * image; made when first asked for. */
	struct str part, inline_part;
	const char *bytes_at; /* borrowed from the campaign's files */
};

struct attachments {
	struct campaign *campaign;
	struct map by_path;
	struct attachment **items;
	size_t count, cap;
	char *domain; /* of Content-IDs; owned */
	void *magic; /* libmagic, opened when first needed */
};

void attachments_init(struct attachments *set, struct campaign *campaign, const char *domain);
void attachments_release(struct attachments *set);

/*
 * The attachment at path. -1 with a sentence (without a place) when it is missing, no regular file,
 * outside the folder, or a file that holds the campaign's own settings, lists or state.
 */
int attachments_get(struct attachments *set, const char *path, struct attachment **attachment_r,
	struct err *err);

/* Its MIME part. */
const struct str *attachment_part(struct attachment *a);
const struct str *attachment_inline_part(struct attachment *a);

/* What is wrong with a file of this name and size, or why many servers would refuse it; or NULL. */
const char *attachment_suspicion(const char *name, size_t size);

/*
 * Whether name is a path that stays below the folder it is relative to, also where folders of the
 * campaign are links, and of none of the campaign's own files (settings, lists, state, mails that
 * were read in), whatever links lead to them. Else -1 with a sentence.
 */
int path_inside(const struct campaign *c, const char *name, struct err *err);

#endif

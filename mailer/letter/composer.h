/* The inside of a composer: what the files of this folder share. */
#ifndef LETTER_COMPOSER_H
#define LETTER_COMPOSER_H

#include <stdint.h>

#include "letter/attachment.h"
#include "letter/head.h"
#include "letter/letter.h"
#include "letter/variant.h"

struct composer {
	struct campaign *campaign;
	enum letter_kind kind;
	struct hmac_key secret;
	struct values values;
	struct variants variants;
	struct attachments attachments;
	struct arena arena;
	struct mailbox_list from, reply_to; /* of the settings */
	const char *domain; /* of the From address, for Message-IDs */
	struct str date; /* the whole Date field */
	struct str ref_prefix; /* what references begin with */
	long email, name; /* columns of the recipients */
	long signatory_name, signatory_org;
	bool marked;
	/* Buffers that are reused from letter to letter. */
	struct str head, raw, html, page, scratch;
	struct str dropped; /* targets that Markdown left out, each ended by a line end */
	struct attachment *images[HEAD_FILES_MAX]; /* of the letter at hand */
	size_t image_count;
	/* Told what is wrong with the letter at hand and leaves the rest to be looked at; NULL: the
	 * first of these ends it. */
	void (*told)(void *ctx, const struct err *err);
	void *told_ctx;
};

/* A letter on its way: what its parts need to know of it. */
struct draft {
	struct composer *composer;
	const struct letter_id *id;
	struct letter *letter;
	struct variant *variant;
	struct head head;
	struct mailbox_list reply_to; /* with the token, of the settings */
};

/* The text part, and the HTML part where the form has one (compose_body.c). */
int draft_body(struct draft *d, struct err *err);

/* The header up to the Content- fields, and the envelope (compose_header.c). */
int draft_header(struct draft *d, struct err *err);

/* Key, reference, token, Message-ID and Reply-To (compose_header.c). */
void draft_identity(struct draft *d);

/* Something is wrong that does not keep the rest from being made: -1, or 0 where it was told. */
int draft_refuse(struct draft *d, const struct err *err);

/* How far a letter is made. */
enum composer_end {
	COMPOSER_MERGED, /* all that can go wrong has been done; its bytes only where it has files
			  */
	COMPOSER_BYTES,
	COMPOSER_HASHED, /* whole */
};

/* As composer_write(). */
int composer_make(struct composer *x, const struct letter_id *id, enum composer_end end,
	struct letter *letter, struct err *err);

/* Adds " (for LIST:LINE, ADDRESS)" to a sentence. */
void composer_name_recipient(const struct composer *x, const struct letter_id *id, struct err *err);

#endif

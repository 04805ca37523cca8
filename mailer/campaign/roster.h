/*
 * The two lists of a campaign: who gets the letter and who signs it. Their cells, checked.
 */
#ifndef CAMPAIGN_ROSTER_H
#define CAMPAIGN_ROSTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "campaign/table.h"

/* Languages that recipients have: each once, with the first row that has it. */
struct roster_languages {
	struct roster_language {
		char *name;
		size_t row;
	} * items;
	size_t count, cap;
};
enum { ROSTER_LANGUAGES_MAX = 1000 }; /* further ones are a problem */
void roster_languages_release(struct roster_languages *l);

/*
 * Reads and checks recipients (table_read()): the column email, one address in each row, none
 * twice, no line ends or other controls where headers are made of. An address with a name ("A
 * <a@example.org>") is split: the cell becomes the address, and a blank name the name. Rows with a
 * fault are reported and left out, so that what is left can be looked at further. Linear in the
 * size of the list, in memory that does not grow with it. need_rows: a list without rows that has
 * no other problem is one. languages_r and sha256_r may be NULL.
 */
void roster_read_recipients(struct table *t, const char *file, const struct reader *reader,
	bool need_rows, struct roster_languages *languages_r, char sha256_r[SHA256_HEX],
	struct problems *problems);

/*
 * Likewise signatories: a name or an organisation in each row; addresses are optional. They are
 * kept in memory, since all of them may stand in each letter.
 */
void roster_read_signatories(struct table *t, const char *file, const struct reader *reader,
	bool need_rows, char sha256_r[SHA256_HEX], struct problems *problems);

/* A signatory's identity: its `id`, else its email's key, else "name|org". Heap. */
char *roster_signatory_key(const struct table *t, size_t row);

#endif

/*
 * A letter's row as columns. Internal to store/.
 */
#ifndef STORE_LETTER_ROW_H
#define STORE_LETTER_ROW_H

#include "store/db.h"
#include "store/outbox.h"

/* The columns that letter_row_take() expects, in its order; letters is named l, its delivery d,
 * its list s. */
#define LETTER_ROW_COLUMNS                                                                         \
	"l.id, l.ref, l.key, l.edition, s.sha256, l.kind, l.level, l.recipient_row,"               \
	" l.signatory_row, l.recipient_key, l.email, l.name, l.org, l.signatory, l.message_id,"    \
	" l.token, l.subject, l.envelope_from, l.size, l.sha256, d.state, d.attempts, d.next_at,"  \
	" d.code, d.enhanced, d.text, l.created_at, d.updated_at, d.sent_at, l.bounced,"           \
	" l.bounce_status, l.bounce_text, l.bounced_at, l.conversation"
#define LETTER_ROW_FROM                                                                            \
	" FROM letters l JOIN deliveries d ON d.letter = l.id LEFT JOIN lists s ON s.id = l.list"

enum { LETTER_ROW_NEXT_AT = 22 }; /* its place among the columns */

/* Fills letter (its arena is reset) from the current row. */
void letter_row_take(struct db_rows *rows, struct outbox_letter *letter);

#endif

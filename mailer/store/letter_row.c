#include "store/core.h"
#include "store/letter_row.h"

void letter_row_take(struct db_rows *rows, struct outbox_letter *letter)
{
	struct arena arena = letter->arena;

	arena_reset(&arena);
	*letter = (struct outbox_letter){
		.id = db_col_int(rows, 0),
		.ref = core_text(rows, 1, &arena),
		.key = core_text(rows, 2, &arena),
		.edition = db_col_int(rows, 3),
		.list_blob = core_text(rows, 4, &arena),
		.kind = core_text(rows, 5, &arena),
		.level = (long)db_col_int(rows, 6),
		.recipient_row = (long)db_col_int(rows, 7),
		.signatory_row = (long)db_col_int(rows, 8),
		.recipient_key = core_text(rows, 9, &arena),
		.email = core_text(rows, 10, &arena),
		.name = core_text(rows, 11, &arena),
		.org = core_text(rows, 12, &arena),
		.signatory = core_text(rows, 13, &arena),
		.number = (long)db_col_int(rows, 0),
		.message_id = core_text(rows, 14, &arena),
		.token = core_text(rows, 15, &arena),
		.subject = core_text(rows, 16, &arena),
		.envelope_from = core_text(rows, 17, &arena),
		.size = (size_t)db_col_int(rows, 18),
		.sha256 = core_text(rows, 19, &arena),
		.state = (enum outbox_state)db_col_int(rows, 20),
		.attempts = (long)db_col_int(rows, 21),
		.next_at = db_col_int(rows, LETTER_ROW_NEXT_AT),
		.code = (int)db_col_int(rows, 23),
		.enhanced = core_text(rows, 24, &arena),
		.text = core_text(rows, 25, &arena),
		.created_at = db_col_int(rows, 26),
		.updated_at = db_col_int(rows, 27),
		.sent_at = db_col_int(rows, 28),
		.bounced = db_col_int(rows, 29) != 0,
		.bounce_status = core_text(rows, 30, &arena),
		.bounce_text = core_text(rows, 31, &arena),
		.bounced_at = db_col_int(rows, 32),
		.conversation = (enum outbox_conversation)db_col_int(rows, 33),
	};
	letter->arena = arena;
}

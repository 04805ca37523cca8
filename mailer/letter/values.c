#include "base/clock.h"
#include "letter/merge.h"

/* Columns of the row `letter`, and of `first_letter`. */
enum { LETTER_REF, LETTER_DATE, LETTER_MESSAGE_ID, LETTER_REPLY_TO, LETTER_COLUMNS };
static const char *const letter_columns[LETTER_COLUMNS] = {"ref", "date", "message_id", "reply_to"};
enum { FIRST_COLUMNS = LETTER_MESSAGE_ID + 1 };

static struct liquid_value cell_value(const struct table *t, size_t row, long column)
{
	const char *text = table_cell(t, row, column);

	return *text ? liquid_text(text) : liquid_nil();
}

static void fill_row(struct liquid_row *row, const struct table *t, size_t number)
{
	for (size_t i = 0; i < t->column_count; i++)
		liquid_row_set(row, i, cell_value(t, number, (long)i));
}

static struct liquid_columns *columns_of(struct arena *a, const struct table *t)
{
	return liquid_columns_new(a, (const char *const *)t->columns, t->column_count);
}

static char *date_text(struct arena *a, struct date d)
{
	struct str s = STR_INIT;
	char *copy;

	date_add(&s, d);
	copy = arena_strdup(a, str_c(&s));
	str_release(&s);
	return copy;
}

static struct liquid_value deadline_value(struct arena *a, bool has, struct date d)
{
	return has ? liquid_text(date_text(a, d)) : liquid_nil();
}

static void set_campaign(struct values *v)
{
	const struct campaign *c = v->campaign;
	struct liquid_hash *h = liquid_hash_new(&v->arena);

	liquid_hash_set(h, "id", liquid_text(c->id));
	liquid_hash_set(h, "title", liquid_text(c->title));
	liquid_hash_set(h, "deadline", deadline_value(&v->arena, c->has_deadline, c->deadline));
	liquid_hash_set(h, "timezone", liquid_text(c->timezone));
	liquid_hash_set(h, "language", liquid_text(c->language));
	v->campaign_hash = liquid_hash_value(h);
}

/* A demand without a deadline of its own has the campaign's. */
static void set_demands(struct values *v)
{
	const struct campaign *c = v->campaign;
	struct liquid_array *array = liquid_array_new(&v->arena);

	v->demand_items = arena_array(&v->arena, c->demand_count + 1, sizeof *v->demand_items);
	for (size_t i = 0; i < c->demand_count; i++) {
		const struct demand_setting *d = &c->demands[i];
		struct liquid_hash *h = liquid_hash_new(&v->arena);
		bool has = d->has_deadline || c->has_deadline;
		liquid_hash_set(h, "id", liquid_text(d->id));
		liquid_hash_set(h, "title", liquid_text(d->title));
		liquid_hash_set(h, "text", liquid_text(d->text));
		liquid_hash_set(h, "deadline",
			deadline_value(
				&v->arena, has, d->has_deadline ? d->deadline : c->deadline));
		liquid_hash_set(h, "number", liquid_int((int64_t)d->number));
		v->demand_items[i] = liquid_hash_value(h);
		liquid_array_add(array, v->demand_items[i]);
	}
	v->demands = liquid_array_value(array);
}

static void set_signatories(struct values *v)
{
	const struct table *t = &v->campaign->signatories;
	struct liquid_columns *columns = columns_of(&v->arena, t);
	struct liquid_array *array = liquid_array_new(&v->arena);

	for (size_t i = 0; i < t->row_count; i++) {
		struct liquid_row *row = liquid_row_new(&v->arena, columns);
		fill_row(row, t, i);
		liquid_array_add(array, liquid_row_value(row));
	}
	v->signatories = liquid_array_value(array);
	v->signatory = liquid_row_new(&v->arena, columns);
}

void values_init(struct values *v, struct campaign *c, enum letter_kind kind, int64_t date)
{
	*v = (struct values){.campaign = c, .kind = kind, .recipient_row = SIZE_MAX};
	v->signatory_row = -1;
	v->date = date_text(&v->arena, date_at(date));
	set_campaign(v);
	set_demands(v);
	set_signatories(v);
	v->recipient = liquid_row_new(&v->arena, columns_of(&v->arena, &c->recipients));
	v->letter = liquid_row_new(
		&v->arena, liquid_columns_new(&v->arena, letter_columns, LETTER_COLUMNS));
	v->first_letter = liquid_row_new(
		&v->arena, liquid_columns_new(&v->arena, letter_columns, FIRST_COLUMNS));
	liquid_row_set(v->letter, LETTER_DATE, liquid_text(v->date));
}

void values_release(struct values *v)
{
	arena_release(&v->arena);
}

void values_set(struct values *v, const struct letter_id *id, const char *ref,
	const char *message_id, const char *reply_to)
{
	const struct campaign *c = v->campaign;

	if (id->recipient != v->recipient_row || table_moves(&c->recipients) != v->recipient_moves)
		fill_row(v->recipient, &c->recipients, id->recipient);
	v->recipient_row = id->recipient;
	v->recipient_moves = table_moves(&c->recipients);
	if (id->signatory >= 0 && id->signatory != v->signatory_row)
		fill_row(v->signatory, &c->signatories, (size_t)id->signatory);
	v->signatory_row = id->signatory;
	liquid_row_set(v->letter, LETTER_REF, liquid_text(ref));
	liquid_row_set(v->letter, LETTER_MESSAGE_ID, liquid_text(message_id));
	liquid_row_set(v->letter, LETTER_REPLY_TO, liquid_text(reply_to));
}

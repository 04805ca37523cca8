#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "campaign/alike.h"

void findings_add(struct findings *f, size_t row, size_t other, int way)
{
	struct finding new = {.row = row, .other = other, .way = way};
	size_t at = f->kept;

	for (size_t i = 0; i < f->kept; i++) {
		struct finding *old = &f->items[i];
		if (old->row != row || old->way == 0 || way == 0)
			continue;
		if (way < old->way)
			*old = new;
		return;
	}
	f->count++;
	while (at && (f->items[at - 1].row > row ||
			     (f->items[at - 1].row == row && f->items[at - 1].way > way)))
		at--;
	if (at == TOLD_MAX)
		return;
	if (f->kept < TOLD_MAX)
		f->kept++;
	memmove(&f->items[at + 1], &f->items[at], (f->kept - 1 - at) * sizeof *f->items);
	f->items[at] = new;
}

bool lately_met(struct lately *l, uint64_t hash)
{
	uint64_t *place = &l->hashes[hash % LATELY];
	bool met = *place == hash;

	*place = hash;
	return met;
}

void firsts_free(struct firsts *f)
{
	for (size_t i = 0; i < f->count; i++)
		free(f->items[i]);
	free(f);
}

bool firsts_has(struct firsts *f, const char *text, size_t row)
{
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->items[i], text) == 0)
			return true;
	if (f->count < PAIRS_MAX) {
		f->rows[f->count] = row;
		f->items[f->count++] = mem_strdup(text);
	}
	return false;
}

void findings_add_alike(struct findings *found, struct sightings *s, int way)
{
	enum { MARKS_MAX = 64 }; /* beyond so many spellings of one name they are not told apart */
	struct sighting item, first = {0};
	uint32_t marks[MARKS_MAX];
	size_t n = 0;

	while (sightings_next(s, &item)) {
		bool known = false;
		if (n == 0 || item.hash != first.hash) {
			first = item;
			n = 0;
		}
		for (size_t i = 0; i < n && !known; i++)
			known = marks[i] == item.mark;
		if (known || n == MARKS_MAX)
			continue;
		marks[n++] = item.mark;
		if (n > 1)
			findings_add(found, item.number, first.number, way);
	}
}

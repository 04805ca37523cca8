#include <fcntl.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/quick_hash.h"
#include "base/sightings.h"
#include "base/str.h"

enum { IN_MEMORY = 1 << 17 }; /* of 16 bytes each */

/* A sorted stretch of the file, of which a piece is in memory. */
struct sightings_run {
	size_t left; /* in the file, not read yet */
	off_t at;
	struct sighting *piece;
	size_t next, held, room;
};

uint64_t sightings_hash(struct sightings *s, const char *text, size_t n)
{
	if (s->seed == 0) {
		random_bytes(&s->seed, sizeof s->seed);
		s->seed |= 1;
	}
	return quick_hash(s->seed, text, n);
}

static int compare(const struct sighting *a, const struct sighting *b)
{
	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return a->mark < b->mark ? -1 : a->mark > b->mark;
}

static int compare_items(const void *a, const void *b)
{
	return compare(a, b);
}

/* A file without a name, or -1. */
static int open_temporary(void)
{
	const char *dir = getenv("TMPDIR");
	struct str name = STR_INIT;
	int fd;

	if (dir == NULL || *dir == '\0')
		dir = "/tmp";
	fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0) {
		str_addf(&name, "%s/openletter-XXXXXX", dir);
		fd = mkostemp(name.p, O_CLOEXEC);
		if (fd >= 0)
			unlink(name.p);
		str_release(&name);
	}
	return fd;
}

static void sort(struct sightings *s)
{
	if (s->count)
		qsort(s->items, s->count, sizeof *s->items, compare_items);
}

/* Writes what is in memory to the file. Where that fails (a full disk), all stays in memory. */
static void spill(struct sightings *s)
{
	size_t bytes = s->count * sizeof *s->items;
	off_t end = 0;

	sort(s);
	if (s->run_count == 0)
		s->fd = open_temporary();
	if (s->fd >= 0)
		end = lseek(s->fd, 0, SEEK_END);
	if (s->fd < 0 || end < 0 || fd_write_all(s->fd, s->items, bytes) < 0) {
		if (s->run_count == 0 && s->fd >= 0)
			close(s->fd);
		s->limit = SIZE_MAX;
		return;
	}
	mem_grow(&s->runs, &s->run_cap, s->run_count, sizeof *s->runs);
	s->runs[s->run_count++] = (struct sightings_run){.left = s->count, .at = end};
	s->count = 0;
}

void sightings_add(struct sightings *s, uint64_t hash, uint32_t number, uint32_t mark)
{
	if (s->limit == 0)
		s->limit = IN_MEMORY;
	if (s->count >= s->limit)
		spill(s);
	mem_grow(&s->items, &s->cap, s->count, sizeof *s->items);
	s->items[s->count++] = (struct sighting){.hash = hash, .number = number, .mark = mark};
}

/* ---- merging the runs ---- */

/* Reads the next piece of a run. */
static bool fill(struct sightings *s, struct sightings_run *run)
{
	size_t n = run->left < run->room ? run->left : run->room, got = 0;
	char *to = (char *)run->piece;

	while (got < n * sizeof *run->piece) {
		ssize_t done = pread(s->fd, to + got, n * sizeof *run->piece - got, run->at);
		if (done <= 0)
			break;
		got += (size_t)done;
		run->at += done;
	}
	run->held = got / sizeof *run->piece;
	s->failed |= run->held < n;
	run->left -= n;
	run->next = 0;
	return run->held > 0;
}

static bool before(const struct sightings_run *a, const struct sightings_run *b)
{
	return compare(&a->piece[a->next], &b->piece[b->next]) < 0;
}

/* Lets the run at i sink to its place. */
static void sink(struct sightings *s, size_t i)
{
	for (;;) {
		size_t least = i;
		for (size_t child = 2 * i + 1; child <= 2 * i + 2; child++)
			if (child < s->heap_count && before(s->heap[child], s->heap[least]))
				least = child;
		if (least == i)
			return;
		struct sightings_run *run = s->heap[i];
		s->heap[i] = s->heap[least];
		s->heap[least] = run;
		i = least;
	}
}

/* The memory that they were collected in is shared out among the runs. */
static void begin_merge(struct sightings *s)
{
	spill(s);
	if (s->count) {
		/* What could not be written is one more run, whole in memory. */
		mem_grow(&s->runs, &s->run_cap, s->run_count, sizeof *s->runs);
		s->runs[s->run_count++] =
			(struct sightings_run){.piece = s->items, .held = s->count};
	}
	s->heap = mem_array(s->run_count, sizeof(struct sightings_run *));
	for (size_t i = 0; i < s->run_count; i++) {
		struct sightings_run *run = &s->runs[i];
		if (run->held == 0) {
			run->room = IN_MEMORY / s->run_count + 1;
			run->piece = mem_array(run->room, sizeof *run->piece);
			fill(s, run);
		}
		if (run->held)
			s->heap[s->heap_count++] = run;
	}
	if (s->count == 0) {
		free(s->items);
		s->items = NULL;
	}
	for (size_t i = s->heap_count; i-- > 0;)
		sink(s, i);
}

bool sightings_next(struct sightings *s, struct sighting *item_r)
{
	struct sightings_run *run;

	if (!s->sorted) {
		s->sorted = true;
		if (s->run_count)
			begin_merge(s);
		else
			sort(s);
	}
	if (s->run_count == 0) {
		if (s->at == s->count)
			return false;
		*item_r = s->items[s->at++];
		return true;
	}
	if (s->heap_count == 0)
		return false;
	run = s->heap[0];
	*item_r = run->piece[run->next++];
	if (run->next == run->held && (run->left == 0 || !fill(s, run)))
		s->heap[0] = s->heap[--s->heap_count];
	if (s->heap_count)
		sink(s, 0);
	return true;
}

void sightings_release(struct sightings *s)
{
	for (size_t i = 0; i < s->run_count; i++)
		if (s->runs[i].piece != s->items)
			free(s->runs[i].piece);
	if (s->run_count)
		close(s->fd);
	free(s->runs);
	free(s->heap);
	free(s->items);
	*s = (struct sightings){0};
}

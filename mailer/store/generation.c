#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "store/generation.h"

#define NOTE_SUFFIX ".generation"
/*
 * "openletter-store ID NUMBER\n": of fixed width, so that a write in place replaces the whole. It
 * is read and written with every commit: without scanf and printf.
 */
#define NOTE_WORD "openletter-store "
enum {
	ID_AT = sizeof NOTE_WORD - 1,
	NUMBER_AT = ID_AT + GENERATION_ID_SIZE - 1 + 1,
	NUMBER_DIGITS = 19,
	NOTE_SIZE = NUMBER_AT + NUMBER_DIGITS + 1,
};

static bool take_number(const char *digits, int64_t *number_r)
{
	int64_t number = 0;

	for (size_t i = 0; i < NUMBER_DIGITS; i++)
		if (!ascii_is_digit(digits[i]) || __builtin_mul_overflow(number, 10, &number) ||
			__builtin_add_overflow(number, digits[i] - '0', &number))
			return false;
	*number_r = number;
	return true;
}

/* What is noted: 1, or 0 when there is no readable note. */
static int note_read(int fd, char id_r[GENERATION_ID_SIZE], int64_t *number_r)
{
	char text[NOTE_SIZE];

	if (pread(fd, text, NOTE_SIZE, 0) != NOTE_SIZE || memcmp(text, NOTE_WORD, ID_AT) != 0 ||
		text[NUMBER_AT - 1] != ' ' || !take_number(text + NUMBER_AT, number_r))
		return 0;
	memcpy(id_r, text + ID_AT, GENERATION_ID_SIZE - 1);
	id_r[GENERATION_ID_SIZE - 1] = '\0';
	return strspn(id_r, "0123456789abcdef") == GENERATION_ID_SIZE - 1;
}

static int refuse(
	const struct generation *g, const char *path, bool other, int64_t number, struct err *err)
{
	struct err own;

	if (err == NULL)
		err = &own;
	if (other)
		err_set(err, ERR_FAILED,
			"%s is not the store that was here: another one is noted in %s" NOTE_SUFFIX
			". Letters may have been sent that it does not know. Put the right file "
			"back, or, when this one is meant, remove %s" NOTE_SUFFIX,
			path, path, path);
	else
		err_set(err, ERR_FAILED,
			"%s is an old copy: it ends at change %" PRId64 ", and change %" PRId64
			" was made already. Letters that were sent since would be sent again. Put "
			"the newest file back; when it is lost, `openletter resolve --restored` "
			"goes on with this one, with every letter of it in doubt that may have "
			"left since",
			path, number, g->found_number);
	if (g->writing)
		return -1;
	log_add(LOG_WARN, "%s", err->text);
	return 0;
}

static void note_write(const struct generation *g, int64_t number)
{
	char text[NOTE_SIZE];

	memcpy(text, NOTE_WORD, ID_AT);
	memcpy(text + ID_AT, g->id, GENERATION_ID_SIZE - 1);
	text[NUMBER_AT - 1] = ' ';
	for (size_t i = NUMBER_DIGITS; i > 0; number /= 10)
		text[NUMBER_AT + --i] = (char)('0' + number % 10);
	text[NOTE_SIZE - 1] = '\n';
	ssize_t n = pwrite(g->fd, text, NOTE_SIZE, 0);
	(void)n;
}

int generation_open(struct generation *g, const char *path, bool writing, struct err *err)
{
	struct str name = STR_INIT;
	int rc = 0;

	str_addf(&name, "%s" NOTE_SUFFIX, path);
	g->writing = writing;
	g->fd = open(name.p,
		writing ? O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW : O_RDONLY | O_CLOEXEC, 0600);
	if (g->fd < 0 && writing)
		rc = err_errno(err, ERR_FAILED, "%s cannot be written", name.p);
	/* Another process may be writing it: halves of two numbers would be a third one. */
	int64_t before;
	do
		g->found = g->fd >= 0 && note_read(g->fd, g->found_id, &before) &&
			   note_read(g->fd, g->found_id, &g->found_number);
	while (g->found && g->found_number != before);
	str_release(&name);
	return rc;
}

int generation_check(struct generation *g, const char *path, const char *id, int64_t number,
	bool accept, struct err *err)
{
	bool other = g->found && strcmp(g->found_id, id) != 0;
	int rc = 0;

	/* One to which nothing was done is not missed. */
	if (!accept && g->found && g->found_number > 0 && (other || number < g->found_number))
		rc = refuse(g, path, other, number, err);
	snprintf(g->id, sizeof g->id, "%s", id);
	g->held = accept;
	if (rc == 0 && g->writing)
		generation_note(g, number);
	if (rc < 0 || !g->writing)
		generation_close(g);
	return rc;
}

int generation_check_missing(const char *path, struct err *err)
{
	struct generation g;
	int rc = generation_open(&g, path, false, err);
	bool lost = rc == 0 && g.found && g.found_number > 0;

	generation_close(&g);
	/* Unless another process has just made it. */
	if (!lost || file_exists(path))
		return rc;
	return err_set(err, ERR_FAILED,
		"%s is gone, and %s" NOTE_SUFFIX " says that there was one: whoever was written to "
		"would be written to again. Put the newest copy back, and run `openletter resolve "
		"--restored`; or, to begin anew, remove %s" NOTE_SUFFIX,
		path, path, path);
}

void generation_note(struct generation *g, int64_t number)
{
	char id[GENERATION_ID_SIZE] = "";
	int64_t noted;

	g->held_number = number;
	if (g->fd < 0 || g->held)
		return;
	/* Another process may have noted a later commit already. */
	if (!note_read(g->fd, id, &noted) || strcmp(id, g->id) != 0 || noted < number)
		note_write(g, number);
}

void generation_accept(struct generation *g)
{
	g->held = false;
	if (g->fd >= 0)
		note_write(g, g->held_number);
}

void generation_close(struct generation *g)
{
	if (g->fd < 0)
		return;
	fdatasync(g->fd);
	close(g->fd);
	g->fd = -1;
}

/*
 * rooms: net base
 *
 * What a server says while we log in, SMTP or IMAP (the first byte), with our commands between its
 * lines. A login counts only after one was tried; what is kept stays small and safe to show.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "net/dialogue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct dialogue *d, bool tried)
{
	if ((d->logged_in && !tried) || d->last.len > 8192 || d->offers.len > DIALOGUE_MAX_BYTES)
		abort();
	for (size_t i = 0; i < d->last.len; i++)
		if ((unsigned char)d->last.p[i] < ' ' && d->last.p[i] != '\t')
			abort();
	if (d->last.len && !utf8_valid(d->last.p, d->last.len, NULL))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const commands[][4] = {
		{"EHLO me\r\n", "STARTTLS\r\n", "AUTH PLAIN AGEAYg==\r\n", "QUIT\r\n"},
		{"A1 CAPABILITY\r\n", "A2 STARTTLS\r\n", "A3 LOGIN a b\r\n", "A4 LOGOUT\r\n"},
	};
	struct dialogue d;
	bool tried = false, imap;
	const char *at = (const char *)data + 1, *end;

	if (size < 2)
		return 0;
	imap = data[0] & 1;
	dialogue_init(&d, imap);
	for (size_t left = size - 1; left > 0; left -= (size_t)(end - at), at = end) {
		end = memchr(at, '\n', left);
		end = end ? end + 1 : at + left;
		/* A line that begins with a number byte below 4 stands for a command of ours. */
		if ((unsigned char)*at < 4) {
			const char *command = commands[imap][(unsigned char)*at];
			dialogue_sent(&d, command, strlen(command));
			tried |= *at == 2;
		} else if (!dialogue_received(&d, at, (size_t)(end - at))) {
			break;
		}
		check(&d, tried);
	}
	dialogue_release(&d);
	return 0;
}

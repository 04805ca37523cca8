/* What a mail server sends, as it reaches the IMAP library, and as it is read here. */
/* rooms: watch */
#include <libetpan/libetpan.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "base/mem.h"
#include "watch/imap.h"
#include "watch/imap_names.h"
#include "watch/imap_session.h"
#include "watch/stream.h"

struct script {
	const uint8_t *p;
	size_t left;
	unsigned turn;
};

/* Pieces of changing sizes, so that what is judged falls onto their borders. */
static ssize_t give(void *ctx, void *bytes, size_t n)
{
	struct script *s = ctx;
	size_t piece = 1 + s->turn++ * 7 % 23;

	if (s->left == 0)
		return 0;
	piece = piece < s->left ? piece : s->left;
	piece = piece < n ? piece : n;
	memcpy(bytes, s->p, piece);
	s->p += piece;
	s->left -= piece;
	return (ssize_t)piece;
}

static ssize_t swallow(void *ctx, const void *bytes, size_t n)
{
	(void)ctx;
	(void)bytes;
	return (ssize_t)n;
}

static struct stream *new_stream(struct script *script)
{
	struct stream_line line = {.ctx = script, .recv = give, .send = swallow, .fd = -1};

	return stream_new(&line, -1, 1);
}

/* No BYE at a line's beginning and no more bytes than came may reach the library. */
static void to_library(const uint8_t *data, size_t size)
{
	struct script script = {data, size, 0};
	struct stream *s = new_stream(&script);
	mailstream *m = stream_mailstream(s);
	char buffer[64];
	size_t total = 0;
	ssize_t n;

	stream_begin(s, 1 << 20, 5);
	while ((n = mailstream_read(m, buffer, sizeof buffer)) > 0)
		total += (size_t)n;
	if (total > size + sizeof "* PREAUTH logged in\r\n" || stream_end(s) == STREAM_OPEN)
		__builtin_trap();
	mailstream_close(m);
	stream_free(s);
}

/* ---- answers that are read here */

/* What came of the mails 2, 5 and 6. */
struct mails {
	uint32_t open; /* the one that was begun; 0 for none */
	size_t bytes;
	unsigned ended[7];
};

static int begin(void *ctx, uint32_t uid, struct err *err)
{
	struct mails *m = ctx;

	(void)err;
	if (m->open || (uid != 2 && uid != 5 && uid != 6) || m->ended[uid])
		__builtin_trap();
	m->open = uid;
	return 0;
}

static int feed(void *ctx, const void *bytes, size_t n, struct err *err)
{
	struct mails *m = ctx;

	(void)bytes;
	(void)err;
	if (!m->open)
		__builtin_trap();
	m->bytes += n;
	return 0;
}

static int end(void *ctx, uint32_t uid, struct err *err)
{
	struct mails *m = ctx;

	(void)err;
	if (m->open != uid || m->ended[uid]++)
		__builtin_trap();
	m->open = 0;
	return 0;
}

static void drop(void *ctx)
{
	struct mails *m = ctx;

	if (!m->open)
		__builtin_trap();
	m->open = 0;
}

static void gone(void *ctx, uint32_t first, uint32_t last)
{
	(void)ctx;
	if (first > last)
		__builtin_trap();
}

static void ask(struct imap *imap, size_t size)
{
	static const uint32_t uids[] = {2, 5, 6};
	struct mails mails = {0};
	struct imap_taker taker = {begin, feed, end, drop, &mails};
	struct imap_info infos[3];
	struct imap_folder folder;
	struct arena arena = {0};
	struct str name = STR_INIT;
	struct err err;

	if (imap_fetch_post(imap, uids, 2, IMAP_WHOLE, &err) == 0 &&
		imap_fetch_post(imap, uids + 2, 1, IMAP_WHOLE, &err) == 0) {
		imap_fetch_take(imap, &taker, &err);
		if (!imap->ended)
			imap_fetch_take(imap, &taker, &err);
	}
	if (mails.open || mails.bytes > size)
		__builtin_trap();
	if (!imap->ended)
		imap_infos(imap, uids, 3, &arena, infos, &err);
	if (!imap->ended)
		imap_status(imap, "A/B", &folder, &err);
	if (!imap->ended)
		imap_special(imap, "\\Sent", &name, &err);
	if (!imap->ended)
		imap_vanished(imap, uids, 3, 7, gone, NULL, &err);
	arena_release(&arena);
	str_release(&name);
}

static void to_reader(const uint8_t *data, size_t size)
{
	struct script script = {data, size, 0};
	struct imap imap = {.stream = new_stream(&script),
		.session = mailimap_new(0, NULL),
		.host = "server",
		.prefix = "INBOX.",
		.delimiter = '.',
		.qresync = true};

	if (mailimap_connect(imap.session, stream_mailstream(imap.stream)) ==
		MAILIMAP_NO_ERROR_AUTHENTICATED)
		ask(&imap, size);
	imap_fetch_forget(&imap);
	mailstream_close(imap.session->imap_stream);
	imap.session->imap_stream = NULL;
	mailimap_free(imap.session);
	stream_free(imap.stream);
}

static void to_names(const uint8_t *data, size_t size)
{
	char *name = mem_strndup((const char *)data, size);
	struct str decoded = STR_INIT, encoded = STR_INIT;

	imap_name_decode(&decoded, name);
	imap_name_encode(&encoded, str_c(&decoded));
	free(name);
	str_release(&decoded);
	str_release(&encoded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	to_library(data, size);
	to_reader(data, size);
	to_names(data, size);
	return 0;
}

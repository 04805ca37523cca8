#include <linux/sockios.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "send/link.h"

enum { READ_SIZE = 16 << 10, READS_MAX = 16, RECORD_MAX = 16 << 10 };

static bool should_give_up(void *ctx)
{
	return atomic_load((atomic_bool *)ctx);
}

static void *open_on_thread(void *ctx)
{
	struct link *l = ctx;
	uint64_t one = 1;

	connection_open(&l->server, &l->connection, &l->failure, &l->err);
	atomic_store(&l->done, true);
	while (write(l->done_fd, &one, sizeof one) < 0)
		;
	return NULL;
}

static void forget_secret(struct link *l)
{
	if (l->secret)
		mem_wipe(l->secret, strlen(l->secret));
	free(l->secret);
	l->secret = NULL;
}

int link_open(struct link *l, const struct connection_settings *server, const struct str *secret,
	atomic_bool *give_up, int done_fd, struct err *err)
{
	l->server = *server;
	l->secret = secret->len ? mem_strndup(secret->p, secret->len) : NULL;
	l->server.secret = l->secret;
	l->server.stop = should_give_up;
	l->server.stop_ctx = give_up;
	l->done_fd = done_fd;
	l->connection = NULL;
	l->opened_at = clock_elapsed_ms();
	atomic_store(&l->done, false);
	if (pthread_create(&l->thread, NULL, open_on_thread, l) != 0) {
		forget_secret(l);
		return err_set(err, ERR_FAILED,
			"no thread could be started for a connection: this user has too many "
			"processes, or the machine no memory");
	}
	l->state = LINK_OPENING;
	return 0;
}

static void read_offers(const struct connection *c, struct offers *o)
{
	const char *size = "";
	long max;

	*o = (struct offers){
		.pipelining = connection_offer(c, "PIPELINING", NULL),
		.size = connection_offer(c, "SIZE", &size),
		.eightbit = connection_offer(c, "8BITMIME", NULL),
		.smtputf8 = connection_offer(c, "SMTPUTF8", NULL),
		.dsn = connection_offer(c, "DSN", NULL),
	};
	if (o->size && parse_long(size, 0, INT64_MAX, &max) == 0)
		o->max_size = (uint64_t)max;
}

int link_opened(struct link *l, const struct session_patience *patience)
{
	struct offers offers;

	pthread_join(l->thread, NULL);
	forget_secret(l);
	l->state = LINK_CLOSED;
	if (l->connection == NULL)
		return 0;
	read_offers(l->connection, &offers);
	session_init(&l->session, &offers, patience);
	l->secure = *connection_tls_name(l->connection) != '\0';
	l->wants_out = l->decided = l->intends = false;
	l->state = LINK_OPEN;
	return 1;
}

void link_read(struct link *l, int64_t now)
{
	char bytes[READ_SIZE];

	for (int i = 0; i < READS_MAX && !l->session.ended; i++) {
		ssize_t n = connection_recv(l->connection, bytes, sizeof bytes);
		if (n == CONNECTION_AGAIN)
			return;
		if (n <= 0) {
			session_lost(&l->session, n == 0 ? "the server closed the connection"
							 : "the connection was lost");
			return;
		}
		session_feed(&l->session, bytes, (size_t)n, now);
		/* A short read of plain text has taken all that was there. */
		if (!l->secure && (size_t)n < sizeof bytes)
			return;
	}
}

/* Whether the other side has acknowledged all that was sent. */
static bool has_arrived(const struct link *l)
{
	int waiting = 0;

	return ioctl(connection_fd(l->connection), SIOCOUTQ, &waiting) < 0 || waiting == 0;
}

/* Sends n bytes or fewer. False when no more can be sent now. */
static bool write_some(struct link *l, const char *bytes, size_t n, int64_t now)
{
	ssize_t put = connection_send(l->connection, bytes, n);

	if (put > 0) {
		session_sent(&l->session, (size_t)put, now);
		return true;
	}
	/* The TLS library may hold a whole record that it could not pass on, or has. */
	if (l->secure)
		session_perhaps_sent(&l->session, n < RECORD_MAX ? n : RECORD_MAX);
	if (put == CONNECTION_BROKEN) {
		/* What the server said before it closed may be there still. */
		link_read(l, now);
		session_lost(&l->session, "the connection was lost");
	}
	return false;
}

void link_write(struct link *l, int64_t now)
{
	const char *bytes;
	size_t n;

	while (!l->session.ended) {
		n = session_pending(&l->session, &bytes);
		if (n == 0 && session_holds_dot(&l->session) && has_arrived(l))
			session_free_dot(&l->session);
		else if (n == 0 || !write_some(l, bytes, n, now))
			return;
	}
}

void link_close(struct link *l)
{
	if (l->state == LINK_OPENING) {
		pthread_join(l->thread, NULL);
		forget_secret(l);
	} else if (l->state == LINK_OPEN) {
		session_release(&l->session);
	}
	connection_close(l->connection);
	l->connection = NULL;
	l->state = LINK_CLOSED;
}

void link_release(struct link *l)
{
	link_close(l);
	job_release(&l->jobs[0]);
	job_release(&l->jobs[1]);
}

struct job *link_free_job(struct link *l)
{
	for (size_t i = 0; i < 2; i++)
		if (!l->jobs[i].held)
			return &l->jobs[i];
	return NULL;
}

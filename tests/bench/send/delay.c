/*
 * delay PORT TARGET-PORT ROUND-TRIP-MS SECONDS: a relay on loopback that makes the line longer.
 *
 * Each piece of data is held for half the round trip, in both directions. It stands in for a far
 * server where the kernel cannot delay packets itself. Ends after SECONDS.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* One end of a relayed connection. Ends are never freed: the program is short-lived. */
struct end {
	int fd;
	struct end *other;
};

/* A piece of data on its way; n 0 is the end of the stream. */
struct piece {
	struct piece *next;
	double due;
	struct end *to;
	size_t n;
	char bytes[];
};

static struct piece *first, **last = &first; /* equal delays: the order of arrival is that of due */
static double half;
static int epoll;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static struct sockaddr_in loopback(int port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return a;
}

static void watch(int fd, void *what)
{
	struct epoll_event e = {.events = EPOLLIN, .data.ptr = what};

	epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e);
}

static void open_pair(int listener, int target)
{
	struct sockaddr_in a = loopback(target);
	struct end *in = calloc(1, sizeof *in), *out = calloc(1, sizeof *out);
	int one = 1;

	if (in == NULL || out == NULL)
		exit(1);
	*in = (struct end){accept(listener, NULL, NULL), out};
	*out = (struct end){socket(AF_INET, SOCK_STREAM, 0), in};
	if (in->fd < 0 || out->fd < 0 || connect(out->fd, (struct sockaddr *)&a, sizeof a) < 0) {
		perror("delay");
		exit(1);
	}
	setsockopt(in->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	setsockopt(out->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	watch(in->fd, in);
	watch(out->fd, out);
}

static void take(struct end *from)
{
	static char buffer[65536];
	ssize_t n = read(from->fd, buffer, sizeof buffer);
	struct piece *p = calloc(1, sizeof *p + (n > 0 ? (size_t)n : 0));

	if (p == NULL)
		exit(1);
	p->due = now() + half;
	p->to = from->other;
	if (n > 0)
		memcpy(p->bytes, buffer, p->n = (size_t)n);
	else
		epoll_ctl(epoll, EPOLL_CTL_DEL, from->fd, NULL);
	*last = p;
	last = &p->next;
}

static void give_due(void)
{
	double at = now();

	while (first && first->due <= at) {
		struct piece *p = first;
		size_t done = 0;
		while (done < p->n) {
			ssize_t n = send(p->to->fd, p->bytes + done, p->n - done, MSG_NOSIGNAL);
			if (n <= 0)
				break;
			done += (size_t)n;
		}
		if (p->n == 0)
			shutdown(p->to->fd, SHUT_WR);
		first = p->next;
		if (first == NULL)
			last = &first;
		free(p);
	}
}

int main(int argc, char **argv)
{
	struct epoll_event events[64];
	struct sockaddr_in a;
	int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
	double end;

	if (argc != 5) {
		fprintf(stderr, "usage: delay PORT TARGET-PORT ROUND-TRIP-MS SECONDS\n");
		return 2;
	}
	half = strtod(argv[3], NULL) / 2000;
	end = now() + strtod(argv[4], NULL);
	epoll = epoll_create1(0);
	a = loopback((int)strtol(argv[1], NULL, 10));
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(listener, (struct sockaddr *)&a, sizeof a) < 0 || listen(listener, 512) < 0) {
		perror("delay");
		return 1;
	}
	watch(listener, NULL);
	while (now() < end) {
		double wait = first ? first->due - now() : 0.1;
		struct timespec t = {0, wait > 0 ? (long)(wait * 1e9) : 0};
		if (t.tv_nsec > 100000000)
			t.tv_nsec = 100000000;
		int n = epoll_pwait2(epoll, events, 64, &t, NULL);
		for (int i = 0; i < n; i++) {
			if (events[i].data.ptr == NULL)
				open_pair(listener, (int)strtol(argv[2], NULL, 10));
			else
				take(events[i].data.ptr);
		}
		give_due();
	}
	return 0;
}

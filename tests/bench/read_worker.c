/* Reads each FILE in turn, COUNT times in all, by one worker: see `read`. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "base/file.h"
#include "reply/worker.h"

enum { GOAL = 12000 };

static double cpu(int who)
{
	struct rusage u;

	getrusage(who, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

int main(int argc, char **argv)
{
	struct worker worker = {.pid = 0};
	int files = argc - 2;
	long count = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
	struct str *mails = mem_array((size_t)(files > 0 ? files : 1), sizeof *mails);
	struct err err;
	size_t bytes = 0;

	if (count < 1 || clock_set_zone("UTC", &err) < 0 || worker_start(&worker, &err) < 0)
		return 2;
	for (int i = 0; i < files; i++) {
		str_init(&mails[i]);
		if (file_read(argv[i + 2], 1 << 20, &mails[i], &err) < 0)
			return 2;
	}
	int64_t start = clock_monotonic_ms();
	double before = cpu(RUSAGE_SELF);
	for (long i = 0; i < count; i++) {
		const struct str *mail = &mails[i % files];
		struct reading r;
		if (worker_read(&worker, mail->p, mail->len, &r, &err) < 0 || r.quarantined)
			return 2;
		bytes += mail->len;
		reading_release(&r);
	}
	double wall = (double)(clock_monotonic_ms() - start) / 1000,
	       own = cpu(RUSAGE_SELF) - before;
	worker_stop(&worker);
	double child = cpu(RUSAGE_CHILDREN), rate = (double)count / (own + child);
	printf("%ld mails of %zu bytes: %.0f a second; CPU: reader %.1f us, parent %.1f us a mail, "
	       "%.0f "
	       "mails a CPU second (goal %d)\n",
		count, bytes / (size_t)count, (double)count / wall, 1e6 * child / (double)count,
		1e6 * own / (double)count, rate, GOAL);
	return rate < GOAL;
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "reply/wire.h"
#include "reply/worker.h"

static const char mail[] = "From: Jane Roe <jane@example.com>\r\nSubject: Re: questions\r\n"
			   "Message-ID: <1@example.com>\r\n\r\nYes.\r\n\r\n> Will you?\r\n";

/* An answer that would take hours: its frame, then a byte now and then. */
static void drip(void)
{
	const struct wire_frame frame = {1, WIRE_MAX, 0};
	volatile uint64_t spin = 0;
	int out = -1;

	for (int fd = 3; fd < 64 && out < 0; fd++)
		if (write(fd, &frame, sizeof frame) == sizeof frame)
			out = fd;
	for (clock_t end = clock() + 20 * CLOCKS_PER_SEC; out >= 0 && clock() < end;) {
		for (int i = 0; i < 1000000; i++)
			spin++;
		if (write(out, "x", 1) != 1)
			_exit(0);
	}
}

/* A stand-in does what the mail's first word says. */
static void misbehave(const void *bytes, size_t n, struct reading *r)
{
	volatile uint64_t spin = 0;

	reading_parse(bytes, n, r);
	if (n >= 5 && memcmp(bytes, "crash", 5) == 0)
		raise(SIGKILL);
	if (n >= 4 && memcmp(bytes, "spin", 4) == 0)
		for (;;)
			spin++;
	if (n >= 4 && memcmp(bytes, "exit", 4) == 0)
		_exit(0);
	if (n >= 4 && memcmp(bytes, "file", 4) == 0) {
		/* A refused call returns; that the file is not there for it is what counts. */
		if (open("/etc/passwd", O_RDONLY) >= 0)
			r->subject = "a file was opened";
		else
			r->subject = "no file";
	}
	if (n >= 6 && memcmp(bytes, "socket", 6) == 0)
		r->subject =
			socket(AF_INET, SOCK_STREAM, 0) >= 0 ? "a socket was made" : "no socket";
	if (n >= 4 && memcmp(bytes, "exec", 4) == 0) {
		execl("/bin/true", "true", (char *)NULL);
		r->subject = "exec returned";
	}
	if (n >= 4 && memcmp(bytes, "fork", 4) == 0) {
		pid_t pid = fork();
		if (pid == 0)
			_exit(0);
		r->subject = pid > 0 ? "a process was made" : "no process";
	}
	if (n >= 6 && memcmp(bytes, "signal", 6) == 0)
		r->subject = syscall(SYS_tgkill, getppid(), getppid(), 0) == 0 ? "a signal was sent"
									       : "no signal";
#ifndef __SANITIZE_ADDRESS__
	if (n >= 4 && memcmp(bytes, "code", 4) == 0)
		r->subject = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
				     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED
				     ? "memory for code was made"
				     : "no code";
#endif
	if (n >= 4 && memcmp(bytes, "drip", 4) == 0)
		drip();
	if (n >= 4 && memcmp(bytes, "time", 4) == 0)
		r->date_at = INT64_MAX;
	if (n >= 3 && memcmp(bytes, "lie", 3) == 0) {
		static struct reading_range range = {5, 1000000};
		r->reply_ranges = &range;
		r->n_reply_ranges = 1;
	}
	if (n >= 5 && memcmp(bytes, "bytes", 5) == 0)
		r->subject = "\xff\xfe";
}

enum { SUBJECTS = 3 };

/* Passages of a text that begins with "Yes." or says what is wrong with them. */
static void find_passages(void *ctx, struct reading *r)
{
	static struct reading_passage good[] = {{2, 0, 4, "it says so"}},
				      twice[] = {{1, 0, 4, "once"}, {1, 0, 4, "twice"}},
				      unknown[] = {{3, 0, 4, "subject 3 of 3"}},
				      outside[] = {{0, 0, 1000, "behind the text"}},
				      within[] = {{0, 0, 1, "half of a character"}},
				      empty[] = {{0, 1, 1, "nothing"}}, mute[] = {{0, 0, 4, NULL}};
	static const struct {
		const char *text;
		struct reading_passage *passages;
		size_t n;
	} cases[] = {{"Yes.", good, 1}, {"twice", twice, 2}, {"unknown", unknown, 1},
		{"outside", outside, 1}, {"\xc3\xa9", within, 1}, {"empty", empty, 1},
		{"mute", mute, 1}};

	(void)ctx;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (strncmp(r->text, cases[i].text, strlen(cases[i].text)) == 0) {
			r->passages = cases[i].passages;
			r->n_passages = cases[i].n;
		}
}

static int start(void **state)
{
	struct worker *w = calloc(1, sizeof *w);
	struct err err;

	if (w == NULL)
		return -1;
	w->parse = misbehave;
	w->examine = find_passages;
	w->subjects = SUBJECTS;
	*state = w;
	return worker_start(w, &err);
}

static int stop(void **state)
{
	struct worker *w = *state;

	worker_stop(w);
	assert_int_equal(w->pid, 0);
	free(w);
	return 0;
}

static void test_reads(void **state)
{
	struct reading r, direct;
	struct err err;

	assert_int_equal(worker_read(*state, mail, sizeof mail - 1, &r, &err), 0);
	reading_parse(mail, sizeof mail - 1, &direct);
	assert_string_equal(r.sha256, direct.sha256);
	assert_int_equal(r.size, sizeof mail - 1);
	assert_string_equal(r.from.address, "jane@example.com");
	assert_string_equal(r.from.name, "Jane Roe");
	assert_string_equal(r.subject, "Re: questions");
	assert_string_equal(r.reply_text, direct.reply_text);
	assert_string_equal(r.text, direct.text);
	assert_null(r.date);
	assert_false(r.quarantined);
	reading_release(&r);
	reading_release(&direct);
}

static void test_reads_text(void **state)
{
	struct reading r;
	struct err err;

	assert_int_equal(worker_read_text(*state, "Subject: no header\n", 19, &r, &err), 0);
	assert_string_equal(r.text, "Subject: no header\n");
	assert_null(r.subject);
	reading_release(&r);
}

/* W13: the mail that ends the child is quarantined after a second try, and the next one is read. */
static void expect_quarantine(struct worker *w, const char *bytes)
{
	unsigned before = w->restarts;
	struct reading r;
	struct err err;

	assert_int_equal(worker_read(w, bytes, strlen(bytes), &r, &err), 0);
	assert_true(r.quarantined);
	assert_non_null(r.quarantine_reason);
	assert_true(strlen(r.sha256) == 64);
	assert_int_equal(r.size, strlen(bytes));
	assert_int_equal(w->restarts, before + 2);
	reading_release(&r);
	assert_int_equal(worker_read(w, mail, sizeof mail - 1, &r, &err), 0);
	assert_false(r.quarantined);
	assert_string_equal(r.subject, "Re: questions");
	reading_release(&r);
}

static void test_crash(void **state)
{
	expect_quarantine(*state, "crash");
	expect_quarantine(*state, "exit");
}

static void test_endless(void **state)
{
	expect_quarantine(*state, "spin");
}

/* CPU of the children that were waited for; time that passes says nothing on a busy machine. */
static long children_seconds(void)
{
	struct rusage used;

	assert_int_equal(getrusage(RUSAGE_CHILDREN, &used), 0);
	return (long)used.ru_utime.tv_sec + (long)used.ru_stime.tv_sec;
}

static void test_drip(void **state)
{
	clock_t begin = clock();
	long children = children_seconds();

	expect_quarantine(*state, "drip");
	assert_true(clock() - begin < 10 * CLOCKS_PER_SEC);
	/* Two children would have dripped for 20 seconds each. */
	assert_true(children_seconds() - children < 15);
}

/* What a child says that was taken over is not believed. */
static void test_lies(void **state)
{
	expect_quarantine(*state, "lie");
	expect_quarantine(*state, "bytes");
	expect_quarantine(*state, "time");
}

/* What the child was told to look for comes back; passages that cannot be are not believed. */
static void test_passages(void **state)
{
	static const char *const bad[] = {
		"twice", "unknown", "outside", "\xc3\xa9", "empty", "mute"};
	struct reading r;
	struct err err;

	assert_int_equal(worker_read(*state, mail, sizeof mail - 1, &r, &err), 0);
	assert_int_equal(r.n_passages, 1);
	assert_int_equal(r.passages[0].subject, 2);
	assert_int_equal(r.passages[0].start, 0);
	assert_int_equal(r.passages[0].end, 4);
	assert_string_equal(r.passages[0].reason, "it says so");
	reading_release(&r);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		char text[64];
		snprintf(text, sizeof text, "Content-Type: text/plain; charset=utf-8\n\n%s\n",
			bad[i]);
		expect_quarantine(*state, text);
	}
}

static const char *subject_of(struct worker *w, const char *bytes, bool *quarantined_r)
{
	static char subject[100];
	struct reading r;
	struct err err;

	assert_int_equal(worker_read(w, bytes, strlen(bytes), &r, &err), 0);
	*quarantined_r = r.quarantined;
	snprintf(subject, sizeof subject, "%s", r.subject ? r.subject : "");
	reading_release(&r);
	return subject;
}

/* A forbidden call fails or ends the child; in no case it is done. */
static void test_sandbox(void **state)
{
	static const struct {
		const char *mail, *refused;
	} calls[] = {
		{"file", "no file"},
		{"socket", "no socket"},
		{"exec", "exec returned"},
		{"fork", "no process"},
		{"signal", "no signal"},
#ifndef __SANITIZE_ADDRESS__
		{"code", "no code"},
#endif
	};

	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		bool quarantined;
		const char *subject = subject_of(*state, calls[i].mail, &quarantined);
		if (!quarantined)
			assert_string_equal(subject, calls[i].refused);
	}
}

static void test_limits(void **state)
{
	struct worker *w = *state;
	char path[64], line[200];
	bool core = false, cpu = false;

	snprintf(path, sizeof path, "/proc/%d/limits", (int)w->pid);
	/* The child sets its limits before it answers. */
	bool quarantined;
	subject_of(w, mail, &quarantined);
	FILE *f = fopen(path, "r");
	if (f == NULL) /* hidden from us, since the child is not dumpable */
		skip();
	while (fgets(line, sizeof line, f)) {
		char soft[32] = "";
		if (sscanf(line, "Max core file size %31s", soft) == 1)
			core = strcmp(soft, "0") == 0;
		if (sscanf(line, "Max cpu time %31s", soft) == 1)
			cpu = strcmp(soft, "unlimited") != 0;
	}
	fclose(f);
	assert_true(core);
	assert_true(cpu);
}

/* Where a process cannot be locked up, that is what is said, and no mail is blamed for it. */
static void start_unlocked(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	struct worker w = {.pid = 0};
	struct reading r;
	struct err err;

	if (filter == NULL ||
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(seccomp), 0) < 0 ||
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prctl), 1,
			SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP)) < 0 ||
		seccomp_load(filter) < 0)
		_exit(77);
	if (worker_start(&w, &err) == 0 || w.pid != 0 || strstr(err.text, "seccomp") == NULL)
		_exit(1);
	_exit(worker_read(&w, mail, sizeof mail - 1, &r, &err) == 0 ? 2 : 0);
}

static void test_cannot_be_locked_up(void **state)
{
	int status = 0;
	pid_t pid = fork();

	(void)state;
	if (pid == 0)
		start_unlocked();
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(status, 0);
}

static void test_child_killed_from_outside(void **state)
{
	struct worker *w = *state;
	struct reading r;
	struct err err;

	kill(w->pid, SIGKILL);
	assert_int_equal(worker_read(w, mail, sizeof mail - 1, &r, &err), 0);
	assert_false(r.quarantined);
	assert_string_equal(r.subject, "Re: questions");
	reading_release(&r);
}

/* W11: of a mail beyond the limit the beginning is read. */
static void test_huge(void **state)
{
	size_t n = (size_t)READING_MAX_BYTES + 1000;
	char *bytes = calloc(1, n);
	struct reading r;
	struct err err;

	assert_non_null(bytes);
	memcpy(bytes, mail, sizeof mail - 1);
	memset(bytes + sizeof mail - 1, 'x', n - sizeof mail + 1);
	assert_int_equal(worker_read(*state, bytes, n, &r, &err), 0);
	assert_false(r.quarantined);
	assert_true(r.truncated);
	assert_int_equal(r.size, n);
	assert_string_equal(r.subject, "Re: questions");
	reading_release(&r);
	free(bytes);
}

static void test_empty(void **state)
{
	struct reading r;
	struct err err;

	assert_int_equal(worker_read(*state, "", 0, &r, &err), 0);
	assert_false(r.quarantined);
	assert_string_equal(r.text, "");
	reading_release(&r);
}

/* Every byte of a reading's frame changed, and every prefix of it: never believed blindly. */
static void test_wire_damaged(void **state)
{
	struct reading r, got;
	struct str wire, damaged;

	(void)state;
	str_init(&wire);
	str_init(&damaged);
	reading_parse(mail, sizeof mail - 1, &r);
	find_passages(NULL, &r);
	assert_int_equal(r.n_passages, 1);
	wire_write(&wire, &r);
	for (size_t i = 0; i < wire.len; i++) {
		memset(&got, 0, sizeof got);
		assert_int_equal(wire_read(wire.p, i, SUBJECTS, &got), -1);
		arena_release(&got.arena);
		for (int bit = 0; bit < 8; bit += 7) {
			str_reset(&damaged);
			str_add(&damaged, wire.p, wire.len);
			damaged.p[i] = (char)(damaged.p[i] ^ 1 << bit);
			memset(&got, 0, sizeof got);
			wire_read(damaged.p, damaged.len, SUBJECTS, &got);
			for (size_t k = 0; k < got.n_reply_ranges; k++)
				assert_true(got.reply_ranges[k].end <= got.text_len);
			for (size_t k = 0; k < got.n_passages; k++)
				assert_true(got.passages[k].end <= got.text_len &&
					    got.passages[k].subject < SUBJECTS);
			arena_release(&got.arena);
		}
	}
	reading_release(&r);
	str_release(&wire);
	str_release(&damaged);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_reads, start, stop),
		cmocka_unit_test_setup_teardown(test_reads_text, start, stop),
		cmocka_unit_test_setup_teardown(test_crash, start, stop),
		cmocka_unit_test_setup_teardown(test_endless, start, stop),
		cmocka_unit_test_setup_teardown(test_drip, start, stop),
		cmocka_unit_test_setup_teardown(test_lies, start, stop),
		cmocka_unit_test_setup_teardown(test_passages, start, stop),
		cmocka_unit_test_setup_teardown(test_sandbox, start, stop),
		cmocka_unit_test_setup_teardown(test_limits, start, stop),
		cmocka_unit_test(test_cannot_be_locked_up),
		cmocka_unit_test_setup_teardown(test_child_killed_from_outside, start, stop),
		cmocka_unit_test_setup_teardown(test_huge, start, stop),
		cmocka_unit_test_setup_teardown(test_empty, start, stop),
		cmocka_unit_test(test_wire_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

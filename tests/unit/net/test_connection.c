#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "net/connection.h"

/* The password with some bits turned, so that this program's own text is no copy of it. */
static const unsigned char turned[] = {'C' ^ 0x55, 'A' ^ 0x55, 'N' ^ 0x55, 'A' ^ 0x55, 'R' ^ 0x55,
	'Y' ^ 0x55, '-' ^ 0x55, '7' ^ 0x55, 'f' ^ 0x55, '3' ^ 0x55, '!' ^ 0x55};
enum { SECRET = sizeof turned };

/* In front of it stands what free() may overwrite by itself. */
enum { FRONT = 40, WHOLE = FRONT + SECRET };

static char *secret_new(void)
{
	char *secret = mem_alloc(WHOLE + 1);

	memset(secret, 'x', FRONT);
	for (size_t i = 0; i < SECRET; i++)
		secret[FRONT + i] = (char)(turned[i] ^ 0x55);
	return secret;
}

static size_t copies_in(const unsigned char *p, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i + SECRET <= n; i++) {
		size_t k = 0;
		while (k < SECRET && (p[i + k] ^ 0x55) == turned[k])
			k++;
		count += k == SECRET;
	}
	return count;
}

/* How often the password stands in memory that this process can write. */
static size_t copies(void)
{
	FILE *maps = fopen("/proc/self/maps", "re"), *memory = fopen("/proc/self/mem", "rbe");
	static unsigned char block[1 << 16];
	char line[512], mode[8];
	unsigned long from, to;
	size_t count = 0;

	assert_non_null(maps);
	assert_non_null(memory);
	setvbuf(memory, NULL, _IONBF, 0);
	while (fgets(line, sizeof line, maps)) {
		if (sscanf(line, "%lx-%lx %7s", &from, &to, mode) != 3 || mode[1] != 'w' ||
			to - from > 1ul << 30)
			continue;
		for (unsigned long at = from; at < to; at += sizeof block - SECRET) {
			size_t want = to - at < sizeof block ? to - at : sizeof block;
			if (fseek(memory, (long)at, SEEK_SET) < 0)
				break;
			size_t got = fread(block, 1, want, memory);
			if (at < (unsigned long)block + sizeof block &&
				at + got > (unsigned long)block)
				continue;
			count += copies_in(block, got);
		}
	}
	mem_wipe(block, sizeof block);
	fclose(maps);
	fclose(memory);
	return count;
}

static void say(int fd, const char *text)
{
	if (write(fd, text, strlen(text)) < 0)
		_exit(1);
}

/* A server that takes any login; in a process of its own, so that what it hears is not ours. */
static void serve(int listener)
{
	int fd = accept(listener, NULL, NULL);
	char line[1000];
	ssize_t n;

	say(fd, "220 mx\r\n");
	while ((n = read(fd, line, sizeof line - 1)) > 0) {
		line[n] = '\0';
		if (strncmp(line, "EHLO", 4) == 0)
			say(fd, "250-mx\r\n250 AUTH PLAIN LOGIN\r\n");
		else
			say(fd, strncmp(line, "AUTH", 4) == 0 ? "235 2.7.0 ok\r\n" : "250 ok\r\n");
	}
	_exit(0);
}

static pid_t start_server(char *url, size_t size)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof a;
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	pid_t pid;

	assert_true(listener >= 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&a, sizeof a), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&a, &len), 0);
	snprintf(url, size, "smtp://127.0.0.1:%d", ntohs(a.sin_port));
	pid = fork();
	if (pid == 0)
		serve(listener);
	close(listener);
	return pid;
}

/* X16: once the connection is closed nothing in memory is the password. */
static void the_password_is_forgotten(void **state)
{
	struct connection_settings settings = {.user = "user", .tls = CONNECTION_PLAIN};
	enum connection_failure failure;
	struct connection *c;
	struct err err = {0};
	char url[64];
	pid_t server = start_server(url, sizeof url);
	char *secret = secret_new();

	(void)state;
	settings.url = url;
	settings.secret = secret;
	if (connection_open(&settings, &c, &failure, &err) < 0)
		fail_msg("%s", err.text);
	assert_true(copies() >= 1);
	connection_close(c);
	mem_wipe(secret, WHOLE);
	free(secret);
	assert_int_equal(copies(), 0);
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
}

/* Plain text goes to this machine only, by its address and not by what a name looks like. */
static void plain_text_stays_here(void **state)
{
	static const char *const urls[] = {"smtp://localhost.evil.test:25",
		"smtp://127.0.0.1.evil.test:25", "smtp://192.0.2.1:25", "imap://localhost.:143",
		"imap://[2001:db8::1]:143", "smtp://localhost@192.0.2.1:25", "smtp://0.0.0.0:25",
		"smtp://2130706434.test:25"};

	(void)state;
	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
		struct connection_settings settings = {
			.url = urls[i], .user = "user", .secret = "x", .tls = CONNECTION_PLAIN};
		enum connection_failure failure = CONNECTION_OK;
		struct connection *c;
		struct err err;

		assert_int_equal(connection_open(&settings, &c, &failure, &err), -1);
		if (failure != CONNECTION_BAD_SETTINGS)
			fail_msg("%s: %d, %s", urls[i], (int)failure, err.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_password_is_forgotten),
		cmocka_unit_test(plain_text_stays_here),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

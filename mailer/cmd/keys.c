#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "cmd/keys.h"

/* Signals are held back but while we wait, so that none comes unseen just before the wait. */
static const int ending[] = {SIGINT, SIGTERM, SIGHUP};
static volatile sig_atomic_t ended;

static void on_signal(int signal)
{
	(void)signal;
	ended = 1;
}

static void hold_signals(struct keys *k)
{
	struct sigaction action = {.sa_handler = on_signal};
	sigset_t held;

	ended = 0;
	sigemptyset(&held);
	for (size_t i = 0; i < sizeof ending / sizeof *ending; i++) {
		sigaction(ending[i], &action, NULL);
		sigaddset(&held, ending[i]);
	}
	sigprocmask(SIG_BLOCK, &held, &k->unheld);
}

static void set_mode(const struct keys *k, bool single)
{
	struct termios mode = k->before;

	if (!k->terminal)
		return;
	if (single) {
		mode.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
		mode.c_cc[VMIN] = 1;
		mode.c_cc[VTIME] = 0;
	}
	tcsetattr(STDIN_FILENO, TCSADRAIN, &mode);
}

void keys_open(struct keys *k)
{
	*k = (struct keys){.terminal = isatty(STDIN_FILENO) != 0};
	if (k->terminal && tcgetattr(STDIN_FILENO, &k->before) < 0)
		k->terminal = false;
	if (k->terminal)
		hold_signals(k);
	set_mode(k, true);
}

void keys_close(struct keys *k)
{
	set_mode(k, false);
	if (k->terminal)
		sigprocmask(SIG_SETMASK, &k->unheld, NULL);
}

/* One byte; KEYS_END at the end and on a signal. */
static int read_byte(const struct keys *k)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	unsigned char c;

	while (k->terminal && ppoll(&input, 1, NULL, &k->unheld) < 0)
		if (errno != EINTR || ended)
			return KEYS_END;
	return read(STDIN_FILENO, &c, 1) == 1 ? c : KEYS_END;
}

int keys_read(struct keys *k)
{
	int c;

	do
		c = read_byte(k);
	while (c == '\n' || c == '\r' || c == ' ');
	/* Ctrl-D in this mode is a character. */
	return c == 4 ? KEYS_END : c == KEYS_END ? c : ascii_lower(c);
}

bool keys_line(struct keys *k, struct str *line)
{
	int c;

	str_init_max(line, KEYS_LINE_MAX);
	set_mode(k, false);
	while ((c = read_byte(k)) != KEYS_END && c != '\n')
		str_addc(line, (char)c);
	set_mode(k, true);
	return !ended && (c != KEYS_END || line->len > 0);
}

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "cmd/keys.h"

static void on_signal(int signal)
{
	/* Only so that read() returns. */
	(void)signal;
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
	struct sigaction action = {.sa_handler = on_signal};

	*k = (struct keys){.terminal = isatty(STDIN_FILENO) != 0};
	if (k->terminal && tcgetattr(STDIN_FILENO, &k->before) < 0)
		k->terminal = false;
	if (k->terminal) {
		sigaction(SIGINT, &action, NULL);
		sigaction(SIGTERM, &action, NULL);
		sigaction(SIGHUP, &action, NULL);
	}
	set_mode(k, true);
}

void keys_close(struct keys *k)
{
	set_mode(k, false);
}

/* One byte; KEYS_END at the end and on a signal. */
static int read_byte(void)
{
	unsigned char c;

	return read(STDIN_FILENO, &c, 1) == 1 ? c : KEYS_END;
}

int keys_read(struct keys *k)
{
	int c;

	(void)k;
	do
		c = read_byte();
	while (c == '\n' || c == '\r' || c == ' ');
	/* Ctrl-D in this mode is a character. */
	return c == 4 ? KEYS_END : c == KEYS_END ? c : ascii_lower(c);
}

bool keys_line(struct keys *k, struct str *line)
{
	int c;

	str_init_max(line, KEYS_LINE_MAX);
	set_mode(k, false);
	while ((c = read_byte()) != KEYS_END && c != '\n')
		str_addc(line, (char)c);
	set_mode(k, true);
	return c != KEYS_END || line->len > 0;
}

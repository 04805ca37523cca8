/*
 * Messages for the person who runs the program, from code that may not print.
 *
 * cmd/ sets the sink once; without one, messages go nowhere. Text from outside is made visible
 * (utf8_add_visible) before it reaches the sink. Never log a secret, at any level.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level {
	LOG_WARN, /* always told, -q too */
	LOG_INFO, /* told unless -q */
	LOG_DEBUG, /* told with -v */
};

/* line: one message without line end. */
void log_set_sink(void (*sink)(void *ctx, enum log_level level, const char *line), void *ctx);

/* Tells a message to the sink, made visible; without one it is lost. */
void log_add(enum log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif

/*
 * What kind of mail it is: a report of a server, the answer of a program, or a person's words.
 *
 * What standards define is decisive (RFC 3464, 3834, 5965, 8098, 9078). The forms from before them
 * need two signs that do not depend on each other, since a person may write about either: who sent
 * it, what the subject begins with, what the text says.
 */
#ifndef REPLY_CLASSIFY_H
#define REPLY_CLASSIFY_H

#include "reply/parse.h"
#include "reply/reading.h"

/* Sets class, bounces and auto_mark; folded is the text in lower case. All but the promised date
 * and what is found inside is set already. */
void classify(struct reading *r, const struct parts *parts, const char *folded);

#endif

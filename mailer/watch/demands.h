/*
 * Which demands a mail answers, and where: passages of its text with the reason.
 *
 * In order of trust: demands named as headings ("Demand 2"), our demand's text above an answer
 * (quoted, or copied into it), the order of a numbered list, names within a sentence, and words in
 * common. A weaker sign is looked at only where no stronger one was found, and a doubtful one is
 * none: then the caller takes all open demands.
 */
#ifndef WATCH_DEMANDS_H
#define WATCH_DEMANDS_H

#include "reply/reading.h"
#include "watch/overlap.h"

/*
 * Sets reading->passages to those that answer demands, by place, one a demand: none when nothing
 * tells, or when no person wrote it. The subjects are the demands that overlap_new() was given. The
 * text is a stranger's, so that the worker does this (worker.examine).
 */
void demands_find(struct overlap *demands, struct reading *reading);

#endif

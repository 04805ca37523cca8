/* The lists that vocabulary.c looks into. Nobody else includes this. */
#ifndef REPLY_VOCABULARY_PARTS_H
#define REPLY_VOCABULARY_PARTS_H

#include "reply/vocabulary.h"

extern const struct word calendar_words[], promise_words[];
extern const size_t calendar_word_count, promise_word_count;

#endif

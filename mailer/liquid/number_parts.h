/* How numbers are made; for number.c and number_read.c only. */
#ifndef LIQUID_NUMBER_PARTS_H
#define LIQUID_NUMBER_PARTS_H

#include "liquid/number.h"

/* An integer of 64 bits; and what is no number (NaN) or endless. */
struct number number_small(int64_t i);
struct number number_special(double real);

/* Takes a number whose magnitude and scale are set: integers that fit become small. */
enum number_status number_finish(struct number x, struct number *r);

#endif

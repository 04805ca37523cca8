/*
 * A hash for tables and for noticing changes, not against forgery.
 */
#ifndef BASE_QUICK_HASH_H
#define BASE_QUICK_HASH_H

#include <stddef.h>
#include <stdint.h>

/* 64 bits; a random seed keeps anybody from making bytes that collide. */
uint64_t quick_hash(uint64_t seed, const void *bytes, size_t n);

#endif

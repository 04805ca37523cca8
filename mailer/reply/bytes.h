/*
 * What the bytes of folded text are, 64 at once, as bits: so that who looks for words that begin in
 * a certain way reads no byte twice, and branches only where a word begins.
 */
#ifndef REPLY_BYTES_H
#define REPLY_BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { BYTES_STEP = 64 };

/* Bit i tells of byte i. */
struct bytes {
	uint64_t letter; /* a to z */
	uint64_t digit;
	uint64_t beyond; /* ASCII: parts of all other characters */
};

/* The high bit of each of eight bytes, as eight bits. */
static inline uint64_t bytes_high(uint64_t v)
{
	return (v & UINT64_C(0x8080808080808080)) * UINT64_C(0x0002040810204081) >> 56;
}

/* The high bit of each byte of v (each below 0x80) that is from first to last. */
static inline uint64_t bytes_between(uint64_t v, unsigned char first, unsigned char last)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);

	return (v + ones * (0x80U - first)) & ~(v + ones * (0x7fU - last));
}

/* Looks at the n bytes at p, 64 of them at most; what is behind them is nothing. */
static inline struct bytes bytes_at(const char *p, size_t n)
{
	struct bytes b = {0, 0, 0};
	char end[BYTES_STEP];

	if (n < BYTES_STEP) {
		memset(end, 0, sizeof end);
		memcpy(end, p, n);
		p = end;
	}
	for (unsigned i = 0; i < BYTES_STEP; i += 8) {
		uint64_t v, low;
		memcpy(&v, p + i, sizeof v);
		if (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
			v = __builtin_bswap64(v);
		low = v & UINT64_C(0x7f7f7f7f7f7f7f7f);
		b.letter |= bytes_high(bytes_between(low, 'a', 'z') & ~v) << i;
		b.digit |= bytes_high(bytes_between(low, '0', '9') & ~v) << i;
		b.beyond |= bytes_high(v) << i;
	}
	return b;
}

/* Takes the lowest bit out of *bits (not 0): its place. */
static inline unsigned bytes_take(uint64_t *bits)
{
	unsigned i = (unsigned)__builtin_ctzll(*bits);

	*bits &= *bits - 1;
	return i;
}

#endif

/*
 * What the bytes of folded text are, 64 at once, as bits: so that who looks for words that begin in
 * a certain way reads no byte twice, and branches only where a word begins.
 */
#ifndef REPLY_BYTES_H
#define REPLY_BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { BYTES_STEP = 64 };

/* Bit i tells of byte i. */
struct bytes {
	uint64_t letter; /* a to z */
	uint64_t digit;
	uint64_t beyond; /* ASCII: parts of all other characters */
};

#ifdef __SSE2__

static inline struct bytes bytes_whole(const char *p)
{
	struct bytes b = {0, 0, 0};

	for (unsigned i = 0; i < BYTES_STEP; i += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
		/* Compared with signs: what is beyond ASCII is less than all that is ASCII. */
		__m128i letter = _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8('a' - 1)),
			_mm_cmplt_epi8(v, _mm_set1_epi8('z' + 1)));
		__m128i digit = _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8('0' - 1)),
			_mm_cmplt_epi8(v, _mm_set1_epi8('9' + 1)));
		b.letter |= (uint64_t)(unsigned)_mm_movemask_epi8(letter) << i;
		b.digit |= (uint64_t)(unsigned)_mm_movemask_epi8(digit) << i;
		b.beyond |= (uint64_t)(unsigned)_mm_movemask_epi8(v) << i;
	}
	return b;
}

#else

static inline struct bytes bytes_whole(const char *p)
{
	struct bytes b = {0, 0, 0};

	for (unsigned i = 0; i < BYTES_STEP; i++) {
		unsigned char c = (unsigned char)p[i];
		b.letter |= (uint64_t)(c >= 'a' && c <= 'z') << i;
		b.digit |= (uint64_t)(c >= '0' && c <= '9') << i;
		b.beyond |= (uint64_t)(c >= 0x80) << i;
	}
	return b;
}

#endif

/* Looks at the n bytes at p, 64 of them at most; what is behind them is nothing. */
static inline struct bytes bytes_at(const char *p, size_t n)
{
	char end[BYTES_STEP];

	if (n >= BYTES_STEP)
		return bytes_whole(p);
	memset(end, 0, sizeof end);
	memcpy(end, p, n);
	return bytes_whole(end);
}

/* Takes the lowest bit out of *bits (not 0): its place. */
static inline unsigned bytes_take(uint64_t *bits)
{
	unsigned i = (unsigned)__builtin_ctzll(*bits);

	*bits &= *bits - 1;
	return i;
}

#endif

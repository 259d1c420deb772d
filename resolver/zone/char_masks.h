/*
 * char_masks.h - which of 64 characters of a master file part its fields.
 *
 * A bit for each character, the first one lowest.  By SSE2 where the machine
 * has it, else a character at a time.
 */
#ifndef ZONE_CHAR_MASKS_H
#define ZONE_CHAR_MASKS_H

#include <stdint.h>

enum { CHAR_MASKS_BYTES = 64 };

struct char_masks {
	uint64_t blank; /* space, tab, carriage return */
	uint64_t line_end;
	uint64_t special; /* ; ( ) " and the backslash */
};

#ifdef __SSE2__

#include <emmintrin.h>

static inline __m128i
char_masks_is(__m128i bytes, char c)
{
	return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c));
}

static inline uint64_t
char_masks_bits(__m128i bytes)
{
	return (uint64_t)(uint32_t)_mm_movemask_epi8(bytes);
}

static inline struct char_masks
char_masks_of(const char *at)
{
	struct char_masks m = {0, 0, 0};

	for (unsigned i = 0; i < CHAR_MASKS_BYTES; i += 16) {
		__m128i x = _mm_loadu_si128((const __m128i *)(at + i));
		/* "(" and ")" differ in their lowest bit alone. */
		__m128i even = _mm_and_si128(x, _mm_set1_epi8((char)0xfe));
		__m128i blank = _mm_or_si128(
		    _mm_or_si128(char_masks_is(x, ' '), char_masks_is(x, '\t')),
		    char_masks_is(x, '\r'));
		__m128i special =
		    _mm_or_si128(_mm_or_si128(char_masks_is(even, '('),
				     char_masks_is(x, ';')),
			_mm_or_si128(
			    char_masks_is(x, '"'), char_masks_is(x, '\\')));
		m.blank |= char_masks_bits(blank) << i;
		m.line_end |= char_masks_bits(char_masks_is(x, '\n')) << i;
		m.special |= char_masks_bits(special) << i;
	}
	return m;
}

#else

static inline struct char_masks
char_masks_of(const char *at)
{
	struct char_masks m = {0, 0, 0};

	for (unsigned i = 0; i < CHAR_MASKS_BYTES; i++) {
		uint64_t bit = UINT64_C(1) << i;
		char c = at[i];
		if (c == ' ' || c == '\t' || c == '\r')
			m.blank |= bit;
		else if (c == '\n')
			m.line_end |= bit;
		else if (c == ';' || c == '(' || c == ')' || c == '"' ||
			 c == '\\')
			m.special |= bit;
	}
	return m;
}

#endif

#endif

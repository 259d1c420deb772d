/* checksum.h - the Internet checksum (RFC 1071). */
#ifndef NET_CHECKSUM_H
#define NET_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* Adds bytes to a running sum; all but the last part have an even length. */
uint32_t checksum_add(uint32_t sum, const uint8_t *bytes, size_t len);

/*
 * Folds until nothing is carried, and complements.  A sum plus itself with
 * its halves exchanged has, in the upper half, both and what they carry.
 */
static inline uint16_t
checksum_end(uint64_t sum)
{
	uint32_t half = (uint32_t)((sum + (sum << 32 | sum >> 32)) >> 32);
	half += half << 16 | half >> 16;
	return (uint16_t) ~(half >> 16);
}

#endif

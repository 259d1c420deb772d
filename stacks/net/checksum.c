#include "net/checksum.h"

#include <arpa/inet.h>
#include <string.h>

/* Up to 8 bytes as they lie in memory, zeros behind them. */
static uint64_t
load(const uint8_t *bytes, size_t len)
{
	uint64_t word = 0;
	memcpy(&word, bytes, len);
	return word;
}

/*
 * RFC 1071 2: the sum may be made of longer words, and in either order of
 * bytes, if it is turned at the end.  Halves of 32 bits cannot overflow.
 */
uint32_t
checksum_add(uint32_t sum, const uint8_t *bytes, size_t len)
{
	uint64_t upper = 0, lower = 0;
	for (; len >= 8; len -= 8, bytes += 8) {
		uint64_t word = load(bytes, 8);
		upper += word >> 32;
		lower += word & 0xffffffff;
	}
	if (len > 0) {
		uint64_t word = load(bytes, len);
		upper += word >> 32;
		lower += word & 0xffffffff;
	}
	uint16_t turned = ntohs((uint16_t)~checksum_end(upper + lower));
	uint64_t all = (uint64_t)sum + turned;
	return (uint32_t)((all & 0xffffffff) + (all >> 32));
}

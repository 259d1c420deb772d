#include "net/checksum.h"

uint32_t
checksum_add(uint32_t sum, const uint8_t *bytes, size_t len)
{
	uint64_t wide = sum;
	size_t i = 0;
	for (; i + 1 < len; i += 2)
		wide += (uint32_t)(bytes[i] << 8 | bytes[i + 1]);
	if (i < len)
		wide += (uint32_t)bytes[i] << 8;
	while (wide >> 32 != 0)
		wide = (wide & 0xffffffff) + (wide >> 32);
	return (uint32_t)wide;
}

uint16_t
checksum_end(uint32_t sum)
{
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

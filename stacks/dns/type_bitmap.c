#include "dns/type_bitmap.h"

#include <stddef.h>

#include "dns/type.h"

/* Blocks of 256 types, each with as many bytes as it needs. */
bool
dns_type_bitmap_has(struct wire bitmap, uint16_t type)
{
	while (wire_left(&bitmap) > 0) {
		uint8_t window = wire_u8(&bitmap);
		struct wire bits = wire_sub(&bitmap, wire_u8(&bitmap));
		size_t byte = (type & 0xffu) / 8;
		if (!wire_ok(&bits))
			return false;
		if (window == type >> 8)
			return byte < wire_left(&bits) &&
			       (bits.at[byte] & 0x80 >> type % 8) != 0;
	}
	return false;
}

/* The bit of the type in this byte of all windows; 0: it is in another. */
static unsigned
bit_of(uint16_t type, size_t byte)
{
	return type / 8u == byte ? 0x80u >> type % 8 : 0;
}

/* RFC 6895 3.1: the types of questions and messages, beside OPT. */
static bool
is_pseudo(size_t byte)
{
	return byte >= 128 / 8 && byte < 256 / 8;
}

bool
dns_type_bitmap_has_data(struct wire bitmap)
{
	while (wire_left(&bitmap) > 0) {
		uint8_t window = wire_u8(&bitmap);
		struct wire bits = wire_sub(&bitmap, wire_u8(&bitmap));
		if (!wire_ok(&bits))
			return false;
		for (size_t i = 0; wire_left(&bits) > 0; i++) {
			size_t byte = window * 32u + i;
			unsigned other = bit_of(DNS_RRSIG, byte) |
					 bit_of(DNS_NSEC, byte) |
					 bit_of(DNS_OPT, byte);
			if ((wire_u8(&bits) & ~other) != 0 && !is_pseudo(byte))
				return true;
		}
	}
	return false;
}

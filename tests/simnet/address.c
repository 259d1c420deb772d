#include "world.h"

#include <string.h>

/* Where each place begins in 198.18.0.0/15, and how many live there. */
static const struct {
	uint32_t offset, count;
} places[] = {
    [SIMNET_AT_ROOT] = {0x0100, 2},
    [SIMNET_AT_TLD] = {0x0200, SIMNET_TLDS *SIMNET_SERVERS_MAX},
    [SIMNET_AT_OPERATOR] = {0x1000, SIMNET_OPERATORS_MAX * 4},
    [SIMNET_AT_PROVIDER] = {0x6000, SIMNET_PROVIDERS_MAX * 4},
    [SIMNET_AT_OWN_NS] = {0x8000, 0x8000},
    [SIMNET_AT_OWN_MAIL] = {0x10000, 0x10000},
};

enum { V4_BASE = 198 << 8 | 18 };

struct addr
simnet_addr(enum simnet_place place, uint32_t n, bool v6)
{
	uint32_t at = ((uint32_t)V4_BASE << 16) + places[place].offset + n;
	uint8_t v4[4] = {(uint8_t)(at >> 24), (uint8_t)(at >> 16),
	    (uint8_t)(at >> 8), (uint8_t)at};
	uint8_t bytes[16] = {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, (uint8_t)place};
	if (!v6)
		return addr_from_v4(v4);
	for (unsigned i = 0; i < 4; i++)
		bytes[12 + i] = (uint8_t)(n >> (24 - 8 * i));
	return addr_from_v6(bytes);
}

static uint32_t
u32_at(const uint8_t *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	       (uint32_t)b[2] << 8 | b[3];
}

bool
simnet_addr_place(const struct addr *a, enum simnet_place *place, uint32_t *n)
{
	uint32_t at;
	if (!addr_is_v4(a)) {
		*place = (enum simnet_place)a->bytes[7];
		*n = u32_at(a->bytes + 12);
		if (*place < SIMNET_AT_ROOT || *place > SIMNET_AT_OWN_MAIL ||
		    *n >= places[*place].count)
			return false;
		struct addr same = simnet_addr(*place, *n, true);
		return addr_equal(&same, a);
	}
	at = u32_at(addr_v4_bytes(a)) - ((uint32_t)V4_BASE << 16);
	for (*place = SIMNET_AT_ROOT; *place <= SIMNET_AT_OWN_MAIL; ++*place) {
		*n = at - places[*place].offset;
		if (at >= places[*place].offset && *n < places[*place].count)
			return true;
	}
	return false;
}

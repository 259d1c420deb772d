/* serial.h - the order of zones' serial numbers (RFC 1982 3.2). */
#ifndef DNS_SERIAL_H
#define DNS_SERIAL_H

#include <stdint.h>

enum dns_serial_order {
	DNS_SERIAL_SAME,
	DNS_SERIAL_NEWER,
	DNS_SERIAL_OLDER,
	DNS_SERIAL_UNKNOWN, /* 2^31 apart: there is no order */
};

/* What `serial` is beside `than`. */
static inline enum dns_serial_order
dns_serial_compare(uint32_t serial, uint32_t than)
{
	uint32_t ahead = serial - than;
	if (ahead == 0)
		return DNS_SERIAL_SAME;
	if (ahead == UINT32_C(1) << 31)
		return DNS_SERIAL_UNKNOWN;
	return ahead < UINT32_C(1) << 31 ? DNS_SERIAL_NEWER : DNS_SERIAL_OLDER;
}

#endif

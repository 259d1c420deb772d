/*
 * ports.h - our ports, and which of them is whose.
 *
 * One range, kept from the kernel; three quarters of it for what is asked
 * statelessly, one quarter for the resolver's own questions.
 */
#ifndef PORTS_H
#define PORTS_H

#include <stdbool.h>
#include <stdint.h>

struct port_range {
	uint16_t first, last;
};

struct ports {
	struct port_range all;
	struct port_range spray_udp;
	struct port_range resolver_udp;
	struct port_range smtp_tcp;
	struct port_range resolver_tcp;
};

/* "50000" or "61000-65535"; false: no port or range above 1023. */
bool port_range_parse(const char *text, struct port_range *out);

/* "61000-65535"; false: not a range of 64 or more ports above 1023. */
bool ports_parse(const char *text, struct ports *out);

bool port_in(const struct port_range *r, uint16_t port);
unsigned port_count(const struct port_range *r);

#endif

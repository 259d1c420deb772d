#include "ports.h"

#include <stdio.h>

enum { PORTS_MIN = 64, PORT_LOWEST = 1024 };

bool
ports_parse(const char *text, struct ports *out)
{
	unsigned first, last;
	char behind;
	if (sscanf(text, "%5u-%5u%c", &first, &last, &behind) != 2 ||
	    first < PORT_LOWEST || first > last || last > UINT16_MAX ||
	    last + 1 < first + PORTS_MIN)
		return false;

	unsigned split = first + (last - first + 1) / 4 * 3;
	struct port_range low = {(uint16_t)first, (uint16_t)(split - 1)};
	struct port_range high = {(uint16_t)split, (uint16_t)last};
	*out = (struct ports){
	    .all = {(uint16_t)first, (uint16_t)last},
	    .spray_udp = low,
	    .resolver_udp = high,
	    .smtp_tcp = low,
	    .resolver_tcp = high,
	};
	return true;
}

bool
port_in(const struct port_range *r, uint16_t port)
{
	return port >= r->first && port <= r->last;
}

unsigned
port_count(const struct port_range *r)
{
	return (unsigned)(r->last - r->first) + 1;
}

#include "ports.h"

#include <stdio.h>

enum { PORTS_MIN = 64, PORT_LOWEST = 1024 };

bool
port_range_parse(const char *text, struct port_range *out)
{
	unsigned first, last;
	char behind;
	int fields = sscanf(text, "%5u-%5u%c", &first, &last, &behind);
	if (fields == 1 && sscanf(text, "%5u%c", &first, &behind) == 1)
		last = first;
	else if (fields != 2)
		return false;
	if (first < PORT_LOWEST || first > last || last > UINT16_MAX)
		return false;
	*out = (struct port_range){(uint16_t)first, (uint16_t)last};
	return true;
}

bool
ports_parse(const char *text, struct ports *out)
{
	struct port_range all;
	if (!port_range_parse(text, &all) || port_count(&all) < PORTS_MIN)
		return false;

	unsigned split = all.first + port_count(&all) / 4 * 3;
	struct port_range low = {all.first, (uint16_t)(split - 1)};
	struct port_range high = {(uint16_t)split, all.last};
	*out = (struct ports){
	    .all = all,
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

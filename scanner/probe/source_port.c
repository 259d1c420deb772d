#include "source_port.h"

struct probe_source_ports
probe_source_ports_of(const struct siphash_key *key, struct port_range range)
{
	return (struct probe_source_ports){
	    .range = range, .salt = siphash(key, "ports", 5)};
}

uint16_t
probe_source_port(
    const struct probe_source_ports *p, uint64_t number, unsigned pass)
{
	uint64_t mixed = (number + pass + p->salt) * 0x9e3779b97f4a7c15ULL;
	return (
	    uint16_t)(p->range.first + (mixed >> 32) % port_count(&p->range));
}

/* source_port.h - from which of our ports a target's SYN goes out. */
#ifndef PROBE_SOURCE_PORT_H
#define PROBE_SOURCE_PORT_H

#include <stdint.h>

#include "base/siphash.h"
#include "scanner/engine/ports.h"

struct probe_source_ports {
	struct port_range range;
	uint64_t salt;
};

struct probe_source_ports probe_source_ports_of(
    const struct siphash_key *key, struct port_range range);

/*
 * Spread over our ports; another one in each pass, and in each sweep: a target
 * may still hold what it answered to the one before.
 */
uint16_t probe_source_port(
    const struct probe_source_ports *p, uint64_t number, unsigned pass);

#endif

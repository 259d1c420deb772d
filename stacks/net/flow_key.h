/* flow_key.h - what tells one flow of a port's users from another. */
#ifndef NET_FLOW_KEY_H
#define NET_FLOW_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/hash.h"

struct packet;

struct flow_key {
	struct addr peer;
	uint16_t own_port, peer_port;
};

/* The flow that a packet from outside belongs to. */
struct flow_key flow_key_of(const struct packet *p);

bool flow_key_equal(const struct flow_key *a, const struct flow_key *b);

/* A hash for tables, keyed (hash.h). */
static inline uint64_t
flow_key_hash(const struct flow_key *k)
{
	_Static_assert(sizeof(*k) == 20, "there is nothing between the fields");
	return hash_bytes(k, sizeof(*k));
}

#endif

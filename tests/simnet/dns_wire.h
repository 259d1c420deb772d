/*
 * dns_wire.h - DNS messages and names as bytes, written apart from
 * stacks/dns, so that the two can disagree.  Names are never compressed.
 */
#ifndef SIMNET_DNS_WIRE_H
#define SIMNET_DNS_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "world.h"

/* Room to write into; what does not fit sets `full`. */
struct simnet_bytes {
	uint8_t *at;
	size_t len, cap;
	bool full;
};

void simnet_put(struct simnet_bytes *b, const void *bytes, size_t len);
void simnet_put_u8(struct simnet_bytes *b, unsigned n);
void simnet_put_u16(struct simnet_bytes *b, unsigned n);
void simnet_put_u32(struct simnet_bytes *b, uint32_t n);
void simnet_put_name(struct simnet_bytes *b, const char *name);

/*
 * The question of a query: its name in lower case, and how long the message
 * is up to behind it.  False: not a query with one question that we can name.
 */
struct simnet_query {
	uint16_t id;
	char name[SIMNET_NAME_MAX];
	uint16_t type;
	size_t question_end;
	bool edns, dnssec_ok;
	uint16_t udp_bytes; /* 512 without EDNS */
};

bool simnet_query_parse(
    const uint8_t *bytes, size_t len, struct simnet_query *out);

unsigned simnet_labels(const char *name); /* of "" 0 */

/* `name` without its first label; "" at the end. */
const char *simnet_name_parent(const char *name);

/* `name` is `zone` or below it. */
bool simnet_name_within(const char *name, const char *zone);

#endif

/*
 * authority.h - what the name server at an address answers to a query.
 *
 * Bytes in, bytes out: it knows neither frames nor connections.
 */
#ifndef SIMNET_AUTHORITY_H
#define SIMNET_AUTHORITY_H

#include "zone.h"

enum {
	SIMNET_DNS_MAX = 4096,      /* of a reply */
	SIMNET_DNS_UDP_MAX = 1232,  /* whatever the client would take */
	SIMNET_DNS_SMALL_MAX = 100, /* of servers that like to truncate */
};

/*
 * The length of the reply in `out`, with room for SIMNET_DNS_MAX; 0: none
 * is given.  A slow server's reply is to leave after `*delay_ns`.
 */
size_t simnet_authority_answer(const struct simnet_data *d,
    const struct addr *server, bool tcp, const uint8_t *query, size_t len,
    uint8_t *out, int64_t *delay_ns);

#endif

/* host_address.h - A and AAAA of a host, and where its TLSA records are. */
#ifndef HOST_ADDRESS_H
#define HOST_ADDRESS_H

#include "analysis/dnssec/lookup.h"
#include "scenario.h"

struct host_address {
	/* Of A and AAAA the one that gives an address; of equals the worse. */
	struct dnssec_state state;
	const char *status; /* of the one that state is of */
	int64_t rx_ns;      /* of that, too */
	bool absent;        /* both lookups say: no address */
	bool asks_tlsa;     /* a sender would ask for TLSA (R3, R4) */
};

/* Both add what they went by to `instants`. */
struct host_address host_address_judge(
    struct scenario *s, const struct dns_name *host, struct instants *instants);

/*
 * R4: judges TLSA at the end of the CNAMEs where all of them are secure, then
 * at the host itself.  `*base` is the name that the answer is for; of several
 * answers it is the one nearest to `near_ns`, unless that is 0.
 */
const struct lookup *host_tlsa_judge(struct scenario *s,
    const struct dns_name *host, int64_t near_ns, struct instants *instants,
    const struct dns_name **base);

#endif

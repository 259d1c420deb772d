/*
 * cookie.h - what makes a reply ours without remembering the question.
 *
 * SipHash over what a reply gives back, under a key of this run that is
 * never written down and has nothing to do with the seed.
 */
#ifndef COOKIE_H
#define COOKIE_H

#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
#include "base/siphash.h"
#include "dns/message.h"

/* A key from the kernel's random numbers.  0 or -errno. */
MUST_USE int cookie_key_new(struct siphash_key *out);

/* Source port and ID of a question to this server. */
struct dns_cookie {
	uint16_t src_port;
	uint16_t id;
};

struct dns_cookie cookie_dns(const struct siphash_key *key,
    const struct addr *server, const struct dns_name *name, uint16_t type,
    uint16_t port_first, uint16_t port_last);

/* The sequence number of a SYN to `peer`, port `dst_port`. */
uint32_t cookie_tcp(const struct siphash_key *key, const struct addr *peer,
    uint16_t src_port, uint16_t dst_port);

#endif

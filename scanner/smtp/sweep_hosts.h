/*
 * sweep_hosts.h - the names of the hosts that the SMTP sweep works at, by
 * number.  They lie behind one another: some 50 bytes for a host.
 */
#ifndef SWEEP_HOSTS_H
#define SWEEP_HOSTS_H

#include <stdint.h>

#include "base/array.h"
#include "base/macros.h"
#include "dns/name.h"

/* All zero is an empty one. */
struct sweep_hosts {
	struct array bytes; /* a byte of length before each name */
	struct array rows;
};

/*
 * Adds a host, and the name that its sessions ask for: the next number, or
 * -ENOMEM.
 */
MUST_USE int sweep_hosts_add(struct sweep_hosts *h, const struct dns_name *name,
    const struct dns_name *sni, uint32_t *host);
void sweep_hosts_name(
    const struct sweep_hosts *h, uint32_t host, struct dns_name *out);
void sweep_hosts_sni(
    const struct sweep_hosts *h, uint32_t host, struct dns_name *out);
void sweep_hosts_fini(struct sweep_hosts *h);

#endif

/*
 * sweep_hosts.h - the names of the hosts that the SMTP sweep works at, by
 * number, and their TLSA records.  They lie behind one another: 5 or 6 bytes
 * for a host beside its names, and 40 for a record.
 */
#ifndef SWEEP_HOSTS_H
#define SWEEP_HOSTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/macros.h"
#include "dns/name.h"
#include "sweep_budget.h"

/* All zero is an empty one. */
struct sweep_hosts {
	struct array bytes; /* each host begins at an even one */
};

/* What the sweep is told of a host; all is borrowed. */
struct sweep_host {
	const struct dns_name *name;    /* the root: an address alone */
	const struct dns_name *sni;     /* that its sessions ask for */
	const struct dns_name *aliases; /* that it leads to, in order */
	unsigned alias_count;
	const uint8_t *tlsa; /* RDATA, see sent_chain.h; or NULL */
	size_t tlsa_len;
};

/* Adds a host: a number above all others.  0 or -ENOMEM. */
MUST_USE int sweep_hosts_add(
    struct sweep_hosts *h, const struct sweep_host *what, uint32_t *host);
void sweep_hosts_name(
    const struct sweep_hosts *h, uint32_t host, struct dns_name *out);
bool sweep_hosts_is_named(const struct sweep_hosts *h, uint32_t host);
void sweep_hosts_sni(
    const struct sweep_hosts *h, uint32_t host, struct dns_name *out);
/* Who runs it: what its sessions count for.  One hash in 16 million is that of
 * another operator, too. */
struct budget_key sweep_hosts_operator(
    const struct sweep_hosts *h, uint32_t host);
/* Its `i`-th name: its own, then those of its aliases; false: no more. */
bool sweep_hosts_any_name(const struct sweep_hosts *h, uint32_t host,
    unsigned i, struct dns_name *out);
/* A view until the next host is added; NULL: none. */
const uint8_t *sweep_hosts_tlsa(
    const struct sweep_hosts *h, uint32_t host, size_t *len);

/* Each host has one session repeated: true the first time. */
bool sweep_hosts_take_repeat(struct sweep_hosts *h, uint32_t host);
void sweep_hosts_fini(struct sweep_hosts *h);

#endif

/*
 * ns_hosts.h - name-server hosts, each once, and their addresses.
 *
 * A zone file may give an address before it names the host as an NS: such
 * hosts are known, but not named, and ns_hosts_seal() drops those that
 * nobody named.
 */
#ifndef NS_HOSTS_H
#define NS_HOSTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
#include "dns/name.h"
#include "base/array.h"
#include "hash_slots.h"
#include "packed_index.h"

struct ns_hosts {
	struct array hosts;          /* struct ns_host */
	struct array names;          /* length byte and wire form, each */
	struct array addresses;      /* struct ns_address */
	struct hash_slots by_hash;   /* while they are read */
	struct packed_index by_name; /* when they are sealed */
	uint32_t count;
};

/* Finds or adds a host.  0, -ENOMEM or -EFBIG. */
MUST_USE int ns_hosts_intern(struct ns_hosts *h, const struct dns_name *name,
    bool named, uint32_t *host);

/* Adds an address that is not there yet.  0, -ENOMEM or -EFBIG. */
MUST_USE int ns_hosts_add_address(
    struct ns_hosts *h, uint32_t host, const struct addr *addr, bool glue);

void ns_hosts_name(
    const struct ns_hosts *h, uint32_t host, struct dns_name *out);
/* Only behind ns_hosts_seal(). */
bool ns_hosts_find(
    const struct ns_hosts *h, const struct dns_name *name, uint32_t *host);

/*
 * The addresses, one after the other: `*place` is 0 at first.  False: no more.
 */
bool ns_hosts_next_address(const struct ns_hosts *h, uint32_t host,
    uint32_t *place, struct addr *addr, bool *glue);

/*
 * At the end: drops hosts that are not named; `renamed[old]` is the new id of
 * each.  The caller's array has room for `count` ids.  0 or -ENOMEM.
 */
MUST_USE int ns_hosts_seal(struct ns_hosts *h, uint32_t *renamed);

size_t ns_hosts_memory_bytes(const struct ns_hosts *h);
void ns_hosts_fini(struct ns_hosts *h);

#endif

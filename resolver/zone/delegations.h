/*
 * delegations.h - what the zone files of a run say: who is delegated where.
 *
 * One index for all zones: delegated domains with their NS set, DS and the
 * RRSIGs over it; name-server hosts, each once, with the addresses that any
 * of the zones (com and net share a registry) gives as glue.  About 41 bytes
 * a domain, names included.
 *
 * First read all files, then seal, then ask.  One thread writes; sealed, and
 * while nobody adds addresses, any number may read.
 */
#ifndef DELEGATIONS_H
#define DELEGATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
#include "base/text.h"
#include "dns/name.h"
#include "file.h"

struct delegations;

/* NULL: no heap. */
struct delegations *delegations_new(void);
void delegations_free(struct delegations *d); /* NULL is fine */

/*
 * Adds a zone file (resolver/zone/file.h).  0; or -errno, -EINVAL for a fault
 * in the file, -EEXIST for a zone that was read before, and then `why` says
 * it and `d` is fit for delegations_free() only.  When it could be read, `why`
 * tells in one line what was passed over, and the first fault that a lenient
 * reading left out; empty: all was taken.
 *
 * What is no delegation is skipped: records at the apex (but its NS set is
 * kept), records out of the zone, NSEC and NSEC3.  A domain that two zones
 * delegate belongs to the one that was read first.
 */
MUST_USE int delegations_read(struct delegations *d,
    const struct zone_source *source, struct zone_file_count *count,
    struct text *why);

/*
 * Of the files that are read from now on, only the domains that `takes` says
 * yes to; the hosts of others are not kept, the zone's own name servers are.
 */
typedef bool delegations_takes_fn(void *ctx, const struct dns_name *domain);
void delegations_only(
    struct delegations *d, delegations_takes_fn *takes, void *ctx);

/*
 * Ends the reading: drops addresses of names that are no NS, and names with
 * DS but without NS; sorts each NS set by name; gives memory back.
 * 0 or -ENOMEM.
 */
MUST_USE int delegations_seal(struct delegations *d);

/* All below: sealed only.  Indexes count from 0; order is that of the files. */

uint32_t delegations_zones(const struct delegations *d);

struct delegation_zone {
	struct dns_name name;
	uint32_t ns_count;  /* of the zone's own NS set at its apex */
	const uint32_t *ns; /* hosts, in order of name */
};

void delegations_zone(
    const struct delegations *d, uint32_t zone, struct delegation_zone *out);

uint32_t delegations_count(const struct delegations *d);

struct delegation {
	struct dns_name name;
	uint32_t zone;
	uint32_t ns_count;
	const uint32_t *ns; /* hosts, in order of name; equal sets are shared */
	bool has_ds;
};

void delegations_get(
    const struct delegations *d, uint32_t index, struct delegation *out);

/*
 * Appends the n-th DS record, or the n-th RRSIG over the DS set, of a domain
 * in presentation form.  False: it has no more.
 */
bool delegations_ds_text(
    const struct delegations *d, uint32_t index, unsigned n, struct text *out);
bool delegations_ds_rrsig_text(
    const struct delegations *d, uint32_t index, unsigned n, struct text *out);

/*
 * Equal NS sets are one: what is made once for it serves all domains that have
 * it.  Numbers have gaps, and are below delegations_sets().
 * delegations_next_set() gives the hosts of set `*number`, 0 at first, and the
 * number of the next one; false: there is none.
 */
uint32_t delegations_set(const struct delegations *d, uint32_t index);
uint32_t delegations_sets(const struct delegations *d);
bool delegations_next_set(const struct delegations *d, uint32_t *number,
    const uint32_t **ns, uint32_t *ns_count);

/* The domain of exactly this name. */
bool delegations_find(
    const struct delegations *d, const struct dns_name *name, uint32_t *index);

/* The deepest delegated domain that is `name` or above it. */
bool delegations_enclosing(
    const struct delegations *d, const struct dns_name *name, uint32_t *index);

/* Name-server hosts. */
uint32_t delegations_hosts(const struct delegations *d);
void delegations_host_name(
    const struct delegations *d, uint32_t host, struct dns_name *out);
bool delegations_find_host(
    const struct delegations *d, const struct dns_name *name, uint32_t *host);

struct delegation_address {
	struct addr addr;
	bool glue; /* from a zone file */
};

/* Writes at most `max` of a host's addresses; gives how many there are. */
unsigned delegations_addresses(const struct delegations *d, uint32_t host,
    struct delegation_address *out, unsigned max);

/* An address that was found by asking; one known already is left alone. */
MUST_USE int delegations_add_address(
    struct delegations *d, uint32_t host, const struct addr *addr);

/* All heap memory in use. */
size_t delegations_memory_bytes(const struct delegations *d);

#endif

/*
 * domains.h - the domains of a sweep, numbered: those of the zone files, or
 * those of a list.  Does not change once the sweep has begun.
 */
#ifndef DOMAINS_H
#define DOMAINS_H

#include <stdbool.h>
#include <stdint.h>

#include "dns/name.h"
#include "resolver/zone/delegations.h"

struct name_table;

struct domains {
	const struct delegations *delegations;
	struct name_table *list; /* NULL: the delegations are the domains */
};

uint32_t domains_count(const struct domains *d);
void domains_name(const struct domains *d, uint32_t i, struct dns_name *out);
bool domains_find(
    const struct domains *d, const struct dns_name *name, uint32_t *i);

/* It stands in a list: it is asked for its own sake, whatever leads to it. */
bool domains_lists(const struct domains *d, const struct dns_name *name);

#endif

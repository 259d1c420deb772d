/*
 * address_list.h - addresses that a list names, each with the host that stands
 * beside it, if one does.  Nobody is asked for these: they are what a person
 * said.  20 bytes each, and 21 while it grows to twice that.
 */
#ifndef ADDRESS_LIST_H
#define ADDRESS_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/array.h"
#include "base/macros.h"
#include "dns/name.h"

/* All zero is an empty one. */
struct address_list {
	struct array rows;
	struct name_table *names; /* NULL: none stands beside any */
};

/* `host` NULL: it stands alone.  0 or -ENOMEM. */
MUST_USE int address_list_add(
    struct address_list *l, const struct addr *a, const struct dns_name *host);

/* Takes out what is there twice; then they are in order of address. */
void address_list_seal(struct address_list *l);
uint32_t address_list_count(const struct address_list *l);

/* False: the address stands alone, and `host` is the root. */
bool address_list_get(const struct address_list *l, uint32_t i,
    struct addr *addr, struct dns_name *host);
void address_list_fini(struct address_list *l);

#endif

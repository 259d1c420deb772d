/* interface.h - a network interface that Ethernet frames can leave by. */
#ifndef INTERFACE_H
#define INTERFACE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"

struct interface {
	int index;
	uint8_t mac[6];
};

/*
 * Looks `name` up.  0; or -errno with one line for a person in `why`:
 * -ENODEV no such interface, -ENETDOWN down or without carrier,
 * -EOPNOTSUPP not Ethernet.
 */
MUST_USE int interface_find(
    const char *name, struct interface *out, struct text *why);

/* False: it is known to be down, or to have none.  Needs no privileges. */
bool interface_has_carrier(const char *name);

#endif

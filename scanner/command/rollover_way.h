/*
 * rollover_way.h - whether this machine has a way to an address at all: what it
 * cannot see is not what the other side does not serve.
 */
#ifndef ROLLOVER_WAY_H
#define ROLLOVER_WAY_H

#include <stdbool.h>

#include "base/addr.h"

/* Asks the kernel, and sends nothing.  A doubt is a way. */
bool rollover_has_way(const struct addr *to);

/* Why an address is missed, for people. */
extern const char rollover_no_way[];

#endif

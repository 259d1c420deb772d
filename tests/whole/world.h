/*
 * world.h - the Internet in which a whole top-level domain is swept: .se of
 * the computed one, with so many domains that 300 hosts hold the mail of four
 * in ten.
 */
#ifndef WHOLE_WORLD_H
#define WHOLE_WORLD_H

#include "tests/simnet/world.h"

enum { WHOLE_TLD = 3 }; /* .se */

/* `domains` are those of .se: the other zones have as many each. */
struct simnet_config whole_config(uint64_t seed, uint64_t domains);

#endif

/* neighbours.h - ARP and NDP answers for the whole world's addresses. */
#ifndef SIMNET_NEIGHBOURS_H
#define SIMNET_NEIGHBOURS_H

#include <stddef.h>
#include <stdint.h>

/*
 * The answer to a question for an address of 198.18.0.0/15 or 2001:db8::/32;
 * of 198.18.0.0/24 and 2001:db8::/64, where the scanner sits, for the gateway
 * .1 alone.  Its length in `out`, with room for 128; 0: no such question.
 */
size_t simnet_neighbour_answer(const uint8_t *frame, size_t len, uint8_t *out);

#endif

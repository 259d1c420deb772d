/*
 * quiet.h - keeps the kernel from answering on our ports.
 *
 * It would send RST to a SYN-ACK and port-unreachable to a DNS reply that it
 * knows nothing of.  An nftables table of our own drops what comes in for
 * exactly our ports, before the stack sees it; raw sockets see it earlier.
 * The table is named for our process, so that a stale one can be told.
 */
#ifndef QUIET_H
#define QUIET_H

#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"

struct quiet;

/*
 * Removes tables of scans that died, adds ours and reads it back.  0, or
 * -errno with one line for a person in `why`: -EADDRINUSE when the kernel
 * gives ports of the range to others.
 */
MUST_USE int quiet_begin(uint16_t port_first, uint16_t port_last,
    struct quiet **out, struct text *why);
void quiet_end(struct quiet *q); /* removes the table; NULL is fine */

#endif

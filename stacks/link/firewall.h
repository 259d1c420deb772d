/*
 * firewall.h - keeps the kernel from answering on our ports.
 *
 * It would send RST to a SYN-ACK and port-unreachable to a DNS reply that it
 * knows nothing of.  An nftables table of our own drops what comes in for
 * exactly our ports, before the stack sees it; raw sockets see it earlier.
 * The kernel takes the table away with our process, however that ends.
 * Where it is too old for that (Linux < 5.12), the table is named for our
 * process, and the next scan removes a stale one.
 */
#ifndef FIREWALL_H
#define FIREWALL_H

#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"

struct firewall;

/*
 * Removes tables of scans that died, adds ours and reads it back.  0, or
 * -errno with one line for a person in `why`: -EADDRINUSE when the machine
 * uses ports of the range itself, -EPERM what nftables refuses, -ENOMEM.
 */
MUST_USE int firewall_open(uint16_t port_first, uint16_t port_last,
    struct firewall **out, struct text *why);

/*
 * Removes the table; NULL is fine.  Not for signal handlers.  Works without
 * privileges too, where the kernel ties the table to us.
 */
void firewall_close(struct firewall *q);

#endif

/*
 * rollover_servers.h - what each server of its zone says of a host's TLSA
 * records, by the records of a run with --every-server.
 */
#ifndef ROLLOVER_SERVERS_H
#define ROLLOVER_SERVERS_H

#include <stdbool.h>

#include "base/macros.h"
#include "operator/look.h"

/*
 * Adds to `out` sets, TTLs, who did not answer, and whether they agree.
 * `*any`: some server gave a set, which may be empty.  `no_ipv6`: IPv6
 * addresses of servers are not missed.  0 or -errno.
 */
MUST_USE int rollover_servers_read(
    const char *run, bool no_ipv6, struct rollover_look *out, bool *any);

#endif

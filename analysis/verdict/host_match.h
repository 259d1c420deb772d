/* host_match.h - the TLSA records of a host against what its addresses sent. */
#ifndef HOST_MATCH_H
#define HOST_MATCH_H

#include "host_verdict.h"
#include "scenario.h"

/*
 * When the latest session with this host was that sent a chain: its TLSA answer
 * is to be of that time.  0: none was.
 */
int64_t host_match_time(const struct evidence *e, const struct dns_name *host);

/*
 * Fills records, addresses, matched and partial of `out`, whose host, tlsa_base
 * and records[].tlsa are set, and adds to its instants.  `names` are those of
 * R13.
 */
void host_match(struct scenario *s, const char *const *names, size_t name_count,
    struct host_verdict *out);

#endif

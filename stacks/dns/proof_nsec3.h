/*
 * proof_nsec3.h - what the NSEC3 records of a reply deny (RFC 5155 8), by
 * their hashes.
 */
#ifndef DNS_PROOF_NSEC3_H
#define DNS_PROOF_NSEC3_H

#include "dns/proof_records.h"

/*
 * As in proof_nsec.h.  With more iterations than a validator follows, the
 * zone counts as insecure (RFC 9276 3.2), and nothing is left to be proved.
 */
bool proof_nsec3_no_name(
    const struct proof_records *p, const struct dns_question *q);
bool proof_nsec3_no_data(
    const struct proof_records *p, const struct dns_question *q);

/* `labels` are those of the wildcard's parent: the RRSIG tells. */
bool proof_nsec3_no_exact(const struct proof_records *p,
    const struct dns_name *name, unsigned labels);

#endif

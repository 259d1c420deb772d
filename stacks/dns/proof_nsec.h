/*
 * proof_nsec.h - what the NSEC records of a reply deny (RFC 4035 5.4), by
 * their names alone.
 */
#ifndef DNS_PROOF_NSEC_H
#define DNS_PROOF_NSEC_H

#include "dns/proof_records.h"

/* There is no such name, nor a wildcard for it. */
bool proof_nsec_no_name(
    const struct proof_records *p, const struct dns_question *q);

/* The name, or the wildcard for it, has no records of the type. */
bool proof_nsec_no_data(
    const struct proof_records *p, const struct dns_question *q);

/* There is no such name: a wildcard's answer may stand for it. */
bool proof_nsec_no_exact(
    const struct proof_records *p, const struct dns_name *name);

#endif

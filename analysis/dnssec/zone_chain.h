/*
 * zone_chain.h - the chain of trust: what state a zone is in, and why.
 *
 * A zone is reached from the nearest trust anchor above it, cut by cut.
 * "Insecure" needs a proof: absence of DS that the parent signed, or a DS set
 * of which we support nothing.  One exception: a zone file's delegation record
 * without DS proves as much when the run has no DS lookup (doc/verify.md).
 */
#ifndef ZONE_CHAIN_H
#define ZONE_CHAIN_H

#include "validator.h"

/* Judges a new zone; for validator_init(). */
zone_judge_fn zone_chain_judge;

#endif

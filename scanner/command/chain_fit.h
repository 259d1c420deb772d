/*
 * chain_fit.h - the judge's rules for a scan: does a chain fit the TLSA
 * records that were found before?
 */
#ifndef CHAIN_FIT_H
#define CHAIN_FIT_H

#include "scanner/smtp/sent_chain.h"

/*
 * A chain_fit_fn by the rules of `danesweep verify`, but that of the names a
 * certificate may have it knows the base domain alone: a chain for a mail
 * domain's own name does not fit, which costs that host a repeat and no verdict
 * its truth.  True as well where it cannot be known: a chain that was cut may
 * have gone on, and of very many authorities only a few are tried; or where no
 * record is usable, so that no chain would fit better.
 */
int chain_fit(const struct found_tlsa *tlsa, const struct sent_chain *chain,
    int64_t at_s);

#endif

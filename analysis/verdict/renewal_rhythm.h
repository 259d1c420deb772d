/*
 * renewal_rhythm.h - when a host is likely to have its next certificate, and
 * whether the TLSA records of now outlive that.  It is a guess, and said to be
 * one: by what the host did in earlier runs, where these show two renewals, or
 * else by what is usual for certificates that live so long.
 */
#ifndef RENEWAL_RHYTHM_H
#define RENEWAL_RHYTHM_H

#include "cert_history.h"
#include "host_verdict.h"
#include "output/record/renewal.h"

/* Of a host whose records match by a leaf that another has signed; else
 * unknown.  `history` may be NULL. */
struct renewal renewal_rhythm_of(const struct evidence *e,
    const struct cert_history *history, const struct host_verdict *v);

#endif

/* tlsa_fix.h - TLSA sets that might match where one does not. */
#ifndef TLSA_FIX_H
#define TLSA_FIX_H

#include "host_verdict.h"

/*
 * The n-th TLSA set to try for a host, the smallest change first: one field
 * of one record; where some leaf matches, `3 1 1` of those that do not beside
 * what is there; then `3 1 1` of each leaf that was seen.  It lives in
 * `arena`.  NULL: no more.
 */
const struct rrset *tlsa_fix_candidate(const struct evidence *e,
    struct arena *arena, const struct host_verdict *host, size_t n);

#endif

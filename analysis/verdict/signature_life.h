/* signature_life.h - from when to when the signatures of an RRset are good. */
#ifndef SIGNATURE_LIFE_H
#define SIGNATURE_LIFE_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/evidence/rrset.h"

/* Seconds since 1970. */
struct signature_life {
	int64_t begin_s, end_s;
};

/* Of that signature which ends last; false: there is none. */
bool signature_life_of(
    const struct rrset *set, int64_t now_s, struct signature_life *out);

/*
 * So little of it is left that whoever signs would have signed again: signers
 * do when a fifth of it, or more, is left.
 */
bool signature_life_is_stale(const struct signature_life *l, int64_t now_s);

#endif

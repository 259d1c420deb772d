/*
 * input.h - what DNSSEC is judged by.
 *
 * It is given, and nobody who judges changes it: who wants to judge as of
 * another time, or patched evidence, has an input and a validator of his own.
 */
#ifndef DNSSEC_INPUT_H
#define DNSSEC_INPUT_H

#include <stdint.h>

#include "analysis/evidence/patch.h"
#include "base/macros.h"

struct anchor_set;
struct evidence;
struct known_signatures;

struct dnssec_input {
	const struct evidence *evidence;  /* borrowed, sealed */
	const struct anchor_set *anchors; /* borrowed */
	struct known_signatures *known;   /* borrowed, of all; NULL: none */
	int64_t at_ns;             /* judge as of then; 0: of each record */
	unsigned nsec3_iterations; /* more are insecure */
	size_t result_bytes;    /* of what is known; 0: as validator_trim() */
	struct patches patches; /* of the evidence; none: as it was seen */
};

/* Seconds since 1970 at which a record of this time is judged. */
static inline int64_t
dnssec_input_time(const struct dnssec_input *in, int64_t rx_ns)
{
	return (in->at_ns != 0 ? in->at_ns : rx_ns) / NS_PER_S;
}

#endif

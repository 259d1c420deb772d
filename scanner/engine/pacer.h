/*
 * pacer.h - a token bucket: sent <= rate * t + burst, always.
 *
 * Kept as one deadline, the instant at which the bucket would be empty
 * (GCRA, ITU-T I.371): time slept away is never made up for beyond `burst`.
 */
#ifndef PACER_H
#define PACER_H

#include <stdbool.h>
#include <stdint.h>

struct pacer {
	double ns_per_unit;
	double burst_ns;
	double empty_at_ns; /* the deadline */
};

/* `rate` units a second, above 0; `burst` units may go at once, 1 or more. */
void pacer_init(struct pacer *p, double rate, double burst, int64_t now_ns);

/* Whole units that may be sent now. */
uint64_t pacer_allows(const struct pacer *p, int64_t now_ns);

/* Takes `units`, also more than allowed: then the next ones wait longer. */
void pacer_take(struct pacer *p, double units, int64_t now_ns);

#endif

/*
 * record_set.h - a number that stands for the records of a scan as a set:
 * whatever their order, and however each of them was got.
 *
 * Left aside is what the drawn order of questions may change in a true record:
 * times and tries, the run's id, which server of a zone was asked, what its
 * others said, by which transport, and with EDNS or without.
 */
#ifndef SIMNET_RECORD_SET_H
#define SIMNET_RECORD_SET_H

#include "world_scan.h"

struct record_set {
	size_t count;
	uint64_t sum;
};

/* Of all kinds; verdicts too, if the run was judged. */
void record_set_of(const struct world_outcome *o, struct record_set *out);

#endif

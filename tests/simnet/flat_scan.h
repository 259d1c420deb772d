/*
 * flat_scan.h - stage domains of the flat world, in memory: for profiles.
 *
 * It is scanned twice, the first time without that stage: what delegation
 * records and an empty scan cost is taken off.
 */
#ifndef SIMNET_FLAT_SCAN_H
#define SIMNET_FLAT_SCAN_H

#include <stdbool.h>
#include <stdint.h>

struct flat_scan_outcome {
	uint64_t records, timeouts; /* lines, and those that say TIMEOUT */
	uint64_t digest;            /* of all lines but their times */
	double cpu_s;               /* of the stage, its servers and the link */
	double servers_s;           /* of the servers alone */
	double before_s;            /* of the scan without the stage */
};

/* Ends the program where it cannot begin. */
void flat_scan_run(
    uint32_t domains, uint64_t seed, bool odd, struct flat_scan_outcome *out);

#endif

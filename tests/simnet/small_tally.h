/*
 * small_tally.h - the records of a scan of the small Internet, held against
 * what is so in it.
 */
#ifndef SMALL_TALLY_H
#define SMALL_TALLY_H

#include "small_scan.h"

struct small_tally {
	unsigned delegations;      /* told, of all that the zone file has */
	unsigned delegation_wrong; /* more than one, or none, in a line */
	/* domains, by their MX record */
	unsigned domains;       /* that have one or more */
	unsigned domains_again; /* a second record of one domain */
	unsigned right;         /* as the seed says */
	unsigned unheard;       /* what a path that loses may give */
	unsigned wrong;         /* neither: forged, or mixed up */
	/* mail hosts, of those that the domains' records name */
	unsigned hosts, addresses, tlsa;
	unsigned host_again; /* a second A or TLSA record of one host */
	unsigned host_wrong; /* another address, TLSA where there is none */
	/* sessions, of hosts that must have one */
	unsigned wanted, sessions, session_again;
	unsigned session_right, session_unheard, session_wrong;
	unsigned certificates;
};

void small_tally(const struct small_scan *scan, const struct small_outcome *o,
    struct small_tally *out);

/* A number that stands for all bytes of all part files and their names. */
uint64_t small_tally_bytes(const struct small_outcome *o);

#endif

/*
 * world_tally.h - the records of a scan, held against the truth.
 *
 * A record is right, or what a path that loses may give, or wrong: forged,
 * mixed up, or of nobody.  Of the wrong ones a few are printed.
 */
#ifndef SIMNET_WORLD_TALLY_H
#define SIMNET_WORLD_TALLY_H

#include "world_scan.h"

struct world_match {
	unsigned right, unheard, wrong;
};

struct world_tally {
	unsigned delegations;      /* told, of all that the zone files have */
	unsigned delegation_wrong; /* more than one, or none, in a line */

	/* the domains, by their records of MX */
	unsigned domains; /* that have one or more */
	struct world_match mx;
	unsigned with_mx, failing; /* of the right ones */

	/* all questions; "again": two of one, but where that was the order */
	unsigned dns, dns_again;
	unsigned dns_twice;    /* one in two stages, where none is the order */
	unsigned typed;        /* records of a domain's own name, or its TLSA */
	unsigned with_mta_sts; /* domains that were asked for it */
	struct world_match answer;

	/* mail hosts that the records of MX name, or imply */
	unsigned hosts, hosts_asked;    /* for A, AAAA and TLSA */
	unsigned wanted;                /* of them, who must have a session */
	unsigned wanted_met, hosts_met; /* who have one; of all hosts */

	/* "again": two with one address, or two repeated ones */
	unsigned sessions, session_again;
	struct world_match session;

	unsigned certificates, certificate_again;
	unsigned certificates_sent; /* by those whose session is right */

	unsigned false_silence; /* called silent, and was not asked */
};

void world_tally(const struct world_scan *scan, const struct world_outcome *o,
    struct world_tally *out);

#endif

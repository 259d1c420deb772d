/*
 * truth.h - what a scan of the small Internet has to record, and what then
 * has to be its verdict.  Computed from the world, never from an answer.
 */
#ifndef SIMNET_TRUTH_H
#define SIMNET_TRUTH_H

#include "zone.h"

enum simnet_security { SIMNET_SECURE, SIMNET_INSECURE, SIMNET_BOGUS };

struct simnet_truth {
	const char *status; /* of doc/records.md: "NOERROR", "TIMEOUT" ... */
	enum simnet_security state; /* if there was a reply */
	struct simnet_rrset answer; /* count 0: none; may be a CNAME */
};

void simnet_truth_question(const struct simnet_data *d, const char *name,
    uint16_t type, struct simnet_truth *out);

struct simnet_session_truth {
	const char *status; /* "OK", "NO_STARTTLS", "TIMEOUT" ... */
	unsigned chain;     /* certificates; 0: none is seen */
	uint8_t digest[SIMNET_CHAIN_MAX][32];
};

/* A session with any address of this host; false: there is no such host. */
bool simnet_truth_session(const struct simnet_data *d, const char *host,
    struct simnet_session_truth *out);

/* The state of a zone: what all that it holds has. */
enum simnet_security simnet_truth_zone(const struct simnet_zone *z);

/*
 * The `study` word of a host's verdict: "valid", "invalid", "unknown",
 * "none"; `host` may be a CNAME.  NULL: no such host, or its zone does not
 * answer.
 */
const char *simnet_truth_study(const struct simnet_data *d, const char *host);

struct simnet_domain_truth {
	const char *mx;    /* the state of its MX lookup: "secure" ... */
	const char *study; /* the worst of its hosts, if the MX is no worse */
};

/* The verdict of a domain; false: there is no such domain. */
bool simnet_truth_domain(const struct simnet_data *d, const char *name,
    struct simnet_domain_truth *out);

#endif

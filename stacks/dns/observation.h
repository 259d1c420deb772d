/*
 * observation.h - what one server of a zone said to one question.
 *
 * A question whose first reply lacks what a proof needs is asked of every
 * server of its zone; what each of them said is kept, for their disagreement
 * is a finding of its own.
 */
#ifndef DNS_OBSERVATION_H
#define DNS_OBSERVATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "dns/status.h"

enum { DNS_OBSERVATIONS_MAX = 32 }; /* addresses asked for one question */

struct dns_observation {
	struct addr server;
	bool tcp;               /* how the reply came, or the last try went */
	enum dns_status status; /* DNS_STATUS_NOT_ASKED: it was left out */
	uint16_t rcode;         /* with DNS_STATUS_REPLY */
	bool same;     /* it said what the reply says that was recorded */
	bool provable; /* with all signatures, within their dates, that a
			* proof needs; only cryptography may still fail it */
};

#endif

#include "fault.h"

/* By the reason of the doubt. */
static const char *const words[REASON_COUNT] = {
    [REASON_EVIDENCE_MISSING] = "data of a type that is not known here",
    [REASON_SERVERS_NOT_ASKED] = "not every address of the zone was asked",
    [REASON_TOO_MANY_SERVERS] = "the zone has more than 32 addresses",
    [REASON_SERVERS_DISAGREE] = "another server gave what can be proved",
    [REASON_NO_EDNS] = "a reply without EDNS says nothing of signatures",
    [REASON_REPLY_TRUNCATED] = "a truncated reply, and none over TCP",
};

struct dnssec_state
fault_state(const struct reply *reply, enum reason reason,
    const struct dns_name *zone, const char *detail)
{
	if (reply->doubt == REASON_NONE)
		return dnssec_bogus(reason, zone, detail);
	return (struct dnssec_state){.security = SECURITY_INDETERMINATE,
	    .reason = reply->doubt,
	    .zone = zone,
	    .detail = words[reply->doubt]};
}

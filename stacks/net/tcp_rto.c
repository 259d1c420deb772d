#include "net/tcp_rto.h"

enum {
	FIRST_US = 1000000, /* RFC 6298 2.1 */
	/* RFC 6298 2.4 and 2.5 have a second and a minute.  Who uses this
	 * waits some seconds for a reply, and what was lost has to be heard
	 * again before that is over.  Beyond the round trip so much is left
	 * for a peer that holds its acknowledgement back. */
	SPARE_MIN_US = 200000,
	MAX_US = 8000000,
};

struct tcp_rto
tcp_rto_first(void)
{
	return (struct tcp_rto){.us = FIRST_US};
}

/* RFC 6298 2.2, 2.3. */
void
tcp_rto_measured(struct tcp_rto *r, int64_t rtt_us)
{
	if (r->srtt_us == 0) {
		r->srtt_us = rtt_us;
		r->rttvar_us = rtt_us / 2;
	} else {
		int64_t off = r->srtt_us > rtt_us ? r->srtt_us - rtt_us
						  : rtt_us - r->srtt_us;
		r->rttvar_us = (3 * r->rttvar_us + off) / 4;
		r->srtt_us = (7 * r->srtt_us + rtt_us) / 8;
	}
	int64_t spare_us = 4 * r->rttvar_us;
	r->us =
	    r->srtt_us + (spare_us > SPARE_MIN_US ? spare_us : SPARE_MIN_US);
	if (r->us > MAX_US)
		r->us = MAX_US;
}

void
tcp_rto_back_off(struct tcp_rto *r)
{
	r->us = r->us * 2 < MAX_US ? r->us * 2 : MAX_US;
}

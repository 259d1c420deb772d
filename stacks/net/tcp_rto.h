/* tcp_rto.h - how long to wait for an acknowledgement (RFC 6298). */
#ifndef TCP_RTO_H
#define TCP_RTO_H

#include <stdint.h>

struct tcp_rto {
	int64_t us;                 /* the wait itself */
	int64_t srtt_us, rttvar_us; /* 0: nothing was measured yet */
};

/* Before anything was measured. */
struct tcp_rto tcp_rto_first(void);

/* A round trip of what was sent once. */
void tcp_rto_measured(struct tcp_rto *r, int64_t rtt_us);

/* It ran out: twice as long from now on, until the next measurement. */
void tcp_rto_back_off(struct tcp_rto *r);

#endif

#include "net/tcp_reset.h"

void
tcp_reset(const struct tcp_segment *s, struct tcp_segment *rst)
{
	*rst = (struct tcp_segment){
	    .seq = s->ack, .flags = TCP_RST, .window = TCP_RESET_WINDOW};
}

bool
tcp_reset_old(
    const struct tcp_segment *s, uint32_t isn, struct tcp_segment *rst)
{
	if ((s->flags & (TCP_ACK | TCP_RST)) != TCP_ACK || s->ack == isn + 1)
		return false;
	tcp_reset(s, rst);
	return true;
}

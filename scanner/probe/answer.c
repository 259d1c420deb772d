#include "answer.h"

#include "scanner/engine/cookie.h"
#include "net/icmp_error.h"
#include "net/tcp_reset.h"

/* RFC 9293 3.10.7.3: what answers a SYN acknowledges it. */
static bool
read_tcp(const struct packet *p, const struct siphash_key *key,
    struct probe_answer *out)
{
	bool syn = (p->tcp.flags & TCP_SYN) != 0;
	bool ack = (p->tcp.flags & TCP_ACK) != 0;
	bool rst = (p->tcp.flags & TCP_RST) != 0;
	if (!ack || (!rst && !syn) ||
	    p->tcp.ack !=
		cookie_tcp(key, &p->src, p->dst_port, p->src_port) + 1)
		return false;
	*out = (struct probe_answer){
	    .class = rst ? PROBE_RST : PROBE_SYNACK,
	    .saddr = p->src,
	    .daddr = p->dst,
	    .sport = p->src_port,
	    .dport = p->dst_port,
	    .seqnum = p->tcp.seq,
	    .acknum = p->tcp.ack,
	    .window = p->tcp.window,
	    .ttl = p->hop_limit,
	};
	return true;
}

static bool
read_icmp(const struct packet *p, const struct siphash_key *key,
    struct probe_answer *out)
{
	struct icmp_error error;
	if (!icmp_error_parse(p, &error) || error.proto != NET_TCP ||
	    error.seq !=
		cookie_tcp(key, &error.dst, error.src_port, error.dst_port))
		return false;
	*out = (struct probe_answer){
	    .class = PROBE_ICMP,
	    .saddr = error.dst,
	    .daddr = error.src,
	    .sport = error.dst_port,
	    .dport = error.src_port,
	    .ttl = p->hop_limit,
	    .icmp_type = error.type,
	    .icmp_code = error.code,
	    .icmp_responder = p->src,
	};
	return true;
}

bool
probe_answer_read(const struct packet *p, const struct siphash_key *key,
    const struct probe_targets *targets, struct probe_answer *out,
    uint64_t *number)
{
	bool read = p->proto == NET_TCP ? read_tcp(p, key, out)
					: read_icmp(p, key, out);
	return read &&
	       probe_targets_find(targets, &out->saddr, out->sport, number);
}

static bool
was_asked_from(const struct probe_source_ports *ports, uint64_t number,
    unsigned passes, uint16_t port)
{
	for (unsigned pass = 0; pass < passes; pass++)
		if (probe_source_port(ports, number, pass) == port)
			return true;
	return false;
}

bool
probe_answer_is_old(const struct packet *p, const struct siphash_key *key,
    const struct probe_targets *targets, const struct probe_source_ports *ports,
    unsigned passes, struct frame_tcp *out)
{
	uint64_t number;
	struct tcp_segment rst;
	if (p->proto != NET_TCP ||
	    !probe_targets_find(targets, &p->src, p->src_port, &number) ||
	    !was_asked_from(ports, number, passes, p->dst_port) ||
	    !tcp_reset_old(&p->tcp,
		cookie_tcp(key, &p->src, p->dst_port, p->src_port), &rst))
		return false;
	*out = (struct frame_tcp){
	    .dst = p->src,
	    .src_port = p->dst_port,
	    .dst_port = p->src_port,
	    .seq = rst.seq,
	    .flags = rst.flags,
	    .window = rst.window,
	};
	return true;
}

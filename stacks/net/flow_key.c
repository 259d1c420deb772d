#include "net/flow_key.h"

#include "net/packet.h"

struct flow_key
flow_key_of(const struct packet *p)
{
	return (struct flow_key){
	    .peer = p->src, .own_port = p->dst_port, .peer_port = p->src_port};
}

bool
flow_key_equal(const struct flow_key *a, const struct flow_key *b)
{
	return a->own_port == b->own_port && a->peer_port == b->peer_port &&
	       addr_equal(&a->peer, &b->peer);
}

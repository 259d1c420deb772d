/* What tells one flow from another: the peer and both ports, nothing else. */
#include "net/flow_key.h"

#include <string.h>

#include "base/macros.h"
#include "net/packet.h"
#include "tap.h"

static struct addr
addr_of(const char *text)
{
	struct addr a;
	if (!addr_parse(text, &a))
		ok(false, text);
	return a;
}

/* What could tell packets apart, in the words of a packet from outside. */
static const struct {
	const char *name, *src, *dst;
	uint16_t src_port, dst_port;
	enum net_proto proto;
	uint32_t seq;
	bool same; /* as the first row */
} rows[] = {
    {"a packet", "192.0.2.1", "198.51.100.1", 25, 61000, NET_TCP, 1, true},
    {"a later one", "192.0.2.1", "198.51.100.1", 25, 61000, NET_TCP, 2, true},
    {"at another address of ours", "192.0.2.1", "198.51.100.2", 25, 61000,
	NET_TCP, 1, true},
    {"of another peer", "192.0.2.2", "198.51.100.1", 25, 61000, NET_TCP, 1,
	false},
    {"of an IPv6 peer that ends alike", "2001:db8::c000:201", "2001:db8::1", 25,
	61000, NET_TCP, 1, false},
    {"of another port of the peer", "192.0.2.1", "198.51.100.1", 26, 61000,
	NET_TCP, 1, false},
    {"at another port of ours", "192.0.2.1", "198.51.100.1", 25, 61001, NET_TCP,
	1, false},
    {"with the ports changed over", "192.0.2.1", "198.51.100.1", 61000, 25,
	NET_TCP, 1, false},
};

static struct flow_key
key_of(size_t i)
{
	struct packet p = {
	    .src = addr_of(rows[i].src),
	    .dst = addr_of(rows[i].dst),
	    .src_port = rows[i].src_port,
	    .dst_port = rows[i].dst_port,
	    .proto = rows[i].proto,
	    .tcp = {.seq = rows[i].seq},
	};
	return flow_key_of(&p);
}

int
main(void)
{
	struct flow_key first = key_of(0);
	struct addr peer = addr_of(rows[0].src);
	ok(addr_equal(&first.peer, &peer) && first.own_port == 61000 &&
		first.peer_port == 25,
	    "the peer is who sent it, and the port it came to is ours");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct flow_key k = key_of(i);
		ok(flow_key_equal(&first, &k) == rows[i].same &&
			flow_key_equal(&k, &first) == rows[i].same &&
			(flow_key_hash(&first) == flow_key_hash(&k)) ==
			    rows[i].same,
		    rows[i].name);
	}
	return tap_end();
}

#include "net/frame.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

enum { FRAMES = 5000, SYNS = 200000 };

static const struct route v4 = {
    .src = {{[10] = 0xff, 0xff, 198, 18, 0, 2}},
    .src_mac = {2, 0, 0, 0, 0, 1},
    .gateway_mac = {2, 0, 0, 0, 0, 2},
};
static const struct route v6 = {
    .src = {{0x20, 1, 0x0d, 0xb8, [15] = 2}},
    .src_mac = {2, 0, 0, 0, 0, 1},
    .gateway_mac = {2, 0, 0, 0, 0, 2},
};

/* What a frame should be, built once more, slowly, from RFC 791 to 9293. */
struct slow {
	uint8_t bytes[2048];
	size_t len;
};

static void
put(struct slow *s, const void *bytes, size_t len)
{
	memcpy(s->bytes + s->len, bytes, len);
	s->len += len;
}

static void
put_number(struct slow *s, uint64_t number, unsigned bytes)
{
	while (bytes-- > 0)
		s->bytes[s->len++] = (uint8_t)(number >> 8 * bytes);
}

static uint16_t
slow_sum(const struct slow *s)
{
	uint32_t sum = 0;
	for (size_t i = 0; i < s->len; i++) {
		sum += i % 2 == 0 ? (uint32_t)s->bytes[i] << 8 : s->bytes[i];
		if (sum > 0xffff)
			sum = (sum & 0xffff) + 1;
	}
	return (uint16_t)~sum;
}

static void
set16(struct slow *s, size_t at, uint16_t value)
{
	s->bytes[at] = (uint8_t)(value >> 8);
	s->bytes[at + 1] = (uint8_t)value;
}

static void
put_addr(struct slow *s, const struct addr *a)
{
	if (addr_is_v4(a))
		put(s, addr_v4_bytes(a), 4);
	else
		put(s, a->bytes, 16);
}

/* The sum over pseudo header and transport (RFC 768, 9293, 8200 8.1). */
static uint16_t
transport_sum(const struct route *r, const struct addr *dst, uint8_t proto,
    const struct slow *transport)
{
	struct slow all = {.len = 0};
	put_addr(&all, &r->src);
	put_addr(&all, dst);
	put_number(&all, transport->len, 4);
	put_number(&all, proto, 4);
	put(&all, transport->bytes, transport->len);
	return slow_sum(&all);
}

static void
put_ip(struct slow *s, const struct route *r, const struct addr *dst,
    uint8_t proto, size_t len)
{
	if (!addr_is_v4(dst)) {
		put_number(s, 0x60000000, 4);
		put_number(s, len, 2);
		put_number(s, proto, 1);
		put_number(s, 64, 1);
		put_addr(s, &r->src);
		put_addr(s, dst);
		return;
	}
	struct slow ip = {.len = 0};
	put_number(&ip, 0x4500, 2);
	put_number(&ip, 20 + len, 2);
	put_number(&ip, 0, 2);
	put_number(&ip, 0x4000, 2); /* do not fragment */
	put_number(&ip, 64, 1);
	put_number(&ip, proto, 1);
	put_number(&ip, 0, 2);
	put_addr(&ip, &r->src);
	put_addr(&ip, dst);
	set16(&ip, 10, slow_sum(&ip));
	put(s, ip.bytes, ip.len);
}

static void
slow_frame(struct slow *s, const struct route *r, const struct addr *dst,
    uint8_t proto, const struct slow *transport)
{
	s->len = 0;
	put(s, r->gateway_mac, 6);
	put(s, r->src_mac, 6);
	put_number(s, addr_is_v4(dst) ? 0x0800 : 0x86dd, 2);
	put_ip(s, r, dst, proto, transport->len);
	put(s, transport->bytes, transport->len);
}

static void
slow_udp(const struct route *r, const struct frame_udp *what, struct slow *out)
{
	struct slow udp = {.len = 0};
	put_number(&udp, what->src_port, 2);
	put_number(&udp, what->dst_port, 2);
	put_number(&udp, 8 + what->payload_len, 2);
	put_number(&udp, 0, 2);
	if (what->payload_len > 0)
		put(&udp, what->payload, what->payload_len);
	uint16_t sum = transport_sum(r, &what->dst, NET_UDP, &udp);
	set16(&udp, 6, sum == 0 ? 0xffff : sum);
	slow_frame(out, r, &what->dst, NET_UDP, &udp);
}

static void
slow_tcp(const struct route *r, const struct frame_tcp *what, struct slow *out)
{
	struct slow tcp = {.len = 0};
	bool syn = (what->flags & TCP_SYN) != 0;
	put_number(&tcp, what->src_port, 2);
	put_number(&tcp, what->dst_port, 2);
	put_number(&tcp, what->seq, 4);
	put_number(&tcp, what->ack, 4);
	size_t words = syn ? 8
			   : 5 + (what->sacks.count > 0 ? 1u : 0u) +
				 2 * (size_t)what->sacks.count;
	put_number(&tcp, words << 4, 1);
	put_number(&tcp, what->flags, 1);
	put_number(&tcp, what->window, 2);
	put_number(&tcp, 0, 4);
	if (syn) {
		put_number(
		    &tcp, addr_is_v4(&r->src) ? 0x020405b4 : 0x020405a0, 4);
		put(&tcp, "\x01\x03\x03\x08\x01\x01\x04\x02", 8);
	} else if (what->sacks.count > 0) {
		put(&tcp, "\x01\x01\x05", 3);
		put_number(&tcp, 2 + 8 * what->sacks.count, 1);
		for (unsigned i = 0; i < what->sacks.count; i++) {
			put_number(&tcp, what->sacks.at[i].left, 4);
			put_number(&tcp, what->sacks.at[i].right, 4);
		}
	}
	if (what->payload_len > 0)
		put(&tcp, what->payload, what->payload_len);
	set16(&tcp, 16, transport_sum(r, &what->dst, NET_TCP, &tcp));
	slow_frame(out, r, &what->dst, NET_TCP, &tcp);
}

/* A third each of zeros, of ones, and of all that is between. */
static void
fill(void *bytes, size_t len)
{
	int kind = rand() % 3;
	for (size_t i = 0; i < len; i++)
		((uint8_t *)bytes)[i] = kind == 0   ? 0
					: kind == 1 ? 0xff
						    : (uint8_t)rand();
}

static uint32_t
number(void)
{
	uint32_t value;
	fill(&value, sizeof(value));
	return value;
}

static struct addr
random_addr(bool is_v4)
{
	uint8_t bytes[16];
	fill(bytes, sizeof(bytes));
	if (is_v4)
		return addr_from_v4(bytes);
	bytes[0] = 0x20; /* not a mapped one */
	return addr_from_v6(bytes);
}

static bool
same(const struct slow *want, const uint8_t *frame, size_t len)
{
	return want->len == len && memcmp(want->bytes, frame, len) == 0;
}

static bool
udp_agrees(const struct route *r, const struct frame_templates *t)
{
	uint8_t payload[FRAME_MAX], frame[FRAME_MAX];
	struct slow want;
	struct packet p;
	size_t header = addr_is_v4(&r->src) ? 42 : 62;
	struct frame_udp what = {
	    .dst = random_addr(addr_is_v4(&r->src)),
	    .src_port = (uint16_t)number(),
	    .dst_port = (uint16_t)number(),
	    .payload = payload,
	    .payload_len = (size_t)rand() % (FRAME_MAX - header + 1),
	};
	fill(payload, what.payload_len);
	size_t len = frame_build_udp(t, &what, frame);
	slow_udp(r, &what, &want);
	return same(&want, frame, len) && packet_parse(frame, len, &p) &&
	       p.proto == NET_UDP && addr_equal(&p.src, &r->src) &&
	       addr_equal(&p.dst, &what.dst) && p.src_port == what.src_port &&
	       p.dst_port == what.dst_port &&
	       wire_left(&p.payload) == what.payload_len &&
	       memcmp(p.payload.at, payload, what.payload_len) == 0;
}

static bool
sacks_agree(const struct frame_tcp *what, const struct tcp_sacks *got)
{
	if ((what->flags & TCP_SYN) != 0)
		return got->count == 0;
	return got->count == what->sacks.count &&
	       memcmp(got->at, what->sacks.at,
		   got->count * sizeof(got->at[0])) == 0;
}

static bool
tcp_agrees(const struct route *r, const struct frame_templates *t)
{
	uint8_t payload[FRAME_MAX], frame[FRAME_MAX];
	struct slow want;
	struct packet p;
	size_t header = (addr_is_v4(&r->src) ? 66 : 86) + 36;
	struct frame_tcp what = {
	    .dst = random_addr(addr_is_v4(&r->src)),
	    .src_port = (uint16_t)number(),
	    .dst_port = (uint16_t)number(),
	    .seq = number(),
	    .ack = number(),
	    .flags = (uint8_t)(rand() & 0x1f),
	    .window = (uint16_t)number(),
	    .payload = payload,
	    .sacks = {.count = (unsigned)rand() % (TCP_SACKS_MAX + 1)},
	    .payload_len = (size_t)rand() % (FRAME_MAX - header + 1),
	};
	fill(payload, what.payload_len);
	fill(what.sacks.at, sizeof(what.sacks.at));
	size_t len = frame_build_tcp(t, &what, frame);
	slow_tcp(r, &what, &want);
	return same(&want, frame, len) && packet_parse(frame, len, &p) &&
	       p.proto == NET_TCP && addr_equal(&p.dst, &what.dst) &&
	       p.tcp.seq == what.seq && p.tcp.ack == what.ack &&
	       p.tcp.flags == what.flags && p.tcp.window == what.window &&
	       sacks_agree(&what, &p.tcp.options.sacks) &&
	       wire_left(&p.payload) == what.payload_len;
}

/* The short way against the slow one: `frame` keeps what was before. */
static bool
syn_agrees(const struct route *r, const struct frame_templates *t)
{
	static uint8_t frame[FRAME_MAX];
	struct slow want;
	struct frame_tcp what = {
	    .dst = random_addr(addr_is_v4(&r->src)),
	    .src_port = (uint16_t)number(),
	    .dst_port = (uint16_t)number(),
	    .seq = number(),
	    .flags = TCP_SYN,
	    .window = FRAME_SYN_WINDOW,
	};
	size_t len = frame_build_syn(
	    t, &what.dst, what.src_port, what.dst_port, what.seq, frame);
	slow_tcp(r, &what, &want);
	return same(&want, frame, len);
}

/* A payload that makes the sum zero, which on the wire means "none". */
static void
test_zero_sum(const struct route *r, const struct frame_templates *t)
{
	uint8_t payload[2] = {0, 0}, frame[FRAME_MAX];
	struct frame_udp what = {
	    .dst = random_addr(addr_is_v4(&r->src)),
	    .src_port = 61000,
	    .dst_port = 53,
	    .payload = payload,
	    .payload_len = sizeof(payload),
	};
	size_t sum_at = addr_is_v4(&r->src) ? 40 : 60;
	frame_build_udp(t, &what, frame);
	memcpy(payload, frame + sum_at, 2);
	frame_build_udp(t, &what, frame);
	ok(frame[sum_at] == 0xff && frame[sum_at + 1] == 0xff,
	    "UDP: a sum of zero is sent as 0xffff");
	struct slow want;
	slow_udp(r, &what, &want);
	ok(same(&want, frame, want.len), "UDP: and the slow way agrees");
}

static void
test_empty(const struct route *r, const struct frame_templates *t)
{
	uint8_t frame[FRAME_MAX];
	struct slow want;
	struct addr dst = random_addr(addr_is_v4(&r->src));
	struct frame_tcp syn = {.dst = dst, .dst_port = 25, .flags = TCP_SYN};
	size_t len = frame_build_tcp(t, &syn, frame);
	slow_tcp(r, &syn, &want);
	ok(same(&want, frame, len), "a SYN without payload");
	struct packet p;
	ok(packet_parse(frame, len, &p) &&
		p.tcp.options.mss_bytes == (addr_is_v4(&dst) ? 1460 : 1440) &&
		p.tcp.options.window_shift == 8 && p.tcp.options.sack_permitted,
	    "its options can be read");
	struct frame_udp nothing = {.dst = dst, .dst_port = 53};
	len = frame_build_udp(t, &nothing, frame);
	slow_udp(r, &nothing, &want);
	ok(same(&want, frame, len), "UDP without payload");
}

static void
test_route(const struct route *r)
{
	struct frame_templates *t;
	if (frame_templates_new(r, &t) != 0) {
		ok(false, "templates without privileges");
		return;
	}
	bool udp = true, tcp = true, syn = true;
	for (int i = 0; i < SYNS; i++)
		syn &= syn_agrees(r, t);
	for (int i = 0; i < FRAMES; i++) {
		udp &= udp_agrees(r, t);
		tcp &= tcp_agrees(r, t);
	}
	ok(udp, "UDP: random frames are those of the slow way");
	ok(tcp, "TCP: random frames are those of the slow way");
	ok(syn, "SYNs of the short way are those of the slow way");
	test_zero_sum(r, t);
	test_empty(r, t);
	frame_templates_free(t);
}

int
main(void)
{
	srand(791);
	test_route(&v4);
	test_route(&v6);
	return tap_end();
}

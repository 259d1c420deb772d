/*
 * xdp_receive.bpf.c - takes exactly our packets to AF_XDP, before the kernel
 * sees them, and passes all else untouched.
 *
 * Ours: TCP and UDP to our address and one of our ports, and ICMP errors
 * that quote such a packet of ours.  The first fragment of a datagram for
 * us is dropped and counted: we ask for answers that need none (EDNS 1232),
 * and without it the kernel never answers for us.
 */
#include <linux/bpf.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <stdbool.h>

#include "link/xdp_receive_layout.h"

enum {
	ETHERNET_BYTES = 14,
	ETHERTYPE_AT = 12,
	IPV6_BYTES = 40,
	FRAGMENT_BYTES = 8, /* the IPv6 header of a fragment */
	ICMP_BYTES = 8,
	PROTO_ICMP = 1,
	PROTO_TCP = 6,
	PROTO_UDP = 17,
	PROTO_FRAGMENT = 44,
	PROTO_ICMP6 = 58,
	MORE_FRAGMENTS = 0x2000,
	IPV4_OFFSET = 0x1fff,
	IPV6_OFFSET = 0xfff8,
};

const volatile struct xdp_receive_ours ours;
struct xdp_receive_counts counts;

struct {
	__uint(type, BPF_MAP_TYPE_XSKMAP);
	__uint(max_entries, 1); /* as many as queues, set when it is loaded */
	__type(key, __u32);
	__type(value, __u32);
} sockets SEC(".maps");

/* `len` bytes at `offset`, or NULL where the packet is shorter. */
static __always_inline const __u8 *
bytes_at(const struct xdp_md *ctx, __u32 offset, __u32 len)
{
	const __u8 *at = (const __u8 *)(long)ctx->data + (offset & 0xff);
	return at + len <= (const __u8 *)(long)ctx->data_end ? at : NULL;
}

static __always_inline __u16
u16_of(const __u8 *at)
{
	return (__u16)(at[0] << 8 | at[1]);
}

static __always_inline bool
is_own4(const __u8 *at)
{
	return ours.has4 && at[0] == ours.addr4[0] && at[1] == ours.addr4[1] &&
	       at[2] == ours.addr4[2] && at[3] == ours.addr4[3];
}

static __always_inline bool
is_own6(const __u8 *at)
{
	bool same = ours.has6;
#pragma unroll
	for (int i = 0; i < 16; i++)
		same = same && at[i] == ours.addr6[i];
	return same;
}

/* Does the TCP or UDP header at `offset` have our port at `port_at`? */
static __always_inline bool
has_our_port(const struct xdp_md *ctx, __u8 proto, __u32 offset, __u32 port_at)
{
	if (proto != PROTO_TCP && proto != PROTO_UDP)
		return false;
	const __u8 *at = bytes_at(ctx, offset + port_at, 2);
	if (at == NULL)
		return false;
	__u16 port = u16_of(at);
	return port >= ours.port_first && port <= ours.port_last;
}

static __always_inline int
take(struct xdp_md *ctx)
{
	return (int)bpf_redirect_map(&sockets, ctx->rx_queue_index, XDP_PASS);
}

static __always_inline int
drop_fragment(void)
{
	__sync_fetch_and_add(&counts.fragments, 1);
	return XDP_DROP;
}

enum { SOURCE_PORT = 0, DESTINATION_PORT = 2 };

/* An error that quotes an IPv4 packet of ours at `offset`. */
static __always_inline bool
quotes_us4(const struct xdp_md *ctx, __u32 offset)
{
	const __u8 *ip = bytes_at(ctx, offset, 20);
	if (ip == NULL || !is_own4(ip + 12) ||
	    (u16_of(ip + 6) & IPV4_OFFSET) != 0)
		return false;
	return has_our_port(
	    ctx, ip[9], offset + (__u32)(ip[0] & 15) * 4, SOURCE_PORT);
}

static __always_inline bool
quotes_us6(const struct xdp_md *ctx, __u32 offset)
{
	const __u8 *ip = bytes_at(ctx, offset, IPV6_BYTES);
	return ip != NULL && is_own6(ip + 8) &&
	       has_our_port(ctx, ip[6], offset + IPV6_BYTES, SOURCE_PORT);
}

static __always_inline int
judge_icmp4(struct xdp_md *ctx, __u32 offset)
{
	const __u8 *icmp = bytes_at(ctx, offset, ICMP_BYTES);
	if (icmp == NULL)
		return XDP_PASS;
	__u8 type = icmp[0]; /* RFC 792: the errors quote, the rest does not */
	if (type != 3 && type != 4 && type != 5 && type != 11 && type != 12)
		return XDP_PASS;
	return quotes_us4(ctx, offset + ICMP_BYTES) ? take(ctx) : XDP_PASS;
}

static __always_inline int
judge_icmp6(struct xdp_md *ctx, __u32 offset)
{
	const __u8 *icmp = bytes_at(ctx, offset, ICMP_BYTES);
	if (icmp == NULL || icmp[0] < 1 || icmp[0] > 4) /* RFC 4443 2.1 */
		return XDP_PASS;
	return quotes_us6(ctx, offset + ICMP_BYTES) ? take(ctx) : XDP_PASS;
}

static __always_inline int
judge_ipv4(struct xdp_md *ctx)
{
	const __u8 *ip = bytes_at(ctx, ETHERNET_BYTES, 20);
	if (ip == NULL || !is_own4(ip + 16))
		return XDP_PASS;
	__u32 offset = ETHERNET_BYTES + (__u32)(ip[0] & 15) * 4;
	__u16 fragment = u16_of(ip + 6);
	__u8 proto = ip[9];

	if ((fragment & IPV4_OFFSET) != 0)
		return XDP_PASS;
	if (proto == PROTO_ICMP)
		return judge_icmp4(ctx, offset);
	if (!has_our_port(ctx, proto, offset, DESTINATION_PORT))
		return XDP_PASS;
	return (fragment & MORE_FRAGMENTS) != 0 ? drop_fragment() : take(ctx);
}

static __always_inline int
judge_fragment6(struct xdp_md *ctx)
{
	const __u32 offset = ETHERNET_BYTES + IPV6_BYTES;
	const __u8 *header = bytes_at(ctx, offset, FRAGMENT_BYTES);
	if (header == NULL || (u16_of(header + 2) & IPV6_OFFSET) != 0 ||
	    !has_our_port(
		ctx, header[0], offset + FRAGMENT_BYTES, DESTINATION_PORT))
		return XDP_PASS;
	return drop_fragment();
}

static __always_inline int
judge_ipv6(struct xdp_md *ctx)
{
	const __u32 offset = ETHERNET_BYTES + IPV6_BYTES;
	const __u8 *ip = bytes_at(ctx, ETHERNET_BYTES, IPV6_BYTES);
	if (ip == NULL || !is_own6(ip + 24))
		return XDP_PASS;
	__u8 proto = ip[6];
	if (proto == PROTO_FRAGMENT)
		return judge_fragment6(ctx);
	if (proto == PROTO_ICMP6)
		return judge_icmp6(ctx, offset);
	return has_our_port(ctx, proto, offset, DESTINATION_PORT) ? take(ctx)
								  : XDP_PASS;
}

SEC("xdp")
int
danesweep_rx(struct xdp_md *ctx)
{
	const __u8 *type = bytes_at(ctx, ETHERTYPE_AT, 2);
	if (type == NULL)
		return XDP_PASS;
	switch (u16_of(type)) {
	case 0x0800:
		return judge_ipv4(ctx);
	case 0x86dd:
		return judge_ipv6(ctx);
	}
	return XDP_PASS;
}

const char gpl[] SEC("license") = "GPL";

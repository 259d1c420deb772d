/* drop.bpf.c - a peer that takes all packets and answers none. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("xdp")
int
drop_all(struct xdp_md *ctx)
{
	(void)ctx;
	return XDP_DROP;
}

char gpl[] SEC("license") = "GPL";

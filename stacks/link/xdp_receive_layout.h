/*
 * xdp_receive_layout.h - what xdp_receive.bpf.c and user space share.
 * Linux's types: it is read by both compilers.
 */
#ifndef XDP_RECEIVE_LAYOUT_H
#define XDP_RECEIVE_LAYOUT_H

#include <linux/types.h>

struct xdp_receive_ours {
	__u8 has4, has6;
	__u8 addr4[4];
	__u8 addr6[16];
	__u16 port_first, port_last;
};

struct xdp_receive_counts {
	__u64 fragments; /* first ones, to our ports: dropped */
};

#endif

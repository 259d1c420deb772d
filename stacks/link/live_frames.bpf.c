/*
 * live_frames.bpf.c - one run of it sends one frame.
 *
 * BPF_PROG_TEST_RUN with live frames runs it over recycled pages: it copies
 * the next packed frame into the page and redirects that to the interface.
 * No skb is made.  One caller at a time: the cursor is plain.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "link/live_frames_layout.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct live_buffer);
} frames SEC(".maps");

const volatile __u32 ifindex;
struct live_state state;

SEC("xdp")
int
danesweep_tx(struct xdp_md *ctx)
{
	const __u32 zero = 0;
	struct live_buffer *buffer = bpf_map_lookup_elem(&frames, &zero);
	if (buffer == NULL)
		return XDP_ABORTED;

	__u32 at = state.cursor & (LIVE_BUFFER_BYTES - LIVE_ALIGN);
	__u32 len = *(__u16 *)(buffer->bytes + at);
	if (len < LIVE_FRAME_MIN || len > LIVE_FRAME_MAX)
		return XDP_ABORTED;
	state.cursor = at + LIVE_PACKED_BYTES(len);

	int have = (int)(ctx->data_end - ctx->data);
	if ((int)len != have && bpf_xdp_adjust_tail(ctx, (int)len - have) != 0)
		return XDP_ABORTED;
	if (bpf_xdp_store_bytes(
		ctx, 0, buffer->bytes + at + LIVE_HEADER_BYTES, len) != 0)
		return XDP_ABORTED;
	state.redirected++;
	return (int)bpf_redirect(ifindex, 0);
}

const char gpl[] SEC("license") = "GPL";
